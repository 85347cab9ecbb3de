import type { DatasetUse, Manifest, ParameterValue } from '../domain/manifest.ts';
import { compareSignatures } from '../gates/signature.ts';
import { clip, clipRows, type Detail, type Section } from './detail.ts';
import { code, joinMarkdown, type Markdown, md, table } from './markdown.ts';

/** What is not as the incumbent has it: signature, data sets and parameters. */
export const differencesSection: Section = ({ candidacy: { candidate, incumbent } }, detail) => {
  if (candidate === undefined || incumbent === undefined) return undefined;
  const [now, before] = [candidate.manifest, incumbent.manifest];
  return joinMarkdown(
    [
      md`### Against ${before.version}`,
      signatureDifferences(before, now, detail),
      datasetDifferences(before, now, detail),
      parameterDifferences(before, now, detail),
    ],
    '\n\n',
  );
};

function signatureDifferences({ signature: before }: Manifest, { signature: now }: Manifest, detail: Detail): Markdown {
  if (before === undefined || now === undefined) {
    if (before === now) return md`**Signature**: neither has one.`;
    return now ? md`**Signature**: new; the incumbent has none.` : md`**Signature**: gone.`;
  }
  const { breaks, additions } = compareSignatures(before, now);
  const told = [...breaks.map((it) => `breaks callers: ${it}`), ...additions];
  return listed('Signature', told, 'the same.', detail);
}

function datasetDifferences({ datasets: before }: Manifest, { datasets: now }: Manifest, detail: Detail): Markdown {
  const told = [
    ...now.flatMap((it) => {
      const old = before.find(({ name }) => name === it.name);
      if (old === undefined) return [`${it.name} is new${rowsOf(it)}`];
      return old.digest === it.digest
        ? []
        : [`${it.name} has other bytes${rowsOf(it)}${old.rows === undefined ? '' : ` after ${old.rows}`}`];
    }),
    ...before
      .filter(({ name }) => !now.some((it) => it.name === name))
      .map(({ name }) => `${name} is not used any more`),
  ];
  return listed('Data sets', told, 'the same.', detail);
}

function rowsOf({ rows }: DatasetUse): string {
  return rows === undefined ? '' : `, ${rows} rows`;
}

function parameterDifferences(
  { parameters: before }: Manifest,
  { parameters: now }: Manifest,
  detail: Detail,
): Markdown {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  const changed = names.filter((name) => written(before, name) !== written(now, name));
  if (changed.length === 0) return md`**Parameters**: the same.`;
  const { shown, rest } = clipRows(changed, detail);
  const rows = shown.map((name) => [
    md`${clip(name, detail)}`,
    code(clip(written(before, name), detail)),
    code(clip(written(now, name), detail)),
  ]);
  return md`**Parameters** that changed:\n\n${table(['Parameter', 'Before', 'Now'], rows)}${rest}`;
}

function written(parameters: Readonly<Record<string, ParameterValue>>, name: string): string {
  return Object.hasOwn(parameters, name) ? JSON.stringify(parameters[name]) : 'not set';
}

function listed(lead: string, told: readonly string[], nothing: string, detail: Detail): Markdown {
  if (told.length === 0) return md`**${lead}**: ${nothing}`;
  const { shown, rest } = clipRows(told, detail);
  return md`**${lead}**:\n\n${joinMarkdown(
    shown.map((it) => md`- ${clip(it, detail)}`),
    '\n',
  )}${rest}`;
}
