import { list, property } from '../schema.ts';
import { line, oid } from '../vocabulary.ts';
import { coordinates } from './coordinates.ts';
import { document } from './document.ts';
import { verdicts } from './verdict.ts';

export const judgedRecord = document({
  kind: 'JudgedRecord',
  path: 'judged/<model>/<stage>/<generation>.yaml',
  branch: 'records',
  title: 'Record of a judgement',
  description: 'This generation of the pointer passed the policy, so that it is published without being judged again.',
  properties: {
    model: coordinates.model,
    stage: coordinates.stage,
    generation: coordinates.generation,
    commit: coordinates.commit,
    policyCommit: property(oid, {
      title: 'Commit of the policy',
      description: 'The commit whose registry.yaml judged.',
      examples: ['8f94139338f9404f26296befa88755fc2598c289'],
    }),
    approvals: property(list(line), {
      title: 'Approvals',
      description: 'Whose approvals counted.',
      examples: [['ben']],
    }),
    verdicts,
    at: coordinates.at,
  },
  examples: [
    {
      model: 'iris-classifier',
      stage: 'production',
      generation: 3,
      commit: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
      policyCommit: '8f94139338f9404f26296befa88755fc2598c289',
      approvals: ['ben'],
      verdicts: [{ gate: 'servable', verdict: 'pass', reason: 'It was converted to ONNX.' }],
      at: '2026-11-25T12:00:00Z',
    },
  ],
});
