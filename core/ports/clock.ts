import type { Instant } from '../domain/manifest.ts';

/** The wall clock, as an input of every decision that depends on time. */
export interface Clock {
  now(): Instant;
}
