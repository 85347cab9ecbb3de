import type { Label, Signature, TensorSpec } from '../domain/manifest.ts';
import type { Candidacy } from './candidacy.ts';
import { candidateOf, fail, type Judgement, pass, skipped } from './judgement.ts';

/**
 * Whoever calls the incumbent can call the candidate without a change: every input that was accepted is, and every
 * output that was read is there in the same form.
 */
export function judgeSignature(_gate: unknown, candidacy: Candidacy): Judgement {
  const { manifest } = candidateOf(candidacy);
  const { incumbent } = candidacy;
  if (incumbent === undefined) return skipped('No version holds the stage, so nobody depends on a signature.');
  const { signature: before, version } = incumbent.manifest;
  if (before === undefined) return skipped(`The incumbent ${version} has no signature.`);
  if (manifest.signature === undefined)
    return fail(`${manifest.version} has no signature; the incumbent ${version} has one.`);
  const { breaks, additions } = compareSignatures(before, manifest.signature);
  if (breaks.length > 0) return fail(`Not compatible with ${version}: ${breaks.join('; ')}.`);
  return pass(`Compatible with ${version}${additions.length > 0 ? `; ${additions.join('; ')}` : ''}.`);
}

export interface SignatureDifferences {
  /** What stops a caller of the old signature. */
  readonly breaks: readonly string[];
  /** What a caller of the old signature does not notice, or can ignore. */
  readonly additions: readonly string[];
}

export function compareSignatures(before: Signature, after: Signature): SignatureDifferences {
  const classes = compareClasses(before, after);
  const task = before.task === after.task ? [] : [`the task was ${before.task} and is ${after.task}`];
  return {
    breaks: [...task, ...inputBreaks(before, after), ...outputBreaks(before, after), ...classes.breaks],
    additions: [...outputsAdded(before, after), ...classes.additions],
  };
}

function inputBreaks(before: Signature, after: Signature): string[] {
  const breaks = before.inputs.flatMap((old) => {
    const now = after.inputs.find(({ name }) => name === old.name);
    return now ? tensorBreaks(`input ${old.name}`, old, now, accepts) : [`input ${old.name} is gone`];
  });
  const added = after.inputs.filter(({ name }) => !before.inputs.some((old) => old.name === name));
  breaks.push(...added.map(({ name }) => `input ${name} is new and nobody sends it`));
  if (breaks.length > 0) return breaks;
  const [oldOrder, newOrder] = [before, after].map(({ inputs }) => inputs.map(({ name }) => name).join(', '));
  return oldOrder === newOrder
    ? []
    : [`the inputs were ${oldOrder} and are ${newOrder}, which rows without names depend on`];
}

function outputBreaks(before: Signature, after: Signature): string[] {
  const growth = [before, after].map(({ classes }) => classes?.length ?? 0);
  const perClass = (dimension: number | null, index: number) => dimension !== null && dimension === growth[index];
  const fits = (old: number | null, now: number | null) =>
    old === null || old === now || (perClass(old, 0) && perClass(now, 1));
  return before.outputs.flatMap((old) => {
    const now = after.outputs.find(({ name }) => name === old.name);
    return now ? tensorBreaks(`output ${old.name}`, old, now, fits) : [`output ${old.name} is gone`];
  });
}

type Fits = (old: number | null, now: number | null) => boolean;

/** A free dimension takes every length. */
function accepts(old: number | null, now: number | null): boolean {
  return now === null || old === now;
}

function tensorBreaks(what: string, old: TensorSpec, now: TensorSpec, fits: Fits): string[] {
  const breaks: string[] = [];
  if (old.type !== now.type) breaks.push(`${what} was ${old.type} and is ${now.type}`);
  const sameShape =
    old.shape.length === now.shape.length && old.shape.every((it, index) => fits(it, now.shape[index] ?? null));
  if (!sameShape) breaks.push(`${what} was ${shapeOf(old)} and is ${shapeOf(now)}`);
  if (old.columns !== undefined && old.columns.join('\0') !== now.columns?.join('\0')) {
    breaks.push(
      `the columns of ${what} were ${old.columns.join(', ')} and are ${now.columns?.join(', ') ?? 'not named'}`,
    );
  }
  return breaks;
}

function outputsAdded(before: Signature, after: Signature): string[] {
  const added = after.outputs.filter(({ name }) => !before.outputs.some((old) => old.name === name));
  return added.map(({ name }) => `output ${name} is new`);
}

/** Classes may be added anywhere, as sorted labels are; those that stay keep their order among themselves. */
function compareClasses({ classes: before }: Signature, { classes: after }: Signature): SignatureDifferences {
  if (before === undefined) return { breaks: [], additions: after ? ['it names its classes'] : [] };
  if (after === undefined) return { breaks: ['it no longer names its classes'], additions: [] };
  const gone = before.filter((label) => !after.includes(label));
  if (gone.length > 0) return { breaks: [`it no longer knows ${named(gone)}`], additions: [] };
  const kept = after.filter((label) => before.includes(label));
  if (kept.some((label, index) => label !== before[index])) {
    return { breaks: [`the classes were ${named(before)} and are ${named(after)}`], additions: [] };
  }
  const added = after.filter((label) => !before.includes(label));
  const moved = before.some((label, index) => label !== after[index]);
  const places = moved ? ', and probabilities of later classes move' : '';
  return { breaks: [], additions: added.length > 0 ? [`it also answers ${named(added)}${places}`] : [] };
}

function named(labels: readonly Label[]): string {
  return labels.map((label) => JSON.stringify(label)).join(', ');
}

function shapeOf({ shape }: TensorSpec): string {
  return `[${shape.map((dimension) => dimension ?? 'any').join(', ')}]`;
}
