import { MergelineError } from '../errors.ts';

/** Scripts with letters that look alike: https://www.unicode.org/reports/tr39/#Mixed_Script_Detection */
const alike = {
  Latin: /\p{Script=Latin}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Armenian: /\p{Script=Armenian}/u,
  Cherokee: /\p{Script=Cherokee}/u,
} as const;

/** Joiners and variation selectors only shape the letter before them, where its script has such shapes. */
const shaping =
  /(?<=[[\p{L}\p{M}]--[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]])[\u200c\u200d\u{e0100}-\u{e01ef}]/gv;
const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;
const forgePrefix = /^[a-z][a-z0-9.-]*:/i;

/**
 * Keeps a name out of history that could be read as somebody else's: `аlice` with a Cyrillic а, or `alice` with a character
 * that nobody sees. A name wholly in one script is fine, whatever the script.
 * @throws MergelineError `INPUT_INVALID`.
 */
export function requireActorName(
  name: string,
  hint = 'Write the name in one script, with --as <name>, MERGELINE_ACTOR or git config user.name.',
): void {
  const fault = faultOf(name);
  if (fault === undefined) return;
  throw new MergelineError('INPUT_INVALID', `${JSON.stringify(name)} names nobody who may act: ${fault}.`, { hint });
}

function faultOf(name: string): string | undefined {
  const [character] = unseen.exec(name.replace(shaping, '')) ?? [];
  if (character !== undefined) return `it holds ${codeOf(character)}, which nobody sees`;
  const parts = name.replace(forgePrefix, '').split(/[<>@]/);
  const mixed = parts.map(scriptsOf).find((scripts) => scripts.length > 1);
  return mixed && `it mixes ${mixed.join(' and ')} letters, which look alike`;
}

function scriptsOf(text: string): readonly string[] {
  return Object.entries(alike).flatMap(([script, letter]) => (letter.test(text) ? [script] : []));
}

/** `U+200B` */
function codeOf(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
