import { MergelineError } from '../errors.ts';
import { type Digest, isDigest } from './digest.ts';
import { faultOfModelName, type ModelName, parseModelName, parseStageName, type StageName } from './names.ts';
import { normaliseVersion, type Version } from './version.ts';

/** What stands behind the `@` of a reference. */
export type Selector =
  | { readonly by: 'version'; readonly version: Version }
  | { readonly by: 'stage'; readonly stage: StageName }
  | { readonly by: 'digest'; readonly digest: Digest }
  | { readonly by: 'latest' };

/** A version as people name it: `iris@1.2.0`, `iris@production`, `iris@latest`, `iris@sha256:…`. */
export interface ModelRef {
  readonly model: ModelName;
  readonly selector: Selector;
}

/**
 * Short versions are completed: `iris@1.0` and `iris@v1.0.0` both mean version 1.0.0.
 * @throws MergelineError `NAME_INVALID` when the text is no reference.
 */
export function parseModelRef(text: string): ModelRef {
  const at = text.indexOf('@');
  if (at <= 0 || at === text.length - 1) {
    throw new MergelineError('NAME_INVALID', `${JSON.stringify(text)} does not name a version.`, {
      hint: isModelAlone(text)
        ? `Its newest version is ${text}@latest. See them all with: mergeline list ${text}`
        : `Write <model>@<version>, <model>@<stage> or <model>@latest, such as ${exampleOf(text)}.`,
    });
  }
  return { model: parseModelName(text.slice(0, at)), selector: parseSelector(text.slice(at + 1)) };
}

export function formatModelRef({ model, selector }: ModelRef): string {
  return `${model}@${formatSelector(selector)}`;
}

function isModelAlone(text: string): boolean {
  return faultOfModelName(text) === undefined;
}

/** `iris:1.0.0`, as images are named, is `iris@1.0.0`. */
function exampleOf(text: string): string {
  const [model, selector = '1.0.0'] = text.split(/[@:]/).filter((part) => part !== '');
  return `${model ?? 'iris'}@${selector}`;
}

function parseSelector(text: string): Selector {
  if (text === 'latest') return { by: 'latest' };
  if (isDigest(text)) return { by: 'digest', digest: text };
  if (/^v?[0-9]+(?:[.-]|$)/i.test(text)) return { by: 'version', version: normaliseVersion(text) };
  return { by: 'stage', stage: parseStageName(text) };
}

function formatSelector(selector: Selector): string {
  switch (selector.by) {
    case 'version':
      return selector.version;
    case 'stage':
      return selector.stage;
    case 'digest':
      return selector.digest;
    case 'latest':
      return 'latest';
  }
}
