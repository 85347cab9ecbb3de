import { requireActorName } from '../domain/actor-name.ts';
import { checkForCredentials } from '../domain/credential.ts';

/** Trailers that the tool writes. They are for people: nothing is ever decided on them. */
export interface Trailers {
  readonly actor: string;
  readonly proposal?: string;
  readonly approvedBy?: readonly string[];
}

const reserved = /^(?:mergeline-[a-z-]+|approved-by)\s*:/i;

/** Control characters, and those that turn the direction of writing, which could make a log say something else. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Subject, the reason as its author gave it, and trailers. Lines that pass for our trailers are left out of the reason.
 * @throws MergelineError `CREDENTIAL_FOUND` for a reason with a secret in it, `INPUT_INVALID` for an actor who
 * could pass for another: history keeps both for ever.
 */
export function commitMessage(subject: string, reason: string, { actor, proposal, approvedBy = [] }: Trailers): string {
  checkForCredentials({ reason });
  requireActorName(actor);
  const body = reason
    .split(/\r?\n/)
    .map(oneLine)
    .filter((line) => !reserved.test(line))
    .join('\n')
    .trim();
  const trailers = [
    `Mergeline-Actor: ${oneLine(actor)}`,
    ...(proposal === undefined ? [] : [`Mergeline-Proposal: ${oneLine(proposal)}`]),
    ...approvedBy.map((name) => `Approved-by: ${oneLine(name)}`),
  ];
  return `${[oneLine(subject), body, trailers.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
}

function oneLine(text: string): string {
  return text.replace(unseen, ' ').trim();
}
