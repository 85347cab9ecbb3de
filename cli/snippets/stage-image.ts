import type { ShowAnswer } from '../../core/answers.ts';
import type { Digest } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';

/** What a stage runs, as a snippet needs it. */
export interface StageImage {
  readonly model: string;
  readonly version: string;
  readonly stage: string;
  readonly digest: Digest;
  /** Whether a server is in it, or only the model's files. */
  readonly serves: boolean;
  /** Where a cluster pulls it, or the folder of the OCI layout in which it lies. */
  readonly place: { readonly reference: string } | { readonly folder: string };
}

/**
 * The image of the stage that the reference names, or of the only one that the version holds.
 * @throws MergelineError `USAGE` where that is not one stage with an image.
 */
export function stageImageOf({ manifest, stages }: ShowAnswer, ref: string): StageImage {
  const { model, version } = manifest;
  const named = stages.filter(({ stage }) => ref === `${model}@${stage}`);
  const [found, ...others] = named.length > 0 ? named : stages.filter(({ image }) => image !== null);
  if (found?.image && found.reference && others.length === 0) {
    const { digest, base } = found.image;
    return { model, version, stage: found.stage, digest, serves: base !== 'none', place: placeOf(found.reference) };
  }
  const names = stages.map(({ stage }) => stage).join(', ');
  throw new MergelineError(
    'USAGE',
    names === '' ? `${model}@${version} holds no stage, so no image of it is published.` : `${ref} is not one image.`,
    {
      hint:
        names === ''
          ? `Promote it first: mergeline promote ${ref} --to <stage>`
          : `Name the stage, ${names}: ${model}@<stage>`,
    },
  );
}

function placeOf(reference: string): StageImage['place'] {
  const [, folder] = /^oci-layout:(.+)@sha256:[0-9a-f]{64}$/.exec(reference) ?? [];
  return folder === undefined ? { reference } : { folder };
}
