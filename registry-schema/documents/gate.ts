import { list, object, type Property, property, type Schema, variants } from '../schema.ts';
import {
  duration,
  fieldPath,
  finite,
  fraction,
  licence,
  line,
  name,
  positive,
  principal,
  prose,
  shortLine,
  size,
  slug,
  stageName,
} from '../vocabulary.ts';

const kind = property(
  { type: 'string' },
  {
    title: 'Kind of gate',
    description: 'Which rule this is; the other fields depend on it.',
    examples: ['servable', 'approvals'],
  },
);

const id = property(slug, {
  title: 'Id',
  description:
    'The name of the gate in reports and waivers, unique in its list. The kind when left out. Rules that are always judged have integrity, available, hold, rollback, changes and valid.',
  examples: ['accuracy-on-eu'],
});

const waivable = property(list(principal, { minItems: 1, uniqueItems: true }), {
  title: 'May be waived by',
  description: 'Who may let a promotion pass without this gate, with a reason and an end. Nobody when left out.',
  examples: [['role:release-managers']],
});

const dataset = property(slug, {
  title: 'Data set',
  description: 'A data set that this file names: only metrics verified on it count.',
  examples: ['iris-test'],
});

const earlierStage = property(stageName, {
  title: 'Stage',
  description: 'A stage that this file names.',
  examples: ['staging'],
});

const metricName = {
  title: 'Metric',
  examples: ['accuracy', 'recall_weighted', 'rmse'],
};

/** The fields of every kind of gate beside `gate`, `id` and `waivable`. */
const parameters: Readonly<
  Record<
    string,
    {
      readonly fields: Readonly<Record<string, Property>>;
      readonly optional?: readonly string[];
      readonly oneOf?: readonly string[];
    }
  >
