import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { convertModel } from '../../conversion/convert.ts';
import { interpret } from '../../conversion/interpret/interpret.ts';
import { liftSklearn } from '../../conversion/lift/sklearn/lift.ts';
import { defaultLimits } from '../../conversion/limits.ts';
import { openModel } from '../../conversion/open-model.ts';
import { fixture, modelFiles, newest } from './support/fixtures.ts';
import { refusalOf } from './support/refusal-of.ts';

const limits = defaultLimits;
const folder = `${newest}/containers`;
const unsupportedPackings = ['bz2', 'xz', 'lzma'];
const readable = modelFiles(folder).filter((path) => !unsupportedPackings.some((packing) => path.includes(packing)));

describe('one model in every protocol and packing', () => {
  it.each(readable)('%s gives the same answers', (path) => {
    expect(answersOf(path)).toEqual(answersOf(`${folder}/protocol-5.pkl`));
  });

  it.each(readable)('%s is called a pickle or a joblib file by its content', (path) => {
    const renamed = { ...fixture(path), path: 'model.bin' };
    expect(openModel([renamed], { limits })).toMatchObject({ format: path.endsWith('.pkl') ? 'pickle' : 'joblib' });
  });

  it.each([
    ['bz2', 'bzip2'],
    ['xz', 'xz'],
    ['lzma', 'lzma'],
  ])('refuses %s by name, with the way out', (packing, name) => {
    const error = refusalOf(() => openModel([fixture(`${folder}/${packing}.joblib`)], { limits }));
    expect(error.code).toBe('MODEL_UNREADABLE');
    expect(error.message).toContain(`packed with ${name}`);
    expect(error.hint).toContain('joblib.dump');
  });

  it('writes the same ONNX bytes each time', () => {
    const path = `${folder}/protocol-2.joblib`;
    const [first, second] = [1, 2].map(() => convertModel([fixture(path)], { limits }));
    expect(first).toEqual(second);
  });
});

describe('packed files', () => {
  it('refuses bytes behind the packed ones', () => {
    const { path, bytes } = fixture(`${folder}/zlib.joblib`);
    const error = refusalOf(() => openModel([{ path, bytes: Buffer.concat([bytes, Buffer.from('PK')]) }], { limits }));
    expect(error.message).toBe('2 bytes follow the end of the zlib data.');
  });

  it('refuses to unpack more than the limits allow', () => {
    const bomb = { path: 'bomb.joblib', bytes: gzipSync(Buffer.alloc(2 ** 22)) };
    const small = { ...limits, unpackedFloor: 2 ** 20 };
    expect(refusalOf(() => openModel([bomb], { limits: small })).message).toContain('unpacks to more than');
  });

  it('refuses a packed file that is cut off', () => {
    const { path, bytes } = fixture(`${folder}/gzip.joblib`);
    const error = refusalOf(() => openModel([{ path, bytes: bytes.subarray(0, -20) }], { limits }));
    expect(error.message).toContain('damaged or cut off');
  });
});

function answersOf(path: string) {
  const opened = openModel([fixture(path)], { limits });
  if (opened.kind !== 'pickle') throw new Error(`${path} is no pickle`);
  const { model } = liftSklearn(opened.pickle.root, limits.depth);
  return [
    [0, 300, -1],
    [1, 250, -0.9],
  ].map((row) => interpret(model, row));
}
