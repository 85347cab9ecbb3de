import type { ShowAnswer } from '../../core/answers.ts';
import { count, formatInstant, formatNumber, shortDigest, shortOid } from '../../core/domain/units.ts';
import type { Ancestor, LineageDataset, StageStay, VersionLineage, VersionList } from '../../core/lineage/lineage.ts';
import { alignColumns, blocks, commandLine, type Page, paint } from '../page.ts';
import { drawTree, type TreeNode } from '../tree.ts';
import { faultNotice } from './models.ts';

/** So many versions are named in a list; the command that finds the others stands below them. */
const shownAtOnce = 10;
const metricsShown = 4;

/** A tree of where a version comes from and what came of it. */
export function presentLineage(answer: ShowAnswer, page: Page): string {
  const { manifest, lineage, faults } = answer;
  const name = `${manifest.model}@${manifest.version}`;
  if (lineage === undefined) return name;
  const registered = paint(page, 'dim', `registered ${formatInstant(manifest.created)} by ${manifest.registeredBy}`);
  const branches = [
    branch(page, 'parents', parentsOf(lineage, page)),
    branch(page, 'base model', lineage.baseModel === null ? [] : [ancestorNode(lineage.baseModel, page)]),
    branch(
      page,
      'trained on',
      lineage.datasets.map((dataset) => datasetNode(dataset, page)),
    ),
    branch(page, 'made from', sourceOf(lineage)),
    branch(page, 'evaluated on', evaluationsOf(lineage, page)),
    branch(page, 'stages', staysOf(lineage.stays, page)),
    branch(page, 'children', versionNodes(lineage.children, page, childQuery(manifest))),
    branch(page, 'fine-tunes', versionNodes(lineage.fineTunes, page, `lineage.base_model = '${name}'`)),
  ];
  return blocks(
    drawTree({ text: `${paint(page, 'bold', name)}  ${registered}`, children: branches.flatMap((node) => node ?? []) }),
    faultNotice(faults, page),
  );
}

/** Undefined where there is nothing to tell. */
function branch(page: Page, title: string, children: readonly TreeNode[]): TreeNode | undefined {
  return children.length === 0 ? undefined : { text: paint(page, 'bold', title), children };
}

function parentsOf({ parents, parentsEnd }: VersionLineage, page: Page): readonly TreeNode[] {
  const end = {
    root: undefined,
    unknown: undefined,
    unreadable: undefined,
    cycle: 'from here on it goes in a circle',
    depth: 'older ones are not followed',
  }[parentsEnd];
  const nodes = parents.map((ancestor) => ancestorNode(ancestor, page));
  return end === undefined ? nodes : [...nodes, { text: paint(page, 'yellow', end) }];
}

function ancestorNode({ named, model, version, state, created, registeredBy }: Ancestor, page: Page): TreeNode {
  const name = model === null ? named : `${model}@${version}`;
  const registered = created === null ? undefined : paint(page, 'dim', `${formatInstant(created)} by ${registeredBy}`);
  return { text: joined(name, registered, stateText(state, page)) };
}

function stateText(state: Ancestor['state'], page: Page): string | undefined {
  switch (state) {
    case 'active':
      return undefined;
    case 'unknown':
      return paint(page, 'yellow', 'not in this registry');
    case 'unreadable':
      return paint(page, 'red', 'its manifest cannot be read');
    case 'deprecated':
      return paint(page, 'yellow', state);
    case 'yanked':
    case 'erased':
      return paint(page, 'red', state);
  }
}

function datasetNode(dataset: LineageDataset, page: Page): TreeNode {
  const { name, digest, rows, pinnedAs, evaluatedHere, trained, evaluated } = dataset;
  const leak = evaluatedHere ? paint(page, 'yellow', 'also evaluated on it') : undefined;
  return {
    text: joined(name, rows === null ? undefined : count(rows, 'row'), shortDigest(digest), pinText(pinnedAs), leak),
    children: [
      { title: 'trained on the same', list: trained, field: 'dataset_digest' },
      { title: 'evaluated on the same', list: evaluated, field: 'evaluated_on_digest' },
    ].flatMap(({ title, list, field }) => {
      const children = versionNodes(list, page, `${field} = '${digest}'`);
      return children.length === 0 ? [] : [{ text: paint(page, 'dim', title), children }];
    }),
  };
}

function pinText(pinnedAs: string | null): string | undefined {
  return pinnedAs === null ? undefined : `pinned as ${pinnedAs}`;
}

function sourceOf({ source: { repository, commit, runUrl } }: VersionLineage): readonly TreeNode[] {
  const code = [repository, commit && shortOid(commit)].filter((part) => part).join(' at ');
  return [code, runUrl].flatMap((text) => (text ? [{ text }] : []));
}

function evaluationsOf({ evaluations }: VersionLineage, page: Page): readonly TreeNode[] {
  return rowsOf(
    evaluations.map(({ dataset, pinnedAs, metrics, evaluatedBy, at }) => [
      dataset.name,
      count(dataset.rows, 'row'),
      shortDigest(dataset.digest),
      paint(page, 'dim', `${formatInstant(at)} by ${evaluatedBy}`),
      Object.entries(metrics)
        .slice(0, metricsShown)
        .map(([name, value]) => `${name} ${formatNumber(value, 4)}`)
        .join(', '),
      pinText(pinnedAs === dataset.name ? null : pinnedAs) ?? '',
    ]),
  );
}

function staysOf(stays: readonly StageStay[], page: Page): readonly TreeNode[] {
  return rowsOf(
    stays.map(({ stage, generation, image, from, until, published }) => [
      paint(page, until === null ? 'green' : 'dim', stage),
      `generation ${generation}`,
      until === null ? `since ${formatInstant(from)}` : `${formatInstant(from)} – ${formatInstant(until)}`,
      image === null ? 'no image' : shortDigest(image),
      published === null ? paint(page, 'yellow', 'not published') : 'published',
    ]),
  );
}

function versionNodes({ versions, total }: VersionList, page: Page, query: string): readonly TreeNode[] {
  const shown = versions.slice(0, page.verbose ? versions.length : shownAtOnce);
  const nodes = rowsOf(
    shown.map(({ model, version, created }) => [`${model}@${version}`, paint(page, 'dim', formatInstant(created))]),
  );
  if (total <= shown.length) return nodes;
  return [...nodes, { text: `and ${total - shown.length} more: ${commandLine(page, `search "${query}"`)}` }];
}

function childQuery({ model, version }: ShowAnswer['manifest']): string {
  return `lineage.parent = '${model}@${version}' OR model = '${model}' AND lineage.parent = '${version}'`;
}

/** Lines whose cells stand below each other. */
function rowsOf(rows: readonly (readonly string[])[]): readonly TreeNode[] {
  return rows.length === 0
    ? []
    : alignColumns(rows)
        .split('\n')
        .map((text) => ({ text }));
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part).join('  ');
}
