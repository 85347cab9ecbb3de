import type { Context } from './context.ts';
import type { Outcome } from './outcome.ts';

/** What the shell offers behind a word: names out of the registry, kinds of its files, or files of the machine. */
export type Completion = 'model' | 'ref' | 'model-stage' | 'stage' | 'version' | 'proposal' | 'kind' | 'query' | 'file';

export interface ArgumentSpec {
  readonly help: string;
  readonly optional?: true;
  /** Takes every argument that is left. */
  readonly many?: true;
  readonly choices?: readonly string[];
  readonly complete?: Completion;
}

/** An option without `value` is a switch. Its name in the record is camelCase, on the command line kebab-case. */
export interface OptionSpec {
  readonly help: string;
  /** What stands behind the option, as help shows it: `X.Y.Z`. */
  readonly value?: string;
  /** One letter that people know it by: `n`. */
  readonly short?: string;
  /** May be given several times, and several values may follow: `--tag a=1 b=2`. */
  readonly many?: true;
  readonly required?: true;
  readonly fallback?: string;
  readonly choices?: readonly string[];
  readonly complete?: Completion;
}

export type ArgumentSpecs = Readonly<Record<string, ArgumentSpec>>;
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type Text<S> = S extends { readonly choices: readonly (infer C)[] } ? C : string;

type ValueOfArgument<S extends ArgumentSpec> = S extends { readonly many: true }
  ? readonly string[]
  : S extends { readonly optional: true }
    ? Text<S> | undefined
    : Text<S>;

type ValueOfOption<S extends OptionSpec> = S extends { readonly many: true }
  ? readonly string[]
  : S extends { readonly value: string }
    ? S extends { readonly required: true } | { readonly fallback: string }
      ? Text<S>
      : Text<S> | undefined
    : boolean;

/** What a command is given: its arguments and options in one record. */
export type Input<A extends ArgumentSpecs, O extends OptionSpecs> = {
  readonly [K in keyof A]: ValueOfArgument<A[K]>;
} & { readonly [K in keyof O]: ValueOfOption<O[K]> };

export interface Example {
  /** Without the leading `mergeline`. */
  readonly words: string;
  readonly does: string;
}

export interface CommandSpec<A extends ArgumentSpecs, O extends OptionSpecs> {
  readonly arguments: A;
  readonly options: O;
  /** Of the contract, but not in this version: refused by name. */
  readonly absentOptions?: readonly string[];
  readonly examples: readonly Example[];
  /** What a person should know before using it; a paragraph each. */
  readonly notes?: readonly string[];
  /**
   * The words that were probably meant, without the leading `mergeline`: asked once these could not be read. Undefined
   * where nothing suggests itself.
   */
  readonly correct?: (words: readonly string[]) => string | undefined;
  run(input: Input<A, O>, context: Context): Promise<Outcome>;
}

/** A command as the parser, help and completion see it. */
export interface Command extends CommandSpec<ArgumentSpecs, OptionSpecs> {
  run(input: Readonly<Record<string, unknown>>, context: Context): Promise<Outcome>;
}

/** Exists so that `run` knows the types of its input; the parser makes exactly what the specs say. */
export function defineCommand<const A extends ArgumentSpecs, const O extends OptionSpecs>(
  command: CommandSpec<A, O>,
): Command {
  return command as unknown as Command;
}

/** Options of every command. */
export const commonOptions = {
  registry: {
    value: 'address',
    help: 'The folder of the registry, in a work tree or a bare repository. Default: MERGELINE_REGISTRY, else the nearest registry.yaml upwards.',
    complete: 'file',
  },
  json: { help: 'One JSON document on stdout instead of text; errors as JSON on stderr.' },
  quiet: { help: 'No progress, no warnings, no advice.' },
  verbose: { help: 'Leaves nothing out: every gate with its reason, every image with its place and whole digest.' },
  as: {
    value: 'name',
    help: "Who acts, as recorded. Default: MERGELINE_ACTOR, else git's user.name. Asserted, not verified.",
  },
} as const satisfies OptionSpecs;

/** Options of the commands that read a registry. */
export const readingOptions = {
  at: {
    value: 'revision|date',
    help: 'The registry as it stood then: 2026-03-31 (the end of that day, UTC), 2026-03-31T12:00Z, yesterday, -3d; or a commit, a tag, HEAD~2.',
  },
} as const satisfies OptionSpecs;

/** Options of the commands that write to a registry. */
export const writingOptions = {
  dryRun: { help: 'Show what would be written, and write nothing.' },
  reason: { value: 'text', help: 'Why; it stays in the history.' },
} as const satisfies OptionSpecs;

/** Of the commands whose words a reason would only repeat. */
export const dryRunOption = { dryRun: writingOptions.dryRun } as const satisfies OptionSpecs;

/** Options of the commands that nobody may use without saying why. */
export const reasonedOptions = {
  ...writingOptions,
  reason: { ...writingOptions.reason, required: true },
} as const satisfies OptionSpecs;

export function optionFlag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
