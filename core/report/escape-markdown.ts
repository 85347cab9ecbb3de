/**
 * Text from outside as text in GitHub Flavored Markdown: it renders as the characters it has and does nothing, in a
 * paragraph, a list item or a table cell. Beside what CommonMark and its tables give a meaning, these are disarmed: HTML,
 * entities, links that need no brackets, mentions, issue numbers and formulae, which GitHub finds after Markdown was
 * rendered, so that a backslash does not stop them.
 */
export function escapeMarkdown(text: string): string {
  return visibleText(text)
    .replace(activePattern, (mark) => entities[mark] ?? (joined.has(mark) ? `${mark}${zeroWidth}` : `\\${mark}`))
    .replace(/^(?=[-+=](?![0-9]))/, '\\')
    .replace(/^([0-9]{1,9})(?=[.)](?: |$))/, `$1${zeroWidth}`);
}

/**
 * One line in which every character can be seen: characters that are invisible, or that turn the direction of writing,
 * stand as their number, unpaired surrogates are replaced, and any white space is one space.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\u0085]+/gu, ' ')
    .trim()
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u115f\u1160\u2800\u3164\uffa0]/gu, numberOf);
}

/** With `/` only before another, `.` only after `www` and `-` only after `gh`, where they make a link. */
const activePattern = /[\\`*_[\]|~<>&$@#]|\/(?=\/)|(?<=\bwww)\.|(?<=\bgh)-/gi;
const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', $: '&dollar;' };
/** Marks that need another character beside them to mean something. */
const joined: ReadonlySet<string> = new Set(['@', '#', '/', '.', '-']);
/** Takes no room, and keeps its neighbours from being read as one word. */
const zeroWidth = '&#8203;';

function numberOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
