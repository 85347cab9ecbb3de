import type { Scan, SourceForm } from '../core/domain/manifest.ts';
import { sniff } from './container/sniff.ts';
import { listEstimators } from './estimators.ts';
import { Estimator } from './lift/estimator.ts';
import { rootPath } from './lift/sklearn/lift.ts';
import type { Limits } from './limits.ts';
import type { OnnxModel } from './onnx/onnx-model.ts';
import type { ModelBytes, OpenedModel } from './open-model.ts';
import type { PyValue } from './pickle/values.ts';
import { scanGlobals } from './scan/scan.ts';

const nothingLookedUp: Scan = { verdict: 'allowed', globals: [] };
const notRead: Scan = { verdict: 'unknown', globals: [] };

/** What reading a model tells, without running any of it. */
export interface Inspection {
  readonly source: SourceForm;
  readonly scan: Scan;
  /** Class names by place in the model: `pipeline.steps[1].clf`. */
  readonly estimators: Readonly<Record<string, string>>;
}

/** What an opened model tells of itself, and how far the files beside it are to be trusted. */
export function inspect(opened: OpenedModel, files: readonly ModelBytes[], limits: Limits): Inspection {
  const inspection = inspectOpened(opened, limits);
  const { verdict, globals } = inspection.scan;
  const isUnread = files.some((file) => isUnreadCode(file) && !isPartOf(opened, file));
  return isUnread && verdict === 'allowed' ? { ...inspection, scan: { verdict: 'unknown', globals } } : inspection;
}

/** A file of a format that can hold code and that nobody has looked into. */
function isUnreadCode({ bytes }: ModelBytes): boolean {
  const sniffed = sniff(bytes);
  return sniffed.kind === 'known' && !sniffed.dataOnly;
}

/** Weights are only numbers, whatever their first bytes look like. */
function isPartOf(opened: OpenedModel, file: ModelBytes): boolean {
  return opened.kind === 'onnx' && opened.external.includes(file);
}

function inspectOpened(opened: OpenedModel, limits: Limits): Inspection {
  switch (opened.kind) {
    case 'pickle': {
      const { root, globals } = opened.pickle;
      const estimators = listEstimators(root, rootPath(root), limits.depth);
      return { source: { format: opened.format, ...frameworkOf(root) }, scan: scanGlobals(globals), estimators };
    }
    case 'onnx':
      return { source: { format: 'onnx', ...producerOf(opened.model) }, scan: nothingLookedUp, estimators: {} };
    case 'known':
      return {
        source: { format: opened.format, ...(frameworks.has(opened.format) && { framework: opened.format }) },
        scan: opened.dataOnly ? nothingLookedUp : notRead,
        estimators: {},
      };
    case 'other':
      return { source: { format: 'other' }, scan: notRead, estimators: {} };
  }
}

/** Formats that are named after the one framework that writes them. */
const frameworks = new Set(['catboost', 'keras', 'lightgbm', 'pytorch', 'xgboost']);

/** By the first word of the class name. */
const frameworkNames: ReadonlyMap<string, string> = new Map([
  ['sklearn', 'scikit-learn'],
  ['xgboost', 'xgboost'],
  ['lightgbm', 'lightgbm'],
  ['catboost', 'catboost'],
  ['torch', 'pytorch'],
  ['keras', 'keras'],
]);

function frameworkOf(root: PyValue): Omit<SourceForm, 'format'> {
  const estimator = Estimator.of(root, '');
  if (estimator === undefined) return {};
  const framework = frameworkNames.get(estimator.className.split('.')[0] ?? '');
  const version = estimator.find('_sklearn_version');
  return {
    estimator: estimator.className,
    ...(framework && { framework }),
    ...(framework === 'scikit-learn' && typeof version === 'string' && { frameworkVersion: version }),
  };
}

function producerOf({ producer, producerVersion }: OnnxModel): Omit<SourceForm, 'format'> {
  return { ...(producer && { framework: producer }), ...(producerVersion && { frameworkVersion: producerVersion }) };
}
