const endOfDirectory = 0x0605_4b50;
const directoryEntry = 0x0201_4b50;
const endSize = 22;
const longestComment = 0xffff;
const mostNames = 10_000;

/** The names in a zip file's central directory, as PKWARE's APPNOTE 4.3 lays it out; none when it has no readable one. */
export function zipNames(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === undefined) return [];
  const names: string[] = [];
  let at = view.getUint32(end + 16, true);
  while (at + 46 <= end && view.getUint32(at, true) === directoryEntry && names.length < mostNames) {
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    names.push(Buffer.from(bytes.subarray(at + 46, at + 46 + name)).toString('utf8'));
    at += 46 + name + extra + comment;
  }
  return names;
}

function findEnd(view: DataView): number | undefined {
  const lowest = Math.max(0, view.byteLength - endSize - longestComment);
  for (let at = view.byteLength - endSize; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) === endOfDirectory) return at;
  }
  return undefined;
}
