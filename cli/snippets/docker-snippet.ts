import { MergelineError } from '../../core/errors.ts';
import { quoteWord } from '../page.ts';
import type { StageImage } from './stage-image.ts';

const rights = '--read-only --cap-drop ALL --security-opt no-new-privileges';

/**
 * The command that runs what a stage runs, at http://localhost:8080.
 * @throws MergelineError `USAGE` for an image in which nothing runs.
 */
export function dockerSnippet({ model, stage, digest, serves, place }: StageImage): string {
  if (!serves) {
    throw new MergelineError(
      'USAGE',
      `The image of ${model}@${stage} is the model's files alone; nothing runs in it.`,
      {
        hint: 'Mount it as a volume (--snippet kubernetes), or pin a serving base: mergeline base build',
      },
    );
  }
  const name = `${model}:${stage}`;
  const image = 'folder' in place ? name : place.reference;
  const run = `docker run --rm ${rights} -p 8080:8080 -e MERGELINE_IMAGE_DIGEST=${digest} ${image}`;
  return 'folder' in place
    ? `skopeo copy ${quoteWord(`oci:${place.folder}:${name}`)} docker-daemon:${name}\n${run}`
    : run;
}
