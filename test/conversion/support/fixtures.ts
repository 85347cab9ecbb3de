import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelBytes } from '../../../conversion/open-model.ts';
import type { Label } from '../../../core/domain/manifest.ts';

const folder = join(import.meta.dirname, '../fixtures');

/** What scikit-learn answered, by model; rows are the same for all models of a release. */
interface Expected {
  readonly rows: readonly number[][];
  readonly answers: ReadonlyMap<string, ExpectedAnswers>;
}

export interface ExpectedAnswers {
  readonly predictions: readonly (Label | number[])[];
  readonly probabilities?: readonly number[][];
}

export const releases = readdirSync(folder)
  .filter((name) => name.startsWith('sklearn-'))
  .sort();
export const newest = 'sklearn-1.9.1';

export function fixture(path: string): ModelBytes {
  return { path: path.slice(path.lastIndexOf('/') + 1), bytes: new Uint8Array(readFileSync(join(folder, path))) };
}

/** The model files of a release, or of one of its folders. */
export function modelFiles(release: string): string[] {
  const names = readdirSync(join(folder, release)).filter((name) => /\.(pkl|joblib)$/.test(name));
  return names.sort().map((name) => `${release}/${name}`);
}

export function expectedOf(release: string): Expected {
  const document = JSON.parse(readFileSync(join(folder, release, 'expected.json'), 'utf8'));
  const { rows, numpy: _, joblib: __, ...models } = document;
  return { rows, answers: new Map(Object.entries(models as Record<string, ExpectedAnswers>)) };
}
