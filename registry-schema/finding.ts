/** From the document down: names of fields and places in lists. */
export type Path = readonly (string | number)[];

/** What is wrong with a value, before it is known on which line it stands. */
export interface Finding {
  readonly path: Path;
  /** A clause that follows the name of the field: `must be a number`. */
  readonly message: string;
  /** Whether the name of the field is at fault, not its value. */
  readonly on?: 'name';
  /** How many characters of the text, the value at the path, stand before what is at fault. */
  readonly within?: number;
  /** Quotes would mend it: the reader knows what was written without them. */
  readonly wantsText?: true;
}

/** `stages[2].gates[0].min`; the document itself has no path. */
export function formatPath(path: Path): string | undefined {
  if (path.length === 0) return undefined;
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) return `[${JSON.stringify(step.slice(0, 80))}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** Long and unprintable texts are cut and escaped: messages end up in terminals and logs. */
export function show(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const cut = value.length > 60 ? `${value.slice(0, 59)}…` : value;
  return JSON.stringify(cut).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
