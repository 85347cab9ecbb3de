import fc from 'fast-check';
import { textRules } from '../../registry-schema/patterns.ts';
import { resolveSchema } from '../../registry-schema/resolve-schema.ts';
import type { Schema } from '../../registry-schema/schema.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const visible = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const number = fc.nat({ max: 99 });

/** Texts that a rule accepts, among them the odd ones; what the rule refuses after all is filtered out. */
const texts: Readonly<Record<keyof typeof textRules, fc.Arbitrary<string>>> = {
  modelName: fc.oneof(
    word,
    fc.tuple(word, word).map((it) => it.join('/')),
    fc.tuple(word, word).map((it) => it.join('__')),
  ),
  stageName: word,
  version: fc.oneof(
    fc.tuple(number, number, number).map((it) => it.join('.')),
    fc.tuple(number, word).map(([major, pre]) => `${major}.1.10-${pre}.1`),
  ),
  digest: hex(64).map((it) => `sha256:${it}`),
  oid: hex(40),
  instant: fc
    .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString().replace(/\.[0-9]+Z$/, 'Z')),
  date: fc.constantFrom('2026-10-01', '2024-02-29', '9999-12-31'),
  duration: fc.constantFrom('30m', '24h', '7d', '1d 12h'),
  size: fc.constantFrom('500 MB', '2GiB', '0.5 GB'),
  name: fc.oneof(
    word,
    visible,
    fc.constantFrom('null', 'true', 'yes', 'on', '1.10', 'größe', 'a: b', 'x #y', '2024-01-01'),
  ),
  slug: fc.tuple(word, word).map((it) => it.join('-')),
  proposalId: number.map(String),
  line: visible,
  prose: fc.oneof(
    visible,
    fc.constantFrom('two\nlines', '- not a list', 'key: value', '&anchor *alias !tag', '"\\', ' '),
  ),
  parameter: fc.oneof(visible, fc.constantFrom('', '\t', 'null', '1e3', '.nan', '0x1F', '~', '\r\n')),
  person: fc.oneof(word, fc.constantFrom('Ann Lee <ann@example.org>', 'github:ann', 'ann[bot]')),
  principal: fc.oneof(word, fc.constantFrom('owners', 'github:ann')),
  roleName: word,
  modelPattern: fc.constantFrom('*', 'risk/*', 'iris-*'),
  relativePath: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }).map((it) => it.join('/')),
  webUrl: word.map((it) => `https://example.com/${it}?q=1#x`),
  repositoryUrl: fc.constantFrom(
    'https://github.com/acme/iris',
    'ssh://git@github.com/acme/iris',
    'git@github.com:acme/iris.git',
  ),
  sourceCommit: hex(40),
  parentRef: fc.constantFrom('1.0.0', 'risk/fraud@2.1.0-rc.1'),
  licence: fc.constantFrom('Apache-2.0', '(MIT OR BSD-3-Clause)'),
  mediaType: fc.constantFrom('application/octet-stream', 'application/vnd.onnx+proto'),
  fieldPath: fc.constantFrom('licence', 'tags.team'),
  platform: fc.constantFrom('linux/amd64', 'linux/arm64/v8'),
  ociRepository: fc.constantFrom('ghcr.io/acme/models', 'localhost:5000/models'),
  imageReference: fc.constantFrom('ghcr.io/acme/base:1.0', 'localhost:5000/base'),
  publishedReference: hex(64).map((it) => `ghcr.io/acme/iris@sha256:${it}`),
  servingBase: fc.constantFrom('none', `sha256:${'0'.repeat(64)}`),
};

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', '\u0000\u007f\u0085\u2028\u202e\ufeff', '🌷', '\r\n', '# no comment', '---', '"'),
);

function textOf({ pattern }: Schema): fc.Arbitrary<string> {
  if (pattern === undefined) return anyText;
  const rule = Object.entries(textRules).find(([, it]) => it.pattern === pattern)?.[0];
  if (rule === undefined) throw new Error(`No rule has the pattern ${pattern}.`);
  const expression = new RegExp(pattern, 'u');
  return texts[rule as keyof typeof textRules].filter((text) => expression.test(text));
}

const wholeNumber = ({ minimum = -1000, maximum = 1000 }: Schema) =>
  fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 50) });
const realNumber = ({ minimum, maximum }: Schema) =>
  fc
    .double({
      noNaN: true,
      noDefaultInfinity: true,
      ...(minimum !== undefined && { min: minimum }),
      ...(maximum !== undefined && { max: maximum }),
    })
    // YAML has no word for the sign of nothing.
    .map((it) => (it === 0 ? 0 : it));

/** Anything that holds for the schema, as it stands in a file. */
export function arbitraryOf(schema: Schema, root: Schema = schema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined)
    return arbitraryOf(resolveSchema({ $ref: schema.$ref }, undefined, { ...root }), root, depth);
  if (schema.allOf !== undefined) return fc.oneof(...schema.allOf.map(({ then }) => arbitraryOf(then, root, depth)));
  if (schema.if !== undefined) return fc.oneof(fc.constant('none'), arbitraryOf(schema.else ?? {}, root, depth));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return fc.oneof(...types.map((type) => ofType(type, schema, root, depth)));
}

function ofType(type: string, schema: Schema, root: Schema, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return wholeNumber(schema);
    case 'number':
      return realNumber(schema);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return listOf(schema, root, depth);
    case 'object':
      return objectOf(schema, root, depth);
    default:
      return fc.constant(null);
  }
}

function listOf({ items = {}, minItems = 0, uniqueItems }: Schema, root: Schema, depth: number): fc.Arbitrary<unknown> {
  const limits = { minLength: minItems, maxLength: minItems + (depth > 3 ? 1 : 3) };
  const item = arbitraryOf(items, root, depth + 1);
  return uniqueItems ? fc.uniqueArray(item, limits) : fc.array(item, limits);
}

function objectOf(schema: Schema, root: Schema, depth: number): fc.Arbitrary<unknown> {
  const { properties, required = [], propertyNames = {}, additionalProperties, anyOf } = schema;
  if (properties === undefined) {
    const values = arbitraryOf(additionalProperties || {}, root, depth + 1);
    return fc.dictionary(textOf(propertyNames), values, { maxKeys: 3, noNullPrototype: true });
  }
  const oneOf = anyOf?.[0]?.required ?? [];
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, arbitraryOf(property, root, depth + 1)]),
  );
  return fc.record(fields, { requiredKeys: [...required, ...oneOf], noNullPrototype: true });
}
