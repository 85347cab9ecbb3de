import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvReader } from '../../../adapters/csv/csv-dataset.ts';
import type { Cell } from '../../../core/domain/row.ts';
import type { ColumnChoice, Dataset, DatasetSource } from '../../../core/ports/dataset.ts';

describe('reading', () => {
  test('rows come with typed cells, in the order of the chosen columns', async () => {
    const dataset = await open('length,species,wild\n5.1,setosa,True\n-.5e1,virginica,false\n');

    expect(dataset.columns).toEqual([
      { name: 'length', kind: 'number', missing: 0 },
      { name: 'species', kind: 'string', missing: 0 },
      { name: 'wild', kind: 'boolean', missing: 0 },
    ]);
    expect(dataset.rows).toBe(2);
    expect(await rowsOf(dataset, [{ name: 'wild' }, { name: 'length' }])).toEqual([
      [true, 5.1],
      [false, -5],
    ]);
  });

  test('a byte order mark, CRLF, quotes and empty lines change nothing', async () => {
    const plain = await open('a,b\n1,x\n2,y\n');
    const dressed = await open('\ufeff"a",b\r\n"1",x\r\n\r\n2,"y"\r\n\r\n');
    expect(dressed.columns).toEqual(plain.columns);
    expect(await rowsOf(dressed)).toEqual(await rowsOf(plain));
  });

  test('a quoted value may hold commas, quotes and line breaks', async () => {
    expect(await rowsOf(await open('a,b\n"x, ""y""\nz",1\n'))).toEqual([['x, "y"\nz', 1]]);
  });

  test('the digest is that of the bytes, byte order mark and all', async () => {
    const text = '\ufeffa\r\n1\r\n';
    const digest = createHash('sha256').update(text).digest('hex');
    expect((await open(text)).digest).toBe(`sha256:${digest}`);
  });

  test('the size of the chunks does not show', async () => {
    const text = 'näme,b\r\n"é\r\n""",1\r\n😀,2\r\n';
    const whole = await open(text);
    for (let size = 1; size <= 7; size += 1) {
      const dataset = await csvReader.open(source(text, size));
      expect([dataset.digest, dataset.columns]).toEqual([whole.digest, whole.columns]);
      expect(await rowsOf(dataset)).toEqual([
        ['é\r\n"', 1],
        ['😀', 2],
      ]);
    }
  });

  test('whatever is written by the rules is read back', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é', '1', ';'), maxLength: 5 });
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const text = [['left', 'right'], ...rows].map((row) => `${row.map(quote).join(',')}\n`).join('');
        const read = await rowsOf(await open(text), [
          { name: 'left', kind: 'string' },
          { name: 'right', kind: 'string' },
        ]);
        expect(read).toEqual(rows.map((row) => row.map((value) => (value === '' ? null : value))));
      }),
    );
  });

  test('batches have the asked size, the last one what is left', async () => {
    const dataset = await open(`a\n${'1\n'.repeat(7)}`);
    const sizes: number[] = [];
    for await (const { rows } of dataset.batches(dataset.columns, { size: 3 })) sizes.push(rows.length);
    expect(sizes).toEqual([3, 3, 1]);
  });

  test('a header without rows is a table of no rows', async () => {
    const dataset = await open('a,b\n');
    expect(dataset.rows).toBe(0);
    expect(await rowsOf(dataset)).toEqual([]);
  });
});

