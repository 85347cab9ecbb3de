import { readdir, readFile } from 'node:fs/promises';
import { closestName } from '../../core/domain/closest-name.ts';
import { MergelineError } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { answered } from '../outcome.ts';
import { packageFile } from '../package-file.ts';
import { presentSchema, presentSchemas } from '../presenters/schema.ts';

const ending = '.schema.json';

export const schema = defineCommand({
  arguments: {
    kind: { help: 'The kind of file, such as registry, model or model-version; the list when absent.', optional: true },
  },
  options: {},
  notes: ['Files that mergeline init writes name their schema, so that editors check and complete them.'],
  examples: [
    { words: 'schema', does: 'the kinds of files there are' },
    { words: 'schema registry > registry.schema.json', does: 'what registry.yaml may hold' },
  ],
  async run({ kind }) {
    const kinds = await listKinds();
    if (kind === undefined) return answered({ kinds }, presentSchemas);
    const name = kebabCase(kind);
    if (!kinds.includes(name)) throw unknownKind(kind, name, kinds);
    const text = await readFile(packageFile(`registry-schema/schemas/${name}${ending}`), 'utf8');
    return answered(JSON.parse(text) as object, presentSchema);
  },
});

async function listKinds(): Promise<readonly string[]> {
  const names = await readdir(packageFile('registry-schema/schemas/'));
  return names
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
}

/** `ModelVersion`, as the `kind` of a file says it, is `model-version`. */
function kebabCase(kind: string): string {
  return kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

function unknownKind(kind: string, name: string, kinds: readonly string[]): MergelineError {
  const meant = closestName(name, kinds);
  return new MergelineError('NOT_FOUND', `There is no kind of file ${JSON.stringify(kind)}.`, {
    hint: meant === undefined ? `There are: ${kinds.join(', ')}.` : `Did you mean ${meant}?`,
  });
}
