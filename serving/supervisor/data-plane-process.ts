import { entryBeside, type ModelProcess, startModelProcess } from '../../adapters/onnx/model-process.ts';
import { errorOf } from '../../adapters/onnx/refusal.ts';
import { memoryForModels, residentMemory } from '../../adapters/onnx/resident-memory.ts';
import { MergelineError } from '../../core/errors.ts';
import { beatTime, type DataPlaneJob, type DataPlaneReport, type DataPlaneRequest } from './data-plane-messages.ts';

/** In bytes. */
const memoryLimit = memoryForModels();

export interface Patience {
  /** How long models may take to be loaded, all together, in milliseconds. */
  readonly loading: number;
  /** How long a model may keep the process from answering. */
  readonly answering: number;
}

/** One process that serves models, watched from outside: a model that never ends holds up everything in it. */
export class DataPlaneProcess {
  /** How it ended, in words that name the model. Never rejects. */
  readonly ended: Promise<string>;
  readonly #child: ModelProcess;
  readonly #serving = Promise.withResolvers<string>();
  readonly #models: string;
  #running: string | undefined;
  /** Looks since its last message. */
  #silence = 0;
  #isServing = false;
  /** Why it is killed. */
  #verdict: string | undefined;

  constructor(job: DataPlaneJob, patience: Patience, onFailure: (message: string) => void) {
    this.#models = job.models.map(({ model, version }) => `${model}@${version}`).join(', ');
    this.#child = startModelProcess(entryBeside('data-plane', import.meta.url), { stderr: 'inherit' });
    this.#child.on('message', (report: DataPlaneReport) => this.#take(report, onFailure));
    this.ended = this.#end(patience);
    this.#serving.promise.catch(() => undefined);
    process.on('exit', this.#kill);
    this.#tell({ task: 'serve', job });
  }

  /**
   * @returns the URL that reaches it.
   * @throws MergelineError of the data plane's own, `MODEL_FAILED` when loading the models ends or holds up the process.
   */
  serving(): Promise<string> {
    return this.#serving.promise;
  }

  /**
   * Lets it finish what it accepted; after so many milliseconds it is killed.
   * @param grace for how many of them it still answers, but says that it is not ready.
   */
  async drain(milliseconds: number, grace: number): Promise<void> {
    if (this.#isServing) this.#tell({ task: 'drain', grace });
    else this.#kill();
    const timer = setTimeout(this.#kill, milliseconds);
    await this.ended;
    clearTimeout(timer);
  }

  #take(report: DataPlaneReport, onFailure: (message: string) => void): void {
    this.#silence = 0;
    switch (report.kind) {
      case 'serving':
        this.#isServing = true;
        this.#serving.resolve(report.url);
        break;
      case 'refused':
        this.#serving.reject(errorOf(report.refusal));
        this.#kill();
        break;
      case 'running':
        this.#running = report.model;
        break;
      case 'failure':
        onFailure(report.message);
        break;
      case 'beat':
        break;
    }
  }

  async #end(patience: Patience): Promise<string> {
    const watch = setInterval(() => this.#look(patience), beatTime);
    const how = await new Promise<string>((resolve) => {
      this.#child.on('error', (error) => resolve(error.message));
      this.#child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    clearInterval(watch);
    process.off('exit', this.#kill);
    const words = this.#verdict ?? `The process that ran ${this.#running ?? this.#models} ended (${how}).`;
    this.#serving.reject(new MergelineError('MODEL_FAILED', words));
    return words;
  }

  /** Counts looks, not time: while this process stood still itself, it may not blame the other one. */
  #look({ loading, answering }: Patience): void {
    this.#silence += 1;
    const silence = this.#silence * beatTime;
    if (this.#isServing && silence > answering) {
      const model = this.#running ?? this.#models;
      this.#condemn(`${model} kept the server from answering for ${answering / 1000} s.`);
    } else if (!this.#isServing && silence > loading) {
      this.#condemn(`${this.#models} did not load within ${loading / 1000} s.`);
    } else if (residentMemory(this.#child.pid ?? 0) > memoryLimit) {
      this.#condemn(
        `${this.#running ?? this.#models} took more than ${Math.floor(memoryLimit / 2 ** 20)} MiB of memory.`,
      );
    }
  }

  #condemn(verdict: string): void {
    this.#verdict ??= verdict;
    this.#kill();
  }

  readonly #kill = () => this.#child.kill('SIGKILL');

  #tell(request: DataPlaneRequest): void {
    // Of a process that ended already, `exit` tells more than a failed send.
    if (this.#child.connected) this.#child.send(request, () => undefined);
  }
}
