import { defineCommand, writingOptions } from '../command.ts';
import { given } from '../given.ts';
import { modelFieldsOf, modelOptions } from '../model-options.ts';
import { answered } from '../outcome.ts';
import { presentCreatedModel } from '../presenters/created-model.ts';

export const modelCreate = defineCommand({
  arguments: {
    model: { help: 'The name of the new model: iris-classifier, or risk/fraud-detector.' },
  },
  options: {
    ...modelOptions,
    propose: { help: 'Open a proposal, even where registrations need none.' },
    ...writingOptions,
  },
  notes: [
    'Makes model.yaml, which says what the model is for and who answers for it, and a model card to be filled in. The first version of it can be registered as ever; register makes a model too, with less to say.',
    'The same model again writes nothing. A model that says something else is changed with mergeline model edit.',
  ],
  examples: [
    {
      words:
        'model create iris --owner ann --risk-tier low --task classification --intended-use "Sorts irises by species." --next-review 2027-03-31',
      does: 'with what gates and auditors ask for',
    },
    {
      words: 'model create risk/fraud --tag team=payments --link Dashboard=https://grafana.example.com/d/fraud',
      does: 'with what people search for',
    },
  ],
  async run(input, context) {
    const { model, propose, dryRun, reason } = input;
    const { models } = await context.registry();
    const answer = await models.create({ model, ...modelFieldsOf(input), propose, dryRun, ...given({ reason }) });
    return answered(answer, presentCreatedModel, { warnings: answer.warnings });
  },
});
