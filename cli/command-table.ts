import type { Command } from './command.ts';

export const groups = ['Registry', 'Models', 'Evidence', 'Promotion', 'Running'] as const;

export interface CommandEntry {
  /** One word, or two where the first is a family: `proposal list`. */
  readonly name: string;
  readonly group: (typeof groups)[number];
  readonly summary: string;
  /** The command's own file is loaded when it runs, completes or shows its help. */
  load(): Promise<Command>;
}

export const commandTable: readonly CommandEntry[] = [
  {
    name: 'init',
    group: 'Registry',
    summary: 'Make a registry in a folder',
    load: async () => (await import('./commands/init.ts')).init,
  },
  {
    name: 'validate',
    group: 'Registry',
    summary: 'Check every file of the registry, with file, line and column',
    load: async () => (await import('./commands/validate.ts')).validate,
  },
  {
    name: 'schema',
    group: 'Registry',
    summary: 'Print the JSON Schema of a kind of file',
    load: async () => (await import('./commands/schema.ts')).schema,
  },
  {
    name: 'doctor',
    group: 'Registry',
    summary: 'Find what will hurt later: stores, remotes, policy, size',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'completion',
    group: 'Registry',
    summary: 'Print the completion script of a shell',
    load: async () => (await import('./commands/completion.ts')).completion,
  },
  {
    name: 'register',
    group: 'Models',
    summary: 'Register a trained model as a new, immutable version',
    load: async () => (await import('./commands/register.ts')).register,
  },
  {
    name: 'model create',
    group: 'Models',
    summary: 'Make a model before it has a version',
    load: async () => (await import('./commands/model-create.ts')).modelCreate,
  },
  {
    name: 'model edit',
    group: 'Models',
    summary: 'Change what a model says of itself; owners and risk by proposal',
    load: async () => (await import('./commands/model-edit.ts')).modelEdit,
  },
  {
    name: 'model card',
    group: 'Models',
    summary: 'Show the card of a model, or bring it up to date',
    load: async () => (await import('./commands/model-card.ts')).modelCard,
  },
  {
    name: 'list',
    group: 'Models',
    summary: 'List the models, or the versions of one',
    load: async () => (await import('./commands/list.ts')).list,
  },
  {
    name: 'show',
    group: 'Models',
    summary: 'Show everything about one version',
    load: async () => (await import('./commands/show.ts')).show,
  },
  {
    name: 'compare',
    group: 'Models',
    summary: 'Put versions side by side: numbers, parameters, signature, origin',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  {
    name: 'search',
    group: 'Models',
    summary: 'Find versions by anything that is known of them',
    load: async () => (await import('./commands/search.ts')).search,
  },
  {
    name: 'history',
    group: 'Models',
    summary: 'Tell what happened, who did it and why, newest first',
    load: async () => (await import('./commands/history.ts')).history,
  },
  {
    name: 'pull',
    group: 'Models',
    summary: 'Fetch the verified files of a version',
    load: async () => (await import('./commands/pull.ts')).pull,
  },
  {
    name: 'deprecate',
    group: 'Models',
    summary: 'Advise against a version; it keeps working',
    load: async () => (await import('./commands/deprecate.ts')).deprecate,
  },
  {
    name: 'yank',
    group: 'Models',
    summary: 'Take a version out of use; its record and bytes stay',
    load: async () => (await import('./commands/yank.ts')).yank,
  },
  {
    name: 'erase',
    group: 'Models',
    summary: 'Propose to delete the bytes of a version for good',
    load: async () => (await import('./commands/erase.ts')).erase,
  },
  {
    name: 'inspect',
    group: 'Evidence',
    summary: 'Read a model file without running it',
    load: async () => (await import('./commands/inspect.ts')).inspect,
  },
  {
    name: 'convert',
    group: 'Evidence',
    summary: 'Convert a model file to ONNX, proved equal',
    load: async () => (await import('./commands/convert.ts')).convert,
  },
  {
    name: 'evaluate',
    group: 'Evidence',
    summary: 'Measure a version on a data set and record the result',
    load: async () => (await import('./commands/evaluate.ts')).evaluate,
  },
  {
    name: 'audit',
    group: 'Evidence',
    summary: 'Find what history and records do not bear out, and who let in what',
    load: async () => (await import('./commands/audit.ts')).audit,
  },
  {
    name: 'promote',
    group: 'Promotion',
    summary: 'Move a version to a stage, by proposal where the stage asks for review',
    load: async () => (await import('./commands/promote.ts')).promote,
  },
  {
    name: 'proposal list',
    group: 'Promotion',
    summary: 'List the proposals',
    load: async () => (await import('./commands/proposal-list.ts')).proposalList,
  },
  {
    name: 'proposal show',
    group: 'Promotion',
    summary: 'Show a proposal with its verdicts, reviews and report',
    load: async () => (await import('./commands/proposal-show.ts')).proposalShow,
  },
  {
    name: 'proposal approve',
    group: 'Promotion',
    summary: 'Approve a proposal as it stands now',
    load: async () => (await import('./commands/proposal-approve.ts')).proposalApprove,
  },
  {
    name: 'proposal reject',
    group: 'Promotion',
    summary: 'Reject a proposal as it stands now',
    load: async () => (await import('./commands/proposal-reject.ts')).proposalReject,
  },
  {
    name: 'proposal refresh',
    group: 'Promotion',
    summary: 'Bring a proposal up to date with the registry',
    load: async () => (await import('./commands/proposal-refresh.ts')).proposalRefresh,
  },
  {
    name: 'proposal merge',
    group: 'Promotion',
    summary: 'Merge a proposal and publish its image',
    load: async () => (await import('./commands/proposal-merge.ts')).proposalMerge,
  },
  {
    name: 'proposal close',
    group: 'Promotion',
    summary: 'Close a proposal without merging it',
    load: async () => (await import('./commands/proposal-close.ts')).proposalClose,
  },
  {
    name: 'rollback',
    group: 'Promotion',
    summary: 'Give a stage back to a version that held it before',
    load: async () => (await import('./commands/rollback.ts')).rollback,
  },
  {
    name: 'withdraw',
    group: 'Promotion',
    summary: 'Empty a stage',
    load: async () => (await import('./commands/withdraw.ts')).withdraw,
  },
  {
    name: 'hold',
    group: 'Promotion',
    summary: 'Freeze a stage against promotions',
    load: async () => (await import('./commands/hold.ts')).hold,
  },
  {
    name: 'unhold',
    group: 'Promotion',
    summary: 'Lift the hold of a stage',
    load: async () => (await import('./commands/unhold.ts')).unhold,
  },
  {
    name: 'publish',
    group: 'Promotion',
    summary: 'Publish every image that a stage names and that is not out yet',
    load: async () => (await import('./commands/publish.ts')).publish,
  },
  {
    name: 'base build',
    group: 'Promotion',
    summary: 'Make a serving base and propose to pin it',
    load: async () => (await import('./commands/base-build.ts')).baseBuild,
  },
  {
    name: 'base join',
    group: 'Promotion',
    summary: 'Make one serving base of several platforms and propose to pin it',
    load: async () => (await import('./commands/base-join.ts')).baseJoin,
  },
  {
    name: 'gc',
    group: 'Promotion',
    summary: 'Delete bytes that nothing in the registry needs',
    load: async () => (await import('./commands/gc.ts')).gc,
  },
  {
    name: 'predict',
    group: 'Running',
    summary: 'Predict with a version, here and now',
    load: async () => (await import('./commands/predict.ts')).predict,
  },
  {
    name: 'serve',
    group: 'Running',
    summary: 'Serve versions over HTTP',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
];

/** Commands whose first word is `family`. */
export function membersOf(family: string): readonly CommandEntry[] {
  return commandTable.filter(({ name }) => name.startsWith(`${family} `));
}

export interface FoundCommand {
  readonly entry: CommandEntry;
  /** The words behind its name. */
  readonly rest: readonly string[];
}

export function findCommand(words: readonly string[]): FoundCommand | undefined {
  for (const size of [1, 2]) {
    const name = words.slice(0, size).join(' ');
    const entry = commandTable.find((each) => each.name === name);
    if (entry !== undefined) return { entry, rest: words.slice(size) };
  }
  return undefined;
}

export function firstWords(): readonly string[] {
  return [...new Set(commandTable.map(({ name }) => name.split(' ', 1)[0] ?? name))];
}
