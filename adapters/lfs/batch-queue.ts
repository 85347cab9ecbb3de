import type { Content } from '../filesystem/content-folder.ts';
import type { ObjectAnswer } from './batch-answer.ts';
import type { Operation } from './find-endpoint.ts';

/** Git LFS's own client asks no more at once; servers may refuse more. */
const largestBatch = 100;

export type AskMany = (operation: Operation, contents: readonly Content[]) => Promise<readonly ObjectAnswer[]>;

interface Question {
  readonly content: Content;
  readonly resolve: (answer: ObjectAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** Questions about single objects, asked together: what is asked in one turn of the event loop is one request. */
export class BatchQueue {
  readonly #askMany: AskMany;
  readonly #waiting: Record<Operation, Question[]> = { download: [], upload: [] };

  constructor(askMany: AskMany) {
    this.#askMany = askMany;
  }

  ask(operation: Operation, content: Content): Promise<ObjectAnswer> {
    const waiting = this.#waiting[operation];
    if (waiting.length === 0) setImmediate(() => this.#flush(operation));
    return new Promise((resolve, reject) => waiting.push({ content, resolve, reject }));
  }

  async #flush(operation: Operation): Promise<void> {
    const questions = this.#waiting[operation].splice(0);
    for (let from = 0; from < questions.length; from += largestBatch)
      await this.#send(operation, questions.slice(from, from + largestBatch));
  }

  async #send(operation: Operation, questions: readonly Question[]): Promise<void> {
    try {
      const answers = await this.#askMany(
        operation,
        questions.map(({ content }) => content),
      );
      questions.forEach(({ resolve }, index) => {
        resolve(answers[index] as ObjectAnswer);
      });
    } catch (error) {
      for (const { reject } of questions) reject(error);
    }
  }
}
