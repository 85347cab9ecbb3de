import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decode } from '../../registry-schema/codec.ts';
import { editDocument } from '../../registry-schema/edit.ts';
import { registryTemplate } from '../../registry-schema/registry-template.ts';
import type { DocumentEdit } from '../../registry-schema/splice.ts';
import { goodModel, goodPolicy } from './hostile/good-files.ts';

const file = 'registry.yaml';
const template = registryTemplate({ owner: 'ann', store: { name: 'local', type: 'oci-layout' } });
const digest = `sha256:${'a'.repeat(64)}`;

function edited(text: string, ...edits: DocumentEdit[]): string {
  return new TextDecoder().decode(editDocument('Registry', new TextEncoder().encode(text), edits, { file }));
}

/** The lines that went, and those that came. */
function differences(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

describe('editDocument', () => {
  it('pins a serving base where none stood, and changes no other line', () => {
    const base = { name: 'runtime', reference: 'ghcr.io/acme/base:1', digest, platforms: ['linux/amd64'] };
    const after = edited(template, { path: ['serving', 'base'], set: base });
    expect(differences(template, after)).toEqual([
      '-  base: none',
      '+  base:',
      '+    name: "runtime"',
      '+    reference: "ghcr.io/acme/base:1"',
      `+    digest: "${digest}"`,
      '+    platforms: ["linux/amd64"]',
    ]);
    expect(decode('Registry', Buffer.from(after), { file }).serving.base).toEqual(base);
    const next = edited(after, { path: ['serving', 'base', 'digest'], set: `sha256:${'b'.repeat(64)}` });
    expect(differences(after, next)).toHaveLength(2);
    expect(edited(next, { path: ['serving', 'base'], set: 'none' })).toBe(
      template.replace('base: none', 'base: "none"'),
    );
  });

  it('names a data set in a file that had none, and a second one below it', () => {
    const dataset = (name: string) => ({ name, digest, task: 'classification', target: 'species' });
    const one = edited(template, { path: ['datasets'], append: dataset('iris') });
    const two = edited(one, { path: ['datasets'], append: dataset('iris-eu') });
    expect(decode('Registry', Buffer.from(two), { file }).datasets.map(({ name }) => name)).toEqual([
      'iris',
      'iris-eu',
    ]);
    expect(differences(template, two).filter((line) => line.startsWith('-'))).toEqual([]);
  });

  it('grows lists in the style that they have', () => {
    const after = edited(
      goodPolicy,
      { path: ['owners', 0, 'owners'], append: 'ben' },
      { path: ['owners'], append: { models: 'risk/*', owners: ['eve'] } },
    );
    expect(differences(goodPolicy, after)).toEqual([
      '-    owners: [ann]',
      '+    owners: [ann, "ben"]',
      '+  - models: "risk/*"',
      '+    owners: ["eve"]',
    ]);
  });

  it('keeps a comment behind the value that it changes', () => {
    const text =
      'apiVersion: mergeline.dev/v1\nkind: Registry\nname: old # as of 2026\nstages: [{ name: production }]\n';
    expect(edited(text, { path: ['name'], set: 'new' })).toBe(text.replace('old', '"new"'));
  });

  it('takes a field away with its lines', () => {
    const after = edited(goodPolicy, { path: ['placement'], remove: true });
    expect(after).toBe(goodPolicy.slice(0, goodPolicy.indexOf('placement:')));
  });

  it('makes the field around a field where there is none', () => {
    const text = 'apiVersion: mergeline.dev/v1\nkind: Registry\nstages:\n- name: production # alone\n';
    const after = edited(text, { path: ['changes', 'policy', 'gates'], append: { gate: 'approvals', count: 2 } });
    expect(after).toBe(`${text}changes:\n  policy:\n    gates:\n      - gate: "approvals"\n        count: 2\n`);
  });

  it.each([
    ['a list on several lines', 'stages: [\n  {name: production}, # last\n]\n', ['stages'], { name: 'canary' }],
    ['an empty list', 'stages: [{name: production, aliases: []}]\n', ['stages', 0, 'aliases'], 'prod'],
    [
      'a list inside a mapping on one line',
      'stages: [{name: production, aliases: [live]}]\n',
      ['stages', 0, 'aliases'],
      'prod',
    ],
    ['a list that is not indented', 'stages:\n- name: production\n\n# the end\n', ['stages'], { name: 'canary' }],
  ])('appends to %s', (_, body, path, item) => {
    const text = `apiVersion: mergeline.dev/v1\nkind: Registry\n${body}`;
    const after = parse(edited(text, { path, append: item }));
    const list = path.reduce<never>((value, step) => value[step as never], after as never) as unknown[];
    expect(list.at(-1)).toEqual(item);
  });

  it('edits a model file, whose texts may be long and odd', () => {
    const description = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(description, (text) => {
        fc.pre(/^(?:[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\n\r\t])+$/u.test(text));
        const options = { file: 'models/iris/model.yaml' };
        const bytes = editDocument('Model', Buffer.from(goodModel), [{ path: ['description'], set: text }], options);
        expect(decode('Model', bytes, options).description).toBe(text);
        expect(Buffer.from(bytes).toString().startsWith(goodModel)).toBe(true);
      }),
    );
  });

  it('refuses an edit after which the file would not hold', () => {
    expect(() => edited(template, { path: ['stages', 3, 'review'], set: 'maybe' })).toThrow(
      'registry.yaml:30:13: stages[3].review is "maybe"',
    );
    expect(() => edited(template, { path: ['stages', 0, 'name'], set: 'staging' })).toThrow(
      'which names a stage already',
    );
  });
});
