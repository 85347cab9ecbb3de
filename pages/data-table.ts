import { type Html, type HtmlValue, html } from './html.ts';

export interface DataColumn {
  readonly title: HtmlValue;
  /** Numbers end at one edge, so that their digits stand below each other. */
  readonly align?: 'right';
}

export interface DataTable {
  /** What the table says, in words: people who cannot see it hear this first. */
  readonly caption: string;
  readonly columns: readonly DataColumn[];
  /** As many cells as there are columns; the first is the heading of its row. */
  readonly rows: readonly (readonly HtmlValue[])[];
}

/** A table that scrolls on its own where it is wider than the screen. */
export function dataTable({ caption, columns, rows }: DataTable): Html {
  const classOf = (index: number) => (columns[index]?.align === 'right' ? 'number' : 'text');
  const heads = columns.map(({ title }, index) => html`<th scope="col" class="${classOf(index)}">${title}</th>`);
  return html`
<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${rows.map((cells) => tableRow(cells, classOf))}</tbody>
</table>
</div>`;
}

function tableRow([head, ...cells]: readonly HtmlValue[], classOf: (index: number) => string): Html {
  const data = cells.map((cell, index) => html`<td class="${classOf(index + 1)}">${cell}</td>`);
  return html`
<tr><th scope="row">${head}</th>${data}</tr>`;
}
