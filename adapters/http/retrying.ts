import { setTimeout as wait } from 'node:timers/promises';
import { BrokenTransfer } from './transfer-error.ts';

/** An answer after which the same request may succeed. */
export class ComeAgain extends Error {
  /** Milliseconds that the server asks us to wait; undefined when it does not say. */
  readonly after: number | undefined;

  constructor(message: string, after?: number) {
    super(message);
    this.name = new.target.name;
    this.after = after;
  }
}

export type Pause = (milliseconds: number) => Promise<unknown>;

export interface Patience {
  /** How often the same thing is tried before it counts as failed. */
  readonly attempts: number;
  readonly pause: Pause;
}

export const usualPatience: Patience = { attempts: 5, pause: (milliseconds) => wait(milliseconds) };

/** A server that wants to be left alone for longer is not waited for. */
const longestPause = 5 * 60_000;
const temporary = new Set([408, 429, 500, 502, 503, 504, 522, 524]);

export function isTemporary(status: number): boolean {
  return temporary.has(status);
}

/** Tries again after a broken transfer or a `ComeAgain`, later each time. @throws the last error. */
export async function retrying<T>(attempt: () => Promise<T>, { attempts, pause }: Patience): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      const delay = tried < attempts ? delayAfter(error, tried) : undefined;
      if (delay === undefined) throw error;
      await pause(delay);
    }
  }
}

/** Milliseconds until it makes sense to try again; undefined when it makes none. */
export function delayAfter(error: unknown, tried: number): number | undefined {
  if (!(error instanceof BrokenTransfer || error instanceof ComeAgain)) return undefined;
  const asked = error instanceof ComeAgain ? error.after : undefined;
  // Many clients that failed together must not come back together.
  const delay = asked ?? 1000 * 3 ** (tried - 1) * (0.5 + Math.random() / 2);
  return delay <= longestPause ? delay : undefined;
}

/** Milliseconds of a `Retry-After` header: seconds, or a date. */
export function retryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
