import type { Oid } from '../domain/records.ts';
import type { Position } from '../domain/search-request.ts';
import { MergelineError } from '../errors.ts';

/** Where the next page begins, and the state of the registry that the pages before it showed. */
export interface PageToken {
  readonly after: Position;
  readonly commit: Oid;
}

export function formatPageToken({ after, commit }: PageToken): string {
  const { values, model, key } = after;
  return Buffer.from(JSON.stringify([commit, model, key, ...values])).toString('base64url');
}

/** @param terms how many the order has. @throws MergelineError `INPUT_INVALID` for anything that no answer gave. */
export function parsePageToken(text: string, terms: number): PageToken {
  const parts = partsOf(text);
  const [commit, model, key, ...values] = parts ?? [];
  const isWhole =
    typeof commit === 'string' && typeof model === 'string' && typeof key === 'string' && values.every(isSortValue);
  if (!isWhole || values.length !== terms) {
    throw new MergelineError('INPUT_INVALID', 'The page token belongs to no answer of this query.', {
      hint: 'Take nextPageToken as it was answered, with the same query and order.',
    });
  }
  return { commit: commit as Oid, after: { model, key, values } as unknown as Position };
}

function partsOf(text: string): readonly unknown[] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}

function isSortValue(value: unknown): boolean {
  return value === null || typeof value === 'number' || typeof value === 'string';
}
