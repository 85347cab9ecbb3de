import type { Digest } from '../../../core/domain/digest.ts';
import type { ModelName, StageName } from '../../../core/domain/names.ts';
import type { Oid } from '../../../core/domain/records.ts';
import type { Verdict } from '../../../core/domain/verdict.ts';
import type { Version } from '../../../core/domain/version.ts';
import type { PlanAnswer } from '../../../core/writing/plan-answer.ts';

/** One story that every answer of the fake registry tells a part of. */
export const iris = 'iris' as ModelName;
export const staging = 'staging' as StageName;
export const production = 'production' as StageName;
export const first = '1.0.0' as Version;
export const second = '1.1.0' as Version;
export const commit = 'c0ffee1234567890c0ffee1234567890c0ffee12' as Oid;
export const digest: Digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
export const at = '2026-11-25T10:00:00Z';

export const verdicts: readonly Verdict[] = [
  { gate: 'servable', verdict: 'pass', reason: 'it is served as ONNX' },
  { gate: 'no-regression', verdict: 'skipped', reason: 'nothing holds production' },
  { gate: 'approvals', verdict: 'pending', reason: '0 of 1 approval' },
];

export const image = { reference: `registry.example/iris@${digest}`, digest };

/** Of a dry run. */
export const plan: PlanAnswer = {
  branch: 'main',
  proposal: false,
  message: 'register iris@1.1.0\n\nbetter',
  files: [
    { path: 'models/iris/versions/1.1.0.yaml', action: 'add' },
    { path: 'models/iris/model.yaml', action: 'change' },
  ],
};
