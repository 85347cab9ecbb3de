import type { Oid } from '../../../core/domain/records.ts';
import type { GitObject, NamedObject } from './git-object.ts';

/** What every reader of history and trees asks for. */
export interface ObjectReader {
  read(oid: Oid): Promise<GitObject | undefined>;
}

export interface ObjectDatabase extends ObjectReader {
  /** Durable when it resolves. Writing what is there already changes nothing. */
  write(objects: readonly NamedObject[]): Promise<void>;
  /** The objects whose name starts with at least four hex digits. */
  startingWith(prefix: string): Promise<readonly Oid[]>;
}
