import { type Digest, hexOf, parseDigest } from '../../core/domain/digest.ts';
import { MergelineError } from '../../core/errors.ts';

/** What stands in Git in place of a file: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md, "The Pointer". */
export interface LfsPointer {
  readonly digest: Digest;
  /** Of the file, in bytes. */
  readonly size: number;
  /** Lines of extensions, `ext-0-foo sha256:…`, in the order of the file. */
  readonly extensions: readonly string[];
}

/** The specification's limit; a larger file is content. */
const largestPointer = 1024;
const version = 'version https://git-lfs.github.com/spec/v1';
const pointerPattern =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n((?:ext-[0-9]-[^\s]+ [^\n]+\n)*)oid (sha256:[0-9a-f]{64})\nsize (0|[1-9][0-9]*)\n$/;

/** The bytes Git stores for a file that Git LFS keeps; an empty file is its own pointer. */
export function formatPointer({
  digest,
  size,
  extensions = [],
}: Omit<LfsPointer, 'extensions'> & Partial<LfsPointer>): string {
  if (size === 0) return '';
  const lines = [version, ...extensions, `oid sha256:${hexOf(parseDigest(digest))}`, `size ${size}`];
  return lines.map((line) => `${line}\n`).join('');
}

/** What Git LFS was called once; it reads what it wrote then. */
const formerVersions = ['version https://hawser.github.com/spec/v1', 'version http://git-media.io/v/2'];

/** Every form in which Git may hold a pointer to a file, the canonical one first: of an old `git lfs`, or after an editor's hand. */
export function pointersTo(file: Omit<LfsPointer, 'extensions'>): readonly string[] {
  const canonical = formatPointer(file);
  return [version, ...formerVersions].flatMap((first) => {
    const pointer = canonical.replace(version, first);
    return [pointer, pointer.trimEnd(), pointer.replaceAll('\n', '\r\n')];
  });
}

/** The pointer that the bytes are, or undefined when they are content. */
export function findPointer(bytes: Uint8Array): LfsPointer | undefined {
  if (bytes.length >= largestPointer) return undefined;
  const [, extensions = '', oid, size] = pointerPattern.exec(Buffer.from(bytes).toString()) ?? [];
  if (oid === undefined || !Number.isSafeInteger(Number(size))) return undefined;
  return { digest: parseDigest(oid), size: Number(size), extensions: extensions.split('\n').filter(Boolean) };
}

/** @throws MergelineError `INPUT_INVALID` when the bytes are no pointer in canonical form. */
export function parsePointer(bytes: Uint8Array, path: string): LfsPointer {
  const pointer = findPointer(bytes);
  if (pointer !== undefined) return pointer;
  throw new MergelineError('INPUT_INVALID', `${path} is not a Git LFS pointer.`);
}
