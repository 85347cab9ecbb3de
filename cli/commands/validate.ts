import { defineCommand } from '../command.ts';
import { fileInvalid } from '../exit-codes.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentValidation } from '../presenters/validation.ts';

export const validate = defineCommand({
  arguments: {
    paths: {
      help: 'Files or folders of the registry; everything when absent.',
      many: true,
      optional: true,
      complete: 'file',
    },
  },
  options: {
    since: { value: 'commit', help: 'Only what changed since then, such as origin/main or HEAD~1.' },
  },
  notes: [
    'Lists every fault, not the first. Exit code 2 when there is one.',
    'What is edited in the work tree and not committed is looked at as it is edited, new files and deleted ones too.',
    'Tells also which gates of registry.yaml can never pass. Without paths and --since, it reads the records too.',
  ],
  examples: [
    { words: 'validate', does: 'every file of the registry, and every record' },
    { words: 'validate --since origin/main', does: 'what this branch changes, as CI asks it' },
    { words: 'validate models/iris', does: 'one model' },
  ],
  async run({ paths, since }, context) {
    const { health } = await context.registry();
    const answer = await health.validate({ ...given({ since }), ...(paths.length > 0 && { paths }) });
    return answered(answer, presentValidation, { exitCode: answer.faults.length > 0 ? fileInvalid : 0 });
  },
});
