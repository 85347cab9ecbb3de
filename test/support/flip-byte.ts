import { readFile, writeFile } from 'node:fs/promises';

/** What a failing disk does. `at` counts from the end when negative. */
export async function flipByte(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 0x01;
  await writeFile(path, bytes);
}
