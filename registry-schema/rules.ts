import type { Documents, Kind } from './documents.ts';
import type { Finding } from './finding.ts';
import { rulesOfManifest } from './manifest-rules.ts';
import { placeRules } from './place-rules.ts';
import { rulesOfPointer } from './pointer-rules.ts';
import { rulesOfPolicy } from './policy-rules.ts';
import { rulesOfProposal } from './proposal-rules.ts';

const rulesByKind: { readonly [K in Kind]?: (value: Documents[K]) => readonly Finding[] } = {
  Registry: rulesOfPolicy,
  ModelVersion: rulesOfManifest,
  StagePointer: rulesOfPointer,
  Proposal: rulesOfProposal,
};

/** What a schema cannot say: fields that must fit each other, names that must exist, and the path of the file. */
export function rulesOf<K extends Kind>(kind: K, value: Documents[K], file: string): readonly Finding[] {
  return [...placeRules(kind, value, file), ...(rulesByKind[kind]?.(value) ?? [])];
}
