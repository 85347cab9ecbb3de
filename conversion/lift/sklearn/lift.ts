import type { Head, Model, Transform } from '../../ir.ts';
import { describe, isKind, type PyValue } from '../../pickle/values.ts';
import { UnsupportedModel } from '../../unsupported.ts';
import { Estimator } from '../estimator.ts';
import { pipelineAttributes, pipelineClass, predictors, type Rule, transformers } from './catalogue.ts';
import { isBefore, newestTested, oldestTested, type SklearnVersion, sklearnVersionOf } from './version.ts';

export interface Lifted {
  readonly model: Model;
  readonly warnings: readonly string[];
}

/** What the steps before the predictor make of a row. */
interface Chain {
  /** Undefined until a step says how many columns it takes. */
  width?: number;
  columns?: readonly string[];
  /** No later step may name columns: it would name those of the steps before. */
  named: boolean;
  readonly transforms: Transform[];
  readonly warnings: Set<string>;
}

/**
 * Understands a fitted scikit-learn estimator.
 * @throws UnsupportedModel naming path and class of the first estimator that is not understood exactly.
 */
export function liftSklearn(root: PyValue, maximumDepth: number): Lifted {
  const chain: Chain = { transforms: [], warnings: new Set(), named: false };
  const head = liftPredictor(root, rootPath(root), chain, maximumDepth);
  const width = head.scores.inputs;
  const columns = chain.columns !== undefined && isUsable(chain.columns, width) ? chain.columns : undefined;
  return {
    model: { input: { width, ...(columns && { columns }) }, transforms: chain.transforms, head },
    warnings: [...chain.warnings],
  };
}

/** The name that paths start with. */
export function rootPath(root: PyValue): string {
  return Estimator.of(root, '')?.className === pipelineClass ? 'pipeline' : 'model';
}

/** The steps of a pipeline: `[name, estimator]`. */
function stepsOf(pipeline: Estimator): readonly (readonly [path: string, step: PyValue])[] {
  const steps = pipeline.find('steps');
  if (!isKind(steps, 'list')) return pipeline.refuse(`its steps are ${describe(steps)}`);
  return steps.items.map((item, index) => {
    const [name, step] = isKind(item, 'tuple') ? item.items : [];
    if (typeof name !== 'string' || step === undefined) return pipeline.refuse(`its step ${index} has no name`);
    return [`${pipeline.path}.steps[${index}].${name}`, step];
  });
}

function liftPredictor(value: PyValue, path: string, chain: Chain, depthLeft: number): Head {
  const estimator = estimatorAt(value, path, depthLeft);
  if (estimator.className === pipelineClass) {
    vet(estimator, pipelineAttributes, chain);
    const steps = stepsOf(estimator);
    const last = steps.at(-1);
    if (last === undefined) return estimator.refuse('it has no steps');
    for (const [stepPath, step] of steps.slice(0, -1)) liftTransformer(step, stepPath, chain, depthLeft - 1);
    return liftPredictor(last[1], last[0], chain, depthLeft - 1);
  }
  const head = applyRule(estimator, predictors, chain);
  takeColumns(estimator, head.scores.inputs, chain);
  return head;
}

function liftTransformer(value: PyValue, path: string, chain: Chain, depthLeft: number): void {
  if (isPassthrough(value)) return;
  const estimator = estimatorAt(value, path, depthLeft);
  if (estimator.className === pipelineClass) {
    vet(estimator, pipelineAttributes, chain);
    for (const [stepPath, step] of stepsOf(estimator)) liftTransformer(step, stepPath, chain, depthLeft - 1);
    return;
  }
  const { width, transforms } = applyRule(estimator, transformers, chain);
  takeColumns(estimator, width, chain);
  chain.transforms.push(...transforms);
}

function isPassthrough(value: PyValue): boolean {
  return value === null || value === 'passthrough';
}

