import { describe, expect, it, test } from 'vitest';
import { MergelineError } from '../../../core/errors.ts';
import { parseOrder, parseQuery } from '../../../core/search/parse-query.ts';

const options = { now: '2026-11-25T10:00:00Z' };
const parse = (text: string) => parseQuery(text, options);

function refusalOf(text: string): MergelineError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof MergelineError) return error;
    throw error;
  }
  throw new Error(`${text} was read`);
}

test('AND binds closer than OR, NOT closer than both, parentheses closest', () => {
  const { where } = parse("NOT stage = 'a' AND model = 'b' OR (owner = 'c' OR task = 'd')");
  const is = (field: string, value: string) => ({ kind: 'compare', field, operator: '=', value });
  expect(where).toEqual({
    kind: 'or',
    operands: [
      { kind: 'and', operands: [{ kind: 'not', operand: is('stage', 'a') }, is('model', 'b')] },
      { kind: 'or', operands: [is('owner', 'c'), is('task', 'd')] },
    ],
  });
});

test('an order and a limit stand behind the condition, or alone', () => {
  expect(parse("stage = 'a' ORDER BY metrics.auc DESC, created LIMIT 20")).toMatchObject({
    order: [
      { field: 'metrics.auc', descending: true },
      { field: 'created', descending: false },
    ],
    limit: 20,
    mentioned: ['stage', 'metrics.auc', 'created'],
  });
  expect(parse('order by version asc')).toEqual({
    order: [{ field: 'version', descending: false }],
    mentioned: ['version'],
  });
  expect(parseOrder('metrics."f1 score" DESC', options).order).toEqual([
    { field: 'metrics.f1 score', descending: true },
  ]);
  expect(() => parseOrder('created, LIMIT 5', options)).toThrow('at column 10');
});

test('a bare date is the whole day, and a length of time counts from now', () => {
  const day = { low: Date.parse('2026-03-31T00:00:00Z'), high: Date.parse('2026-03-31T23:59:59.999Z') };
  expect(parse("created = '2026-03-31'").where).toEqual({ kind: 'between', field: 'created', ...day });
  expect(parse("created > '2026-03-31'").where).toMatchObject({ operator: '>', value: day.high });
  expect(parse("created >= '2026-03-31'").where).toMatchObject({ operator: '>=', value: day.low });
  const monthAgo = Date.parse('2026-10-26T10:00:00Z');
  for (const text of ['created > -30d', "created > '-30d'", `created > ${monthAgo}`])
    expect(parse(text).where).toMatchObject({ value: monthAgo });
});

test('versions are completed, and order as SemVer says', () => {
  const keyOf = (text: string) => (parse(`version = ${text}`).where as unknown as { readonly value: string }).value;
  const ordered = ["'1.0.0-alpha'", "'1.0.0-alpha.1'", "'1.0.0-alpha-b'", "'1.0.0-rc.2'", "'1.0.0-rc.10'", '1.0'];
  const keys = [...ordered, '1.2', '1.10', "'v2'", "'10.0.0'"].map(keyOf);
  expect(keys.toSorted()).toEqual(keys);
  expect(new Set(keys).size).toBe(keys.length);
});

describe('a filter out of the documentation of MLflow', () => {
  it.each([
    'metrics.accuracy > 0.72',
    "metrics.accuracy > 0.72 AND metrics.loss <= 0.15 AND params.batch_size = '2'",
    'metrics.rmse < 1 and params.model = "tree"',
    'metrics.`cross entropy` < 1.0',
    'metrics."cross-entropy" < 1.0',
    "params.model LIKE 'GPT%'",
    "params.solver ILIKE '%liblinear%'",
    'params."random state" = "8888"',
    'tags.mlflow.source.type = "NOTEBOOK"',
    "tags.`mlflow.parentRunId` = 'abc'",
    'tags."mlflow.user" ILIKE \'%a%\'',
    "tags.environment = 'production' and tags.release_candidate != 'true'",
    "tag.key1 = 'value1'",
    "parameters.batch_size = '2' AND metric.accuracy != 0.5",
    "attributes.status = 'FINISHED'",
    'attributes.status != "FAILED"',
    "attributes.run_id = 'a1b2c3d4'",
    "attributes.run_id IN ('a1b2c3d4', 'e5f6g7h8')",
    "attributes.run_name LIKE 'rf%'",
    'attributes.start_time >= 1664067852747',
    'attributes.end_time > 1664067852747',
    "attributes.user_id = 'user1'",
    "attributes.artifact_uri LIKE 's3://%'",
    "run_id = '39a2b1'",
    "run_id IN ('a', 'b')",
    "status = 'RUNNING' and created > 0",
    "datasets.name = 'mnist' AND datasets.context LIKE 'train%'",
    "dataset.digest IN ('s8ds293b', 'jks834s2')",
    "name = 'my_model'",
    "name LIKE 'Boston%'",
    "name ILIKE '%boston%'",
    "name = 'a_model_name' and tag.key = 'value1'",
    "name = 'my_model' AND version_number > 1",
    "source_path = 's3://bucket/model'",
    "tags.`task` = 'classification' AND tags.owner IS NOT NULL",
    'params.x IS NULL',
    '',
  ])('is read: %s', (filter) => {
    expect(() => parse(filter)).not.toThrow();
  });

  it.each(['name ASC', 'version_number DESC', 'metrics.m DESC, start_time', 'attributes.start_time DESC', 'params.a'])(
    'orders by %s',
    (order) => {
      expect(parseOrder(order, options).order).not.toHaveLength(0);
    },
  );
});

