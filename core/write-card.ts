import { cardPath } from '../registry-schema/layout.ts';
import type { WriteCardAnswer } from './cards/card-answer.ts';
import { cardContents } from './cards/card-contents.ts';
import { gatherCardFacts } from './cards/card-facts.ts';
import { type CardGround, examineCard, newCard, readCardText, readTemplate } from './cards/examine-card.ts';
import { fillCard } from './cards/fill-card.ts';
import type { RegistryContext } from './context.ts';
import { checkForCredentials } from './domain/credential.ts';
import { parseModelName } from './domain/names.ts';
import type { Oid } from './domain/records.ts';
import { MergelineError } from './errors.ts';
import type { Snapshot } from './ports/repository.ts';
import { readPolicy } from './reading/read-registry.ts';
import { snapshotAt } from './reading/snapshot-at.ts';
import type { WriteCardRequest } from './requests.ts';
import { commitMessage } from './writing/commit-message.ts';
import { describePlan } from './writing/plan-answer.ts';
import { type Decision, transact } from './writing/transact.ts';

/**
 * Makes the card of a model, or brings the generated sections of the one that it has up to date. What people wrote stays.
 * @throws MergelineError `ALREADY_EXISTS` for a template where there is a card, `FILE_INVALID` for markers that are no pairs.
 */
export async function writeCard(request: WriteCardRequest, context: RegistryContext): Promise<WriteCardAnswer> {
  checkForCredentials({ description: request.template });
  const decide = (snapshot: Snapshot) => decideCard(snapshot, request, context);
  if (!request.dryRun) return await transact({ branch: context.branch, decide }, context);
  const snapshot = await snapshotAt(context);
  const decision = await decide(snapshot);
  if (decision.kind === 'answer') return decision.answer;
  return { ...decision.answer('' as Oid), commit: null, plan: await describePlan(context.branch, snapshot, decision) };
}

async function decideCard(
  snapshot: Snapshot,
  request: WriteCardRequest,
  { actor }: RegistryContext,
): Promise<Decision<WriteCardAnswer>> {
  const { model: name, version, template, reason = '' } = request;
  const facts = await gatherCardFacts(snapshot, parseModelName(name), version);
  const ground: CardGround = {
    facts,
    policy: await readPolicy(snapshot),
    template: template ?? (await readTemplate(snapshot)),
  };
  const path = cardPath(facts.model.name);
  const present = await readCardText(snapshot, facts);
  const { text, warnings } = present === undefined ? firstCard(ground, template) : refreshed(present, request, ground);
  const answer = { ...examineCard(text, ground), warnings };
  if (text === present) return { kind: 'answer', answer: { ...answer, commit: null, changed: false } };
  const verb = present === undefined ? 'write' : 'refresh';
  return {
    kind: 'write',
    edits: [{ path, bytes: new TextEncoder().encode(text) }],
    message: commitMessage(`${verb} the card of ${facts.model.name}`, reason, { actor }),
    answer: (commit) => ({ ...answer, commit, changed: true }),
  };
}

interface WrittenCard {
  readonly text: string;
  readonly warnings: readonly string[];
}

function firstCard({ facts, template }: CardGround, given: string | undefined): WrittenCard {
  return { text: newCard(template, facts, given === undefined ? undefined : 'the template'), warnings: [] };
}

function refreshed(present: string, { template }: WriteCardRequest, { facts }: CardGround): WrittenCard {
  const { name } = facts.model;
  const path = cardPath(name);
  if (template !== undefined) {
    throw new MergelineError('ALREADY_EXISTS', `${name} has a card, and a template only begins a new one.`, {
      hint: `Leave out --template, or remove ${path} and commit that first.`,
    });
  }
  const { text, blocks, unknown } = fillCard(present, cardContents(facts), path);
  const names = [...cardContents(facts).keys()].join(', ');
  const warnings = unknown.map((block) => `${path}: nothing is generated for ${block}; there are ${names}.`);
  if (blocks.length > 0) return { text, warnings };
  return {
    text,
    warnings: [
      `${path} has no place for generated sections. Write <!-- mergeline:begin facts --> and <!-- mergeline:end facts --> where they should stand; there are ${names}.`,
    ],
  };
}
