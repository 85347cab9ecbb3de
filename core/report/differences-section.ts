import { compareContenders, type Differences } from './compare-contenders.ts';
import { clip, clipRows, type Detail, type Section } from './detail.ts';
import { code, joinMarkdown, type Markdown, md, table } from './markdown.ts';

/** What is not as the incumbent has it: signature, data sets and parameters. */
export const differencesSection: Section = ({ candidacy }, detail) => {
  const { incumbent, differences } = compareContenders(candidacy) ?? {};
  if (!incumbent || !differences) return undefined;
  return joinMarkdown(
    [
      md`### Against ${incumbent}`,
      listed('Signature', differences.signature, detail),
      listed('Data sets', differences.datasets, detail),
      parameterTable(differences, detail),
    ],
    '\n\n',
  );
};

function parameterTable({ parameters }: Differences, detail: Detail): Markdown {
  if (parameters.length === 0) return md`**Parameters**: the same.`;
  const { shown, rest } = clipRows(parameters, detail);
  const rows = shown.map(({ name, before, now }) => [
    md`${clip(name, detail)}`,
    code(clip(before, detail)),
    code(clip(now, detail)),
  ]);
  return md`**Parameters** that changed:\n\n${table(['Parameter', 'Before', 'Now'], rows)}${rest}`;
}

function listed(lead: string, told: readonly string[], detail: Detail): Markdown {
  if (told.length === 0) return md`**${lead}**: the same.`;
  const { shown, rest } = clipRows(told, detail);
  return md`**${lead}**:\n\n${joinMarkdown(
    shown.map((it) => md`- ${clip(it, detail)}`),
    '\n',
  )}${rest}`;
}