describe('what cannot be read', () => {
  it.each([
    ['metrics.acc', 12, 'expected =, !=, <, <=, >, >=, IN, LIKE, ILIKE, BETWEEN or IS NULL, but it ends here'],
    ['metrics.acc >', 14, 'expected a value, but it ends here'],
    ['metrics.acc > AND', 15, 'this is no value of the field'],
    ["metrics.acc > '0.9'", 15, 'this is no value of the field'],
    ['tags.team = 5', 13, 'this is no value of the field'],
    ["created > 'soon'", 11, 'this is no value of the field'],
    ["created = '2026-02-30x'", 11, 'this is no value of the field'],
    ["version > 'newest'", 11, 'this is no value of the field'],
    ["metrics.acc LIKE '9%'", 18, 'metrics.acc is no text, so LIKE says nothing of it'],
    ["stge = 'production'", 1, 'there is no field stge'],
    ["lineage.commit = 'x'", 1, 'there is no field lineage.commit'],
    ['metrics > 1', 1, 'metrics needs the name of one, such as metrics.x'],
    ["constructor = 'x'", 1, 'there is no field constructor'],
    ["stage = 'a' stage = 'b'", 13, 'expected AND, OR or the end, but there is stage'],
    ["(stage = 'a'", 13, 'expected ), but it ends here'],
    ["stage IN 'a'", 10, "expected (, but there is 'a'"],
    ["stage NOT = 'a'", 11, 'expected IN, LIKE or ILIKE behind NOT, but there is ='],
    ["stage = 'a", 9, "the quote ' is never closed"],
    ["stage = 'a'; DROP TABLE version", 12, '";" has no meaning here'],
    ["text ~ '!?'", 8, 'there is no word in it'],
    ['text ~ words', 8, "expected words in quotes, such as 'card fraud', but there is words"],
    ['metrics.acc BETWEEN 1 2', 23, 'expected AND, but there is 2'],
    ["params.a BETWEEN 1 AND 'b'", 24, 'a number and a text have nothing between them'],
    ['ORDER BY created LIMIT 0', 24, 'expected a whole number from 1, but there is 0'],
    ['ORDER BY', 9, 'expected the name of a field, but it ends here'],
    ["owner = '💥' 💥", 13, '"💥" has no meaning here'],
  ])('%s, at column %i', (text, column, problem) => {
    const { code, details, message } = refusalOf(text);
    expect({ code, column: details[0]?.column, message }).toEqual({
      code: 'INPUT_INVALID',
      column,
      message: `The query cannot be read at column ${column}: ${problem}.`,
    });
  });

  it('is shown with a caret under the place, and with what was probably meant', () => {
    expect(refusalOf("model = 'iris' AND stge = 'production'").hint).toBe(
      "model = 'iris' AND stge = 'production'\n                   ^\nDid you mean stage?",
    );
  });

  it('says how words are sought to whoever just types them', () => {
    expect(refusalOf('card fraud').hint).toContain("text ~ 'words'");
  });
});

describe('a hostile query', () => {
  it('of a megabyte is refused before it is read', () => {
    expect(refusalOf(`model = '${'x'.repeat(1_000_000)}'`).message).toBe(
      'The query has 1000010 bytes, more than 4 KB.',
    );
  });

  it('of ten thousand parentheses is refused', () => {
    expect(refusalOf('('.repeat(10_000)).message).toContain('more than 4 KB');
    expect(refusalOf('('.repeat(4_000)).message).toContain('nested more than 16 deep');
    expect(refusalOf('NOT '.repeat(1_000)).message).toContain('nested more than 16 deep');
  });

  it('of many conditions or fields of the order is refused', () => {
    const conditions = Array.from({ length: 65 }, () => "model='x'");
    expect(() => parse(conditions.slice(1).join(' OR '))).not.toThrow();
    expect(refusalOf(conditions.join(' OR ')).message).toContain('more than 64 conditions');
    expect(refusalOf(`ORDER BY ${'created,'.repeat(9)}`).message).toContain('more than 8 fields');
  });

  it('reads SQL and full-text syntax in a value as the value', () => {
    expect(parse(`model = 'x''; DROP TABLE version; --'`).where).toMatchObject({ value: "x'; DROP TABLE version; --" });
    expect(parse(`text ~ 'a" OR NEAR(b) -c'`).where).toEqual({
      kind: 'words',
      words: ['a', 'or', 'near', 'b', 'c'].map((word) => ({ word, prefix: false })),
    });
  });
});
