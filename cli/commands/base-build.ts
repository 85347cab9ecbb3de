import { defineCommand, writingOptions } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentBase } from '../presenters/base.ts';

export const baseBuild = defineCommand({
  arguments: {},
  options: {
    platform: { value: 'os/arch', help: 'linux/amd64 or linux/arm64; only that of this machine can be made here.' },
    name: { value: 'name', help: 'What registry.yaml is to call the base.', fallback: 'mergeline-serving' },
    reference: { value: 'image', help: 'Where people find it: ghcr.io/acme/mergeline-serving:1.0.' },
    ...writingOptions,
  },
  notes: [
    'Takes the Node that runs this, ONNX Runtime, the prediction server and the shared libraries that they are linked with, needs no Docker, and makes the same image of the same files whatever the clock or the umask. The image runs as a user without rights and writes nowhere.',
    'Stores the base where images of models go, and proposes that registry.yaml pins it. Nothing else makes a base: promote, merge, publish and rollback take the pinned one.',
  ],
  examples: [
    { words: 'base build', does: 'opens a proposal that pins the new base' },
    { words: 'base build --dry-run', does: 'the digest that it would have' },
    {
      words: 'base build --reference ghcr.io/acme/mergeline-serving:1.0',
      does: 'with the address that you will push it to',
    },
  ],
  async run({ platform, name, reference, dryRun, reason }, context) {
    const { bases } = await context.registry();
    const onProgress = (step: string) => context.progress.step(step);
    const answer = await bases.build({ name, dryRun, onProgress, ...given({ platform, reference, reason }) });
    return answered(answer, presentBase);
  },
});
