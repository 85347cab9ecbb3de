import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../core/domain/digest.ts';
import { faultOfSegment, faultOfStageName, type ModelName, type StageName } from '../../core/domain/names.ts';
import type { Oid } from '../../core/domain/records.ts';
import type { Version } from '../../core/domain/version.ts';
import * as layout from '../../registry-schema/layout.ts';
import * as records from '../../registry-schema/record-layout.ts';

const { parsePath } = layout;
const { parseRecordPath } = records;
const segment = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/).filter((name) => faultOfSegment(name) === undefined);
const model = fc.oneof(
  segment,
  fc.tuple(segment, segment).map((it) => it.join('/')),
) as fc.Arbitrary<ModelName>;
const stage = fc
  .oneof(segment, fc.constantFrom('model', 'registry', 'closed'))
  .filter((name) => faultOfStageName(name) === undefined) as fc.Arbitrary<StageName>;
const version = fc.constantFrom('1.0.0', '0.1.10-rc.1', '10.20.30') as fc.Arbitrary<Version>;
const number = fc.integer({ min: 1, max: 1e9 });

describe('the layout of the registry branch', () => {
  it('finds in every path what the path was made from', () => {
    fc.assert(
      fc.property(model, version, stage, segment, (model, version, stage, id) => {
        expect(parsePath(layout.modelPath(model))).toEqual({ kind: 'Model', model });
        expect(parsePath(layout.manifestPath(model, version))).toEqual({ kind: 'ModelVersion', model, version });
        expect(parsePath(layout.statusPath(model, version))).toEqual({ kind: 'VersionStatus', model, version });
        expect(parsePath(layout.pointerPath(model, stage))).toEqual({ kind: 'StagePointer', model, stage });
        expect(parsePath(layout.evaluationPath(model, version, id))).toEqual({
          kind: 'Evaluation',
          model,
          version,
          id,
        });
      }),
    );
    expect(parsePath('registry.yaml')).toEqual({ kind: 'Registry' });
  });

  it.each([
    'models/iris/README.md',
    'models/iris/versions/1.0.yaml',
    'models/iris/versions/v1.0.0.yaml',
    'models/iris/versions/1.0.0.yml',
    'models/iris/versions/1.0.0/1.0.0.yaml',
    'models/iris/stages/latest.yaml',
    'models/iris/stages/production.traffic.yaml',
    'models/a/b/c/model.yaml',
    'models/Iris/model.yaml',
    'models/../model.yaml',
    'models/a..b/model.yaml',
    'models/x.lock/model.yaml',
    'models/con/model.yaml',
    'models/versions/model.yaml',
    'models/model.yaml',
    'models//model.yaml',
    '/models/iris/model.yaml',
    './models/iris/model.yaml',
    'models/iris/model.yaml/',
    'models/iris/evaluations/1.0.0/UPPER.yaml',
    'models/iris/evaluations/1.0.0/.yaml',
    'sub/registry.yaml',
    '',
  ])('finds nothing in %j', (path) => {
    expect(parsePath(path)).toBeUndefined();
  });
});

describe('the layout of the records branch', () => {
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });

  it('finds in every path what the path was made from', () => {
    fc.assert(
      fc.property(model, stage, number, hex, (model, stage, number, hex) => {
        const proposal = String(number);
        const digest = `sha256:${hex}` as Digest;
        const commit = hex.slice(0, 40) as Oid;
        expect(parseRecordPath(records.proposalPath(proposal))).toEqual({ kind: 'Proposal', id: proposal });
        expect(parseRecordPath(records.headPath(proposal, number))).toEqual({ kind: 'ProposalHead', proposal, number });
        expect(parseRecordPath(records.reviewPath(proposal, digest))).toEqual({ kind: 'Review', proposal, digest });
        expect(parseRecordPath(records.closingPath(proposal))).toEqual({ kind: 'Closing', proposal });
        expect(parseRecordPath(records.mergePath(commit))).toEqual({ kind: 'MergeRecord', commit });
        const place = { model, stage, generation: number };
        expect(parseRecordPath(records.judgedPath(model, stage, number))).toEqual({ kind: 'JudgedRecord', ...place });
        expect(parseRecordPath(records.receiptPath(model, stage, number))).toEqual({ kind: 'Receipt', ...place });
      }),
    );
  });

  it.each([
    'proposals/1/proposal.yml',
    'proposals/1/heads/0.yaml',
    'proposals/1/heads/01.yaml',
    'proposals/1/reviews/abc.yaml',
    'proposals/1/closed/2.yaml',
    'proposals/../closed.yaml',
    'merges/HEAD.yaml',
    'merges/4b825dc642cb6eb9a060e54bf8d69288fbee4904/x.yaml',
    'judged/iris/production/latest.yaml',
    'judged/a/b/c/production/1.yaml',
    'receipts/iris/1.yaml',
    'models/iris/model.yaml',
  ])('finds nothing in %j', (path) => {
    expect(parseRecordPath(path)).toBeUndefined();
  });
});
