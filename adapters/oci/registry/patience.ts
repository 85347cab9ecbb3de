import { setTimeout as delay } from 'node:timers/promises';
import { RegistryFailure } from './registry-failure.ts';

/** How long a registry is waited for. Tests give a clock of their own. */
export interface Patience {
  /** How often one request is made before it has failed. */
  readonly tries: number;
  /** Milliseconds without a byte after which a connection counts as dead. */
  readonly idle: number;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 to 1: how much of the jitter a pause gets. */
  random(): number;
}

export const patience: Patience = {
  tries: 4,
  idle: 60_000,
  sleep: async (milliseconds) => await delay(milliseconds),
  random: Math.random,
};

const firstPause = 1_000;
/** Who is asked to wait longer is told so and comes again on their own. */
const longestPause = 120_000;

/** Makes a request again as long as its failure may pass. */
export async function withPatience<T>(patient: Patience, attempt: () => Promise<T>): Promise<T> {
  for (let failed = 1; ; failed += 1) {
    try {
      return await attempt();
    } catch (error) {
      await waitAfter(error, failed, patient);
    }
  }
}

/**
 * Waits as long as the registry asks, else 1, 3 and 9 seconds with jitter.
 * @param failed how many tries failed in a row, this one included.
 * @throws the error itself when another try is of no use.
 */
export async function waitAfter(error: unknown, failed: number, { tries, sleep, random }: Patience): Promise<void> {
  if (!(error instanceof RegistryFailure) || !error.isPassing || failed >= tries) throw error;
  if ((error.retryAfter ?? 0) > longestPause) throw error;
  await sleep(error.retryAfter ?? firstPause * 3 ** (failed - 1) * (1 + random() / 2));
}
