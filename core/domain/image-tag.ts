import { MergelineError } from '../errors.ts';

/** A name that people may pull by, below the address of an image store: `risk/fraud:1.2.0`. */
export interface ImageTag {
  readonly repository: string;
  readonly tag: string;
}

/** `<name>` and `<tag>` of https://github.com/opencontainers/distribution-spec, "Pulling manifests". */
const repositoryPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

/** @throws MergelineError `INPUT_INVALID` for what no registry takes. */
export function parseImageTag(text: string): ImageTag {
  const colon = text.lastIndexOf(':');
  const [repository, tag] = [text.slice(0, Math.max(0, colon)), text.slice(colon + 1)];
  if (repositoryPattern.test(repository) && tagPattern.test(tag)) return { repository, tag };
  throw new MergelineError('INPUT_INVALID', `${JSON.stringify(text)} cannot be the tag of an image.`, {
    hint: 'A tag is written <model>:<version or stage>, such as risk/fraud:1.2.0.',
  });
}

export function formatImageTag({ repository, tag }: ImageTag): string {
  return `${repository}:${tag}`;
}
