import { expect, it } from 'vitest';
import { dataTable } from '../../pages/data-table.ts';

const table = dataTable({
  caption: 'Sizes of <files>',
  columns: [{ title: 'file' }, { title: 'bytes', align: 'right' }],
  rows: [['model.onnx', 12]],
}).toString();

it('has a caption, and headings that say what they head', () => {
  expect(table).toContain('<caption>Sizes of &lt;files&gt;</caption>');
  expect(table).toContain('<th scope="col" class="number">bytes</th>');
  expect(table).toContain('<tr><th scope="row">model.onnx</th><td class="number">12</td></tr>');
});

it('can be scrolled with the keyboard', () => {
  expect(table).toContain('role="region" aria-label="Sizes of &lt;files&gt;" tabindex="0"');
});
