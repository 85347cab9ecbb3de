import type { Oid } from '../../core/domain/records.ts';
import type { Commit } from '../../core/ports/repository.ts';
import type { ObjectGraph } from './objects/object-graph.ts';

/**
 * Every commit reachable from `head` and not from `base`, newest first: the walk of Git's `limit_list`, which goes by commit
 * time, and on through the base's side until that is older than all that was found, and some commits further for wrong clocks.
 */
export async function commitsBetween(graph: ObjectGraph, base: Oid, head: Oid): Promise<readonly Commit[]> {
  const walk = new PaintedWalk(graph);
  await walk.reach(head, 'wanted');
  await walk.reach(base, 'known');
  while (walk.isOpen()) await walk.visitNewest();
  return walk.wanted().sort(newestFirst);
}

/** How many commits in a row may carry a time that is too old; Git allows 5. */
const slop = 16;

interface Seen {
  readonly commit: Commit;
  paint: 'wanted' | 'known';
  visited: boolean;
}

class PaintedWalk {
  readonly #graph: ObjectGraph;
  readonly #seen = new Map<Oid, Seen>();
  readonly #wanted = new Set<Seen>();
  /** Not yet visited, oldest first. */
  readonly #queue: Seen[] = [];
  #slop = slop;

  constructor(graph: ObjectGraph) {
    this.#graph = graph;
  }

  async reach(oid: Oid, paint: Seen['paint']): Promise<void> {
    if (!this.#seen.has(oid)) this.#enqueue({ commit: await this.#graph.commit(oid), paint: 'wanted', visited: false });
    if (paint === 'known') this.#markKnown(oid);
  }

  async visitNewest(): Promise<void> {
    const next = this.#queue.pop();
    if (next === undefined) return;
    next.visited = true;
    for (const parent of next.commit.parents) await this.reach(parent, next.paint);
  }

  wanted(): Commit[] {
    return [...this.#wanted].map((it) => it.commit);
  }

  /** Whether a further visit could still change the answer. */
  isOpen(): boolean {
    const newest = this.#queue.at(-1);
    if (newest === undefined) return false;
    const undecided = [...this.#wanted].some(({ commit, visited }) => !visited || commit.at <= newest.commit.at);
    this.#slop = undecided ? slop : this.#slop - 1;
    return this.#wanted.size > 0 && this.#slop > 0;
  }

  #enqueue(item: Seen): void {
    this.#seen.set(item.commit.oid, item);
    this.#wanted.add(item);
    const place = this.#queue.findLastIndex((it) => newestFirst(it.commit, item.commit) > 0) + 1;
    this.#queue.splice(place, 0, item);
  }

  #markKnown(start: Oid): void {
    for (const oids = [start]; oids.length > 0; ) {
      const item = this.#seen.get(oids.pop() as Oid);
      if (item === undefined || item.paint === 'known') continue;
      item.paint = 'known';
      this.#wanted.delete(item);
      if (item.visited) oids.push(...item.commit.parents);
    }
  }
}

function newestFirst(a: Commit, b: Commit): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return a.oid < b.oid ? -1 : 1;
}
