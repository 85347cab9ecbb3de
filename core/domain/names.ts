import { MergelineError } from '../errors.ts';

/** One segment or two: `iris-classifier`, `risk/fraud-detector`. */
export type ModelName = string & { readonly __brand: 'ModelName' };
export type StageName = string & { readonly __brand: 'StageName' };

/** Stands for the model where something is about the registry as a whole, such as a change of its policy. No model is called so. */
export const noModel = '*' as ModelName;

export const segmentPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
/** No dots, and nothing that a reference would read as a version. */
export const stagePattern = /^(?!v[0-9])[a-z][a-z0-9]*(?:(?:_|__|-+)[a-z0-9]+)*$/;
const maximumLength = 64;

/** Names that are folders of a registry, path words of the HTTP API, or files that Windows cannot hold. */
export const reservedWords: ReadonlySet<string> = new Set(
  'versions evaluations status stages proposals reviews merges receipts judged deploy predict compare search feedback infer ready latest'.split(
    ' ',
  ),
);
export const windowsDevice = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/;

/** Why the text cannot be a segment of a model name, or undefined when it can. */
export function faultOfSegment(text: string): string | undefined {
  if (text.length === 0) return 'it is empty';
  if (text.length > maximumLength) return `it is longer than ${maximumLength} characters`;
  if (/[A-Z]/.test(text)) return 'it has upper-case letters';
  if (!segmentPattern.test(text)) return 'only a-z, 0-9 and single . _ - between them are allowed';
  if (text.endsWith('.lock')) return 'Git keeps names that end in .lock for itself';
  if (windowsDevice.test(text)) return 'Windows keeps this name for a device';
  if (reservedWords.has(text)) return 'the word is reserved';
  return undefined;
}

/** Why the text cannot be a model name, or undefined when it can. */
export function faultOfModelName(text: string): string | undefined {
  const segments = text.split('/');
  return segments.length > 2 ? 'it has more than two segments' : segments.map(faultOfSegment).find((it) => it);
}

/** Why the text cannot be a stage name, or undefined when it can. */
export function faultOfStageName(text: string): string | undefined {
  const fault = faultOfSegment(text);
  if (fault !== undefined || stagePattern.test(text)) return fault;
  return 'a stage name starts with a letter, has no dots and does not look like a version';
}

/** @throws MergelineError `NAME_INVALID` with the reason. */
export function parseModelName(text: string): ModelName {
  const fault = faultOfModelName(text);
  if (fault === undefined) return text as ModelName;
  throw new MergelineError('NAME_INVALID', `${JSON.stringify(text)} cannot be a model name: ${fault}.`, {
    hint: 'Write one or two segments of lower-case letters, digits and . _ -, such as iris-classifier or risk/fraud-detector.',
  });
}

/** @throws MergelineError `NAME_INVALID` with the reason. */
export function parseStageName(text: string): StageName {
  const fault = faultOfStageName(text);
  if (fault === undefined) return text as StageName;
  throw new MergelineError('NAME_INVALID', `${JSON.stringify(text)} cannot be a stage name: ${fault}.`, {
    hint: 'Write lower-case letters, digits and _ -, such as production.',
  });
}
