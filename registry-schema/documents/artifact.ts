import { list, object, property } from '../schema.ts';
import { count, digest, mediaType, positive, relativePath } from '../vocabulary.ts';

const layer = object({
  digest: property(digest, {
    title: 'Digest',
    description: 'The digest of the layer, an uncompressed tar that holds this one file.',
    examples: ['sha256:fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9'],
  }),
  size: property(count, { title: 'Size', description: 'The size of the layer in bytes.', examples: [3072] }),
  writer: property(positive, {
    title: 'Writer',
    description: 'The version of our tar byte format: the same file and writer give the same layer.',
    examples: [1],
  }),
});

/** A file's own bytes, and the layer that carries it; never an address. */
export const artifact = object({
  path: property(relativePath, {
    title: 'Path',
    description: 'Where the file lies below models/ in every layer and every download. Relative, with /.',
    examples: ['source/model.pkl', 'model.onnx', '.mergeline/signature.json'],
  }),
  roles: property(
    list({ type: 'string', enum: ['source', 'served', 'metadata'] }, { minItems: 1, uniqueItems: true }),
    {
      title: 'Roles',
      description:
        'source: what was registered. served: what the prediction server loads. metadata: travels with them.',
      examples: [['source'], ['source', 'served']],
    },
  ),
  mediaType: property(mediaType, {
    title: 'Media type',
    description: 'What kind of bytes these are.',
    examples: ['application/vnd.onnx'],
  }),
  digest: property(digest, {
    title: 'Digest',
    description: "The digest of the file's own bytes, which is also its Git LFS object id.",
    examples: ['sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  }),
  size: property(count, { title: 'Size', description: 'The size of the file in bytes.', examples: [1432] }),
  layer: property(layer, {
    title: 'Layer',
    description: 'The layer of an OCI image that holds just this file.',
    examples: [
      {
        digest: 'sha256:fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9',
        size: 3072,
        writer: 1,
      },
    ],
  }),
});

export const ociManifest = object({
  digest: property(digest, {
    title: 'Digest',
    description: 'The digest of the bytes of the OCI manifest.',
    examples: ['sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  }),
  size: property(count, { title: 'Size', description: 'The size of the OCI manifest in bytes.', examples: [912] }),
});
