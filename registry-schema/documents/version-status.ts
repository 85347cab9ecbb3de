import { map, property } from '../schema.ts';
import { line, name, parentRef, prose, reason } from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';

export const versionStatus = document({
  kind: 'VersionStatus',
  path: 'models/<model>/status/<version>.yaml',
  title: 'Status of a version',
  description: 'What people think of a version by now. A version without this file is active. Yanked is not deleted.',
  properties: {
    model: coordinates.model,
    version: coordinates.version,
    state: property(
      { type: 'string', enum: ['active', 'deprecated', 'yanked', 'erased'] },
      {
        title: 'State',
        description:
          'deprecated: works, but there is better. yanked: not to be promoted. erased: the bytes are gone, the manifest stays.',
        examples: ['deprecated'],
      },
    ),
    reason: property(reason, {
      title: 'Reason',
      description: 'Why the state was changed.',
      examples: ['Petal widths were off by a factor of ten.'],
    }),
    by: coordinates.by,
    at: coordinates.at,
    replacement: property(parentRef, {
      title: 'Replacement',
      description: 'The version to use instead: of this model, or of another as model@version.',
      examples: ['1.5.0'],
    }),
    tags: property(map(name, line), {
      title: 'Tags',
      description: "Later tags; they win over the manifest's.",
      examples: [{ audit: '2026-Q4' }],
    }),
    description: property(prose, {
      title: 'Description',
      description: "A later description; it wins over the manifest's.",
      examples: ['Kept for comparison only.'],
    }),
  },
  optional: ['replacement', 'tags', 'description'],
  examples: [
    {
      model: 'iris-classifier',
      version: '1.3.0',
      state: 'yanked',
      reason: 'Petal widths were off by a factor of ten.',
      by: 'ann',
      at: '2026-11-25T10:00:00Z',
      replacement: '1.4.0',
    },
  ],
});
