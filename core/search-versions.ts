import type { RegistryContext } from './context.ts';
import { closestName, suggestName } from './domain/closest-name.ts';
import type { Query } from './domain/query.ts';
import type { SearchRequest } from './domain/search-request.ts';
import type { SearchableModel } from './domain/searchable.ts';
import { type Fault, MergelineError } from './errors.ts';
import type { Snapshot } from './ports/repository.ts';
import type { IndexedPage, SearchSource } from './ports/search-index.ts';
import { orFault } from './reading/or-fault.ts';
import { readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { SearchOptions } from './requests.ts';
import { evaluateQuery } from './search/evaluate-query.ts';
import { keyedNames } from './search/keyed-names.ts';
import { onlyOfMlflow } from './search/mlflow-names.ts';
import { formatPageToken, parsePageToken } from './search/page-token.ts';
import { parseOrder, parseQuery } from './search/parse-query.ts';
import type { SearchAnswer } from './search/search-answer.ts';
import { policyFaultsIn, searchableIn, searchSource } from './search/search-source.ts';
import { numbered, numberField, versionNumbers } from './search/version-numbers.ts';
import { unknownStages, withStageNames } from './search/with-stage-names.ts';

const shownAtOnce = 50;
const mostAtOnce = 1_000;
/** How many names of a query are looked for among those that there are. */
const checkedNames = 8;

type SearchContext = Pick<RegistryContext, 'repository' | 'branch' | 'clock' | 'onMoment' | 'loadSearchIndex'>;

/** The versions that a query describes. @throws MergelineError `INPUT_INVALID` with the column where it cannot be read. */
export async function searchVersions(
  text: string,
  options: SearchOptions,
  context: SearchContext,
): Promise<SearchAnswer> {
  const past = options.at === undefined ? undefined : await snapshotAt(context, options.at);
  const { query, unknown } = await withStages(queryOf(text, options, context), past, context);
  const token = options.pageToken === undefined ? undefined : parsePageToken(options.pageToken, query.order.length);
  const request: SearchRequest = { ...query, limit: limitOf(query, options), after: token?.after };
  const { versions, total, last, commit, faults } = await pageOf(request, past, context);
  return {
    versions,
    total,
    nextPageToken: last === undefined ? null : formatPageToken({ after: last, commit }),
    mentioned: query.mentioned,
    registryCommit: commit,
    faults,
    warnings: [
      ...(token === undefined || token.commit === commit ? [] : [movedWarning(token.commit)]),
      ...onlyOfMlflow(query.mentioned).map(absentWarning),
      ...unknown,
      ...(total === 0 ? await misspelt(query.mentioned, past, context) : []),
    ],
  };
}

/** What an empty answer may come from: metrics, parameters and tags that no version has, near to others that some have. */
async function misspelt(
  mentioned: readonly string[],
  past: Snapshot | undefined,
  context: SearchContext,
): Promise<readonly string[]> {
  const keyed = mentioned.filter((field) => /^(metrics|params|tags)\.[\w.-]+$/.test(field)).slice(0, checkedNames);
  if (keyed.length === 0) return [];
  const { versions } = await pageOf(
    { ...queryOf('', {}, context), limit: mostAtOnce, after: undefined },
    past,
    context,
  );
  const known = keyedNames(versions);
  return keyed.flatMap((field) => {
    const near = known.includes(field) ? undefined : closestName(field, known);
    return near === undefined ? [] : [`Did you mean ${near}? ${field} is nothing that the newest versions have.`];
  });
}

interface StagedQuery {
  readonly query: Query;
  /** Warnings of stages that there are not. */
  readonly unknown: readonly string[];
}

/** A stage may be asked for by an alias; without a policy that can be read, only by its name. */
async function withStages(query: Query, past: Snapshot | undefined, context: SearchContext): Promise<StagedQuery> {
  if (query.where === undefined || !query.mentioned.includes('stage')) return { query, unknown: [] };
  const snapshot = past ?? (await snapshotAt(context));
  const policy = await orFault([], () => readPolicy(snapshot));
  if (policy === undefined) return { query, unknown: [] };
  const names = policy.stages.map(({ name }) => name);
  const unknown = unknownStages(query.where, policy).map(
    (name) => `There is no stage ${name}. ${suggestName(name, names) ?? ''}`,
  );
  return { query: { ...query, where: withStageNames(query.where, policy) }, unknown };
}

/** From the index, or by looking at every version where it cannot be used. */
async function pageOf(
  request: SearchRequest,
  past: Snapshot | undefined,
  context: SearchContext,
): Promise<IndexedPage> {
  const source = searchSource(context);
  const index = await context.loadSearchIndex?.();
  const indexed = await index?.search(request, source, past?.commit.oid);
  if (indexed !== undefined) return indexed;
  const snapshot = past ?? (await snapshotAt(context));
  const faults = [...(await policyFaultsIn(snapshot))];
  const page = await evaluateQuery(request, notingFaults(modelsIn(snapshot, request, source), faults));
  return { ...page, commit: snapshot.commit.oid, faults };
}

/** The numbers of versions are counted where somebody asks for them. */
async function* modelsIn(
  snapshot: Snapshot,
  { mentioned }: SearchRequest,
  source: SearchSource,
): AsyncIterable<SearchableModel> {
  const isNumbered = mentioned.includes(numberField);
  const numbers = isNumbered ? versionNumbers((await source.order(snapshot.commit.oid)).versions) : undefined;
  for await (const model of searchableIn(snapshot)) yield numbers === undefined ? model : numbered(model, numbers);
}

function queryOf(text: string, { orderBy }: SearchOptions, { clock }: Pick<RegistryContext, 'clock'>): Query {
  const now = clock.now();
  const query = parseQuery(text, { now });
  if (orderBy === undefined) return query;
  const { order, mentioned } = parseOrder(orderBy, { now });
  return {
    ...query,
    order: [...order, ...query.order],
    mentioned: [...new Set([...query.mentioned, ...mentioned])],
  };
}

function limitOf({ limit: asked }: Query, { limit = asked ?? shownAtOnce }: SearchOptions): number {
  if (Number.isSafeInteger(limit) && limit >= 1) return Math.min(limit, mostAtOnce);
  throw new MergelineError('INPUT_INVALID', `${limit} is no number of versions.`, {
    hint: `Write a whole number from 1 to ${mostAtOnce}.`,
  });
}

async function* notingFaults(models: AsyncIterable<SearchableModel>, faults: Fault[]): AsyncIterable<SearchableModel> {
  for await (const model of models) {
    faults.push(...model.faults);
    yield model;
  }
}

function absentWarning(field: string): string {
  return `${field} is something that MLflow keeps of runs, experiments or traces: no version has it.`;
}

function movedWarning(commit: string): string {
  return `The registry has moved since the page before, which was of ${commit.slice(0, 10)}: versions may be missing or come twice. --at ${commit.slice(0, 10)} stays there.`;
}
