import { MergelineError } from '../../core/errors.ts';
import { defineCommand, type Input, readingOptions, writingOptions } from '../command.ts';
import type { Context } from '../context.ts';
import { given } from '../given.ts';
import { answered, type Outcome } from '../outcome.ts';
import { cardRemarks, presentCard, presentWrittenCard } from '../presenters/card.ts';
import { readText } from '../read-text.ts';

const words = { model: { help: 'The model.', complete: 'model' } } as const;

const options = {
  version: { value: 'X.Y.Z', help: 'Whose numbers the card tells; the newest version in use when absent.' },
  write: { help: 'Make the card, or bring its generated sections up to date.' },
  template: {
    value: 'file',
    help: 'Markdown that a new card begins with. Default: .mergeline/model-card.md of the registry, else our own.',
    complete: 'file',
  },
  ...readingOptions,
  ...writingOptions,
} as const;

type CardInput = Input<typeof words, typeof options>;

export const modelCard = defineCommand({
  arguments: words,
  options,
  notes: [
    'The card is README.md beside model.yaml. Generated sections stand between <!-- mergeline:begin <name> --> and <!-- mergeline:end <name> -->; what people wrote outside of them is never touched.',
  ],
  examples: [
    { words: 'model card iris', does: 'read it, with what is out of date or missing' },
    { words: 'model card iris --write', does: 'make it, or refresh its generated sections' },
    { words: 'model card iris --at 2026-03-31', does: 'as it stood at the end of March' },
    { words: 'model card iris --write --template card.md', does: 'begin with your own headings' },
  ],
  run: async (input, context) => (input.write ? await write(input, context) : await read(input, context)),
});

async function read(input: CardInput, context: Context): Promise<Outcome> {
  const { model, version, at, template, dryRun, reason } = input;
  if (template !== undefined || dryRun || reason !== undefined)
    throw new MergelineError('USAGE', '--template, --dry-run and --reason belong to --write.', {
      hint: `Write: mergeline model card ${model} --write`,
    });
  const { models } = await context.registry();
  const answer = await models.card(model, given({ version, at }));
  const shown = { ...answer, card: answer.card?.replaceAll('\r\n', '\n') ?? null };
  return { ...answered(shown, presentCard, { warnings: cardRemarks(answer) }), answer };
}

async function write(input: CardInput, context: Context): Promise<Outcome> {
  const { model, version, at, dryRun, reason } = input;
  if (at !== undefined)
    throw new MergelineError('USAGE', '--at shows a card as it was, and --write makes the one of today.', {
      hint: 'Leave one of them out.',
    });
  const template = input.template === undefined ? undefined : await readText(input.template, context.cwd);
  const { models } = await context.registry();
  const answer = await models.writeCard({ model, dryRun, ...given({ version, template, reason }) });
  return answered(answer, presentWrittenCard, { warnings: answer.warnings });
}
