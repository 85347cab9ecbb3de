import type { Registry } from '../core/registry.ts';
import type { Candidate } from './candidate.ts';
import type { Completion } from './command.ts';
import type { Host } from './host.ts';
import { queryCandidates } from './query-candidates.ts';
import { registryAddress } from './registry-address.ts';

/** So many versions tell which fields and values a registry has. */
const lookedAt = 1_000;

export interface NameQuestion {
  /** The word as far as it is typed. */
  readonly current: string;
  /** The first argument, where versions of one model are asked for. */
  readonly model: string | undefined;
  /** The words of the argument that stand before the current one, where it may have several. */
  readonly parts: readonly string[];
  /** The words before, which may name the registry. */
  readonly before: readonly string[];
  readonly host: Host;
}

/** Names out of the registry that may stand in one place. */
export async function registryNames(
  kind: Exclude<Completion, 'file' | 'kind'>,
  question: NameQuestion,
): Promise<readonly Candidate[]> {
  const { cwd, env, signal, product } = question.host;
  const address = registryAddress(registryOption(question.before), env, cwd);
  const registry = await product.openRegistry(address, { cwd, env, signal });
  try {
    return await namesIn(registry, kind, question);
  } finally {
    await registry.close();
  }
}

function registryOption(words: readonly string[]): string | undefined {
  const at = words.lastIndexOf('--registry');
  if (at !== -1) return words[at + 1];
  return words.findLast((word) => word.startsWith('--registry='))?.slice('--registry='.length);
}

async function namesIn(
  { models, proposals }: Registry,
  kind: Exclude<Completion, 'file' | 'kind'>,
  { current, model, parts }: NameQuestion,
): Promise<readonly Candidate[]> {
  switch (kind) {
    case 'model':
      return (await models.list()).models.map((each) => ({ value: each.model, ...helpOf(each.description) }));
    case 'stage':
      return unique((await models.list()).models.flatMap(({ stages }) => Object.keys(stages)));
    case 'version':
      return model === undefined ? [] : unique((await models.versions(model)).versions.map(({ version }) => version));
    case 'proposal':
      return (await proposals.list({ state: 'open' })).proposals.map(({ id, title }) => ({ value: id, help: title }));
    case 'query':
      return queryCandidates(parts, current, (await models.search('', { limit: lookedAt })).versions);
    case 'ref':
    case 'model-stage':
      return await namesWithModel(models, kind, current);
  }
}

/** First the model with its @, then what may stand behind it. */
async function namesWithModel(
  models: Registry['models'],
  kind: 'ref' | 'model-stage',
  current: string,
): Promise<readonly Candidate[]> {
  const known = (await models.list()).models;
  if (!current.includes('@')) return known.map((each) => ({ value: `${each.model}@`, ...helpOf(each.description) }));
  const name = current.slice(0, current.indexOf('@'));
  const stages = Object.entries(known.find((each) => each.model === name)?.stages ?? {});
  const candidates = stages.map(([stage, version]) => ({ value: `${name}@${stage}`, help: version ?? 'empty' }));
  if (kind === 'model-stage') return candidates;
  const { versions } = await models.versions(name);
  return [
    ...candidates.filter(({ help }) => help !== 'empty'),
    { value: `${name}@latest` },
    ...versions.map(({ version }) => ({ value: `${name}@${version}` })),
  ];
}

function helpOf(text: string | undefined): { readonly help?: string } {
  return text === undefined ? {} : { help: text };
}

function unique(names: readonly string[]): readonly Candidate[] {
  return [...new Set(names)].map((value) => ({ value }));
}
