import { list, map, object, property, type Schema, variants } from '../schema.ts';
import {
  count,
  digest,
  imageReference,
  line,
  modelPattern,
  ociRepository,
  person,
  platform,
  principal,
  prose,
  relativePath,
  roleName,
  shortLine,
  slug,
  stageName,
  task,
} from '../vocabulary.ts';
import { document } from './document.ts';
import { gateDefinitions, gates } from './gate.ts';
import { retention } from './retention.ts';

const stage = object(
  {
    name: property(stageName, {
      title: 'Name',
      description: 'Lower-case letters, digits, - and _. Pointers are files of this name, so it stays.',
      examples: ['staging', 'production'],
    }),
    aliases: property(list(stageName, { uniqueItems: true }), {
      title: 'Aliases',
      description: 'Shorter names that commands take.',
      examples: [['prod']],
      default: [],
    }),
    description: property(prose, {
      title: 'Description',
      description: 'What the stage is for.',
      examples: ['What customers see.'],
    }),
    review: property(
      { type: 'string', enum: ['none', 'proposal'] },
      {
        title: 'Review',
        description: 'none: a promotion is a direct commit, judged all the same. proposal: people review it first.',
        examples: ['proposal'],
        default: 'none',
      },
    ),
    gates: gates(
      'Gates',
      'What a promotion to this stage must pass. Integrity and holds are judged without being listed.',
    ),
    rollback: property(
      object({ gates: gates('Gates', 'What a rollback must pass beside integrity, status and signature.') }, ['gates']),
      {
        title: 'Rollback',
        description: 'How a rollback to a version that held this stage before is judged: by a list of its own.',
        examples: [{ gates: [{ gate: 'approvals', count: 1 }] }],
        default: { gates: [] },
      },
    ),
    breakGlass: property(list(principal, { uniqueItems: true }), {
      title: 'Break glass',
      description: 'Who may merge before approval, with a reason. It stays marked until somebody approves afterwards.',
      examples: [['role:on-call']],
      default: [],
    }),
  },
  ['aliases', 'description', 'review', 'gates', 'rollback', 'breakGlass'],
);

const ownersOfModels = object({
  models: property(modelPattern, {
    title: 'Models',
    description: 'Which models: a name, or a pattern in which * stands for any part of a segment.',
    examples: ['risk/*', '*'],
  }),
  owners: property(list(person, { minItems: 1, uniqueItems: true }), {
    title: 'Owners',
    description: 'Who answers for them. Name people: gates do not look up who is in a team.',
    examples: [['ann', 'github:ben']],
  }),
});

const dataset = object(
  {
    name: property(slug, {
      title: 'Name',
      description: 'What gates and evaluations call it.',
      examples: ['iris-test'],
    }),
    digest: property(digest, {
      title: 'Digest',
      description: 'The digest of the file: other bytes are another data set.',
      examples: ['sha256:5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9'],
    }),
    task: property(task, {
      title: 'Task',
      description: 'Which metrics make sense: those of classes or those of numbers.',
      examples: ['classification'],
    }),
    target: property(line, {
      title: 'Target',
      description: 'The column with the right answers.',
      examples: ['species'],
    }),
    rows: property(count, { title: 'Rows', description: 'How many rows it has.', examples: [50] }),
    path: property(relativePath, {
      title: 'Path',
      description: "Where the file is, relative to the registry's root. Git LFS may keep its bytes.",
      examples: ['data/iris-test.csv'],
    }),
    store: property(slug, {
      title: 'Store',
      description: 'The store that has the file under its digest, where it is not at path.',
      examples: ['local'],
    }),
  },
  ['rows', 'path', 'store'],
);

const storeName = property(slug, {
  title: 'Name',
  description: 'What placement calls the store.',
  examples: ['local'],
});
const storeType = property(
  { type: 'string' },
  {
    title: 'Type',
    description:
      'oci-layout: a local OCI image layout. lfs: Git LFS objects, which colleagues get from the Git LFS server of the remote. oci: an OCI registry.',
    examples: ['oci-layout', 'lfs', 'oci'],
  },
);

const store = variants(storeType, 'type', {
  'oci-layout': object(
    {
      name: storeName,
      type: storeType,
      path: property(line, {
        title: 'Path',
        description:
          "The folder of the layout. The repository's Git folder when left out, so that the work tree stays clean.",
        examples: ['/srv/models'],
      }),
    },
    ['path'],
  ),
  lfs: object({ name: storeName, type: storeType }),
  oci: object({
    name: storeName,
    type: storeType,
    reference: property(ociRepository, {
      title: 'Reference',
      description: 'The registry host and path below which every model has its repository.',
      examples: ['ghcr.io/acme/models'],
    }),
  }),
});

const placement = object({
  models: property(modelPattern, {
    title: 'Models',
    description: 'Which models: a name, or a pattern in which * stands for any part of a segment.',
    examples: ['risk/*', '*'],
  }),
  stores: property(list(slug, { minItems: 1, uniqueItems: true }), {
    title: 'Stores',
    description: 'Names of stores, in order: the first takes writes, every one is tried for reads.',
    examples: [['local']],
  }),
});

