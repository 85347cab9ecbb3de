import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaFileName } from '../../registry-schema/documents/document.ts';
import { documents, kinds } from '../../registry-schema/documents.ts';
import { explain } from '../../registry-schema/explain.ts';
import { unreadable } from '../../registry-schema/unreadable.ts';
import { holds } from '../../registry-schema/validators.ts';
import { soundDocuments } from './sound-documents.ts';

const oddValues = [
  null,
  true,
  0,
  -1,
  1.5,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  'latest',
  '../x',
  '1.10',
  [],
  ['a', 'a'],
  {},
  { gate: 'servable' },
  [[1]],
];

/** The places of a document, from the top down. */
function placesIn(value: unknown): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [[], ...steps.flatMap((step) => placesIn((value as never)[step]).map((rest) => [step, ...rest]))];
}

/** The document with something else at one place: another value, no value, or one more field. */
function spoil(document: unknown, place: readonly (string | number)[], odd: unknown, how: number): unknown {
  const copy = structuredClone(document) as Record<string | number, unknown>;
  let parent = copy;
  for (const step of place.slice(0, -1)) parent = parent[step] as typeof parent;
  const last = place.at(-1);
  if (last === undefined) return odd;
  if (how === 0) parent[last] = odd;
  else if (how === 1 && typeof last === 'string') delete parent[last];
  else if (typeof last === 'string') parent[`${last}x`] = odd;
  return copy;
}

/** The validator that anybody makes of the schema that we publish. */
function publishedValidator(kind: string) {
  const file = new URL(`../../registry-schema/schemas/${schemaFileName(kind)}`, import.meta.url);
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
}

const pointer = documents.StagePointer.schema.examples?.[0] as object;

/** Every keyword at any depth, but not the names of fields. */
function keywordsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(keywordsIn);
  return Object.entries(schema).flatMap(([keyword, value]) => {
    if (['examples', 'default', 'const', 'enum'].includes(keyword)) return [keyword];
    const inner = ['properties', '$defs'].includes(keyword) ? Object.values(value) : value;
    return [keyword, ...keywordsIn(inner)];
  });
}

describe('explain', () => {
  it.each(kinds)('has something to say of spoilt files of kind %s just when their schema refuses them', (kind) => {
    const validate = publishedValidator(kind);
    const spoilt = soundDocuments(kind).chain((document) =>
      fc
        .tuple(fc.constantFrom(...placesIn(document)), fc.constantFrom(...oddValues), fc.nat({ max: 2 }))
        .map(([place, odd, how]) => spoil(document, place, odd, how)),
    );
    fc.assert(
      fc.property(spoilt, (document) => {
        expect(holds(kind, document)).toBe(validate(document));
        expect(explain(kind, document).length === 0).toBe(holds(kind, document));
      }),
      { numRuns: 300 },
    );
  });

  it('has words for every rule that a schema of ours holds', () => {
    const structure = [
      '$schema',
      '$id',
      '$defs',
      '$ref',
      'title',
      'description',
      'examples',
      'default',
      'allOf',
      'if',
      'then',
      'else',
    ];
    const rules = [
      'type',
      'const',
      'enum',
      'pattern',
      'maxLength',
      'minimum',
      'maximum',
      'items',
      'minItems',
      'uniqueItems',
    ];
    const ofObjects = ['properties', 'required', 'additionalProperties', 'propertyNames', 'anyOf'];
    const known = new Set([...structure, ...rules, ...ofObjects]);
    const unknown = kinds.flatMap((kind) => keywordsIn(documents[kind].schema)).filter((it) => !known.has(it));
    expect(unknown).toEqual([]);
  });

  it('says of one value what is wrong with it first, and nothing that follows from that', () => {
    const findings = explain('StagePointer', {
      ...pointer,
      generation: -1.5,
      reason: 3,
      replaces: `x${'1'.repeat(99)}`,
    });
    expect(findings.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      'generation is the number -1.5, but must be a whole number',
      expect.stringContaining('replaces is "x111'),
      'reason is the number 3, but must be text',
    ]);
  });

  it('says nothing of what could not be read, and all about what stands beside it', () => {
    const owners = [unreadable, 'ann', 'ann', unreadable, 'ann'];
    const findings = explain('Model', {
      apiVersion: unreadable,
      kind: 'Model',
      name: unreadable,
      owners,
      colour: unreadable,
    });
    expect(findings.map(({ path, message }) => `${path.join('.')} ${message}`)).toEqual([
      expect.stringMatching(/^colour is no field here/),
      'owners.2 repeats "ann"',
      'owners.4 repeats "ann"',
    ]);
  });
});

it('a gate by the name that it has elsewhere leads to its name here', () => {
  const stages = [{ name: 'production', gates: [{ gate: 'cel', expression: 'true' }] }];
  const [finding] = explain('Registry', { apiVersion: 'mergeline.dev/v1', kind: 'Registry', stages });
  expect(finding).toEqual({
    path: ['stages', 0, 'gates', 0, 'gate'],
    message: 'is "cel", which is not known here; did you mean expression?',
  });
});
