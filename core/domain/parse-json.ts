import { MergelineError } from '../errors.ts';

const deepest = 100;

/**
 * JSON from strangers: a text of a few megabytes that nests millions deep would take hundreds of megabytes to build.
 * @throws MergelineError `INPUT_INVALID` with the parser's reason.
 */
export function parseJson(text: string): unknown {
  if (nestsDeeperThan(text, deepest)) {
    throw new MergelineError('INPUT_INVALID', `The JSON nests deeper than ${deepest} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MergelineError('INPUT_INVALID', `It is not JSON: ${reason}.`, {
      hint: 'JSON has no NaN, Infinity, comments or trailing commas; null is a missing value.',
      cause,
    });
  }
}

/** Counts brackets outside strings, and stops at the first one too many. */
function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) index = endOfString(text, index);
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

/** The index of the quote that closes the string; the text's length when nothing does. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5c) index += 1;
    else if (code === 0x22) return index;
  }
  return text.length;
}
