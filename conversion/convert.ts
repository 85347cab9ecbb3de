import { digestOf } from '../core/domain/digest.ts';
import type { Signature } from '../core/domain/manifest.ts';
import { MergelineError } from '../core/errors.ts';
import { emitOnnx, opset } from './emit/onnx.ts';
import { type Inspection, inspect } from './inspect.ts';
import { type Answer, interpret } from './interpret/interpret.ts';
import type { Model } from './ir.ts';
import { Estimator } from './lift/estimator.ts';
import { type Lifted, liftSklearn, rootPath } from './lift/sklearn/lift.ts';
import { type OnnxModel, readOnnx } from './onnx/onnx-model.ts';
import { property, signatureOf } from './onnx/onnx-signature.ts';
import { type ModelBytes, type OpenedModel, type OpenOptions, openModel } from './open-model.ts';
import { describe, type PyValue } from './pickle/values.ts';
import { drawSample, rowsOf, type Sample } from './sample.ts';
import { deniedGlobals } from './scan/scan.ts';
import { UnsupportedModel } from './unsupported.ts';

/** Of the rules by which models become ONNX; a change that changes bytes or answers raises it. */
export const converterVersion = 1;

export type Conversion =
  | {
      readonly outcome: 'converted';
      readonly inspection: Inspection;
      readonly onnx: Uint8Array;
      readonly opset: number;
      readonly signature: Signature;
      readonly warnings: readonly string[];
      /** What the interpreter answers, for ONNX Runtime to be compared with. */
      readonly expected: { readonly sample: Sample; readonly answers: readonly Answer[] };
    }
  | {
      readonly outcome: 'accepted';
      readonly inspection: Inspection;
      readonly opset: number;
      readonly signature: Signature;
      readonly warnings: readonly string[];
      /** The ONNX file first, then the weights beside it. */
      readonly files: readonly ModelBytes[];
    }
  | {
      readonly outcome: 'unsupported';
      readonly inspection: Inspection;
      readonly reason: string;
      readonly path?: string | undefined;
      readonly estimator?: string | undefined;
    };

export function inspectModel(files: readonly ModelBytes[], options: OpenOptions): Inspection {
  return inspect(openModel(files, options), files, options.limits);
}

/**
 * Brings a model to ONNX without running any of it. A model that is understood but beyond what we convert is an outcome;
 * the same files give the same bytes.
 * @throws MergelineError `MODEL_UNREADABLE` when the files hold no model that we know, `MODEL_DENIED` when the file names code.
 */
export function convertModel(files: readonly ModelBytes[], options: OpenOptions): Conversion {
  const opened = openModel(files, options);
  const inspection = inspect(opened, files, options.limits);
  refuseDenied(opened);
  try {
    return convertOpened(opened, inspection, options);
  } catch (error) {
    if (!(error instanceof UnsupportedModel)) throw error;
    const { reason, path, estimator } = error;
    return { outcome: 'unsupported', inspection, reason, path, estimator };
  }
}

function refuseDenied(opened: OpenedModel): void {
  const denied = opened.kind === 'pickle' ? deniedGlobals(opened.pickle.globals) : [];
  if (denied.length === 0) return;
  throw new MergelineError(
    'MODEL_DENIED',
    `The file names ${denied.join(', ')}: loading it in Python would run code.`,
    {
      hint: 'Do not load it. If it is yours, dump only the fitted estimator. `mergeline inspect` shows all that it names.',
      details: denied.map((name) => ({ message: `${name} is on the list of denied names` })),
    },
  );
}

function convertOpened(opened: OpenedModel, inspection: Inspection, { limits }: OpenOptions): Conversion {
  switch (opened.kind) {
    case 'pickle':
      return convertLifted(liftPickle(opened.pickle.root, limits.depth), opened.file, inspection);
    case 'onnx':
      refuseMisread(opened.model);
      return {
        outcome: 'accepted',
        inspection,
        opset: opened.model.opsets.get('') ?? opened.model.opsets.get('ai.onnx') ?? 0,
        signature: signatureOf(opened.model),
        warnings: [],
        files: [opened.file, ...opened.external],
      };
    case 'known':
      throw new UnsupportedModel(`${opened.format} files are kept as they are; they are not converted yet.`);
    case 'other':
      throw new UnsupportedModel('The format is not known, so the file is kept as it is.');
  }
}

/** An operator that answers wrongly without a word is worse than none. */
function refuseMisread({ misreadTrees: [first] }: OnnxModel): void {
  if (first === undefined) return;
  throw new UnsupportedModel(
    `ONNX Runtime 1.26 and 1.27 answer the operator TreeEnsembleClassifier wrongly for two classes with the weights that random forests and decision trees have. Fit a forest or a tree inside OneVsRestClassifier(model) of sklearn.multiclass, which answers the same, and export that with skl2onnx and options={'zipmap': False}.`,
    { path: first },
  );
}

function liftPickle(root: PyValue, maximumDepth: number): Lifted {
  const path = rootPath(root);
  const estimator = Estimator.of(root, path);
  if (estimator === undefined) {
    const reason = `The file holds ${describe(root)}, which is no fitted estimator; dump the estimator itself.`;
    throw new UnsupportedModel(reason, { path });
  }
  if (estimator.className.startsWith('sklearn.')) return liftSklearn(root, maximumDepth);
  return estimator.refuse('only scikit-learn estimators are converted from pickles yet');
}

function convertLifted({ model, warnings }: Lifted, file: ModelBytes, inspection: Inspection): Conversion {
  const onnx = emitOnnx(model, propertiesOf(model, file, inspection));
  const sample = drawSample(model);
  const answers = [...rowsOf(sample)].map((row) => interpret(model, row));
  return {
    outcome: 'converted',
    inspection,
    onnx,
    opset,
    // Read back, so that the signature says what the file says.
    signature: signatureOf(readOnnx(onnx, 4)),
    warnings: [...warnings, ...unknownNames(inspection)],
    expected: { sample, answers },
  };
}

function unknownNames({ scan }: Inspection): string[] {
  return scan.verdict === 'unknown'
    ? ['The file names things that are not on the list of known names: see the scan.']
    : [];
}

function propertiesOf({ input, head }: Model, file: ModelBytes, { source }: Inspection): Record<string, string> {
  return {
    'mergeline.converter': String(converterVersion),
    'mergeline.precision': 'float64',
    'mergeline.source.digest': digestOf(file.bytes),
    'mergeline.source.format': source.format,
    ...(source.framework && { 'mergeline.source.framework': source.framework }),
    ...(source.frameworkVersion && { 'mergeline.source.frameworkVersion': source.frameworkVersion }),
    ...(source.estimator && { 'mergeline.source.estimator': source.estimator }),
    ...(input.columns && { [property.columns]: JSON.stringify(input.columns) }),
    ...(head.kind === 'linear-classifier'
      ? { [property.task]: 'classification', [property.classes]: JSON.stringify(head.classes.values) }
      : { [property.task]: 'regression' }),
  };
}
