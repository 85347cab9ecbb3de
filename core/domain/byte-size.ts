import { MergelineError } from '../errors.ts';

const decimal = 1000;
const binary = 1024;
const powers = ['', 'k', 'm', 'g', 't'] as const;
const pattern = /^([0-9]+(?:\.[0-9]+)?) ?(?:([kmgt])(i?))?b?$/i;

/**
 * Bytes: `500 MB` (decimal), `2GiB` (binary), `1048576`.
 * @throws MergelineError `INPUT_INVALID` when the text is no size.
 */
export function parseByteSize(text: string): number {
  const match = pattern.exec(text.trim());
  const [, count = '', prefix = '', binaryMark] = match ?? [];
  const power = powers.indexOf(prefix.toLowerCase() as (typeof powers)[number]);
  const bytes = Math.floor(Number(count) * (binaryMark ? binary : decimal) ** power);
  if (match && Number.isSafeInteger(bytes)) return bytes;
  throw new MergelineError('INPUT_INVALID', `${JSON.stringify(text)} is not a size.`, {
    hint: 'Write a number with a unit, such as 500 MB or 2 GiB.',
  });
}

/** Decimal units with at most three digits that matter: `17.4 MB`. */
export function formatByteSize(bytes: number): string {
  if (bytes < decimal) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const scaled = bytes / decimal ** power;
  const unit = ['B', 'kB', 'MB', 'GB', 'TB'][power];
  return `${Number(scaled.toPrecision(scaled >= 100 ? Math.ceil(Math.log10(scaled + 1)) : 3))} ${unit}`;
}