> = {
  metric: {
    fields: {
      metric: property(name, {
        ...metricName,
        description:
          'The metric that must lie within the bounds: one that Mergeline computes for the task of the data set, or any name with reported: true.',
      }),
      min: property(finite, { title: 'At least', description: 'The smallest value that passes.', examples: [0.9] }),
      max: property(finite, { title: 'At most', description: 'The largest value that passes.', examples: [0.2] }),
      dataset,
      reported: property(
        { type: 'boolean' },
        {
          title: 'Reported',
          description: 'Judge what the author reported instead of what was verified. Nobody has checked such a number.',
          examples: [false],
        },
      ),
    },
    optional: ['min', 'max', 'dataset', 'reported'],
    oneOf: ['min', 'max'],
  },
  'no-regression': {
    fields: {
      dataset,
      metrics: property(list(name, { minItems: 1, uniqueItems: true }), {
        ...metricName,
        title: 'Metrics',
        description:
          'The metrics that may not get worse than the incumbent has them; Mergeline computes them for the task of the data set.',
        examples: [['accuracy', 'f1']],
      }),
      tolerance: property(fraction, {
        title: 'Tolerance',
        description: 'By how much a metric may be worse. 0 when left out.',
        examples: [0.01],
      }),
      interval: property(
        { type: 'boolean' },
        {
          title: 'Interval',
          description:
            'Whether a metric may also be worse as far as its own 95 % interval reaches: a difference that other rows could undo is none. Use it with enough rows. No when left out.',
          examples: [true],
        },
      ),
      direction: property(
        { type: 'string', enum: ['higher', 'lower'] },
        {
          title: 'Better is',
          description: 'Which way is better. Every metric knows it itself, so leave it out.',
          examples: ['higher'],
        },
      ),
    },
    optional: ['tolerance', 'interval', 'direction'],
  },
  evaluated: { fields: { dataset } },
  servable: { fields: {} },
  signature: { fields: {} },
  'came-through': { fields: { stage: earlierStage } },
  soak: {
    fields: {
      stage: earlierStage,
      for: property(duration, {
        title: 'For',
        description: 'How long the version must have held that stage without a break.',
        examples: ['24h', '7d'],
      }),
    },
  },
  approvals: {
    fields: {
      count: property(positive, { title: 'Count', description: 'How many people must approve.', examples: [1, 2] }),
      by: property(list(principal, { minItems: 1, uniqueItems: true }), {
        title: 'By',
        description:
          'Whose approvals count: people, roles, or owners for the owners of the model. Anyone when left out.',
        examples: [['owners', 'role:risk']],
      }),
      exclude: property(
        list({ type: 'string', enum: ['requester', 'opener', 'committers', 'registrar'] }, { uniqueItems: true }),
        {
          title: 'Exclude',
          description:
            'Who cannot approve because they stand behind the proposal. All of them when left out; [] lets a person alone approve their own.',
          examples: [['requester', 'opener', 'committers', 'registrar'], []],
        },
      ),
      verifiedIdentity: property(
        { type: 'boolean' },
        {
          title: 'Verified identity',
          description: 'Count only approvals of people whom the forge authenticated. A local forge does not.',
          examples: [true],
        },
      ),
    },
    optional: ['by', 'exclude', 'verifiedIdentity'],
  },
  'required-fields': {
    fields: {
      manifest: property(list(fieldPath, { minItems: 1, uniqueItems: true }), {
        title: 'In the manifest',
        description: 'Fields of the manifest that must be there, with . for fields inside.',
        examples: [['licence', 'lineage.sourceCommit', 'tags.team']],
      }),
      model: property(list(fieldPath, { minItems: 1, uniqueItems: true }), {
        title: 'In model.yaml',
        description: 'Fields of model.yaml that must be there.',
        examples: [['owners', 'riskTier']],
      }),
      card: property(list(line, { minItems: 1, uniqueItems: true }), {
        title: 'In the model card',
        description: 'Headings of README.md that must be there with text below them.',
        examples: [['Intended use', 'Limits']],
      }),
    },
    optional: ['manifest', 'model', 'card'],
    oneOf: ['manifest', 'model', 'card'],
  },
  licence: {
    fields: {
      allow: property(list(licence, { minItems: 1, uniqueItems: true }), {
        title: 'Allowed',
        description: 'The licences that pass, as SPDX expressions.',
        examples: [['Apache-2.0', 'MIT']],
      }),
    },
  },
  size: {
    fields: {
      max: property(size, {
        title: 'At most',
        description: 'The size that all served files may have together.',
        examples: ['500 MB', '2 GiB'],
      }),
    },
  },
  scan: {
    fields: {
      allow: property(list({ type: 'string', enum: ['allowed', 'unknown'] }, { minItems: 1, uniqueItems: true }), {
        title: 'Allowed',
        description: 'The verdicts of the scan that pass. Only allowed when left out; denied never passes.',
        examples: [['allowed', 'unknown']],
      }),
    },
    optional: ['allow'],
  },
  parity: {
    fields: {
      tolerance: property(fraction, {
        title: 'Tolerance',
        description: "How far the served answers may be from the framework's. The certificate's own when left out.",
        examples: [1e-6],
      }),
    },
    optional: ['tolerance'],
  },
  'review-date': { fields: {} },
  checklist: {
    fields: {
      items: property(
        list(
          object({
            id: property(slug, {
              title: 'Id',
              description: 'The name that evidence is given under.',
              examples: ['bias-review'],
            }),
            text: property(line, {
              title: 'Text',
              description: 'What a reviewer must have seen to.',
              examples: ['Bias was reviewed on the EU slice'],
            }),
          }),
          { minItems: 1 },
        ),
        {
          title: 'Items',
          description: 'What must have evidence: mergeline proposal approve <id> --check <item>=<evidence>.',
          examples: [[{ id: 'bias-review', text: 'Bias was reviewed on the EU slice' }]],
        },
      ),
    },
  },
  expression: {
    fields: {
      expression: property(prose, {
        title: 'Expression',
        description: 'A condition in CEL over candidate, incumbent, model and stage. It must be true.',
        examples: [
          '!has(model.riskTier) || model.riskTier != "high" || candidate.metrics.verified["iris-test"].accuracy > 0.95',
        ],
      }),
      message: property(shortLine, {
        title: 'Message',
        description: 'What to say when it is not true.',
        examples: ['High-risk models need 0.95.'],
      }),
    },
    optional: ['message'],
  },
};

function gateOf(kindName: string): Schema {
  const { fields, optional = [], oneOf } = parameters[kindName] ?? { fields: {} };
  return {
    ...object({ gate: { ...kind, const: kindName, examples: [kindName] }, id, ...fields, waivable }, [
      'id',
      'waivable',
      ...optional,
    ]),
    ...(oneOf && { anyOf: oneOf.map((field) => ({ required: [field] })) }),
  };
}

export const gateDefinitions: Readonly<Record<string, Schema>> = {
  gate: variants(
    kind,
    'gate',
    Object.fromEntries(Object.keys(parameters).map((name) => [name, { $ref: `#/$defs/${name}-gate` }])),
  ),
  ...Object.fromEntries(Object.keys(parameters).map((name) => [`${name}-gate`, gateOf(name)])),
};

/** A list of gates, wherever one may stand. */
export function gates(title: string, description: string): Property {
  return property(list({ $ref: '#/$defs/gate' }), {
    title,
    description,
    examples: [[{ gate: 'servable' }, { gate: 'approvals', count: 1, by: ['owners'] }]],
    default: [],
  });
}
