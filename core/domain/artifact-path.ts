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

function faultOfSegment(segment: string): string | undefined {
  if (segment === '') return 'it is absolute or has an empty segment';
  if (segment === '.' || segment === '..') return `it has the segment ${segment}`;
  if (segment.startsWith(whiteoutPrefix))
    return `container images delete files by names that start with ${whiteoutPrefix}`;
  if (Buffer.byteLength(segment) > maximumSegmentBytes) return `a segment is longer than ${maximumSegmentBytes} bytes`;
  return undefined;
}
