import type { Estimator } from '../estimator.ts';

/** `[1, 9]` of scikit-learn 1.9.1. */
export type SklearnVersion = readonly [major: number, minor: number];

/** The releases whose files the tests convert and compare with what scikit-learn answers. */
export const oldestTested: SklearnVersion = [1, 0];
export const newestTested: SklearnVersion = [1, 9];

/** The release that wrote the estimator, which scikit-learn notes in each; undefined when it is not there. */
export function sklearnVersionOf(estimator: Estimator): SklearnVersion | undefined {
  const text = estimator.find('_sklearn_version');
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})/.exec(typeof text === 'string' ? text : '') ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

export function isBefore(version: SklearnVersion, other: SklearnVersion): boolean {
  return version[0] < other[0] || (version[0] === other[0] && version[1] < other[1]);
}
