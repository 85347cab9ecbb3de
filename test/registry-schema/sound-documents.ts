import type fc from 'fast-check';
import { documents, type Kind } from '../../registry-schema/documents.ts';
import { arbitraryOf } from './arbitraries.ts';

type Fields = Record<string, unknown>;
type Gate = Fields & { gate: string; id?: string };
interface Gated {
  gates?: Gate[];
}

/** Whole files of a kind that hold for its schema and for the rules that the schema cannot say. */
export function soundDocuments(kind: Kind): fc.Arbitrary<Fields> {
  const repair = repairs[kind] ?? ((fields: Fields) => fields);
  return (arbitraryOf(documents[kind].schema) as fc.Arbitrary<Fields>).map((fields) => repair(structuredClone(fields)));
}

const repairs: { readonly [K in Kind]?: (fields: Fields) => Fields } = {
  ModelVersion: repairManifest,
  StagePointer: repairPointer,
  Proposal: (fields) => ({ model: 'iris', stage: 'production', ...fields }),
  Registry: repairPolicy,
};

function repairManifest(fields: Fields): Fields {
  const { served, signature, dataImage, ...rest } = fields;
  const artifacts = fields['artifacts'] as { path: string }[];
  const numbered = artifacts.map((artifact, index) => ({ ...artifact, path: `${index}-${artifact.path}` }));
  const unsupported = (fields['conversion'] as { outcome: string }).outcome === 'unsupported';
  if (unsupported) return { ...rest, artifacts: numbered };
  return {
    ...rest,
    artifacts: numbered,
    served: served ?? { format: 'onnx', opset: 17 },
    signature: signature ?? { task: 'other', inputs: [], outputs: [] },
    dataImage: dataImage ?? fields['modelPack'],
  };
}

function repairPointer(fields: Fields): Fields {
  if (fields['version'] === null) return { ...fields, manifestDigest: null, image: null };
  return { ...fields, manifestDigest: fields['manifestDigest'] ?? `sha256:${'1'.repeat(64)}` };
}

/** Names are made unique, and what names something that is not there is taken out. */
function repairPolicy(fields: Fields): Fields {
  const policy = fields as Fields & {
    stages: (Gated & { name: string; aliases?: string[]; rollback?: Gated })[];
    changes?: Record<string, Gated>;
    datasets?: { name: string; store?: string }[];
    stores?: { name: string }[];
    placement?: { stores: string[] }[];
  };
  for (const [index, stage] of policy.stages.entries()) {
    stage.name = `s${index}-${stage.name}`;
    if (stage.aliases) stage.aliases = stage.aliases.map((alias, place) => `a${index}-${place}-${alias}`);
    repairGates(stage);
    if (stage.rollback) repairGates(stage.rollback);
  }
  for (const change of Object.values(policy.changes ?? {})) repairGates(change, ['approvals', 'checklist']);
  repairStores(policy);
  return policy;
}

function repairStores(policy: {
  datasets?: { name: string; store?: string }[];
  stores?: { name: string }[];
  placement?: { stores: string[] }[];
}): void {
  for (const [index, store] of (policy.stores ?? []).entries()) store.name = `b${index}`;
  const known = policy.stores?.[0]?.name ?? 'local';
  for (const [index, dataset] of (policy.datasets ?? []).entries()) {
    dataset.name = `d${index}`;
    if (dataset.store !== undefined) dataset.store = known;
  }
  for (const line of policy.placement ?? []) line.stores = [known];
}

const namesOthers = new Set(['came-through', 'soak', 'metric', 'no-regression', 'evaluated', 'required-fields']);

function repairGates(gated: Gated, only?: readonly string[]): void {
  if (gated.gates === undefined) return;
  gated.gates = gated.gates
    .filter(({ gate }) => !namesOthers.has(gate) && (only?.includes(gate) ?? true))
    .map((gate, index) => ({
      ...gate,
      id: `g${index}`,
      ...(gate['items'] ? { items: [{ id: 'a', text: 'b' }] } : {}),
    }));
}
