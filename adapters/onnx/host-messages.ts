import type { ExternalData, Tensors } from './model-host.ts';
import type { Refusal } from './refusal.ts';

/** What the process of an isolated model is asked. */
export type HostRequest =
  /** One by one, before the model that they belong to: a message holds at most 4 GiB. */
  | { readonly task: 'keep'; readonly data: ExternalData }
  | { readonly task: 'load'; readonly model: Uint8Array }
  | { readonly task: 'run'; readonly feeds: Tensors };

/** What it answers. */
export type HostAnswer =
  | { readonly kind: 'kept' }
  | { readonly kind: 'loaded'; readonly inputs: readonly string[] }
  | { readonly kind: 'ran'; readonly outputs: Tensors }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
