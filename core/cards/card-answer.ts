import type { Digest } from '../domain/digest.ts';
import type { ModelName } from '../domain/names.ts';
import type { Oid } from '../domain/records.ts';
import type { Version } from '../domain/version.ts';
import type { PlanAnswer } from '../writing/plan-answer.ts';

export interface CardAnswer {
  readonly model: ModelName;
  /** Whose numbers the generated sections tell; `null` where no version is in use. */
  readonly version: Version | null;
  /** Markdown, as it stands; `null` where there is none. */
  readonly card: string | null;
  readonly digest: Digest | null;
  readonly sections: readonly CardSection[];
  /** Whether the generated sections say what the registry says; `absent` where the card has none. */
  readonly generated: 'fresh' | 'stale' | 'absent';
  /** The generated sections that say something else, by name. */
  readonly stale: readonly string[];
  /** Headings that the template or a gate asks for and under which nothing is written. */
  readonly missing: readonly string[];
  readonly registryCommit: Oid;
}

export interface CardSection {
  readonly title: string;
  /** 1 to 6, as the heading has it. */
  readonly level: number;
  readonly empty: boolean;
}

export interface WriteCardAnswer extends Omit<CardAnswer, 'registryCommit'> {
  readonly commit: Oid | null;
  /** False when the card says all of it already. */
  readonly changed: boolean;
  readonly warnings: readonly string[];
  readonly plan?: PlanAnswer;
}
