import { object, property } from '../schema.ts';
import { duration } from '../vocabulary.ts';

export const retention = property(
  object(
    {
      unreferenced: property(duration, {
        title: 'Unreferenced',
        description:
          'How long bytes are kept that were stored for a version which was never registered. mergeline gc deletes them then; those of an erased version go at once.',
        examples: ['30d'],
        default: '14d',
      }),
    },
    ['unreferenced'],
  ),
  {
    title: 'Retention',
    description: 'How long bytes are kept that nothing in the registry needs.',
    examples: [{ unreferenced: '30d' }],
    default: { unreferenced: '14d' },
  },
);
