import { printable } from '../core/domain/printable.ts';
import type { Page } from './page.ts';

/** What a command hands to the one place that prints. */
export interface Outcome {
  /** The JSON of the command. */
  readonly answer: unknown;
  /** The same for people. */
  text(page: Page): string;
  /** Printed to stderr for people; programs find them in the answer. */
  readonly warnings?: readonly string[] | undefined;
  /** 0 when absent. */
  readonly exitCode?: number | undefined;
  /** A command that goes on after it has answered, such as a server; it ends when this does. */
  readonly running?: Promise<void> | undefined;
}

/** Binds an answer to its presenter. People never see control characters that came out of a registry. */
export function answered<Answer>(
  answer: Answer,
  present: (answer: Answer, page: Page) => string,
  more: Pick<Outcome, 'warnings' | 'exitCode' | 'running'> = {},
): Outcome {
  return { answer, text: (page) => present(printable(answer), page), ...more };
}
