import { type Page, paint } from '../page.ts';

/** A thing that was done. */
export function done(page: Page, text: string): string {
  return `${paint(page, 'green', '✓')} ${text}`;
}

/** Nothing had to be done. */
export function already(page: Page, text: string): string {
  return `${paint(page, 'dim', '=')} ${text}`;
}

/** It waits for somebody. */
export function waiting(page: Page, text: string): string {
  return `${paint(page, 'yellow', '…')} ${text}`;
}

/** A thing that would be done. */
export function planned(page: Page, text: string): string {
  return `${paint(page, 'cyan', '?')} ${text}`;
}

export function refused(page: Page, text: string): string {
  return `${paint(page, 'red', '✗')} ${text}`;
}
