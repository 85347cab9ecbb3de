import { list, nullable, object, property } from '../schema.ts';
import {
  anyText,
  digest,
  instant,
  nullableDigest,
  nullableVersion,
  person,
  platform,
  positive,
  reason,
  servingBase,
  slug,
} from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';

const image = object(
  {
    digest: property(digest, {
      title: 'Digest',
      description: 'The digest of the image that runs: what the reviewers saw is what is published.',
      examples: ['sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce'],
    }),
    base: property(servingBase, {
      title: 'Serving base',
      description: 'The digest of the serving base below the model, or none for the data-only image.',
      examples: ['none'],
    }),
    composer: property(positive, {
      title: 'Composer',
      description: 'The version of our image byte format: the same base, model and composer give the same digest.',
      examples: [1],
    }),
    platforms: property(list(platform, { minItems: 1, uniqueItems: true }), {
      title: 'Platforms',
      description: 'For what the image is composed, in order, where the base is an index of several.',
      examples: [['linux/amd64', 'linux/arm64']],
    }),
  },
  ['platforms'],
);

const hold = object(
  {
    by: coordinates.by,
    reason: property(reason, {
      title: 'Reason',
      description: 'Why nothing else may be promoted to this stage.',
      examples: ['Christmas freeze'],
    }),
    at: coordinates.at,
    until: property(instant, {
      title: 'Until',
      description: 'When the hold ends by itself.',
      examples: ['2027-01-02T00:00:00Z'],
    }),
  },
  ['until'],
);

const waiver = object({
  gate: property(slug, {
    title: 'Gate',
    description: 'The id of the gate that is waived.',
    examples: ['no-regression'],
  }),
  reason: property(reason, {
    title: 'Reason',
    description: 'Why the gate may be let go this once.',
    examples: ['The test set has mislabelled rows; see ticket 42.'],
  }),
  by: coordinates.by,
  until: property(instant, {
    title: 'Until',
    description: 'When the waiver ends. Every waiver ends.',
    examples: ['2026-12-24T00:00:00Z'],
  }),
});

const breakGlass = object({
  by: coordinates.by,
  reason: property(reason, {
    title: 'Reason',
    description: 'Why it could not wait for approval.',
    examples: ['Checkout is down.'],
  }),
});

export const stagePointer = document({
  kind: 'StagePointer',
  path: 'models/<model>/stages/<stage>.yaml',
  title: 'Pointer of a stage',
  description:
    'Which version holds the stage, and which image that runs. Moved by promotion, rollback and withdrawal, never deleted. Two promotions of one stage change the same lines, so Git lets only one through.',
  properties: {
    model: coordinates.model,
    stage: coordinates.stage,
    version: coordinates.heldVersion,
    manifestDigest: property(nullableDigest, {
      title: 'Manifest digest',
      description: "The digest of that version's manifest; null when the stage is empty.",
      examples: ['sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', null],
    }),
    image: property(nullable(image), {
      title: 'Image',
      description: 'What runs; null when the stage is empty or the version cannot be served.',
      examples: [
        {
          digest: 'sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce',
          base: 'none',
          composer: 1,
        },
        null,
      ],
    }),
    card: property(nullableDigest, {
      title: 'Model card',
      description: 'The digest of the model card as it stood when this was proposed; null when there was none.',
      examples: ['sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae', null],
    }),
    generation: coordinates.generation,
    replaces: property(nullableVersion, {
      title: 'Replaces',
      description: 'The version that held the stage before; null when it was empty.',
      examples: ['1.3.0', null],
    }),
    change: property(
      { type: 'string', enum: ['promotion', 'rollback', 'withdrawal', 'hold'] },
      { title: 'Change', description: 'What moved or held the pointer.', examples: ['promotion'] },
    ),
    requestedBy: property(person, { title: 'Requested by', description: 'Who asked for it.', examples: ['ann'] }),
    reason: property(anyText, {
      title: 'Reason',
      description: 'Why it was asked for. May be empty.',
      examples: ['Better recall on virginica.'],
    }),
    hold: property(hold, {
      title: 'Hold',
      description: 'While it stands, nothing else may be promoted to this stage.',
      examples: [{ by: 'ann', reason: 'Christmas freeze', at: '2026-12-20T12:00:00Z', until: '2027-01-02T00:00:00Z' }],
    }),
    waivers: property(list(waiver), {
      title: 'Waivers',
      description: 'Gates that were let go, by whom, why and until when.',
      examples: [
        [{ gate: 'no-regression', reason: 'Mislabelled rows, ticket 42.', by: 'ben', until: '2026-12-24T00:00:00Z' }],
      ],
      default: [],
    }),
    breakGlass: property(breakGlass, {
      title: 'Break glass',
      description: 'Present when it was merged before approval, until somebody approves it afterwards.',
      examples: [{ by: 'ann', reason: 'Checkout is down.' }],
    }),
  },
  optional: ['hold', 'waivers', 'breakGlass'],
  examples: [
    {
      model: 'iris-classifier',
      stage: 'production',
      version: '1.4.0',
      manifestDigest: 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      image: {
        digest: 'sha256:4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce',
        base: 'none',
        composer: 1,
      },
      card: null,
      generation: 3,
      replaces: '1.3.0',
      change: 'promotion',
      requestedBy: 'ann',
      reason: 'Better recall on virginica.',
    },
  ],
});