describe('the kind of a column', () => {
  test.each([
    ['number', ['1', '-2.5', '+.5', '3.', '1e-3', ' 7 ', '007', '9007199254740991', '1e300', '']],
    ['boolean', ['true', 'False', 'TRUE', '']],
    ['string', ['1', '2', 'x']],
    ['string', ['1', 'true']],
    ['string', ['true', 'yes']],
    ['string', ['1', 'NaN']],
    ['string', ['Infinity']],
    ['string', ['0x10']],
    ['string', ['1,000']],
    ['string', ['1_000']],
    ['string', ['1e999']],
    ['string', ['9007199254740993']],
    ['string', ['.']],
    ['string', ['', '']],
  ])('is %s for the values %j', async (kind, values) => {
    const dataset = await open(`key,value\n${values.map((value) => `k,${quote(value)}\n`).join('')}`);
    const missing = values.filter((value) => value === '').length;
    const firstMissing = values.indexOf('') + 1;
    expect(dataset.columns[1]).toEqual({ name: 'value', kind, missing, ...(missing > 0 && { firstMissing }) });
  });

  test('can be chosen, so that labels 1 of a model whose classes are texts stay texts', async () => {
    const dataset = await open('label\n1\n01\n');
    expect(await rowsOf(dataset, [{ name: 'label', kind: 'string' }])).toEqual([['1'], ['01']]);
    expect(await rowsOf(dataset)).toEqual([[1], [1]]);
  });

  test('that is chosen and does not fit is refused with the line', async () => {
    const dataset = await open('label\n1\n\n"a\nb"\nsetosa\n');
    await expect(rowsOf(dataset, [{ name: 'label', kind: 'number' }])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'test.csv:4 label is "a\\nb", not a number.',
    });
  });
});

describe('bad input', () => {
  test('a column that is not there is named beside the nearest one', async () => {
    const dataset = await open('length,species\n1,a\n');
    await expect(rowsOf(dataset, [{ name: 'spezies' }])).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'test.csv has no column "spezies".',
      hint: 'Did you mean species?',
    });
  });

  test('every ragged row is named by its line', async () => {
    await expect(open('a,b\n1\n"x\ny",2\n3,4,5\n')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'test.csv:2 has 1 value, the header has 2 (and 1 more).',
      details: [
        { file: 'test.csv', line: 2, message: 'has 1 value, the header has 2' },
        { file: 'test.csv', line: 5, message: 'has 3 values, the header has 2' },
      ],
    });
  });

  test.each([
    ['an empty file', '', /test.csv is empty/],
    ['nothing but a byte order mark', '\ufeff', /test.csv is empty/],
    ['a column without a name', ',a\n0,1\n', /column 1 has no name \(pandas leaves the index out with index=False\)/],
    ['a column that is there twice', 'a,b,a\n1,2,3\n', /column "a" is there twice/],
    ['semicolons between the columns', 'a;b\n1;2\n', /not separated by commas/],
    ['a quote that is never closed', 'a,b\n1,"2\n3,4\n', /test.csv:2 value 2 opens a quote that is never closed/],
    ['a quote in the middle of a value', 'a,b\n1,x"y\n', /test.csv:2 value 2 has a quote in the middle/],
    ['text after a closing quote', 'a,b\n"x"y,1\n', /test.csv:2 value 1 has text after its closing quote/],
    ['a quote in a record of several lines', 'a,b\n\n"\r\n",x"y\n', /test.csv:3 value 2 has a quote in the middle/],
  ])('%s is refused', async (_, text, message) => {
    await expect(open(text)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ['Latin-1', [0x61, 0x0a, 0x78, 0xe9, 0x0a], 'line 2 has bytes that are no UTF-8', 2, 'LATIN1'],
    ['a cut character at the end', [0x61, 0x0a, 0x62, 0x0a, 0xc3], 'line 3 has bytes that are no UTF-8', 1, 'LATIN1'],
    ['UTF-16 with its mark', [0xff, 0xfe, 0x61, 0x00, 0x0a, 0x00], 'line 1 has a NUL byte', 4, 'UTF-16'],
    ['UTF-16 without one', [0x61, 0x00, 0x0a, 0x00], 'line 1 has a NUL byte', 2, 'UTF-16'],
    ['a NUL byte', [0x61, 0x0a, 0x31, 0x32, 0x00, 0x0a], 'line 2 has a NUL byte', 3, 'UTF-16'],
  ])('%s is refused as not UTF-8, with its place', async (_, bytes, message, column, encoding) => {
    const opening = csvReader.open({ name: 'test.csv', open: () => chunks(Uint8Array.from(bytes), 2) });
    await expect(opening).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: `test.csv is not UTF-8 text: ${message}.`,
      hint: `Save it as CSV in UTF-8. If it is ${encoding}: iconv -f ${encoding} -t UTF-8 test.csv`,
      details: [{ file: 'test.csv', column }],
    });
  });

  test('a file that changes between two readings is refused', async () => {
    let text = 'a\n1\n';
    const dataset = await csvReader.open({ name: 'test.csv', open: () => chunks(Buffer.from(text), 4) });
    text = 'a\n2\n';
    await expect(rowsOf(dataset)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
  });

  test('a cell of a megabyte is read, with its line breaks', async () => {
    const cell = 'x\r\n'.repeat(350_000);
    const dataset = await csvReader.open(source(`a,b\n"${cell}",1\n"y",2\n`, 65_536));
    expect(dataset.rows).toBe(2);
    expect((await rowsOf(dataset))[0]).toEqual([cell, 1]);
  });

  test('lines are counted through quoted line breaks of every kind', async () => {
    await expect(open('a,b\r\n"1\r\n2\n3\r4",x\r\n\r\n5\r\n')).rejects.toMatchObject({
      message: 'test.csv:7 has 1 value, the header has 2.',
    });
  });

  test('lines that end with CR alone are lines', async () => {
    const dataset = await open('a,b\r1,x\r2,y\r');
    expect(await rowsOf(dataset)).toEqual([
      [1, 'x'],
      [2, 'y'],
    ]);
  });

  test('at most twenty ragged rows are named', async () => {
    const refused: unknown = await open(`a,b\n${'1\n'.repeat(50)}`).catch((error: unknown) => error);
    expect(refused).toMatchObject({ details: { length: 20 } });
  });

  test('a failing disk is not blamed on the file', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a\n1\n');
      throw new Error('EIO');
    }
    await expect(csvReader.open({ name: 'test.csv', open: failing })).rejects.toThrow('EIO');
  });

  test('an unclosed quote in front of a big file is refused before it fills memory', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a\n"');
      for (;;) yield Buffer.alloc(65536, 'x\n');
    }
    await expect(csvReader.open({ name: 'test.csv', open: endless })).rejects.toThrow(/longer than 8 MiB/);
  });
});

