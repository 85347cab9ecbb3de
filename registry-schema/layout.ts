import { faultOfModelName, faultOfStageName, type ModelName, type StageName } from '../core/domain/names.ts';
import { isVersion, type Version } from '../core/domain/version.ts';

/** What a file of the registry branch holds, as its path tells. */
export type Place =
  | { readonly kind: 'Registry' }
  | { readonly kind: 'Model'; readonly model: ModelName }
  | { readonly kind: 'ModelVersion'; readonly model: ModelName; readonly version: Version }
  | { readonly kind: 'Evaluation'; readonly model: ModelName; readonly version: Version; readonly id: string }
  | { readonly kind: 'VersionStatus'; readonly model: ModelName; readonly version: Version }
  | { readonly kind: 'StagePointer'; readonly model: ModelName; readonly stage: StageName };

export const policyPath = 'registry.yaml';

export const modelFolder = (model: ModelName) => `models/${model}`;
export const versionFolder = (model: ModelName) => `models/${model}/versions`;
export const evaluationFolder = (model: ModelName, version: Version) => `models/${model}/evaluations/${version}`;
export const statusFolder = (model: ModelName) => `models/${model}/status`;
export const stageFolder = (model: ModelName) => `models/${model}/stages`;

export const modelPath = (model: ModelName) => `${modelFolder(model)}/model.yaml`;
export const cardPath = (model: ModelName) => `${modelFolder(model)}/README.md`;
export const manifestPath = (model: ModelName, version: Version) => `${versionFolder(model)}/${version}.yaml`;
export const statusPath = (model: ModelName, version: Version) => `${statusFolder(model)}/${version}.yaml`;
export const pointerPath = (model: ModelName, stage: StageName) => `${stageFolder(model)}/${stage}.yaml`;
/** @param id lower-case letters and digits with single . _ - between them: `iris-test-3f2a91c07b55`. */
export const evaluationPath = (model: ModelName, version: Version, id: string) =>
  `${evaluationFolder(model, version)}/${id}.yaml`;

const evaluationIdPattern = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/;

/**
 * What the path of a file says that it holds. The folders `versions`, `evaluations`, `status` and `stages` are reserved
 * words, so they tell where a model's name of one or two segments ends.
 * @returns undefined for a path that holds no document, such as a model card or a workflow.
 */
export function parsePath(path: string): Place | undefined {
  if (path === policyPath) return { kind: 'Registry' };
  const [root, ...folders] = path.split('/');
  const file = folders.pop();
  if (root !== 'models' || file === undefined || !file.endsWith('.yaml')) return undefined;
  const stem = file.slice(0, -'.yaml'.length);

  if (folders.at(-2) === 'evaluations') return evaluationPlace(folders.slice(0, -2), folders.at(-1) ?? '', stem);
  switch (folders.at(-1)) {
    case 'versions':
      return versionPlace('ModelVersion', folders.slice(0, -1), stem);
    case 'status':
      return versionPlace('VersionStatus', folders.slice(0, -1), stem);
    case 'stages':
      return pointerPlace(folders.slice(0, -1), stem);
    default:
      return file === 'model.yaml' && isModel(folders) ? { kind: 'Model', model: nameOf(folders) } : undefined;
  }
}

/** The model whose card lies there; undefined for any other path. */
export function modelOfCard(path: string): ModelName | undefined {
  const folders = path.split('/');
  if (folders.shift() !== 'models' || folders.pop() !== 'README.md') return undefined;
  return isModel(folders) ? nameOf(folders) : undefined;
}

function versionPlace(kind: 'ModelVersion' | 'VersionStatus', segments: string[], version: string): Place | undefined {
  return isModel(segments) && isVersion(version) ? { kind, model: nameOf(segments), version } : undefined;
}

function evaluationPlace(segments: string[], version: string, id: string): Place | undefined {
  if (!isModel(segments) || !isVersion(version) || !evaluationIdPattern.test(id)) return undefined;
  return { kind: 'Evaluation', model: nameOf(segments), version, id };
}

function pointerPlace(segments: string[], stage: string): Place | undefined {
  if (!isModel(segments) || faultOfStageName(stage) !== undefined) return undefined;
  return { kind: 'StagePointer', model: nameOf(segments), stage: stage as StageName };
}

function isModel(segments: readonly string[]): boolean {
  return faultOfModelName(segments.join('/')) === undefined;
}

function nameOf(segments: readonly string[]): ModelName {
  return segments.join('/') as ModelName;
}
