import type { Candidacy } from './candidacy.ts';
import { sectionsOf, titleKey } from './card-sections.ts';
import { candidateOf, fail, type GateOf, type Judgement, pass } from './judgement.ts';

/** The manifest, the model's own file and the card say what the team wants to know. */
export function judgeRequiredFields(gate: GateOf<'required-fields'>, candidacy: Candidacy): Judgement {
  const { manifest: paths = [], model: fields = [], card: sections = [] } = gate;
  const written = sectionsOf(candidacy.card ?? '');
  const missing = [
    ...listed(
      'the manifest lacks',
      paths.filter((path) => !isSaid(valueAt(candidateOf(candidacy).manifest, path))),
    ),
    ...listed(
      'model.yaml lacks',
      fields.filter((path) => !isSaid(valueAt(candidacy.model, path))),
    ),
    ...listed(
      'the card has nothing under',
      sections.filter((title) => !written.get(titleKey(title))?.trim()),
    ),
  ];
  if (missing.length > 0) return fail(`Missing: ${missing.join('; ')}.`);
  return pass(`All ${paths.length + fields.length + sections.length} required fields are there.`);
}

/** `lineage.sourceCommit`, `tags.team`, `datasets.0.digest`; a key with dots in it is found as it stands. */
function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path];
  const dot = path.indexOf('.');
  if (dot < 0 || !Object.hasOwn(value, path.slice(0, dot))) return undefined;
  return valueAt((value as Record<string, unknown>)[path.slice(0, dot)], path.slice(dot + 1));
}

/** Nothing, an empty text, an empty list and an empty map say nothing; 0 and false do. */
function isSaid(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return value.trim() !== '';
  return typeof value === 'object' ? Object.keys(value).length > 0 : true;
}

function listed(lead: string, names: readonly string[]): string[] {
  return names.length > 0 ? [`${lead} ${names.join(', ')}`] : [];
}
