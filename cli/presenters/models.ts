import type { ListAnswer } from '../../core/answers.ts';
import { blocks, commandLine, nextCommands, type Page, paint, table } from '../page.ts';
import { faultList } from './faults.ts';

/** One line for each model, a column for each stage. */
export function presentModels(
  { models, faults }: ListAnswer,
  page: Page,
  { catchUp }: { readonly catchUp?: string } = {},
): string {
  if (models.length === 0 && faults.length === 0) {
    return blocks(
      'There are no models yet.',
      catchUp && `If a colleague registered one, this clone does not have it yet: ${paint(page, 'cyan', catchUp)}`,
      nextCommands(page, [['register <model> <path>', 'register the first one']]),
    );
  }
  const stages = [...new Set(models.flatMap((model) => Object.keys(model.stages)))];
  const rows = models.map(({ model, versions, latest, stages: holders, description = '' }) => [
    paint(page, 'bold', model),
    String(versions),
    latest ?? '-',
    ...stages.map((stage) => holders[stage] ?? '-'),
    paint(page, 'dim', description),
  ]);
  const example = models[0]?.model ?? '<model>';
  return blocks(
    table(page, ['MODEL', { title: 'VERSIONS', align: 'right' }, 'LATEST', ...stages, ''], rows),
    faultNotice(faults, page),
    nextCommands(page, [[`list ${example}`, 'its versions and their metrics']]),
  );
}

/** Files that cannot be read hide nothing else, and are not hidden. */
export function faultNotice(faults: ListAnswer['faults'], page: Page): string | undefined {
  if (faults.length === 0) return undefined;
  const title = `${faults.length === 1 ? 'One file' : `${faults.length} places`} cannot be read; ${commandLine(page, 'validate')} tells all:`;
  return `${paint(page, 'yellow', title)}\n${faultList(faults.slice(0, 5), page)}`;
}
