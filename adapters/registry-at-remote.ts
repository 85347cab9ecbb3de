import { MergelineError } from '../core/errors.ts';
import type { Registry } from '../core/registry.ts';

export interface RemoteLook {
  readonly remote: string;
  /** Brings what is read up to date. */
  readonly fetch: () => Promise<void>;
}

type Method<A extends readonly unknown[], T> = (...args: A) => Promise<T>;

/**
 * A registry whose truth is at a remote: a write looks there before it decides, so that it finds what colleagues pushed. A
 * read uses what was last fetched, and says what may bring the thing that it did not find.
 */
export function registryAtRemote(registry: Registry, { remote, fetch }: RemoteLook): Registry {
  const { models, stages, proposals, evidence, bases, health } = registry;
  const write =
    <A extends readonly unknown[], T>(method: Method<A, T>): Method<A, T> =>
    async (...args) => {
      await fetch();
      return await method(...args);
    };
  const read =
    <A extends readonly unknown[], T>(method: Method<A, T>): Method<A, T> =>
    (...args) =>
      method(...args).catch((error: unknown) => {
        throw mayBeNewer(error, remote);
      });
  return {
    ...registry,
    models: {
      register: write(models.register),
      create: write(models.create),
      edit: write(models.edit),
      card: read(models.card),
      writeCard: write(models.writeCard),
      list: read(models.list),
      versions: read(models.versions),
      show: read(models.show),
      history: read(models.history),
      search: read(models.search),
      compare: read(models.compare),
      deprecate: write(models.deprecate),
      yank: write(models.yank),
      erase: write(models.erase),
      pull: read(models.pull),
    },
    stages: {
      promote: write(stages.promote),
      rollback: write(stages.rollback),
      withdraw: write(stages.withdraw),
      hold: write(stages.hold),
      unhold: write(stages.unhold),
      publish: write(stages.publish),
    },
    proposals: {
      list: read(proposals.list),
      show: read(proposals.show),
      approve: write(proposals.approve),
      reject: write(proposals.reject),
      refresh: write(proposals.refresh),
      merge: write(proposals.merge),
      close: write(proposals.close),
    },
    evidence: {
      evaluate: write(evidence.evaluate),
      predict: read(evidence.predict),
      audit: read(evidence.audit),
      show: read(evidence.show),
    },
    bases: { build: write(bases.build), join: write(bases.join) },
    health: { ...health, collectGarbage: write(health.collectGarbage) },
  };
}

function mayBeNewer(error: unknown, remote: string): unknown {
  if (!(error instanceof MergelineError) || error.code !== 'NOT_FOUND') return error;
  const { code, message, hint, details } = error;
  const fetchHint = `If a colleague made it, fetch it first: git fetch ${remote}`;
  return new MergelineError(code, message, {
    hint: hint === undefined ? fetchHint : `${hint}\n${fetchHint}`,
    details,
    cause: error,
  });
}