const pinnedBase = object({
  name: property(slug, { title: 'Name', description: 'What you call the base.', examples: ['mergeline-serving'] }),
  reference: property(imageReference, {
    title: 'Reference',
    description: 'Where the image is; the digest stands in its own field.',
    examples: ['ghcr.io/acme/mergeline-serving:1.0'],
  }),
  digest: property(digest, {
    title: 'Digest',
    description: 'The digest of the image or of its index.',
    examples: ['sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce'],
  }),
  platforms: property(list(platform, { minItems: 1, uniqueItems: true }), {
    title: 'Platforms',
    description: 'The platforms that serving images are composed for.',
    examples: [['linux/amd64', 'linux/arm64']],
  }),
});

const base: Schema = {
  type: ['string', 'object'],
  if: { type: 'string' },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
  then: { const: 'none' },
  else: pinnedBase,
};

const changeOf = (kind: string, examples: readonly unknown[]) =>
  property(object({ gates: gates('Gates', `What ${kind} must pass.`) }, ['gates']), {
    title: `Change: ${kind}`,
    description: `How ${kind} is judged.`,
    examples,
  });
const byOneOwner = [{ gates: [{ gate: 'approvals', count: 1, by: ['owners'] }] }];

const changes = object(
  {
    registration: changeOf('a registration', [{ gates: [] }]),
    evaluation: changeOf('an evaluation', [{ gates: [] }]),
    erasure: changeOf('an erasure', byOneOwner),
    policy: changeOf('a change of this file', byOneOwner),
  },
  ['registration', 'evaluation', 'erasure', 'policy'],
);

export const registry = document({
  kind: 'Registry',
  path: 'registry.yaml',
  writtenBy: 'people',
  title: 'Registry',
  description:
    'The policy of the registry: stages, gates, people, data sets and stores. What judges a proposal is read from the base branch only, never from the proposal.',
  properties: {
    name: property(shortLine, {
      title: 'Name',
      description: 'What people call this registry.',
      examples: ['Acme models'],
    }),
    stages: property(list(stage, { minItems: 1 }), {
      title: 'Stages',
      description: 'The places a version can hold, in the order of promotion.',
      examples: [[{ name: 'development' }, { name: 'production', review: 'proposal' }]],
    }),
    roles: property(map(roleName, list(principal, { uniqueItems: true })), {
      title: 'Roles',
      description: 'Groups of people, named by role:<name> where a rule means people.',
      examples: [{ 'release-managers': ['ann', 'github:ben'] }],
      default: {},
    }),
    owners: property(list(ownersOfModels), {
      title: 'Owners',
      description:
        "Who owns models, by name pattern: also of models that are new. A model's own owners are in model.yaml.",
      examples: [[{ models: 'risk/*', owners: ['ann'] }]],
      default: [],
    }),
    datasets: property(list(dataset), {
      title: 'Data sets',
      description: 'Data that versions are evaluated on, pinned by digest.',
      examples: [
        [
          {
            name: 'iris-test',
            digest: 'sha256:5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9',
            task: 'classification',
            target: 'species',
            path: 'data/iris-test.csv',
          },
        ],
      ],
      default: [],
    }),
    stores: property(list(store, { minItems: 1 }), {
      title: 'Stores',
      description: 'Where the bytes of models lie. Manifests name digests, never addresses, so stores may change.',
      examples: [[{ name: 'local', type: 'oci-layout' }]],
      default: [{ name: 'local', type: 'oci-layout' }],
    }),
    placement: property(list(placement, { minItems: 1 }), {
      title: 'Placement',
      description:
        'Which models lie in which stores; the first line that fits counts. All in the first store when left out.',
      examples: [[{ models: '*', stores: ['local'] }]],
    }),
    serving: property(
      object(
        {
          base: property(base, {
            title: 'Serving base',
            description:
              'none for data-only images, or a runtime image pinned by digest. mergeline base build makes one.',
            examples: [
              'none',
              {
                name: 'mergeline-serving',
                reference: 'ghcr.io/acme/mergeline-serving:1.0',
                digest: 'sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce',
                platforms: ['linux/amd64'],
              },
            ],
            default: 'none',
          }),
        },
        ['base'],
      ),
      {
        title: 'Serving',
        description: 'What serving images are made of.',
        examples: [{ base: 'none' }],
        default: { base: 'none' },
      },
    ),
    changes: property(changes, {
      title: 'Changes',
      description:
        'How changes other than promotions are judged. When left out, an erasure and a change of this file need the approval of one owner; the others are validated only.',
      examples: [{ policy: { gates: [{ gate: 'approvals', count: 2, by: ['role:platform'] }] } }],
      default: {},
    }),
    retention,
  },
  optional: ['name', 'roles', 'owners', 'datasets', 'stores', 'placement', 'serving', 'changes', 'retention'],
  definitions: gateDefinitions,
  examples: [
    {
      stages: [
        { name: 'development', aliases: ['dev'] },
        { name: 'staging', review: 'proposal', gates: [{ gate: 'servable' }] },
        {
          name: 'production',
          aliases: ['prod'],
          review: 'proposal',
          gates: [
            { gate: 'came-through', stage: 'staging' },
            { gate: 'approvals', count: 1 },
          ],
        },
      ],
      owners: [{ models: '*', owners: ['ann'] }],
    },
  ],
});
