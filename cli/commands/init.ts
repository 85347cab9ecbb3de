import type { InitAnswer } from '../../adapters/init-registry.ts';
import { defineCommand } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import type { Page } from '../page.ts';
import { presentInit } from '../presenters/init.ts';

export const init = defineCommand({
  arguments: {
    dir: {
      help: 'The folder; made when it is not there. The current directory when absent.',
      optional: true,
      complete: 'file',
    },
  },
  options: {
    store: {
      value: 'store',
      help: "Where the files of models go: oci://<host>/<path>, oci-layout:<dir> or lfs. A folder beside git's own objects when absent.",
    },
    dryRun: { help: 'Show what would be written, and write nothing.' },
  },
  absentOptions: ['github'],
  notes: [
    'Writes a commented registry.yaml with the stages development, testing, staging and production, and commits it. A folder inside a larger repository becomes a registry of its own.',
  ],
  examples: [
    { words: 'init', does: 'here' },
    { words: 'init models --store lfs', does: 'in a folder, with Git LFS for the files' },
    { words: 'init --store oci://ghcr.io/acme/models', does: 'with an OCI registry for the files' },
  ],
  async run({ dir = '.', store, dryRun }, context) {
    const answer = await context.product.initRegistry(dir, { ...context.openOptions, ...given({ store }), dryRun });
    // The next commands are typed where this one was, so they name the folder.
    const present = (made: InitAnswer, page: Page) =>
      presentInit(made, dir === '.' ? page : { ...page, registry: dir });
    return answered(answer, present, { warnings: answer.warnings });
  },
});
