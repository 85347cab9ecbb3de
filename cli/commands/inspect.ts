import { readModelFiles } from '../../adapters/files/read-model-files.ts';
import { defineCommand } from '../command.ts';
import { answered } from '../outcome.ts';
import { inspectionAnswer, presentInspection } from '../presenters/inspection.ts';

export const inspect = defineCommand({
  arguments: {
    file: { help: 'The model: a file, or a folder.', complete: 'file' },
  },
  options: {},
  notes: ['Nothing in the file is run. Needs no registry.'],
  examples: [
    { words: 'inspect model.pkl', does: 'format, framework, classes, and what loading it in Python would import' },
    { words: 'inspect model.pkl --json', does: 'the same for a program' },
  ],
  async run({ file }, context) {
    const files = await readModelFiles(file, context.cwd);
    const { converter } = await context.product.openToolchain(context.openOptions);
    return answered(inspectionAnswer(await converter.inspect(files)), presentInspection);
  },
});
