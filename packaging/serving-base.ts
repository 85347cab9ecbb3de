import type { Image } from '../core/domain/image.ts';
import type { BaseLayer } from './base-layer.ts';
import type { ImagePlatform } from './image-index.ts';
import { assembleManifest, imageConfigType } from './oci-image.ts';

/** Who runs in the container: the number that distroless images use too, so that clusters know it. */
export const servingUser = 65_532;
const servingPort = 8080;

export interface ServingBaseParts {
  readonly platform: ImagePlatform;
  /** From what changes seldom to what changes often. */
  readonly layers: readonly BaseLayer[];
  /** Where the programs lie in the image. */
  readonly node: string;
  readonly server: string;
  readonly healthCheck: string;
  /** Of Mergeline. */
  readonly release: string;
}

/** A serving base: it starts the prediction server, listens on 8080, and needs to write nowhere. */
export function assembleServingBase(parts: ServingBaseParts): Image {
  const { platform, layers, node, server, healthCheck, release } = parts;
  const created = '1970-01-01T00:00:00Z';
  return assembleManifest({
    configType: imageConfigType,
    config: {
      created,
      architecture: platform.architecture,
      os: platform.os,
      variant: platform.variant,
      config: {
        User: `${servingUser}:${servingUser}`,
        ExposedPorts: { [`${servingPort}/tcp`]: {} },
        Env: ['PATH=/usr/local/bin:/usr/bin:/bin', 'NODE_ENV=production', `MERGELINE_RELEASE=${release}`],
        Entrypoint: [node, server],
        WorkingDir: '/',
        StopSignal: 'SIGTERM',
        Labels: {
          'org.opencontainers.image.title': 'mergeline-serving',
          'org.opencontainers.image.version': release,
        },
        // In nanoseconds. Docker reads it; Kubernetes has probes of its own.
        Healthcheck: {
          Test: ['CMD', node, healthCheck],
          Interval: 10_000_000_000,
          Timeout: 5_000_000_000,
          StartPeriod: 60_000_000_000,
          Retries: 3,
        },
      },
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: layers.map(({ holds }) => ({ created, created_by: `mergeline base build: ${holds}` })),
    },
    layers: layers.map(({ descriptor }) => descriptor),
    annotations: {
      'org.opencontainers.image.title': 'mergeline-serving',
      'org.opencontainers.image.version': release,
    },
    artifacts: [],
  });
}
