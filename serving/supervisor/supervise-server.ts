import { setTimeout as sleep } from 'node:timers/promises';
import type { DataPlaneJob } from './data-plane-messages.ts';
import { DataPlaneProcess, type Patience } from './data-plane-process.ts';

export interface SupervisionOptions extends DataPlaneJob {
  readonly patience?: Partial<Patience>;
  /** How long requests that still run may take when the server closes, in milliseconds. */
  readonly draining?: number;
  /** Told what people should know: a process that was replaced and why, a request that failed. */
  readonly onRemark?: (text: string) => void;
}

export interface SupervisedServer {
  readonly url: string;
  /** Settles once it serves no more: rejects when a process that ended could not be replaced. */
  readonly ended: Promise<void>;
  /**
   * Finishes what was accepted, then stops; what never ends is cut off.
   * @param options.grace for how many milliseconds it still answers before, but says that it is not ready.
   */
  close(options?: { readonly grace?: number }): Promise<void>;
}

/** Whoever waits for an answer has mostly given up after half a minute: clients and load balancers wait no longer. */
const defaultPatience: Patience = { loading: 60_000, answering: 30_000 };

/** `docker stop` kills after 10 seconds: this ends before, and tells it. */
const defaultDraining = 8_000;

/** Milliseconds between two starts: a process that dies at once may not keep the machine busy. */
const startInterval = 1_000;

/**
 * Serves models from a process that is replaced when a model holds it up or ends it. The requests that it had are lost;
 * the server is not.
 * @throws MergelineError when the first process cannot serve: a model that does not load, an address that is taken.
 */
export async function superviseServer(options: SupervisionOptions): Promise<SupervisedServer> {
  const { patience, draining = defaultDraining, onRemark = () => {}, ...job } = options;
  const start = (port: number) => new DataPlaneProcess({ ...job, port }, { ...defaultPatience, ...patience }, onRemark);
  const first = start(job.port);
  const url = await first.serving();
  const supervisor = new Supervisor(first, () => start(Number(new URL(url).port)), onRemark);
  return { url, ended: supervisor.ended, close: ({ grace = 0 } = {}) => supervisor.close(draining, grace) };
}

class Supervisor {
  readonly ended: Promise<void>;
  readonly #start: () => DataPlaneProcess;
  readonly #onRemark: (text: string) => void;
  #process: DataPlaneProcess;
  #closing = false;

  constructor(first: DataPlaneProcess, start: () => DataPlaneProcess, onRemark: (text: string) => void) {
    this.#process = first;
    this.#start = start;
    this.#onRemark = onRemark;
    this.ended = this.#keepServing();
    this.ended.catch(() => undefined);
  }

  async close(draining: number, grace: number): Promise<void> {
    this.#closing = true;
    await this.#process.drain(draining, grace);
    await this.ended.catch(() => undefined);
  }

  async #keepServing(): Promise<void> {
    for (;;) {
      const how = await this.#process.ended;
      if (this.#closing) return;
      this.#onRemark(`${how} It is replaced; what it was asked is lost.`);
      await sleep(startInterval);
      if (this.#closing) return;
      this.#process = this.#start();
      try {
        this.#onRemark(`Serving again at ${await this.#process.serving()}`);
      } catch (error) {
        if (this.#closing) return;
        throw error;
      }
    }
  }
}
