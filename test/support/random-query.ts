import fc from 'fast-check';
import { keys, numbers, stages, texts } from './random-registry.ts';

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;
const text = fc.constantFrom(...texts, ...stages, 'risk', 'yanked', '1').map(quoted);
const number = fc.constantFrom(...numbers).map(String);
const version = fc.constantFrom('1.0.0', '1.0.0-rc.2', '1.2', '2').map(quoted);
const time = fc.constantFrom("'2026-03-31'", "'2026-03-31T23:59:59Z'", '-300d', '1775000000000');
const key = fc.constantFrom(...keys).map((name) => `"${name}"`);

/** A field with the values that it may be compared with. */
const field = fc.oneof(
  fc
    .constantFrom('model', 'namespace', 'stage', 'status', 'owner', 'framework', 'dataset', 'created_by', 'run_id')
    .map((name) => ({ name, value: text, like: true })),
  key.map((name) => ({ name: `tags.${name}`, value: text, like: true })),
  fc
    .tuple(fc.constantFrom('metrics', 'verified', 'reported'), key)
    .map(([family, name]) => ({ name: `${family}.${name}`, value: number, like: false })),
  key.map((name) => ({ name: `params.${name}`, value: number, like: true })),
  key.map((name) => ({ name: `params.${name}`, value: text, like: true })),
  fc.constant({ name: 'version', value: version, like: true }),
  fc.constant({ name: 'version_number', value: number, like: false }),
  fc.constant({ name: 'created', value: time, like: false }),
);

const pattern = fc
  .array(fc.constantFrom('%', '_', 'a', 'A', '*', '[', 'İ', 'ss', '1.'), { maxLength: 4 })
  .map((parts) => quoted(parts.join('')));
const not = fc.constantFrom('', 'NOT ');

const predicate: fc.Arbitrary<string> = fc
  .oneof(
    field.chain(({ name, value }) =>
      fc.oneof(
        fc.tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), value).map(([is, it]) => `${name} ${is} ${it}`),
        fc
          .tuple(not, fc.array(value, { minLength: 1, maxLength: 3 }))
          .map(([no, them]) => `${name} ${no}IN (${them.join(', ')})`),
        fc.tuple(value, value).map(([low, high]) => `${name} BETWEEN ${low} AND ${high}`),
        not.map((no) => `${name} IS ${no}NULL`),
      ),
    ),
    field.chain(({ name, like }) =>
      fc
        .tuple(not, fc.constantFrom('LIKE', 'ILIKE'), pattern)
        .map(([no, how, it]) => (like ? `${name} ${no}${how} ${it}` : `${name} IS NOT NULL`)),
    ),
    fc.constantFrom('a', 'ISTANBUL', 'near drop', 'str*', '😀 z', '10').map((words) => `text ~ ${quoted(words)}`),
  )
  .filter((it) => !/text ~ '[^\p{L}\p{N}]*'$/u.test(it));

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    predicate,
    fc.tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition')).map((parts) => `(${parts.join(' ')})`),
    tie('condition').map((it) => `NOT (${it})`),
  ),
}));

const order = fc
  .array(fc.tuple(field, fc.constantFrom('', ' ASC', ' DESC')), { maxLength: 2 })
  .map((terms) => (terms.length === 0 ? '' : ` ORDER BY ${terms.map(([{ name }, how]) => name + how).join(', ')}`));

/** The text of a query that can be read. */
export const randomQuery: fc.Arbitrary<string> = fc
  .tuple(fc.oneof({ weight: 9, arbitrary: condition }, { weight: 1, arbitrary: fc.constant('') }), order)
  .map((parts) => parts.join('').trim());
