/** Trailers that the tool writes. They are for people: nothing is ever decided on them. */
export interface Trailers {
  readonly actor: string;
  readonly proposal?: string;
  readonly approvedBy?: readonly string[];
}

const reserved = /^(?:mergeline-[a-z-]+|approved-by)\s*:/i;

/** Subject, the reason as its author gave it, and trailers. Lines that pass for our trailers are left out of the reason. */
export function commitMessage(subject: string, reason: string, { actor, proposal, approvedBy = [] }: Trailers): string {
  const body = reason
    .split(/\r?\n/)
    .filter((line) => !reserved.test(line.trim()))
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
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is to be removed
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}
