import { defineCommand, writingOptions } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentBase } from '../presenters/base.ts';

export const baseJoin = defineCommand({
  arguments: {
    digests: { help: 'Bases that are stored already, one for each platform.', many: true },
  },
  options: {
    name: { value: 'name', help: 'What registry.yaml is to call the base.', fallback: 'mergeline-serving' },
    reference: { value: 'image', help: 'Where people find it: ghcr.io/acme/mergeline-serving:1.0.' },
    ...writingOptions,
  },
  notes: [
    'A base is made on a machine of its own platform: run base build on each, and bring what they made to one store. Images are then composed for every platform, and a stage runs an index of them.',
  ],
  examples: [{ words: 'base join sha256:4e07… sha256:9f86…', does: 'opens a proposal that pins an index of both' }],
  async run({ digests, name, reference, dryRun, reason }, context) {
    const { bases } = await context.registry();
    const answer = await bases.join({ digests, name, dryRun, ...given({ reference, reason }) });
    return answered(answer, presentBase);
  },
});
