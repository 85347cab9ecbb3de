import { describe, expect, it } from 'vitest';
import { decode } from '../../registry-schema/codec.ts';
import { registryTemplate } from '../../registry-schema/registry-template.ts';

const file = 'registry.yaml';
const read = (text: string) => decode('Registry', new TextEncoder().encode(text), { file });
const template = registryTemplate({ owner: 'ann', store: { name: 'local', type: 'oci-layout' } });

describe('registryTemplate', () => {
  it('is a policy with four stages, of which the last two are reviewed', () => {
    const gates = Object.fromEntries(
      read(template).stages.map((stage) => [stage.name, stage.gates.map(({ id }) => id)]),
    );
    const always = ['servable', 'signature', 'scan', 'parity'];
    expect(gates).toEqual({
      development: [],
      testing: [],
      staging: always,
      production: [...always, 'came-through', 'approvals'],
    });
    expect(read(template).stages.map(({ review }) => review)).toEqual(['none', 'none', 'proposal', 'proposal']);
  });

  it('says in words what holds when a line is left out', () => {
    const uncommented = template.replace(
      /^# (changes:\n(?:# .*\n?)+)/m,
      (_, block: string) =>
        `changes:\n${block
          .split('\n')
          .slice(1)
          .map((line) => line.replace(/^# /, ''))
          .join('\n')}`,
    );
    expect(uncommented).not.toBe(template);
    expect(read(uncommented)).toEqual(read(template));
  });

  it('lets a person alone approve after the one line that it marks', () => {
    const alone = read(template.replace('# exclude: []', 'exclude: []'));
    expect(alone.stages[3]?.gates.find(({ gate }) => gate === 'approvals')).toMatchObject({ exclude: [] });
  });

  it('has a gate and a data set that need only their # taken away', () => {
    const uncommented = template
      .replace(
        /^( +)# (- gate: no-regression)\n\1# ( +dataset.*)\n\1# ( +metrics.*)\n\1# ( +tolerance.*)/m,
        '$1$2\n$1$3\n$1$4\n$1$5',
      )
      .replace(/^# datasets:\n(?:# .*\n)+/m, (block) => block.replace(/^# /gm, ''));
    const { stages, datasets } = read(uncommented);
    expect(stages[3]?.gates.at(-1)).toMatchObject({ gate: 'no-regression', dataset: 'test-set', tolerance: 0.01 });
    expect(datasets.map(({ name }) => name)).toEqual(['test-set']);
  });

  it.each([
    [
      'a name with signs',
      { name: 'Acme "models": #1', owner: 'Ann Lee <ann@example.org>', store: { name: 'lfs', type: 'lfs' } },
    ],
    ['a folder with signs', { owner: 'yes', store: { name: 'local', type: 'oci-layout', path: 'C:\\models #2' } }],
    ['a registry', { owner: '1.10', store: { name: 'remote', type: 'oci', reference: 'ghcr.io/acme/models' } }],
  ] as const)('holds for %s', (_, options) => {
    const policy = read(registryTemplate(options));
    expect(policy.owners).toEqual([{ models: '*', owners: [options.owner] }]);
    expect(policy.stores).toEqual([options.store]);
    expect(policy.name).toBe('name' in options ? options.name : undefined);
  });

  it('tells editors where its schema is, in the first line', () => {
    expect(template.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=https://mergeline.dev/schemas/v1/registry.schema.json',
    );
  });
});
