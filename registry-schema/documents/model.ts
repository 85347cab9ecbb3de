import { list, map, object, property } from '../schema.ts';
import { date, line, modelName, name, person, prose, shortLine, task, webUrl } from '../vocabulary.ts';
import { document } from './document.ts';

const link = object({
  title: property(shortLine, { title: 'Text', description: 'What the link leads to.', examples: ['Dashboard'] }),
  url: property(webUrl, {
    title: 'Address',
    description: 'An http or https address without a user name, a password or a token.',
    examples: ['https://grafana.example.com/d/iris'],
  }),
});

const properties = {
  name: property(modelName, {
    title: 'Name',
    description: 'The name of the model: the folder that holds this file, below models/.',
    examples: ['iris-classifier', 'risk/fraud-detector'],
  }),
  description: property(prose, {
    title: 'Description',
    description: 'What the model does, in a sentence or two. The model card beside this file has room for more.',
    examples: ['Tells three kinds of iris apart by their petals and sepals.'],
  }),
  owners: property(list(person, { uniqueItems: true }), {
    title: 'Owners',
    description:
      'Who answers for the model and may approve where a gate asks for an owner. Name people: gates do not look up who is in a team. Changing them is a change of policy for this model.',
    examples: [['ann', 'github:ben']],
    default: [],
  }),
  riskTier: property(shortLine, {
    title: 'Risk tier',
    description:
      'How much harm a wrong answer can do, in the words of your organisation. Changing it is a change of policy for this model.',
    examples: ['low', 'high'],
  }),
  task: property(task, {
    title: 'Task',
    description: 'What the model predicts: classes, numbers, or something else.',
    examples: ['classification'],
  }),
  intendedUse: property(prose, {
    title: 'Intended use',
    description:
      'What the model is made for and who is to use it: the cases it may decide. The generated model card shows it under the heading of the same name.',
    examples: ['Sorts irises of the greenhouse by species, for gardeners who can look at the flower themselves.'],
  }),
  limits: property(prose, {
    title: 'Limits',
    description:
      'Where the model is not to be used, and where it is known to be wrong. The generated model card shows it under the heading of the same name.',
    examples: [
      'Knows three species and answers with one of them for every flower. Petals below 1 cm were not measured.',
    ],
  }),
  nextReview: property(date, {
    title: 'Next review',
    description:
      'The day by which somebody must have looked at the model again, to its end in UTC. The gate review-date lets nothing pass afterwards. Changing it is a change of policy for this model.',
    examples: ['2027-03-31'],
  }),
  tags: property(map(name, line), {
    title: 'Tags',
    description: 'Names and values of your own, to search by.',
    examples: [{ team: 'botany', domain: 'flowers' }],
    default: {},
  }),
  links: property(list(link), {
    title: 'Links',
    description: 'Pages about the model: dashboards, tickets, papers.',
    examples: [[{ title: 'Dashboard', url: 'https://grafana.example.com/d/iris' }]],
    default: [],
  }),
  externalName: property(shortLine, {
    title: 'External name',
    description: 'The name by which clients with freer naming rules know this model. Unique in the registry.',
    examples: ['Iris Classifier (EU)'],
  }),
};

export const model = document({
  kind: 'Model',
  path: 'models/<model>/model.yaml',
  writtenBy: 'people',
  title: 'Model',
  description:
    'What a model is for and who answers for it. A folder below models/ is a model because it holds this file.',
  properties,
  optional: Object.keys(properties).filter((name) => name !== 'name'),
  examples: [
    {
      name: 'iris-classifier',
      description: 'Tells three kinds of iris apart by their petals and sepals.',
      owners: ['ann'],
      riskTier: 'low',
      task: 'classification',
      intendedUse: 'Sorts irises of the greenhouse by species.',
      limits: 'Knows three species and answers with one of them for every flower.',
      nextReview: '2027-03-31',
      tags: { team: 'botany' },
    },
  ],
});
