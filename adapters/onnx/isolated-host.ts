import { MergelineError } from '../../core/errors.ts';
import type { HostAnswer, HostRequest } from './host-messages.ts';
import type { ExternalData, ModelHost, Tensors } from './model-host.ts';
import { entryBeside, type ModelProcess, startModelProcess } from './model-process.ts';
import { errorOf } from './refusal.ts';
import { memoryForModels, residentMemory } from './resident-memory.ts';

/** How much a model may ask of whoever runs it. */
export interface HostLimits {
  /** For loading it, and for each batch of rows. */
  readonly milliseconds: number;
  /** In bytes; watched on Linux. */
  readonly memory: number;
}

/**
 * A minute, as reading a model may take: a batch of 1024 rows takes the models that we know milliseconds and a heavy one
 * seconds.
 */
export const defaultHostLimits: HostLimits = { milliseconds: 60_000, memory: memoryForModels() };

/** How often the memory of a busy process is looked at, in milliseconds. */
const memoryLook = 100;

/**
 * Runs a model in a process of its own, which is killed when the model takes too long or too much, when the signal is
 * aborted, or with this process. A model is hostile input, and nothing else can interrupt ONNX Runtime.
 * @throws MergelineError `MODEL_FAILED` from `load` and `run`, and from every later call; the signal's reason when it is aborted.
 */
export class IsolatedHost implements ModelHost {
  readonly #limits: HostLimits;
  readonly #signal: AbortSignal | undefined;
  readonly #child: ModelProcess;
  readonly #ended = Promise.withResolvers<never>();
  /** One question at a time. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ limits = defaultHostLimits, signal }: { limits?: HostLimits; signal?: AbortSignal | undefined } = {}) {
    this.#limits = limits;
    this.#signal = signal;
    this.#child = startProcess();
    this.#ended.promise.catch(() => undefined);
    this.#child.on('exit', (code, name) => this.#end(crash(name ?? `exit code ${code}`)));
    this.#child.on('error', (cause) => this.#end(new MergelineError('INTERNAL', cause.message, { cause })));
    process.on('exit', this.#kill);
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (signal?.aborted) this.#abort();
  }

  async load(model: Uint8Array, externalData: readonly ExternalData[] = []): Promise<readonly string[]> {
    for (const data of externalData) await this.#ask({ task: 'keep', data });
    const answer = await this.#ask({ task: 'load', model });
    return answer.kind === 'loaded' ? answer.inputs : [];
  }

  async run(feeds: Tensors): Promise<Tensors> {
    const answer = await this.#ask({ task: 'run', feeds });
    return answer.kind === 'ran' ? answer.outputs : new Map();
  }

  async close(): Promise<void> {
    this.#end(new MergelineError('INTERNAL', 'The model was closed.'));
  }

  async #ask(request: HostRequest): Promise<Exclude<HostAnswer, { kind: 'refused' }>> {
    const turn = this.#turn.then(() => this.#answerTo(request));
    this.#turn = turn.catch(() => undefined);
    const answer = await turn;
    if (answer.kind === 'refused') throw errorOf(answer.refusal);
    return answer;
  }

  async #answerTo(request: HostRequest): Promise<HostAnswer> {
    const { milliseconds, memory } = this.#limits;
    const { promise: answered, resolve } = Promise.withResolvers<HostAnswer>();
    const deadline = setTimeout(() => this.#end(tooSlow(request.task, milliseconds)), milliseconds);
    const watch = setInterval(() => {
      if (residentMemory(this.#child.pid ?? 0) > memory) this.#end(tooLarge(memory));
    }, memoryLook);
    this.#child.once('message', resolve);
    // Of a process that ended already, `exit` tells more than the failed send.
    if (this.#child.connected) this.#child.send(request, () => undefined);
    try {
      return await Promise.race([answered, this.#ended.promise]);
    } finally {
      this.#child.off('message', resolve);
      clearTimeout(deadline);
      clearInterval(watch);
    }
  }

  readonly #abort = () => this.#end(this.#signal?.reason);

  readonly #kill = () => this.#child.kill('SIGKILL');

  /** The first reason stands. */
  #end(reason: unknown): void {
    this.#ended.reject(reason);
    this.#kill();
    process.off('exit', this.#kill);
    this.#signal?.removeEventListener('abort', this.#abort);
  }
}

/** It does not keep this process running by itself: whoever waits for an answer does. */
function startProcess(): ModelProcess {
  const child = startModelProcess(entryBeside('host-process', import.meta.url), { stderr: 'ignore' });
  child.unref();
  child.channel?.unref();
  return child;
}

const doing = { keep: 'load', load: 'load', run: 'answer' } as const;

function tooSlow(task: HostRequest['task'], milliseconds: number): MergelineError {
  return new MergelineError('MODEL_FAILED', `The model did not ${doing[task]} within ${milliseconds / 1000} s.`, {
    hint: 'It may never end. If it is only slow, give it more seconds with MERGELINE_MODEL_TIMEOUT=600.',
  });
}

function tooLarge(memory: number): MergelineError {
  return new MergelineError('MODEL_FAILED', `The model took more than ${Math.floor(memory / 2 ** 20)} MiB of memory.`, {
    hint: 'That is three quarters of what this machine has. Run it where there is more, or with fewer rows.',
  });
}

function crash(how: string): MergelineError {
  return new MergelineError('MODEL_FAILED', `The model ended the process that ran it (${how}).`, {
    hint: 'It makes ONNX Runtime crash, or it took more memory than there is.',
  });
}