test('whoever stops reading closes the source', async () => {
  let closed = 0;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      for (let row = 0; row < 3000; row += 1) yield Buffer.from(row === 0 ? 'a\n' : '1\n');
    } finally {
      closed += 1;
    }
  }
  const dataset = await csvReader.open({ name: 'test.csv', open: watched });
  for await (const _ of dataset.batches(dataset.columns, { size: 1 })) break;
  await new Promise((resolve) => setImmediate(resolve));
  expect(closed).toBe(2);
});

test('a signal stops a long reading', async () => {
  const controller = new AbortController();
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a\n');
    for (;;) {
      yield Buffer.from('1\n');
      controller.abort();
    }
  }
  const opening = csvReader.open({ name: 'test.csv', open: endless }, { signal: controller.signal });
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
});

function open(text: string): Promise<Dataset> {
  return csvReader.open(source(text, 16));
}

function source(text: string, chunkSize: number): DatasetSource {
  return { name: 'test.csv', open: () => chunks(Buffer.from(text), chunkSize) };
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function rowsOf(dataset: Dataset, columns: readonly ColumnChoice[] = nameOnly(dataset)): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  for await (const batch of dataset.batches(columns, { size: 2 })) rows.push(...batch.rows.map((row) => [...row]));
  return rows;
}

function nameOnly({ columns }: Dataset): ColumnChoice[] {
  return columns.map(({ name }) => ({ name }));
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
