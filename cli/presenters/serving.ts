import { shortDigest } from '../../core/domain/units.ts';
import type { ModelIdentity } from '../../serving/models/served-model.ts';
import { blocks, indent, lines, type Page, paint, table } from '../page.ts';
import { done } from './headline.ts';

/** The JSON of `serve`, once it answers. */
export interface ServingAnswer {
  readonly url: string;
  readonly models: readonly ModelIdentity[];
  readonly warnings: readonly string[];
}

export function presentServing({ url, models }: ServingAnswer, page: Page): string {
  const rows = models.map(({ model, version, manifestDigest }) => [
    paint(page, 'bold', model),
    version,
    manifestDigest === null ? '-' : shortDigest(manifestDigest),
    `${url}/models/${model}/predict`,
  ]);
  const [first] = models;
  return blocks(
    done(page, `Serving at ${paint(page, 'bold', url)}`),
    indent(table(page, ['MODEL', 'VERSION', 'MANIFEST', 'POST ROWS TO'], rows)),
    page.quiet || first === undefined ? undefined : tryIt(`${url}/models/${first.model}/predict`, page),
  );
}

function tryIt(address: string, page: Page): string {
  return lines(
    paint(page, 'bold', 'Next'),
    `  ${paint(page, 'cyan', `curl --json @rows.json ${address}`)}`,
    `  ${paint(page, 'dim', 'Ctrl+C finishes what was accepted, then stops.')}`,
  );
}
