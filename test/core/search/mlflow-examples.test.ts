import { describe, expect, it } from 'vitest';
import { parseOrder, parseQuery } from '../../../core/search/parse-query.ts';
import { examples, orders } from './mlflow-examples.ts';

const options = { now: '2026-11-25T10:00:00Z' };

/** Names of fields may have spaces in them, which part names there. */
const named = (mentioned: readonly string[]) => mentioned.join(' ');

describe('an example of the documentation of MLflow', () => {
  it.each(examples)('is a query as it stands: %s: %s', (_, filter, fields) => {
    const { where, mentioned } = parseQuery(filter, options);
    expect(where).toBeDefined();
    expect(named(mentioned)).toBe(fields);
  });

  it.each(orders)('is an order as it stands: %s: %s', (_, order, fields) => {
    const { order: terms, mentioned } = parseOrder(order, options);
    expect(terms.map(({ descending }) => descending)).toEqual(order.split(',').map((term) => term.endsWith('DESC')));
    expect(named(mentioned)).toBe(fields);
  });

  it('that is a regular expression on what versions have is refused with what to write instead', () => {
    expect(() => parseQuery("tag.version RLIKE '^v[0-9]+'", options)).toThrow('regular expressions are not read');
  });
});
