import { describe, expect, it } from 'vitest';
import { defaultLimits, type Limits } from '../../../conversion/limits.ts';
import { readPickle } from '../../../conversion/pickle/read-pickle.ts';
import { pickle, protocol, stackGlobal, text, uint64 } from '../support/pickle-bytes.ts';
import { refusalOf } from '../support/refusal-of.ts';

const read = (...parts: (string | Uint8Array)[]) => readPickle(pickle(...parts), defaultLimits).root;
const list = (...items: unknown[]) => ({ kind: 'list', items });
const tuple = (...items: unknown[]) => ({ kind: 'tuple', items });

describe('readPickle', () => {
  it.each([
    ['None', 'N.', null],
    ['True of protocol 2', '\x88.', true],
    ['False of protocol 0', 'I00\n.', false],
    ['a number of protocol 0', 'I-42\n.', -42],
    ['a long number of protocol 0', 'L123L\n.', 123],
    ['one byte', 'K\xff.', 255],
    ['two bytes', 'M\x01\x02.', 513],
    ['four bytes with a sign', 'J\xfe\xff\xff\xff.', -2],
    ['a little-endian number with a sign', '\x8a\x02\x00\xff.', -256],
    ['a number of no bytes', '\x8a\x00.', 0],
    ['a number beyond 2^53', '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.', 2n ** 63n - 1n],
    ['a float of protocol 0', 'F-1.5e3\n.', -1500],
    ['infinity of protocol 0', 'F-inf\n.', Number.NEGATIVE_INFINITY],
    ['a big-endian float', 'G\x3f\xf8\0\0\0\0\0\0.', 1.5],
    ['a quoted text', "S'it\\'s \\x41\\n'\n.", "it's A\n"],
    ['an escaped text', 'Vcaf\xe9 \\u20ac \\U0001f600\n.', 'café € 😀'],
    ['a UTF-8 text', '\x8c\x03\xe2\x82\xac.', '€'],
    ['a text of Python 2', 'U\x02hi.', 'hi'],
  ])('reads %s', (_, bytes, value) => {
    expect(read(bytes)).toBe(value);
  });

  it.each([
    ['tuples', '(K\x01K\x02t.', tuple(1, 2)],
    ['short tuples', 'K\x01\x85N\x86.', tuple(tuple(1), null)],
    ['lists of protocol 0', '(lI1\naI2\na.', list(1, 2)],
    ['lists', '](K\x01K\x02e.', list(1, 2)],
    ['sets', '\x8f(K\x01\x90.', { kind: 'set', items: [1] }],
    ['frozen sets', '(K\x01\x91.', { kind: 'set', items: [1] }],
    [
      'dictionaries',
      '}(K\x01NK\x02\x88u.',
      {
        kind: 'dict',
        entries: new Map<unknown, unknown>([
          [1, null],
          [2, true],
        ]),
      },
    ],
    ['dictionaries of protocol 0', '(I1\nNd.', { kind: 'dict', entries: new Map([[1, null]]) }],
    ['what is remembered', ']q\x05K\x01a0h\x05.', list(1)],
    ['what is remembered by its order', 'K\x07\x940K\x08\x940h\x01.', 8],
    ['a value twice', 'K\x032\x86.', tuple(3, 3)],
    ['nothing of what is dropped', '(K\x01K\x021N.', null],
  ])('reads %s', (_, bytes, value) => {
    expect(read(bytes)).toEqual(value);
  });

  it('keeps an object as the call that would make it', () => {
    const root = read(protocol(4), stackGlobal('some.module', 'Thing'), `${text('x')}\x85\x81}${text('y')}K\x02sb.`);
    expect(root).toMatchObject({
      kind: 'object',
      callable: { kind: 'global', module: 'some.module', name: 'Thing' },
      args: ['x'],
      state: { kind: 'dict', entries: new Map([['y', 2]]) },
    });
  });

  it.each([
    ['protocol 0', 'ccopy_reg\n_reconstructor\n(csome\nThing\nc__builtin__\nobject\nNtR.'],
    ['protocol 2', '\x80\x02csome\nThing\n)\x81.'],
    ['protocol 4', `\x80\x04${stackGlobal('copyreg', '__newobj__')}${stackGlobal('some', 'Thing')}\x85R.`],
  ])('reads an instance of %s alike', (_, bytes) => {
    expect(read(bytes)).toMatchObject({ kind: 'object', callable: { module: 'some', name: 'Thing' }, args: [] });
  });

  it.each([
    ['bytes', 'C\x02\x00\xff.'],
    ['bytes of protocol 2', '\x80\x02c_codecs\nencode\nX\x03\0\0\0\x00\xc3\xbfX\x06\0\0\0latin1\x86R.'],
    ['a bytearray', `\x96${'\x02\0\0\0\0\0\0\0'}\x00\xff.`],
    ['a bytearray of protocol 3', '\x80\x03cbuiltins\nbytearray\nC\x02\x00\xff\x85R.'],
  ])('reads %s', (_, bytes) => {
    expect(Array.from(read(bytes) as Uint8Array)).toEqual([0, 255]);
  });

  it('lists every name once, also of values that are dropped', () => {
    const { globals } = readPickle(pickle('cos\nsystem\n0cos\nsystem\n0cmath\nsin\n.'), defaultLimits);
    expect(globals.map(({ module, name }) => `${module}:${name}`)).toEqual(['os:system', 'math:sin']);
  });

  it('does not mind how long a frame says it is', () => {
    expect(read(protocol(4), '\x95', uint64(2n ** 60n), 'K\x01.')).toBe(1);
  });

  it.each<[keyof Limits, number, string]>([
    ['operations', 3, 'NNNN'],
    ['stack', 3, 'NNNN'],
    ['marks', 3, '(((('],
    ['memo', 1, 'Nq\x00q\x01'],
    ['text', 2, 'X\x03\0\0\0abc'],
    ['integer', 2, '\x8a\x03\0\0\0'],
    ['globals', 1, 'ca\nb\nca\nc\n'],
  ])('stops at the limit of %s', (limit, value, bytes) => {
    const limits = { ...defaultLimits, [limit]: value };
    expect(refusalOf(() => readPickle(pickle(bytes), limits)).message).toContain('asks for too much');
    expect(refusalOf(() => readPickle(pickle(bytes), { ...limits, [limit]: value * 10 })).message).toContain(
      'ends where more',
    );
  });

  it('counts what copies of values cost', () => {
    const repeated = `](${'N'.repeat(50)}eq\x00${'cbuiltins\nset\nh\x00\x85R0'.repeat(20)}N.`;
    const limits = { ...defaultLimits, operations: 500 };
    expect(refusalOf(() => readPickle(pickle(repeated), limits)).message).toContain('work to read it');
  });
});
