import { cardPath } from '../../registry-schema/layout.ts';
import { digestOf } from '../domain/digest.ts';
import type { Policy } from '../domain/policy.ts';
import { MergelineError } from '../errors.ts';
import { headingsOf, sectionsOf, titleKey } from '../gates/card-sections.ts';
import type { Snapshot } from '../ports/repository.ts';
import { readCard } from '../reading/read-registry.ts';
import type { CardAnswer } from './card-answer.ts';
import { cardContents } from './card-contents.ts';
import type { CardFacts } from './card-facts.ts';
import { cardTemplate, cardTemplatePath } from './card-template.ts';
import { fillCard } from './fill-card.ts';

/** What a card is made from and held against. */
export interface CardGround {
  readonly facts: CardFacts;
  readonly policy: Policy;
  /** What a new card begins with, and whose headings a card should have. */
  readonly template: string;
}

/** @throws MergelineError `FILE_INVALID` for a card whose markers are no pairs. */
export function examineCard(
  card: string | undefined,
  { facts, policy, template }: CardGround,
): Omit<CardAnswer, 'registryCommit'> {
  const { model, described } = facts;
  const { blocks, stale } = fillCard(card ?? '', cardContents(facts), cardPath(model.name));
  const written = sectionsOf(card ?? '');
  const isEmpty = (title: string) => !written.get(titleKey(title))?.trim();
  return {
    model: model.name,
    version: described?.manifest.version ?? null,
    card: card ?? null,
    digest: card === undefined ? null : digestOf(card),
    sections: headingsOf(card ?? '').map((heading) => ({ ...heading, empty: isEmpty(heading.title) })),
    generated: blocks.length === 0 ? 'absent' : stale.length > 0 ? 'stale' : 'fresh',
    stale,
    missing: headingsAsked(template, policy).filter(isEmpty),
  };
}

/** Sections of the template, and headings that gates want, each once. */
function headingsAsked(template: string, { stages, changes }: Policy): readonly string[] {
  const gates = [
    ...stages.flatMap((stage) => stage.gates),
    ...Object.values(changes).flatMap((change) => change.gates),
  ];
  const titles = [
    ...headingsOf(template).flatMap(({ title, level }) => (level === 2 ? [title] : [])),
    ...gates.flatMap((gate) => (gate.gate === 'required-fields' ? (gate.card ?? []) : [])),
  ];
  return [...new Map(titles.map((title) => [titleKey(title), title])).values()];
}

/** The text of a card. @throws MergelineError `FILE_INVALID` for bytes that are no UTF-8: they would not come back as they were. */
export async function readCardText(
  snapshot: Snapshot,
  { model }: Pick<CardFacts, 'model'>,
): Promise<string | undefined> {
  const bytes = await readCard(snapshot, model.name);
  return bytes && textIn(bytes, cardPath(model.name));
}

/** The registry's own template, or ours. @throws MergelineError `FILE_INVALID`. */
export async function readTemplate(snapshot: Snapshot): Promise<string> {
  const file = await snapshot.read(cardTemplatePath);
  return file === undefined ? cardTemplate : textIn(file.bytes, cardTemplatePath);
}

/** The first card of a model. @throws MergelineError `FILE_INVALID` for a template whose markers are no pairs. */
export function newCard(template: string, facts: CardFacts, file = cardTemplatePath): string {
  const text = template.replaceAll('{{model}}', facts.model.name);
  return fillCard(text, cardContents(facts), file).text;
}

function textIn(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new MergelineError('FILE_INVALID', `${file} is not UTF-8.`, {
      hint: 'Save it as UTF-8 and commit it again.',
      cause,
    });
  }
}
