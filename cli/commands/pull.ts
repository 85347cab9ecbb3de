import { resolve } from 'node:path';
import type { PullAnswer } from '../../core/answers.ts';
import { formatBytes } from '../../core/domain/units.ts';
import { defineCommand, readingOptions } from '../command.ts';
import { given } from '../given.ts';
import { answered } from '../outcome.ts';
import { presentPull } from '../presenters/pull.ts';
import { writeFiles } from '../write-files.ts';

export const pull = defineCommand({
  arguments: {
    ref: { help: 'The version: iris@1.2.0, iris@production.', complete: 'ref' },
  },
  options: {
    output: { value: 'folder', help: 'Where the files go; <model>-<version> when absent.', complete: 'file' },
    role: {
      value: 'role',
      help: 'source: what was registered; served: what the prediction server loads.',
      choices: ['source', 'served'],
      fallback: 'source',
    },
    force: { help: 'Replace files that are there with other content.' },
    ...readingOptions,
  },
  notes: ['Every byte is checked against its digest before a file takes its name.'],
  examples: [
    { words: 'pull iris@production', does: 'the file that was registered, into iris-1.2.0/' },
    { words: 'pull iris@1.2.0 --role served --output model', does: 'the ONNX file' },
  ],
  async run({ ref, output, role, force, at }, context) {
    const { models } = await context.registry();
    const { files, ...version } = await models.pull(ref, { role, ...given({ at }) });
    const folder = output ?? folderOf(version);
    const written = await writeFiles(files, resolve(context.cwd, folder), {
      force,
      onProgress: (path, bytes, size) =>
        context.progress.step(`${path}  ${formatBytes(bytes)} of ${formatBytes(size)}`),
    });
    return answered({ ...version, output: folder, files: written }, presentPull, { warnings: version.warnings });
  },
});

/** `risk/fraud-detector@1.0.0` goes into `risk-fraud-detector-1.0.0`. */
function folderOf({ model, version }: Pick<PullAnswer, 'model' | 'version'>): string {
  return `${model.replaceAll('/', '-')}-${version}`;
}
