import type { ShowAnswer } from '../../core/answers.ts';
import type {
  Artifact,
  ConversionReport,
  Manifest,
  Parity,
  Signature,
  TensorSpec,
} from '../../core/domain/manifest.ts';
import { count, formatBytes, formatInstant, shortDigest, shortOid } from '../../core/domain/units.ts';
import { alignColumns, blocks, fields, indent, lines, nextCommands, type Page, paint, table } from '../page.ts';
import { metricTable, sliceTable } from './metrics.ts';

/** Everything about one version. */
export function presentVersion(answer: ShowAnswer, page: Page): string {
  const { manifest } = answer;
  const name = `${manifest.model}@${manifest.version}`;
  return blocks(
    headline(answer, page),
    fields(page, [
      ['manifest', answer.manifestDigest],
      ['registered', `${formatInstant(manifest.created)} by ${manifest.registeredBy}`],
      ['owners', answer.owners.join(', ') || undefined],
      ['review', answer.review && reviewText(answer.review, page)],
      ['source', sourceOf(manifest)],
      ['served', conversionText(manifest.conversion)],
      ['scan', scanOf(manifest)],
      ['licence', manifest.licence],
      ...lineageOf(manifest),
    ]),
    section(page, 'Stages', stagesOf(answer, page)),
    section(page, 'Signature', manifest.signature && signatureText(manifest.signature)),
    section(page, 'Reported metrics', metricTable(manifest.metrics, page)),
    ...answer.evaluations.map(({ dataset, metrics, intervals, slices = [], at }) =>
      section(
        page,
        `Verified on ${dataset.name} (${count(dataset.rows, 'row')}, ${formatInstant(at)})`,
        blocks(metricTable(metrics, page, intervals), slices.length === 0 ? undefined : sliceTable(slices, page)),
      ),
    ),
    section(page, 'Parameters', pairsOf(manifest.parameters, page)),
    section(page, 'Data sets', datasetsOf(manifest, page)),
    section(page, 'Tags', pairsOf(manifest.tags, page)),
    section(page, 'Files', artifactTable(manifest.artifacts, page)),
    nextCommands(page, [
      [`promote ${name} --to <stage>`, 'move it to a stage'],
      [`pull ${name}`, 'fetch its files'],
    ]),
  );
}

function headline({ manifest, status }: ShowAnswer, page: Page): string {
  const name = paint(page, 'bold', `${manifest.model}@${manifest.version}`);
  const description = status?.description ?? manifest.description;
  const state =
    status === null || status.state === 'active'
      ? undefined
      : paint(
          page,
          status.state === 'deprecated' ? 'yellow' : 'red',
          `${status.state} by ${status.by}: ${status.reason}`,
        );
  return lines(description === undefined ? name : `${name}  ${description}`, state);
}

function reviewText({ due, overdue }: NonNullable<ShowAnswer['review']>, page: Page): string {
  return overdue === 0 ? `due by ${due}` : paint(page, 'yellow', `was due by ${due}, ${count(overdue, 'day')} overdue`);
}

function section(page: Page, title: string, body: string | undefined): string | undefined {
  return body === undefined || body === '' ? undefined : lines(paint(page, 'bold', title), indent(body));
}

function sourceOf({ source }: Manifest): string {
  const { format, framework, frameworkVersion = '', estimator } = source;
  const made = framework === undefined ? undefined : `${framework} ${frameworkVersion}`.trim();
  return [format, made, estimator].filter((part) => part !== undefined).join(', ');
}

export function conversionText(conversion: ConversionReport): string {
  switch (conversion.outcome) {
    case 'accepted':
      return 'ONNX, as it was registered';
    case 'unsupported':
      return `no: ${conversion.reason}`;
    case 'converted':
      return `ONNX, converted, ${parityText(conversion.parity)}`;
  }
}

/** `equal within 2.2e-16 on 150 rows` */
export function parityText({ maxAbsolute, rows, labelsDiffering }: Parity): string {
  const apart = maxAbsolute === 0 ? 'equal' : `equal within ${maxAbsolute.toPrecision(2)}`;
  const labels = labelsDiffering === 0 ? '' : `, ${count(labelsDiffering, 'label')} different`;
  return `${apart} on ${count(rows, 'row')}${labels}`;
}

function scanOf({ scan }: Manifest): string {
  return scan.globals.length === 0 ? scan.verdict : `${scan.verdict}, imports ${count(scan.globals.length, 'name')}`;
}

function lineageOf({ lineage }: Manifest): readonly (readonly [string, string | undefined])[] {
  const { sourceRepository, sourceCommit, runUrl, parent, baseModel } = lineage;
  const source = [sourceRepository, sourceCommit && shortOid(sourceCommit)].filter((part) => part).join(' at ');
  return [
    ['code', source || undefined],
    ['run', runUrl],
    ['parent', parent],
    ['base model', baseModel],
  ];
}

function stagesOf({ stages }: ShowAnswer, page: Page): string {
  return alignColumns(
    stages.map(({ stage, image, generation, held }) => [
      paint(page, 'green', stage),
      `generation ${generation}`,
      image === null ? 'no image' : `image ${image.digest}`,
      held ? paint(page, 'yellow', 'held') : '',
    ]),
  );
}

function signatureText({ inputs, outputs, classes }: Signature): string {
  const tensors = alignColumns([
    ...inputs.map((spec) => ['in', spec.name, tensorText(spec)]),
    ...outputs.map((spec) => ['out', spec.name, tensorText(spec)]),
  ]);
  return lines(tensors, classes && `classes: ${classes.join(', ')}`);
}

/** `float64[rows, 4]  sepal length, sepal width, …` */
export function tensorText({ type, shape, columns }: TensorSpec): string {
  const dimensions = shape.map((size, at) => size ?? (at === 0 ? 'rows' : '?')).join(', ');
  return columns === undefined ? `${type}[${dimensions}]` : `${type}[${dimensions}]  ${columns.join(', ')}`;
}

function pairsOf(record: Readonly<Record<string, unknown>>, page: Page): string {
  return alignColumns(Object.entries(record).map(([key, value]) => [paint(page, 'dim', key), String(value)]));
}

function datasetsOf({ datasets }: Manifest, page: Page): string {
  return alignColumns(
    datasets.map(({ name, digest, rows }) => [
      paint(page, 'dim', name),
      rows === undefined ? '' : count(rows, 'row'),
      digest,
    ]),
  );
}

export function artifactTable(
  artifacts: readonly Pick<Artifact, 'path' | 'size' | 'digest'>[],
  page: Page,
): string | undefined {
  if (artifacts.length === 0) return undefined;
  return table(
    page,
    ['FILE', { title: 'SIZE', align: 'right' }, 'DIGEST'],
    artifacts.map(({ path, size, digest }) => [path, formatBytes(size), shortDigest(digest)]),
  );
}