function estimatorAt(value: PyValue, path: string, depthLeft: number): Estimator {
  if (depthLeft <= 0) throw new UnsupportedModel('Estimators lie too deep in one another.', { path });
  const estimator = Estimator.of(value, path);
  if (estimator !== undefined) return estimator;
  const what = isPassthrough(value)
    ? 'passthrough, which predicts nothing'
    : `${describe(value)}, which is no fitted estimator`;
  throw new UnsupportedModel(`This is ${what}.`, { path });
}

/** Those for which OneVsRestClassifier is a way out. */
const treeClassifiers = new Set([
  'DecisionTreeClassifier',
  'ExtraTreeClassifier',
  'ExtraTreesClassifier',
  'RandomForestClassifier',
]);

function applyRule<Result>(estimator: Estimator, rules: ReadonlyMap<string, Rule<Result>>, chain: Chain): Result {
  const rule = rules.get(estimator.className);
  if (rule === undefined) return estimator.refuse(whyUnknown(estimator));
  vet(estimator, rule.attributes, chain);
  return rule.lift(estimator);
}

/** Refuses attributes that may change what the estimator answers in a way that we do not know. */
function vet(estimator: Estimator, known: ReadonlySet<string>, chain: Chain): void {
  refuseStrangers(estimator, known);
  const version = sklearnVersionOf(estimator);
  if (version === undefined) chain.warnings.add(`${estimator.path} does not say which scikit-learn wrote it.`);
  else vetVersion(estimator, version, known, chain);
}

/** An attribute that is callable hides the method of its name: `model.predict = …` is pickled too. */
function refuseStrangers(estimator: Estimator, known: ReadonlySet<string>): void {
  const stranger = estimator.names.find((name) => {
    const value = estimator.find(name);
    return !known.has(name) && (isKind(value, 'global') || isKind(value, 'object'));
  });
  if (stranger !== undefined) estimator.refuse(`it carries ${stranger}, which may answer in its place`);
}

function whyUnknown(estimator: Estimator): string {
  const { className } = estimator;
  if (predictors.has(className)) return 'a predictor can only be the last step';
  if (transformers.has(className)) return 'it only transforms, so there is nothing that predicts';
  const exported = "to ONNX with skl2onnx and options={'zipmap': False}, and register that file";
  if (!isOfTreesForTwoClasses(estimator)) return `this class is not supported yet; export it ${exported}`;
  return `this class is not supported yet; fit it inside OneVsRestClassifier, which answers the same, and export that ${exported}: ONNX Runtime answers a plain one for two classes wrongly`;
}

/** What `conversion/onnx/misread-trees.ts` would refuse. */
function isOfTreesForTwoClasses(estimator: Estimator): boolean {
  const classes = estimator.find('classes_');
  return treeClassifiers.has(estimator.shortName) && isKind(classes, 'array') && classes.shape[0] === 2;
}

function vetVersion(
  estimator: Estimator,
  version: SklearnVersion,
  known: ReadonlySet<string>,
  { warnings }: Chain,
): void {
  const text = version.join('.');
  if (isBefore(version, oldestTested)) warnings.add(`scikit-learn ${text} is older than the releases we test.`);
  if (!isBefore(newestTested, version)) return;
  const unknown = estimator.names.find((name) => !known.has(name));
  if (unknown !== undefined) estimator.refuse(`scikit-learn ${text} gave it ${unknown}, which may change its answers`);
  warnings.add(`scikit-learn ${text} is newer than the releases we test.`);
}

/** All steps keep the columns, so each must have been fitted on as many as the first; only the first can name them. */
function takeColumns(estimator: Estimator, width: number, chain: Chain): void {
  chain.width ??= width;
  if (width !== chain.width) estimator.refuse(`it takes ${width} columns where ${chain.width} arrive`);
  if (chain.named) return;
  chain.named = true;
  const names = estimator.texts('feature_names_in_');
  if (names !== undefined) chain.columns = names;
}

function isUsable(columns: readonly string[], width: number): boolean {
  return columns.length === width && new Set(columns).size === width && columns.every((name) => name.isWellFormed());
}
