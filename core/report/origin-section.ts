import { formatByteSize } from '../domain/byte-size.ts';
import type { Manifest } from '../domain/manifest.ts';
import { describeParity } from '../gates/parity.ts';
import { clip, type Detail, type Section } from './detail.ts';
import { code, joinMarkdown, link, type Markdown, md } from './markdown.ts';

/** Where the candidate comes from and what was found in it. */
export const originSection: Section = ({ candidacy: { candidate, incumbent } }, detail) => {
  if (candidate === undefined) return undefined;
  const { manifest } = candidate;
  const lines = [
    ...lineage(manifest, detail),
    size(manifest, incumbent?.manifest),
    scan(manifest, detail),
    parity(manifest, detail),
  ];
  return md`### Origin and content\n\n${joinMarkdown(
    lines.map((line) => md`- ${line}`),
    '\n',
  )}`;
};

function lineage(manifest: Manifest, detail: Detail): Markdown[] {
  const { sourceRepository, sourceCommit, runUrl, parent, baseModel } = manifest.lineage;
  const { framework, frameworkVersion, format, estimator } = manifest.source;
  const trained = [framework, frameworkVersion, estimator && `(${estimator})`].filter(Boolean).join(' ');
  const facts: [string, Markdown | undefined][] = [
    ['Registered by', md`${clip(manifest.registeredBy, detail)} at ${manifest.created}`],
    ['Trained with', md`${clip(trained || 'an unknown framework', detail)}, from a ${clip(format, detail)} file`],
    ['Source', sourceRepository === undefined ? undefined : link(clip(sourceRepository, detail))],
    ['Commit', sourceCommit === undefined ? undefined : code(clip(sourceCommit, detail))],
    ['Run', runUrl === undefined ? undefined : link(clip(runUrl, detail))],
    ['Parent', parent === undefined ? undefined : md`${clip(parent, detail)}`],
    ['Base model', baseModel === undefined ? undefined : md`${clip(baseModel, detail)}`],
    ['Licence', md`${clip(manifest.licence ?? 'not stated', detail)}`],
  ];
  return facts.flatMap(([name, value]) => (value ? [md`**${name}**: ${value}`] : []));
}

function size(manifest: Manifest, before: Manifest | undefined): Markdown {
  const after = before ? md` after ${formatByteSize(servedSize(before))}` : md``;
  return md`**Served files**: ${formatByteSize(servedSize(manifest))}${after}`;
}

function servedSize({ artifacts }: Manifest): number {
  return artifacts.reduce((sum, artifact) => sum + (artifact.roles.includes('served') ? artifact.size : 0), 0);
}

function scan({ scan: { verdict, globals } }: Manifest, detail: Detail): Markdown {
  const names = globals.length === 1 ? 'one importable name' : `${globals.length} importable names`;
  return md`**Scan**: ${verdict}${globals.length > 0 ? `, ${names}: ${clip(globals.join(', '), detail)}` : ''}`;
}

function parity({ conversion }: Manifest, detail: Detail): Markdown {
  switch (conversion.outcome) {
    case 'accepted':
      return md`**Conversion**: none; the registered file is served as it is`;
    case 'unsupported':
      return md`**Conversion**: not possible: ${clip(conversion.reason, detail)}`;
    case 'converted':
      return md`**Parity**: ${describeParity(conversion.parity, conversion.parity.tolerance)}`;
  }
}
