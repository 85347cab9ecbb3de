import { expect, test } from 'vitest';
import { presentErase } from '../../../cli/presenters/erase.ts';
import { presentMerge } from '../../../cli/presenters/merge.ts';
import { presentProposal } from '../../../cli/presenters/proposal.ts';
import * as story from '../story/names.ts';
import { page } from '../story/page.ts';
import * as proposalAnswers from '../story/proposal-answers.ts';

test('an erasure that was asked for says what its merge deletes and what stays', () => {
  expect(presentErase(proposalAnswers.erase, page)).toMatchInlineSnapshot(`
    "✓ Proposed to erase iris@1.0.0; nothing is deleted yet

      proposal  9
      branch    mergeline/iris/erasures/1.0.0

    Its merge deletes 1.2 MB for good
      source/model.pkl       1.2 MB  is deleted from local
      model.onnx             800 B   stays: rose@2.0.0 has the same bytes
      .mergeline/model.json  90 B    is in no store here
      1 OCI image made of them
      Nothing is deleted in ghcr: It is an OCI registry.
    Not reached: clones of this repository, Git LFS servers, images that were copied, backups. See docs/erasure.md.

    Next
      mergeline proposal show 9   what will be deleted, and who has to approve it
      mergeline proposal merge 9  delete it, once it is approved; nothing brings it back"
  `);
});

test('an erasure that is planned names the file that it would write', () => {
  const { proposal: _, ...planned } = proposalAnswers.erase;
  const files = [{ path: 'models/iris/status/1.0.0.yaml', action: 'change' as const }];
  const plan = { branch: 'mergeline/iris/erasures/1.0.0', proposal: true, message: 'erase iris@1.0.0', files };
  const text = presentErase({ ...planned, plan }, page);
  expect(text).toContain('Would propose to erase iris@1.0.0');
  expect(text).toMatch(/~ +models\/iris\/status\/1.0.0.yaml/);
});

test('what was erased before is told in one line', () => {
  const { proposal: _, ...before } = proposalAnswers.erase;
  expect(presentErase({ ...before, status: 'erased', created: false }, page)).toBe(
    '= iris@1.0.0 is erased already; nothing was written',
  );
});

test('a reviewer of an erasure reads what goes for good', () => {
  const text = presentProposal(
    { ...proposalAnswers.proposal, comparison: null, erasure: proposalAnswers.erase.scope },
    page,
  );
  expect(text).toContain('Its merge deletes 1.2 MB for good');
  expect(text).toContain('stays: rose@2.0.0 has the same bytes');
});

test('a merged erasure says what is gone, what stays and what was not reached', () => {
  const object = { digest: story.digest, size: 1_200_000 };
  const erasure = {
    removed: [{ ...object, store: 'local', what: 'iris@1.0.0 source/model.pkl' }],
    kept: [{ ...object, store: 'local', what: 'iris@1.0.0 model.onnx', why: 'rose@2.0.0' }],
    freed: 1_200_000,
    failed: [{ store: 'ghcr', why: 'It is an OCI registry.' }],
  };
  expect(
    presentMerge(
      { ...proposalAnswers.merge, kind: 'erasure', stage: null, published: null, replaces: null, erasure },
      page,
    ),
  ).toMatchInlineSnapshot(`
    "✓ Merged: iris@1.1.0 is erased now

      commit  c0ffee1234

      3 gates: 2 pass, 1 skipped

    1 object deleted, 1.2 MB
      -  iris@1.0.0 source/model.pkl  1.2 MB  local
      =  iris@1.0.0 model.onnx        1.2 MB  local: stays for rose@2.0.0
      Not deleted in ghcr: It is an OCI registry.
    Not reached: clones of this repository, Git LFS servers, images that were copied, backups. See docs/erasure.md.

    Next
      mergeline gc  try again to delete what is left"
  `);
});

test('a merge that is foreseen says that the version would be erased', () => {
  const plan = { branch: 'main', proposal: false, message: 'erase iris@1.1.0', files: [] };
  const text = presentMerge({ ...proposalAnswers.merge, kind: 'erasure', stage: null, published: null, plan }, page);
  expect(text).toContain('Would merge: iris@1.1.0 would be erased');
});
