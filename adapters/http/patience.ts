import { setTimeout as wait } from 'node:timers/promises';

/** How long a server is waited for. Tests give a clock of their own. */
export interface Patience {
  /** How often the same thing is tried before it has failed. */
  readonly tries: number;
  /** Milliseconds without a byte after which a connection counts as broken; there is no limit in total. */
  readonly idle: number;
  pause(milliseconds: number): Promise<unknown>;
  /** From 0 to 1: how much of the jitter a pause gets. */
  random(): number;
}

export const usualPatience: Patience = {
  tries: 5,
  idle: 60_000,
  pause: (milliseconds) => wait(milliseconds),
  random: Math.random,
};

/** What an error says of itself that another try may not meet. */
export interface Passing {
  readonly isPassing: true;
  /** Milliseconds that the server asks us to wait; undefined when it does not say. */
  readonly retryAfter: number | undefined;
}

const firstPause = 1_000;
/** A server that wants to be left alone for longer is not waited for. */
const longestPause = 5 * 60_000;

/** Tries again as long as the failure may pass, later each time. @throws the last error. */
export async function retrying<T>(attempt: () => Promise<T>, patience: Patience): Promise<T> {
  for (let failed = 1; ; failed += 1) {
    try {
      return await attempt();
    } catch (error) {
      await waitAfter(error, failed, patience);
    }
  }
}

/**
 * Waits as long as the server asks, else 1, 3, 9 … seconds with jitter: many clients that failed together must not come back
 * together.
 * @param failed how many tries failed in a row, this one included.
 * @throws the error itself when another try is of no use.
 */
export async function waitAfter(error: unknown, failed: number, { tries, pause, random }: Patience): Promise<void> {
  if (!mayPass(error) || failed >= tries || (error.retryAfter ?? 0) > longestPause) throw error;
  await pause(error.retryAfter ?? firstPause * 3 ** (failed - 1) * (1 + random() / 2));
}

function mayPass(error: unknown): error is Passing {
  return typeof error === 'object' && error !== null && 'isPassing' in error && error.isPassing === true;
}
