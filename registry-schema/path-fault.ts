import { faultOfModelName, faultOfStageName } from '../core/domain/names.ts';
import { isVersion } from '../core/domain/version.ts';
import { parsePath } from './layout.ts';

const documentFolders = new Set(['versions', 'evaluations', 'status', 'stages']);

/**
 * Why a file of the registry branch is in a place where nobody looks for it, as a clause that follows its path; undefined
 * for documents, and for files that are none of ours: cards, pictures, workflows.
 */
export function faultOfPath(path: string): string | undefined {
  const [root, ...folders] = path.split('/');
  const file = folders.pop();
  if (root !== 'models' || file === undefined || parsePath(path) !== undefined) return undefined;
  const at = folders.findIndex((folder) => documentFolders.has(folder));
  if (at < 0) return /^model\.ya?ml$/.test(file) ? faultOfModelFile(folders, file) : undefined;
  const [folder = '', ...below] = folders.slice(at);
  return faultOfModel(folders.slice(0, at)) ?? faultInFolder(folder, below, file);
}

function faultOfModelFile(folders: readonly string[], file: string): string | undefined {
  return faultOfModel(folders) ?? faultOfEnding(file);
}

function faultOfModel(folders: readonly string[]): string | undefined {
  const fault = faultOfModelName(folders.join('/'));
  return fault === undefined ? undefined : `is not in the folder of a model: ${fault}`;
}

function faultInFolder(folder: string, below: readonly string[], file: string): string | undefined {
  const stem = file.replace(/\.ya?ml$/, '');
  const ending = faultOfEnding(file);
  if (folder === 'evaluations') {
    if (below.length !== 1) return 'is not in the folder of a version';
    return (
      faultOfVersion(below[0] ?? '') ??
      ending ??
      'needs a name of lower-case letters and digits with . _ - between them'
    );
  }
  if (below.length > 0) return `is in a folder below ${folder}, where there are none`;
  if (ending !== undefined || folder !== 'stages') return ending ?? faultOfVersion(stem);
  // Weights of canaries lie beside the pointer.
  if (stem.endsWith('.traffic')) return undefined;
  const fault = faultOfStageName(stem);
  return fault === undefined ? undefined : `is not named after a stage: ${fault}`;
}

function faultOfVersion(text: string): string | undefined {
  return isVersion(text) ? undefined : 'is not named after a full version, such as 1.4.0';
}

function faultOfEnding(file: string): string | undefined {
  return file.endsWith('.yaml') ? undefined : 'must end in .yaml';
}
