import { describe, expect, it } from 'vitest';
import { MergelineError } from '../../../core/errors.ts';
import { decode } from '../../../registry-schema/codec.ts';
import { goodManifest, goodModel, goodPointer, goodPolicy } from './good-files.ts';
import { hostileFiles } from './hostile-files.ts';

function refusalOf(run: () => unknown): MergelineError {
  try {
    run();
  } catch (error) {
    if (error instanceof MergelineError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('decode', () => {
  it('takes the files that the hostile ones are made from', () => {
    const read = [
      () => decode('ModelVersion', Buffer.from(goodManifest), { file: 'models/iris/versions/1.10.0.yaml' }),
      () => decode('Registry', Buffer.from(goodPolicy), { file: 'registry.yaml' }),
      () => decode('Model', Buffer.from(goodModel), { file: 'models/iris/model.yaml' }),
      () => decode('StagePointer', Buffer.from(goodPointer), { file: 'models/iris/stages/production.yaml' }),
    ];
    for (const it of read) expect(it).not.toThrow();
  });

  it.each(hostileFiles)('refuses $name', ({ kind, path, bytes, code, faults }) => {
    const error = refusalOf(() => decode(kind, bytes, { file: path }));

    expect(error.code).toBe(code);
    expect(error.exitCode).toBe(2);
    const told = error.details.map(({ line, column, path: at, message }) => `${line}:${column} ${at ?? ''} ${message}`);
    const wanted = faults.map(([line, column, message]) =>
      expect.stringMatching(new RegExp(`^${line}:${column} .*${escaped(message)}`, 's')),
    );
    expect(told).toEqual(wanted);
    for (const { file } of error.details) expect(file).toBe(path);
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain('hunter2');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey is what is looked for
    expect(error.message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is done with each of them in a time that does not run away', () => {
    for (const { name, kind, path, bytes } of hostileFiles) {
      const start = performance.now();
      refusalOf(() => decode(kind, bytes, { file: path }));
      expect(performance.now() - start, name).toBeLessThan(10_000);
    }
  });

  it.each([
    [
      'gates that are none',
      'Registry',
      goodPolicy.replace(/ {4}gates:.*?\n {2}- /s, `    gates: [${'a,'.repeat(125_000)}a]\n  - `),
    ],
    [
      'stages without a name',
      'Registry',
      goodPolicy.replace(/stages:.*\nroles/s, `stages: [${'{gates: [a]},'.repeat(19_000)}{}]\nroles`),
    ],
    ['items that stand there already', 'Model', goodModel.replace('[ann]', `[${'ann,'.repeat(60_000)}ann]`)],
    [
      'fields that are none',
      'Model',
      goodModel + Array.from({ length: 20_000 }, (_, index) => `f${index}: 1\n`).join(''),
    ],
  ] as const)(
    'tells tens of thousands of %s in a time that does not run away',
    { timeout: 60_000 },
    (_, kind, text) => {
      const { user } = process.cpuUsage();
      const { details } = refusalOf(() => decode(kind, Buffer.from(text), { file: 'x.yaml' }));
      expect((process.cpuUsage().user - user) / 1e6).toBeLessThan(5);
      expect(details.at(-1)?.message).toMatch(/^has [0-9]{5,} more faults$/);
    },
  );

  it('tells the first hundred faults of a file and how many more there are', () => {
    const metrics = Array.from({ length: 150 }, (_, index) => `  m${index}: no\n`).join('');
    const text = goodManifest.replace('  accuracy: 0.96\n', () => metrics);
    const { details, message } = refusalOf(() => decode('ModelVersion', Buffer.from(text), { file: 'x.yaml' }));
    expect(message).toBe('x.yaml has 150 faults.');
    expect(details).toHaveLength(101);
    expect(details.at(-1)?.message).toBe('has 50 more faults');
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
