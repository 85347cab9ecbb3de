import { defineCommand, dryRunOption } from '../command.ts';
import { itBroke } from '../exit-codes.ts';
import { answered } from '../outcome.ts';
import { presentGarbage } from '../presenters/garbage.ts';

export const gc = defineCommand({
  arguments: {},
  options: dryRunOption,
  notes: [
    'Goes: bytes of erased versions, at once; bytes of registrations that did not come to their end or whose proposal was closed, once they are older than retention.unreferenced in registry.yaml (14 days).',
    'Stays: whatever a registered version, an open proposal or a data set of registry.yaml names, and everything that Mergeline did not put there. What could not be deleted is listed, and the exit code is 1; run it again.',
  ],
  examples: [
    { words: 'gc --dry-run', does: 'what would go, with sizes' },
    { words: 'gc --json', does: 'delete it, and tell a program what went' },
  ],
  async run({ dryRun }, context) {
    const { health } = await context.registry();
    const answer = await health.collectGarbage({ dryRun });
    return answered(answer, (it, page) => presentGarbage(it, { dryRun }, page), {
      exitCode: answer.failed.length > 0 ? itBroke : 0,
    });
  },
});
