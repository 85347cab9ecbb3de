import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { OciRegistry } from '../../adapters/oci/registry/oci-registry.ts';
import { parseRepositoryAddress } from '../../adapters/oci/registry/registry-address.ts';
import { digestOf } from '../../core/domain/digest.ts';

const content = { digest: digestOf('x'), size: 1 };

/** A proxy that notes where people want to go, and lets nobody through. */
async function closedProxy(): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(404).end();
  });
  server.on('connect', (request, socket) => {
    asked.push(`${request.method} ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function blobsAt(reference: string, env: Record<string, string>) {
  const { registry, path } = parseRepositoryAddress(reference);
  const patience = { tries: 1, idle: 5000, pause: async () => {}, random: () => 0 };
  return new OciRegistry(registry, { env: { HOME: '/nonexistent', ...env }, patience }).repository(path).blobs;
}

it('reaches registries through HTTPS_PROXY, by a tunnel in which the proxy sees their host alone', async () => {
  const proxy = await closedProxy();
  const blobs = blobsAt('registry.invalid/acme/iris', { HTTPS_PROXY: proxy.address });
  await expect(blobs.has(content)).rejects.toMatchObject({ code: 'REMOTE_FAILED', exitCode: 7 });
  expect(proxy.asked).toEqual(['CONNECT registry.invalid:443']);
});

it('goes past the proxy to what NO_PROXY names', async () => {
  const proxy = await closedProxy();
  const blobs = blobsAt('registry.invalid/acme/iris', { HTTPS_PROXY: proxy.address, NO_PROXY: 'registry.invalid' });
  await expect(blobs.has(content)).rejects.toMatchObject({ code: 'REMOTE_FAILED' });
  expect(proxy.asked).toEqual([]);
});

it('never asks a proxy for a registry of this machine', async () => {
  const [proxy, registry] = [await closedProxy(), await closedProxy()];
  const blobs = blobsAt(`${registry.address.slice('http://'.length)}/iris`, { HTTP_PROXY: proxy.address });
  expect(await blobs.has(content)).toBe(false);
  expect(proxy.asked).toEqual([]);
  expect(registry.asked).toEqual([`HEAD /v2/iris/blobs/${content.digest}`]);
});
