import type { Task } from '../core/domain/manifest.ts';
import type { ModelFields } from '../core/models/model-fields.ts';
import type { Input, OptionSpecs } from './command.ts';
import { given } from './given.ts';
import { parsePairs } from './key-values.ts';

/** What people say of a model. */
export const modelOptions = {
  description: { value: 'text', help: 'What the model does, in a sentence or two.' },
  owner: { value: 'name', help: 'Who answers for it: ann, github:ben; may be repeated.', many: true },
  riskTier: { value: 'tier', help: 'How much harm a wrong answer can do, in the words of your organisation.' },
  task: {
    value: 'task',
    help: 'What it predicts: classes, numbers, or something else.',
    choices: ['classification', 'regression', 'other'],
  },
  intendedUse: { value: 'text', help: 'What it is made for and who is to use it.' },
  limits: { value: 'text', help: 'Where it is not to be used, and where it is known to be wrong.' },
  nextReview: { value: 'YYYY-MM-DD', help: 'The day by which somebody must have looked at it again.' },
  tag: { value: 'name=value', help: 'Anything people will search for.', many: true },
  link: { value: 'title=url', help: 'A page about it: a dashboard, a ticket, a paper.', many: true },
  externalName: { value: 'name', help: 'What clients with freer naming rules call it; unique in the registry.' },
} as const satisfies OptionSpecs;

/** The fields that were given. @throws MergelineError `USAGE` for what is no name=value. */
export function modelFieldsOf(input: Input<Record<never, never>, typeof modelOptions>): ModelFields {
  const { description, owner, riskTier, intendedUse, limits, nextReview, tag, link, externalName } = input;
  const task = input.task as Task | undefined;
  const links = Object.entries(parsePairs(link, '--link')).map(([title, url]) => ({ title, url }));
  return {
    ...given({ description, riskTier, task, intendedUse, limits, nextReview, externalName }),
    ...(owner.length > 0 && { owners: owner }),
    ...(tag.length > 0 && { tags: parsePairs(tag, '--tag') }),
    ...(links.length > 0 && { links }),
  };
}
