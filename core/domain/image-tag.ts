import { MergelineError } from '../errors.ts';
import { digestOf, hexOf } from './digest.ts';
import { segmentPattern } from './names.ts';

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

/**
 * The tag by which a registry in a folder of its repository is told from its neighbours: below the path of the model's own
 * folder, as `a/models/iris:1.2.0`. At the top of a repository a tag stays as it is.
 * @param folder of Git, which may have names that no image has.
 */
export function tagWithin(folder: string, { repository, tag }: ImageTag): ImageTag {
  if (folder === '') return { repository, tag };
  return { repository: [...folder.split('/').map(nameOfFolder), 'models', repository].join('/'), tag };
}

/** Two folders never share a name: what has to be written otherwise says so by its digest. */
function nameOfFolder(folder: string): string {
  if (segmentPattern.test(folder)) return folder;
  const readable = folder.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return [...readable, hexOf(digestOf(folder)).slice(0, 12)].join('-');
}
