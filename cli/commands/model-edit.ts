import { MergelineError } from '../../core/errors.ts';
import { modelFields } from '../../core/models/model-fields.ts';
import { defineCommand, writingOptions } from '../command.ts';
import { given } from '../given.ts';
import { modelFieldsOf, modelOptions } from '../model-options.ts';
import { answered } from '../outcome.ts';
import { presentEditedModel } from '../presenters/edited-model.ts';

export const modelEdit = defineCommand({
  arguments: {
    model: { help: 'The model.', complete: 'model' },
  },
  options: {
    ...modelOptions,
    removeOwner: { value: 'name', help: 'Who does not answer for it any more; may be repeated.', many: true },
    untag: { value: 'name', help: 'The name of a tag to take away.', many: true },
    unlink: { value: 'title|url', help: 'The link to take away.', many: true },
    unset: { value: 'field', help: `What to leave out of model.yaml: ${modelFields.join(', ')}.`, many: true },
    propose: { help: 'Open a proposal, even where none is needed.' },
    ...writingOptions,
  },
  notes: [
    'model.yaml is edited in place: comments and order stay. Owners, tags and links come in beside those that are there; a link of a title that is there gets the new address.',
    'Owners, risk tier and next review decide who may approve and which gates hold, so a change of one of these opens a proposal: the gates under changes.policy of registry.yaml judge it, by default with the approval of somebody who owns the model now. All else is a direct commit.',
  ],
  examples: [
    { words: 'model edit iris --limits "Petals below 1 cm were not measured."', does: 'a direct commit' },
    { words: 'model edit iris --next-review 2027-09-30 --reason "reviewed, see RISK-12"', does: 'opens a proposal' },
    { words: 'model edit iris --owner ben --remove-owner ann', does: 'hands the model over, once an owner approves' },
    { words: 'model edit iris --untag team --unset description', does: 'takes things away' },
  ],
  async run(input, context) {
    const { model, removeOwner, untag, unlink, unset, propose, dryRun, reason } = input;
    const edits = {
      ...modelFieldsOf(input),
      ...(removeOwner.length > 0 && { removeOwners: removeOwner }),
      ...(untag.length > 0 && { untag }),
      ...(unlink.length > 0 && { unlink }),
      ...(unset.length > 0 && { unset }),
    };
    if (Object.keys(edits).length === 0)
      throw new MergelineError('USAGE', 'Nothing is named that is to change.', {
        hint: `Name a field, such as: mergeline model edit ${model} --limits <text>. They are in: mergeline model edit --help`,
      });
    const { models } = await context.registry();
    const answer = await models.edit({ model, ...edits, propose, dryRun, ...given({ reason }) });
    return answered(answer, presentEditedModel, { warnings: answer.warnings });
  },
});
