import type { ScanVerdict } from '../../core/domain/manifest.ts';
import type { Inspection } from '../../core/ports/model-toolchain.ts';
import { alignColumns, blocks, fields, indent, lines, type Page, type Paint, paint } from '../page.ts';

/** The JSON of `inspect`. */
export interface InspectionAnswer {
  readonly format: string;
  readonly framework: string | null;
  readonly frameworkVersion: string | null;
  readonly estimator: string | null;
  /** Classes of the estimators in the file, sorted. */
  readonly classes: readonly string[];
  readonly globals: readonly string[];
  readonly verdict: ScanVerdict;
  readonly estimators: Readonly<Record<string, string>>;
}

export function inspectionAnswer({ source, scan, estimators }: Inspection): InspectionAnswer {
  const { format, framework = null, frameworkVersion = null, estimator = null } = source;
  const classes = [...new Set(Object.values(estimators))].sort();
  return {
    format,
    framework,
    frameworkVersion,
    estimator,
    classes,
    globals: scan.globals,
    verdict: scan.verdict,
    estimators,
  };
}

const verdicts: Readonly<Record<ScanVerdict, readonly [text: string, style: Paint]>> = {
  allowed: ['allowed: every name is one that models use', 'green'],
  unknown: ['unknown: there are names that nobody has judged', 'yellow'],
  denied: ['denied: it names code that could harm whoever loads it', 'red'],
};

export function presentInspection(answer: InspectionAnswer, page: Page): string {
  const { format, framework, frameworkVersion, estimator, verdict, estimators, globals } = answer;
  const [text, style] = verdicts[verdict];
  return blocks(
    fields(page, [
      ['format', format],
      ['framework', framework === null ? undefined : `${framework} ${frameworkVersion ?? ''}`.trim()],
      ['model', estimator ?? undefined],
      ['scan', paint(page, style, text)],
    ]),
    list(
      'Estimators',
      alignColumns(Object.entries(estimators).map(([place, name]) => [paint(page, 'dim', place), name])),
      page,
    ),
    list('Loading it in its framework would import', globals.join('\n'), page),
  );
}

function list(title: string, body: string, page: Page): string | undefined {
  return body === '' ? undefined : lines(paint(page, 'bold', title), indent(body));
}
