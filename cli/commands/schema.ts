import { closestName } from '../../core/domain/closest-name.ts';
import { MergelineError } from '../../core/errors.ts';
import { defineCommand } from '../command.ts';
import { answered } from '../outcome.ts';
import { presentSchema, presentSchemas } from '../presenters/schema.ts';
import { findSchemaKind, schemaKinds } from '../schema-kinds.ts';

export const schema = defineCommand({
  arguments: {
    kind: {
      help: 'The kind of file, such as registry, model or model-version; the list when absent.',
      optional: true,
      complete: 'kind',
    },
  },
  options: {},
  notes: ['Files that mergeline init writes name their schema, so that editors check and complete them.'],
  examples: [
    { words: 'schema', does: 'the kinds of files there are, and where they lie' },
    { words: 'schema registry > registry.schema.json', does: 'what registry.yaml may hold' },
  ],
  async run({ kind }) {
    if (kind === undefined) {
      const files = schemaKinds.map(({ name, path, branch }) => ({ kind: name, path, branch }));
      return answered({ kinds: files.map((file) => file.kind), files }, presentSchemas);
    }
    const found = findSchemaKind(kind);
    if (found === undefined) throw unknownKind(kind);
    return answered(found.schema, presentSchema);
  },
});

function unknownKind(kind: string): MergelineError {
  const names = schemaKinds.map(({ name }) => name);
  const meant = closestName(kind.toLowerCase(), names);
  return new MergelineError('NOT_FOUND', `There is no kind of file ${JSON.stringify(kind)}.`, {
    hint: meant === undefined ? `There are: ${names.join(', ')}.` : `Did you mean ${meant}?`,
  });
}
