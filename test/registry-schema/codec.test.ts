import fc from 'fast-check';
import { JSON_SCHEMA, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Evaluation } from '../../core/domain/records.ts';
import { decode, encode } from '../../registry-schema/codec.ts';
import { documents, kinds } from '../../registry-schema/documents.ts';
import { readFast } from '../../registry-schema/fast-reader.ts';
import { soundDocuments } from './sound-documents.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
/** JSON is YAML, and nothing in this one is beyond ASCII. */
const jsonOf = (document: unknown) =>
  bytesOf(JSON.stringify(document).replace(/[^ -~]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`));
/** A word that programs may not use as a name, and numbers near the end of what a double holds. */
const leftToTheCarefulReader = /__proto__|e\+(?:29|3)[0-9]{1,2}\b|[0-9]{16}\b/;
const file = 'somewhere.yaml';

describe.each(kinds)('a file of kind %s', (kind) => {
  it('gives the value back that was written, and the same bytes for it again', () => {
    fc.assert(
      fc.property(soundDocuments(kind), (document) => {
        const value = decode(kind, jsonOf(document), { file });
        const written = encode(kind, value);
        expect(decode(kind, written, { file })).toEqual(value);
        expect(textOf(encode(kind, decode(kind, written, { file })))).toBe(textOf(written));
      }),
      { numRuns: 60 },
    );
  });

  it('is written in the form that the fast reader takes, which other readers of YAML understand alike', () => {
    fc.assert(
      fc.property(soundDocuments(kind), (document) => {
        const text = textOf(encode(kind, decode(kind, jsonOf(document), { file })));
        fc.pre(!leftToTheCarefulReader.test(text));
        const read = readFast(text);
        expect(read).toEqual(parse(text));
        expect(read).toEqual(load(text, { schema: JSON_SCHEMA }));
        expect(read).toEqual(parse(text, { version: '1.1' }));
      }),
      { numRuns: 60 },
    );
  });

  it('means the same in the style of a person', () => {
    for (const example of documents[kind].schema.examples ?? []) {
      const value = decode(kind, bytesOf(stringify(example)), { file });
      expect(decode(kind, encode(kind, value), { file })).toEqual(value);
    }
  });
});

const evaluation = {
  model: 'iris-classifier',
  version: '1.4.0',
  manifestDigest: `sha256:${'a'.repeat(64)}`,
  dataset: { name: 'iris-test', digest: `sha256:${'b'.repeat(64)}`, rows: 50 },
  task: 'classification',
  target: 'species',
  metrics: { f1: 0.5, accuracy: 1, loss: 1e-7, large: 1e21 },
  perClass: [{ label: 'yes', precision: 1, recall: 1, f1: 1, support: 16 }],
  evaluatedBy: 'ann',
  at: '2026-11-25T10:00:00Z',
} as unknown as Evaluation;

describe('encode', () => {
  it('writes fields in the order of the schema, chosen names in byte order, texts in quotes', () => {
    expect(textOf(encode('Evaluation', evaluation))).toBe(`apiVersion: "mergeline.dev/v1"
kind: "Evaluation"
model: "iris-classifier"
version: "1.4.0"
manifestDigest: "sha256:${'a'.repeat(64)}"
dataset:
  name: "iris-test"
  digest: "sha256:${'b'.repeat(64)}"
  rows: 50
task: "classification"
target: "species"
metrics:
  accuracy: 1
  f1: 0.5
  large: 1.0e+21
  loss: 1.0e-7
perClass:
  - label: "yes"
    precision: 1
    recall: 1
    f1: 1
    support: 16
evaluatedBy: "ann"
at: "2026-11-25T10:00:00Z"
`);
  });

  it('writes a confusion matrix with one line for each class', () => {
    const counts = [
      [16, 0],
      [1, 33],
    ];
    const text = textOf(encode('Evaluation', { ...evaluation, confusion: { labels: ['no', 'yes'], counts } }));
    expect(text).toContain(`confusion:
  labels: ["no", "yes"]
  counts:
    - [16, 0]
    - [1, 33]
evaluatedBy`);
  });

  it('writes intervals and slices', () => {
    const intervals = { level: 0.95, wilson: { accuracy: [0.9, 1] as const }, resamples: 1000, bootstrap: {} };
    const slices = [{ column: 'region', value: null, rows: 2, metrics: { accuracy: 0.5 } }];
    expect(textOf(encode('Evaluation', { ...evaluation, intervals, slices }))).toContain(`intervals:
  level: 0.95
  wilson:
    accuracy: [0.9, 1]
  resamples: 1000
  bootstrap: {}
perClass:`);
    expect(textOf(encode('Evaluation', { ...evaluation, slices }))).toContain(`slices:
  - column: "region"
    value: null
    rows: 2
    metrics:
      accuracy: 0.5
evaluatedBy`);
  });

  it('does not depend on the order in which a value was built, nor on fields that are undefined', () => {
    const { model, ...rest } = evaluation;
    const other = { ...rest, model, perClass: evaluation.perClass, sortKey: undefined } as Evaluation;
    expect(encode('Evaluation', other)).toEqual(encode('Evaluation', evaluation));
  });

  it('escapes what a reviewer could not see', () => {
    const text = textOf(
      encode('Closing', { proposal: '1', by: 'ann', at: evaluation.at, reason: 'a\u202e\u0000\u2028b' }),
    );
    expect(text).toContain('reason: "a\\u202e\\u0000\\u2028b"');
  });

  it.each([
    ['a number that is none', { metrics: { f1: Number.NaN } }, 'metrics.f1 is the number NaN, but must be a number'],
    [
      'a number without end',
      { metrics: { f1: Number.POSITIVE_INFINITY } },
      'metrics.f1 is the number Infinity, but must be a number',
    ],
    ['a field that no file has', { colour: 'red' }, 'colour is no field here'],
    ['half a character', { target: '\ud83c' }, 'target holds half of a character (a lone surrogate)'],
    ['a name that every object has', { metrics: { constructor: 1 } }, 'metrics.constructor must be a name'],
  ])('refuses %s', (_, change, message) => {
    expect(() => encode('Evaluation', { ...evaluation, ...change } as Evaluation)).toThrow(message);
  });

  it('says in people’s files where their schema is', () => {
    const model = decode('Model', bytesOf('apiVersion: mergeline.dev/v1\nkind: Model\nname: iris\n'), { file });
    expect(textOf(encode('Model', model)).split('\n')[0]).toBe(
      '# yaml-language-server: $schema=https://mergeline.dev/schemas/v1/model.schema.json',
    );
  });
});

describe('decode', () => {
  it('takes a proposal without a model where it changes the policy, and nowhere else', () => {
    const proposal = { ...(documents.Proposal.schema.examples?.[0] as object), model: undefined };
    expect(() => decode('Proposal', jsonOf(proposal), { file })).toThrow(
      'model is missing, although a promotion is proposed',
    );
    const policy = decode('Proposal', jsonOf({ ...proposal, change: 'policy' }), { file });
    expect(policy).toMatchObject({ kind: 'policy', id: '12' });
  });

  it('wants a file to say the same as its path', () => {
    const bytes = encode('Evaluation', evaluation);
    const path = 'models/iris-classifier/evaluations/1.4.1/iris-test.yaml';
    expect(() => decode('Evaluation', bytes, { file: path })).toThrow(
      `${path}:4:10: version is 1.4.0, but the path of the file says 1.4.1.`,
    );
    expect(decode('Evaluation', bytes, { file: path.replace('1.4.1', '1.4.0') })).toEqual(evaluation);
  });

  it('fills in what a policy leaves out', () => {
    const policy = decode(
      'Registry',
      bytesOf('apiVersion: mergeline.dev/v1\nkind: Registry\nstages: [{name: production}]\n'),
      { file },
    );
    const byOneOwner = { gates: [{ gate: 'approvals', id: 'approvals', count: 1, by: ['owners'] }] };
    expect(policy).toEqual({
      stages: [{ name: 'production', aliases: [], review: 'none', gates: [], rollback: { gates: [] }, breakGlass: [] }],
      roles: {},
      owners: [],
      datasets: [],
      stores: [{ name: 'local', type: 'oci-layout' }],
      placement: [{ models: '*', stores: ['local'] }],
      serving: { base: { name: 'none' } },
      retention: { unreferenced: '14d' },
      changes: { registration: { gates: [] }, evaluation: { gates: [] }, erasure: byOneOwner, policy: byOneOwner },
    });
  });

  it('does not let two readings share what it filled in', () => {
    const read = () => decode('Model', bytesOf('apiVersion: mergeline.dev/v1\nkind: Model\nname: iris\n'), { file });
    (read().owners as string[]).push('mallory');
    expect(read().owners).toEqual([]);
  });

  it('takes line ends of Windows in files that people write, and in no others', () => {
    const crlf = (bytes: Uint8Array) => bytesOf(textOf(bytes).replaceAll('\n', '\r\n'));
    expect(
      decode('Model', bytesOf('apiVersion: mergeline.dev/v1\r\nkind: Model\r\nname: iris\r\n'), { file }).name,
    ).toBe('iris');
    expect(() => decode('Evaluation', crlf(encode('Evaluation', evaluation)), { file })).toThrow('CR LF');
  });
});
