import type { PullAnswer } from '../../core/answers.ts';
import { count, formatBytes } from '../../core/domain/units.ts';
import { blocks, indent, type Page, paint } from '../page.ts';
import type { WrittenFile } from '../write-files.ts';
import { already, done } from './headline.ts';
import { artifactTable } from './version.ts';

/** The JSON of `pull`. */
export interface PulledAnswer extends Omit<PullAnswer, 'files'> {
  readonly output: string;
  readonly files: readonly WrittenFile[];
}

export function presentPull({ model, version, output, files }: PulledAnswer, page: Page): string {
  const name = paint(page, 'bold', `${model}@${version}`);
  const size = formatBytes(files.reduce((sum, file) => sum + file.size, 0));
  const headline = files.some(({ written }) => written)
    ? done(page, `${name}: ${count(files.length, 'file')}, ${size}, verified, in ${paint(page, 'bold', output)}`)
    : already(page, `${name} is in ${output} already, every byte verified`);
  return blocks(headline, indent(artifactTable(files, page) ?? ''));
}
