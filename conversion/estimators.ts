import { Estimator } from './lift/estimator.ts';
import { isKind, type PyValue } from './pickle/values.ts';

const mostEstimators = 200;

/**
 * The class of every estimator by its place in the model, steps of a pipeline and wrapped estimators alike. The members
 * of an ensemble, which have no names, are left out.
 */
export function listEstimators(
  root: PyValue,
  rootName: string,
  maximumDepth: number,
): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  const seen = new Set<PyValue>();
  const visit = (value: PyValue, path: string, depthLeft: number) => {
    const estimator = Estimator.of(value, path);
    if (estimator === undefined || seen.has(value) || depthLeft <= 0 || found.size >= mostEstimators) return;
    seen.add(value);
    if (path !== rootName && !estimator.has('_sklearn_version')) return;
    found.set(path, estimator.className);
    for (const [place, part] of partsOf(estimator)) visit(part, place, depthLeft - 1);
  };
  visit(root, rootName, maximumDepth);
  return Object.fromEntries(found);
}

/** Attributes that are objects, and lists of `(name, object, …)`. */
function partsOf(estimator: Estimator): [path: string, value: PyValue][] {
  return estimator.names.flatMap((name) => {
    const value = estimator.find(name);
    const place = `${estimator.path}.${name}`;
    if (isKind(value, 'object')) return [[place, value]];
    if (!isKind(value, 'list')) return [];
    return value.items.slice(0, mostEstimators).flatMap((item, index): [string, PyValue][] => {
      const [label, part] = isKind(item, 'tuple') ? item.items : [];
      return typeof label === 'string' && isKind(part, 'object') ? [[`${place}[${index}].${label}`, part]] : [];
    });
  });
}
