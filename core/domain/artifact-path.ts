import { MergelineError } from '../errors.ts';

/** An artifact's path travels into tar headers, file systems and containers, so the rules of all of them hold. */
const maximumBytes = 1024;
const maximumSegmentBytes = 255;
/** Files that layers of container images use to delete others: OCI image-spec, layer.md, "Whiteouts". */
const whiteoutPrefix = '.wh.';

/** Why the text cannot be the path of an artifact, or undefined when it can. */
export function faultOfArtifactPath(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (!path.isWellFormed()) return 'it is not valid Unicode';
  if (Buffer.byteLength(path) > maximumBytes) return `it is longer than ${maximumBytes} bytes`;
  if (/[\p{Cc}\u2028\u2029]/u.test(path)) return 'it has control characters';
  if (path.includes('\\')) return 'folders are separated by /, never by a backslash';
  if (/^[A-Za-z]:/.test(path)) return 'it starts like a Windows drive';
  return path
    .split('/')
    .map(faultOfSegment)
    .find((fault) => fault !== undefined);
}

/** @throws MergelineError `INPUT_INVALID` with the reason. */
export function parseArtifactPath(path: string): string {
  const fault = faultOfArtifactPath(path);
  if (fault === undefined) return path;
  throw new MergelineError('INPUT_INVALID', `${JSON.stringify(path)} cannot be the path of a model file: ${fault}.`, {
    hint: 'Write a relative path with /, such as model.onnx or source/model.pkl.',
  });
}

/** Why files at these paths cannot be unpacked into one folder on every system, or undefined when they can. */
export function findPathClash(paths: readonly string[]): string | undefined {
  const byFold = new Map<string, string>();
  for (const path of paths) {
    const other = byFold.get(fold(path));
    if (other === path) return `two are called ${path}`;
    if (other !== undefined) return `${other} and ${path} are one name where case or accents do not count`;
    byFold.set(fold(path), path);
  }
  for (const path of paths) {
    const file = foldersOf(path)
      .map((folder) => byFold.get(fold(folder)))
      .find((it) => it !== undefined);
    if (file !== undefined) return `${file} is a file and also the folder of ${path}`;
  }
  return undefined;
}

/** macOS and Windows take names for equal that differ only in case, macOS also in how accents are encoded. */
function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function foldersOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** What Git takes for its own folder, also under the short names of Windows: a pulled one could name programs that git runs. */
const gitFolder = /^\.?git(?:~[0-9]+)?[. ]*$/i;

function faultOfSegment(segment: string): string | undefined {
  if (gitFolder.test(segment.normalize('NFKC').replace(/\p{Cf}/gu, '')) && segment.toLowerCase() !== 'git')
    return 'Git keeps .git for itself';
  if (segment === '') return 'it is absolute or has an empty segment';
  if (segment === '.' || segment === '..') return `it has the segment ${segment}`;
  if (segment.startsWith(whiteoutPrefix))
    return `container images delete files by names that start with ${whiteoutPrefix}`;
  if (Buffer.byteLength(segment) > maximumSegmentBytes) return `a segment is longer than ${maximumSegmentBytes} bytes`;
  return undefined;
}
