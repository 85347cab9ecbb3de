import type { ParameterValue } from '../core/domain/manifest.ts';
import { parseJson } from '../core/domain/parse-json.ts';
import { type Fault, MergelineError } from '../core/errors.ts';
import { readText } from './read-text.ts';

/**
 * `k=v` words of one option as a record.
 * @throws MergelineError `USAGE` for a word without `=` and for a key given twice.
 */
export function parsePairs(words: readonly string[], option: string): Readonly<Record<string, string>> {
  const pairs = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    const key = word.slice(0, at);
    if (at <= 0)
      throw new MergelineError('USAGE', `${option} takes name=value, not ${JSON.stringify(word)}.`, {
        hint: `Write: ${option} ${at < 0 && /^[\w.-]+$/.test(word) ? word : '<name>'}=<value>`,
      });
    if (pairs.has(key)) throw new MergelineError('USAGE', `${option} has ${JSON.stringify(key)} twice.`);
    pairs.set(key, word.slice(at + 1));
  }
  return Object.fromEntries(pairs);
}

/**
 * Metrics from JSON files and `name=value` words; words win over files.
 * @throws MergelineError `INPUT_INVALID` for what is no finite number, with every fault.
 */
export async function readMetrics(words: readonly string[], cwd: string): Promise<Readonly<Record<string, number>>> {
  const { values, source } = await collect(words, '--metrics', cwd);
  const faults: Fault[] = [];
  const metrics: [string, number][] = [];
  for (const [name, value] of Object.entries(values)) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) metrics.push([name, number]);
    else
      faults.push({ path: name, message: `is ${JSON.stringify(value)}, not a finite number`, file: source.get(name) });
  }
  if (faults.length > 0) throw notUsable('--metrics', faults);
  return Object.fromEntries(metrics);
}

/**
 * Hyper-parameters from JSON files and `k=v` words; words win over files. Nested objects become dotted names, lists
 * their JSON text.
 */
export async function readParameters(
  words: readonly string[],
  cwd: string,
): Promise<Readonly<Record<string, ParameterValue>>> {
  const { values, source } = await collect(words, '--params', cwd);
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      source.has(name) ? flatten(name, value) : [[name, parseScalar(String(value))] as const],
    ),
  );
}

interface Collected {
  readonly values: Readonly<Record<string, unknown>>;
  /** Which names came out of which file. */
  readonly source: ReadonlyMap<string, string>;
}

async function collect(words: readonly string[], option: string, cwd: string): Promise<Collected> {
  const files = words.filter((word) => !word.includes('='));
  const pairs = parsePairs(
    words.filter((word) => word.includes('=')),
    option,
  );
  const values: Record<string, unknown> = {};
  const source = new Map<string, string>();
  for (const file of files) {
    for (const [name, value] of Object.entries(await readObject(file, option, cwd))) {
      values[name] = value;
      source.set(name, file);
    }
  }
  for (const name of Object.keys(pairs)) source.delete(name);
  return { values: { ...values, ...pairs }, source };
}

async function readObject(file: string, option: string, cwd: string): Promise<object> {
  const text = await readText(file, cwd).catch((cause: Error) => {
    throw new MergelineError('INPUT_INVALID', `${option}: ${cause.message}`, {
      hint: `Give a JSON file, or write ${option} name=value.`,
      cause,
    });
  });
  const value = inFile(file, () => parseJson(text));
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new MergelineError('INPUT_INVALID', `${file} holds no JSON object.`, {
    hint: 'Write {"accuracy": 0.97}.',
  });
}

function inFile<T>(file: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof MergelineError)) throw error;
    throw new MergelineError(error.code, `${file}: ${error.message}`, { hint: error.hint, cause: error });
  }
}

function flatten(name: string, value: unknown): readonly (readonly [string, ParameterValue])[] {
  if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
  if (typeof value !== 'object' || value === null) return [[name, value as ParameterValue]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(`${name}.${key}`, inner));
}

/** A number, as JSON writes it; whole ones only as far as a double keeps every digit. */
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** `1.0` and `1e-3` are numbers; `"1.0"`, in quotes that the shell has left, is a text, and so is what reads as nothing else. */
function parseScalar(text: string): ParameterValue {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  const [, , quoted] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  const number = Number(text);
  const isExact = /[.e]/i.test(text) ? Number.isFinite(number) : Number.isSafeInteger(number);
  return numberPattern.test(text) && isExact ? number : text;
}

function notUsable(option: string, details: readonly Fault[]): MergelineError {
  const [first] = details;
  return new MergelineError('INPUT_INVALID', `${option}: ${first?.path} ${first?.message}.`, { details });
}
