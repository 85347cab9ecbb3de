import { noModel } from '../core/domain/names.ts';
import type { Policy, ServingBase } from '../core/domain/policy.ts';
import type { ProposalRecord } from '../core/domain/records.ts';
import type { Documents, Kind } from './documents.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * How a value differs from its file, beside the header: `read` takes the fields of a file that holds for its schema, with
 * its defaults; `write` is the way back.
 */
interface Transform<Value> {
  read(fields: Fields): Value;
  write(value: Value): Fields;
}

/** The kinds whose values are not just what the file says. */
const transforms: { readonly [K in Kind]?: Transform<Documents[K]> } = {
  Registry: { read: readPolicy, write: writePolicy },
  Proposal: {
    // A file's `kind` says that it holds a proposal, so what is proposed has another name there.
    // One that is about no model leaves it out.
    read: ({ change, ...fields }) => ({ model: noModel, kind: change, ...fields }) as unknown as ProposalRecord,
    write: ({ kind, model, ...fields }) => ({ change: kind, ...(model !== noModel && { model }), ...fields }),
  },
};

export function fromFile<K extends Kind>(kind: K, fields: Fields): Documents[K] {
  return transforms[kind]?.read(fields) ?? (fields as unknown as Documents[K]);
}

export function toFile<K extends Kind>(kind: K, value: Documents[K]): Fields {
  return transforms[kind]?.write(value) ?? (value as unknown as Fields);
}

type GateFields = Fields & { readonly gate: string };
interface Gated {
  readonly gates: readonly GateFields[];
}
interface PolicyFields {
  readonly stages: readonly (Fields & Gated & { readonly rollback: Gated })[];
  readonly stores: readonly { readonly name: string }[];
  readonly placement?: unknown;
  readonly serving: { readonly base: 'none' | Fields };
  readonly changes: Readonly<Record<string, Gated>>;
}

const byOneOwner = { gates: [{ gate: 'approvals', count: 1, by: ['owners'] }] };
const standardChanges: Readonly<Record<string, Gated>> = {
  registration: { gates: [] },
  evaluation: { gates: [] },
  erasure: byOneOwner,
  policy: byOneOwner,
};

function readPolicy(fields: Fields): Policy {
  const { stages, stores, placement, serving, changes } = fields as unknown as PolicyFields;
  return {
    ...fields,
    stages: stages.map((stage) => ({ ...named(stage), rollback: named(stage.rollback) })),
    placement: placement ?? [{ models: '*', stores: stores.slice(0, 1).map(({ name }) => name) }],
    serving: { base: serving.base === 'none' ? { name: 'none' } : serving.base },
    changes: Object.fromEntries(
      Object.entries({ ...standardChanges, ...changes }).map(([change, gated]) => [change, named(gated)]),
    ),
  } as unknown as Policy;
}

/** The id of a gate is its kind where none is given. */
function named<T extends Gated>(gated: T): T {
  return { ...gated, gates: gated.gates.map((gate) => ({ ...gate, id: gate['id'] ?? gate.gate })) };
}

function writePolicy(policy: Policy): Fields {
  const base: ServingBase = policy.serving.base;
  return { ...policy, serving: { base: base.name === 'none' ? 'none' : base } };
}
