import type { CardAnswer } from './cards/card-answer.ts';
import { gatherCardFacts } from './cards/card-facts.ts';
import { examineCard, readCardText, readTemplate } from './cards/examine-card.ts';
import type { RegistryContext } from './context.ts';
import { parseModelName } from './domain/names.ts';
import { readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { CardOptions } from './requests.ts';

/** A model's card, held against what the registry knows. @throws MergelineError `NOT_FOUND`. */
export async function showCard(
  name: string,
  { at, version }: CardOptions,
  context: RegistryContext,
): Promise<CardAnswer> {
  const snapshot = await snapshotAt(context, at);
  const facts = await gatherCardFacts(snapshot, parseModelName(name), version);
  const ground = { facts, policy: await readPolicy(snapshot), template: await readTemplate(snapshot) };
  const card = await readCardText(snapshot, facts);
  return { ...examineCard(card, ground), registryCommit: snapshot.commit.oid };
}
