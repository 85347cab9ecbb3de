export interface Label {
  readonly text: string;
  /** The middle of the text. */
  readonly x: number;
}

/** Of the letters in charts, at 11 pixels: wider than most of them are. */
export const letterWidth = 6.4;
const gap = 6;

/**
 * Texts that do not touch each other, in lines below each other. Who comes first has the choice; whatever finds no room in
 * the last line is left out.
 */
export function placeLabels<L extends Label>(
  labels: readonly L[],
  { left, right, lines }: { readonly left: number; readonly right: number; readonly lines: number },
): readonly (L & { readonly line: number })[] {
  const placed: { readonly label: L & { readonly line: number }; readonly half: number }[] = [];
  for (const label of labels) {
    const half = (label.text.length * letterWidth) / 2;
    const x = Math.max(left + half, Math.min(right - half, label.x));
    const fits = (line: number) =>
      placed.every((it) => it.label.line !== line || Math.abs(it.label.x - x) >= it.half + half + gap);
    const line = Array.from({ length: lines }, (_, index) => index).find(fits);
    if (line !== undefined) placed.push({ label: { ...label, x, line }, half });
  }
  return placed.map(({ label }) => label);
}

/** Short enough for a chart; its table has the whole name. */
export function clip(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}

/** A coordinate, to a tenth of a pixel. */
export function fixed(value: number): number {
  return Math.round(value * 10) / 10;
}
