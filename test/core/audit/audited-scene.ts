import { beforeEach } from 'vitest';
import type { AuditAnswer } from '../../../core/audit/audit-answer.ts';
import type { Finding, FindingKind } from '../../../core/audit/finding.ts';
import type { ModelName, StageName } from '../../../core/domain/names.ts';
import { type MemoryRegistry, memoryRegistry } from '../support/memory-registry.ts';
import { threeStages } from '../support/policies.ts';
import { bringTo, registerIris } from '../support/scenes.ts';

export const records = 'mergeline-records';
export const iris = 'iris' as ModelName;
export const production = 'production' as StageName;
export const manifest = 'models/iris/versions/1.0.0.yaml';

/** A registry in which iris@1.0.0 came to production as it should, made anew for each test, and what an audit of it says. */
export class AuditedScene {
  #registry: MemoryRegistry | undefined;

  constructor() {
    beforeEach(async () => {
      const registry = await memoryRegistry(threeStages);
      await registerIris(registry, 1, 2);
      await bringTo(registry, 'iris@1.0.0', 'staging');
      await bringTo(registry, 'iris@1.0.0');
      this.begin(registry);
    });
  }

  begin(registry: MemoryRegistry): void {
    this.#registry = registry;
  }

  get registry(): MemoryRegistry {
    if (this.#registry === undefined) throw new Error('No test has begun.');
    return this.#registry;
  }

  readonly audit = (options = {}): Promise<AuditAnswer> => this.registry.as('aud').evidence.audit({}, options);

  readonly found = async (kind: FindingKind): Promise<readonly Finding[]> =>
    (await this.audit()).findings.filter((finding) => finding.kind === kind);

  /** By hand, as Eve. */
  readonly edit = async (path: string, change: (text: string) => string, branch = 'main'): Promise<void> => {
    const before = (await this.registry.read(path, branch)) ?? '';
    await this.registry.editOn(branch, { [path]: change(before) }, { as: 'eve' });
  };
}

export const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
