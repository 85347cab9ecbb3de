import type { ExternalData, Tensors } from './model-host.ts';
import type { Refusal } from './refusal.ts';

/** What the process of an isolated model is asked. */
export type HostRequest =
  | { readonly task: 'load'; readonly model: Uint8Array; readonly externalData: readonly ExternalData[] }
  | { readonly task: 'run'; readonly feeds: Tensors };

/** What it answers. */
export type HostAnswer =
  | { readonly kind: 'loaded'; readonly inputs: readonly string[] }
  | { readonly kind: 'ran'; readonly outputs: Tensors }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
