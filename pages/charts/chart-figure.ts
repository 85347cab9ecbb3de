import { type DataTable, dataTable } from '../data-table.ts';
import { type Html, type HtmlValue, html } from '../html.ts';

export interface Chart {
  /** Unique in its page, of letters, digits and hyphens. */
  readonly id: string;
  /** Of the figure. */
  readonly title: string;
  /** Unique in its page: the title of the picture for those who cannot see it. */
  readonly fullTitle: string;
  /** Beside the title: which way is better. */
  readonly remark?: string | undefined;
  /** What a person who cannot see the picture should know of it. */
  readonly description: string;
  /** In units of the picture, which are pixels on a telephone. */
  readonly width: number;
  readonly height: number;
  readonly marks: HtmlValue;
  /** The same numbers, to read and to copy. */
  readonly data: DataTable;
}

/** A static picture with a title, a text in its place and its numbers in a table. */
export function chartFigure({ id, title, fullTitle, remark, description, width, height, marks, data }: Chart): Html {
  return html`
<figure class="chart">
<figcaption><strong>${title}</strong>${remark === undefined ? undefined : html` <span class="soft">${remark}</span>`}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${fullTitle}</title>
<desc id="${id}-text">${description}</desc>${marks}
</svg>
<details>
<summary>In numbers</summary>${dataTable(data)}
</details>
</figure>`;
}
