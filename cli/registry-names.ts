import type { Registry } from '../core/registry.ts';
import type { Completion } from './command.ts';
import type { Candidate } from './complete.ts';
import type { Host } from './host.ts';
import { registryAddress } from './registry-address.ts';

export interface NameQuestion {
  /** The word as far as it is typed. */
  readonly current: string;
  /** The first argument, where versions of one model are asked for. */
  readonly model: string | undefined;
  /** The words before, which may name the registry. */
  readonly before: readonly string[];
  readonly host: Host;
}

/** Names out of the registry that may stand in one place. */
export async function registryNames(
  kind: Exclude<Completion, 'file'>,
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
  kind: Exclude<Completion, 'file'>,
  { current, model }: NameQuestion,
): Promise<readonly Candidate[]> {
  if (kind === 'proposal') {
    const answer = await proposals.list({ state: 'open' });
    return answer.proposals.map(({ id, title }) => ({ value: id, help: title }));
  }
  if (kind === 'version') {
    if (model === undefined) return [];
    return (await models.versions(model)).versions.map(({ version }) => ({ value: version }));
  }
  const known = (await models.list()).models;
  if (kind === 'model') return known.map((each) => ({ value: each.model, ...helpOf(each.description) }));
  if (kind === 'stage') return unique(known.flatMap(({ stages }) => Object.keys(stages))).map((value) => ({ value }));
  if (!current.includes('@')) return known.map((each) => ({ value: `${each.model}@`, ...helpOf(each.description) }));
  const named = current.slice(0, current.indexOf('@'));
  const holders = Object.entries(known.find((each) => each.model === named)?.stages ?? {});
  const stages = holders.map(([stage, version]) => ({ value: `${named}@${stage}`, ...helpOf(version ?? 'empty') }));
  if (kind === 'model-stage') return stages;
  const { versions } = await models.versions(named);
  const held = stages.filter(({ help }) => help !== 'empty');
  return [...held, { value: `${named}@latest` }, ...versions.map(({ version }) => ({ value: `${named}@${version}` }))];
}

function helpOf(text: string | undefined): { readonly help?: string } {
  return text === undefined ? {} : { help: text };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
