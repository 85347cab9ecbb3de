import { property } from '../schema.ts';
import {
  digest,
  instant,
  modelName,
  nullableVersion,
  oid,
  person,
  positive,
  stageName,
  version,
} from '../vocabulary.ts';

/** The fields by which files name a model, a version, a stage and a moment; the same everywhere. */
export const coordinates = {
  model: property(modelName, {
    title: 'Model',
    description: 'The model, as its folder below models/ is called.',
    examples: ['iris-classifier', 'risk/fraud-detector'],
  }),
  version: property(version, {
    title: 'Version',
    description:
      'A SemVer 2.0.0 version without build metadata, in lower case. Always in quotes: 1.10 without them is the number 1.1.',
    examples: ['1.4.0', '2.0.0-rc.1'],
  }),
  heldVersion: property(nullableVersion, {
    title: 'Version',
    description: 'The version that holds the stage; null once the stage was emptied.',
    examples: ['1.4.0', null],
  }),
  stage: property(stageName, {
    title: 'Stage',
    description: 'A stage that registry.yaml names.',
    examples: ['staging', 'production'],
  }),
  generation: property(positive, {
    title: 'Generation',
    description: 'Counts the changes of this pointer: exactly one more than the generation it replaces.',
    examples: [1, 7],
  }),
  manifestDigest: property(digest, {
    title: 'Manifest digest',
    description: 'The digest of the bytes of the manifest file: it pins everything that the manifest names.',
    examples: ['sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  }),
  commit: property(oid, {
    title: 'Commit',
    description: 'The commit on the registry branch.',
    examples: ['4b825dc642cb6eb9a060e54bf8d69288fbee4904'],
  }),
  at: property(instant, {
    title: 'Time',
    description: 'When it happened, in UTC with seconds.',
    examples: ['2026-11-25T10:00:00Z'],
  }),
  by: property(person, { title: 'Person', description: 'Who did it.', examples: ['ann', 'github:ann'] }),
} as const;
