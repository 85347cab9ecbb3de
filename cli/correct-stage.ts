/**
 * `iris@production` as `rollback` and `withdraw` take it: the model, and its stage behind `--stage`.
 * @returns the words behind the name of the command; undefined when they do not begin with a stage of a model.
 */
export function correctStage(words: readonly string[]): string | undefined {
  const [, model, stage] = /^([^-@][^@]*)@([^@]+)$/.exec(words[0] ?? '') ?? [];
  return stage && `${model} --stage ${stage}`;
}
