import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { OciRegistries } from '../../adapters/oci/oci-registries.ts';
import { parseModelName } from '../../core/domain/names.ts';
import { type DockerRegistry, dockerRegistry, startDockerRegistry } from '../support/docker-registry.ts';
import { flipByte } from '../support/flip-byte.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeArtifactStore } from './artifact-store.contract.ts';
import { describeBaseStore } from './base-store.contract.ts';
import { describeImageStore } from './image-store.contract.ts';

const model = parseModelName('risk/fraud');

describe.skipIf(!dockerRegistry.available)('an open registry', () => {
  let registry: DockerRegistry;
  beforeAll(async () => {
    registry = await startDockerRegistry();
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  /** Repositories of its own for each test. */
  const policy = () => ({ name: 'registry', type: 'oci', reference: `${registry.host}/${randomUUID()}` }) as const;

  describeArtifactStore('an OCI registry', async () => {
    const lock = join(await temporaryFolder(), 'lock.sqlite');
    const store = policy();
    const open = () => new OciRegistries({ env: {}, lock }).openStore(store, model);
    const repository = `${store.reference.split('/')[1]}/${model}`;
    return {
      store: open(),
      reopen: open,
      damage: async ({ layer }) => {
        await flipByte(registry.blobFile(layer.digest), 100_000);
        // All repositories of a registry share the file.
        onTestFinished(() => flipByte(registry.blobFile(layer.digest), 100_000));
      },
      leftovers: () => registry.blobsOf(`${repository}/removed`),
    };
  });

  describeBaseStore('an OCI registry', async () => {
    const lock = join(await temporaryFolder(), 'lock.sqlite');
    const store = policy();
    const open = () => new OciRegistries({ env: {}, lock }).openBases(store);
    return { bases: open(), reopen: open };
  });

  describeImageStore('an OCI registry', async () => {
    const lock = join(await temporaryFolder(), 'lock.sqlite');
    const store = policy();
    const open = () => new OciRegistries({ env: {}, lock }).openImages(store, model, []);
    return {
      artifacts: new OciRegistries({ env: {}, lock }).openStore(store, model),
      images: open(),
      reopen: open,
      findTag: async (tag) => {
        const [repository, name] = tag.split(':');
        const path = store.reference.split('/')[1];
        const response = await fetch(`http://${registry.host}/v2/${path}/${repository}/manifests/${name}`, {
          method: 'HEAD',
          headers: { accept: 'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json' },
        });
        return response.headers.get('docker-content-digest') ?? undefined;
      },
    };
  });
});
