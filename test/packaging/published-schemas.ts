/**
 * The rules of the published schemas, in the words of https://github.com/modelpack/model-spec
 * (schema/config-schema.json) and https://github.com/opencontainers/image-spec (schema/), as far as our documents
 * could break them.
 */

const text = { type: 'string' };
const texts = { type: 'array', items: text };
const instant = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$' };
const digest = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' };
const modalities = {
  type: 'array',
  items: { enum: ['text', 'image', 'audio', 'video', 'embedding', 'other'] },
};

export const modelPackConfigSchema = {
  type: 'object',
  required: ['descriptor', 'config', 'modelfs'],
  additionalProperties: false,
  properties: {
    descriptor: {
      type: 'object',
      additionalProperties: false,
      properties: {
        createdAt: instant,
        authors: texts,
        family: text,
        name: { type: 'string', minLength: 1 },
        docURL: text,
        sourceURL: text,
        datasetsURL: texts,
        version: text,
        revision: text,
        vendor: text,
        licenses: texts,
        title: text,
        description: text,
      },
    },
    config: {
      type: 'object',
      additionalProperties: false,
      properties: {
        architecture: text,
        format: text,
        paramSize: text,
        precision: text,
        quantization: text,
        capabilities: {
          type: 'object',
          additionalProperties: false,
          properties: { inputTypes: modalities, outputTypes: modalities },
        },
      },
    },
    modelfs: {
      type: 'object',
      required: ['type', 'diffIds'],
      additionalProperties: false,
      properties: { type: { enum: ['layers'] }, diffIds: { type: 'array', items: digest, minItems: 1 } },
    },
  },
};

const annotations = { type: 'object', additionalProperties: text };
const descriptor = {
  type: 'object',
  required: ['mediaType', 'digest', 'size'],
  additionalProperties: false,
  properties: {
    mediaType: {
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}$',
    },
    digest,
    size: { type: 'integer', minimum: 0 },
    annotations,
  },
};

/** image-manifest-schema.json, with nothing that it does not name. */
export const manifestSchema = {
  type: 'object',
  required: ['schemaVersion', 'mediaType', 'config', 'layers'],
  additionalProperties: false,
  properties: {
    schemaVersion: { const: 2 },
    mediaType: { const: 'application/vnd.oci.image.manifest.v1+json' },
    artifactType: descriptor.properties.mediaType,
    config: descriptor,
    subject: descriptor,
    layers: { type: 'array', minItems: 1, items: descriptor },
    annotations,
  },
};

/** config-schema.json. */
export const imageConfigSchema = {
  type: 'object',
  required: ['architecture', 'os', 'rootfs'],
  properties: {
    created: instant,
    author: text,
    architecture: text,
    os: text,
    config: {
      type: 'object',
      properties: {
        User: text,
        Env: texts,
        Entrypoint: { anyOf: [texts, { type: 'null' }] },
        Cmd: { anyOf: [texts, { type: 'null' }] },
        WorkingDir: text,
        Labels: { anyOf: [annotations, { type: 'null' }] },
      },
    },
    rootfs: {
      type: 'object',
      required: ['type', 'diff_ids'],
      properties: { type: { enum: ['layers'] }, diff_ids: { type: 'array', items: digest } },
    },
    history: {
      type: 'array',
      items: {
        type: 'object',
        properties: { created: text, author: text, created_by: text, comment: text, empty_layer: { type: 'boolean' } },
      },
    },
  },
};

export const indexSchema = {
  type: 'object',
  required: ['schemaVersion', 'manifests'],
  additionalProperties: false,
  properties: {
    schemaVersion: { const: 2 },
    mediaType: { const: 'application/vnd.oci.image.index.v1+json' },
    manifests: {
      type: 'array',
      items: {
        ...descriptor,
        properties: {
          ...descriptor.properties,
          platform: {
            type: 'object',
            required: ['architecture', 'os'],
            additionalProperties: false,
            properties: { architecture: text, os: text, variant: text },
          },
        },
      },
    },
    annotations,
  },
};
