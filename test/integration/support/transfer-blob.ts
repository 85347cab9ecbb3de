/**
 * A process of its own that sends a blob of many megabytes to a registry and reads it back, for tests that kill it or look
 * at its memory: `node transfer-blob.ts <repository> <mebibytes>`. Tells `sending` in the middle, then the outcome and the
 * most memory that this took, in bytes, as JSON.
 */
import { createHash } from 'node:crypto';
import { OciRegistry } from '../../../adapters/oci/registry/oci-registry.ts';
import { parseRepositoryAddress } from '../../../adapters/oci/registry/registry-address.ts';
import { noise } from '../../support/bytes.ts';

const [reference = '', count = ''] = process.argv.slice(2);
const mebibytes = Number(count);
const chunk = noise(1024 * 1024);

async function* content(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < mebibytes; at += 1) {
    if (at === mebibytes / 2) console.log('sending');
    yield chunk;
  }
}

const hash = createHash('sha256');
for (let at = 0; at < mebibytes; at += 1) hash.update(chunk);
const blob = { digest: `sha256:${hash.digest('hex')}` as const, size: mebibytes * chunk.length };
const { registry: address, path } = parseRepositoryAddress(reference);
const { blobs } = new OciRegistry(address, { env: {} }).repository(path);
// Of Node itself and of the types it strips: what transfers need comes on top.
const before = process.resourceUsage().maxRSS;
const stored = await blobs.store(blob, content);
let received = 0;
for await (const bytes of blobs.read(blob, 'The blob')) received += bytes.length;
console.log(JSON.stringify({ ...blob, stored, received, memory: (process.resourceUsage().maxRSS - before) * 1024 }));
process.exit();
