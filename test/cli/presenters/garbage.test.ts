import { expect, test } from 'vitest';
import { presentGarbage } from '../../../cli/presenters/garbage.ts';
import { page } from '../story/page.ts';
import * as proposalAnswers from '../story/proposal-answers.ts';

const nothing = { removed: [], kept: [], freed: 0, failed: [] };

test('what was deleted and what stays stands in rows, with sizes and stores', () => {
  expect(presentGarbage(proposalAnswers.garbage, { dryRun: false }, page)).toMatchInlineSnapshot(`
    "✓ Deleted 1 object, 1.2 MB

      -  iris@1.0.0 source/model.pkl  1.2 MB  local
      =  iris@1.0.0 model.onnx        800 B   local: stays for rose@2.0.0"
  `);
});

test('a dry run says what would go', () => {
  const text = presentGarbage(proposalAnswers.garbage, { dryRun: true }, page);
  expect(text).toMatch(/^\? Would delete 1 object, 1.2 MB\n/);
  expect(text).toMatch(/Nothing was written\.$/);
});

test('nothing to delete is one line', () => {
  expect(presentGarbage(nothing, { dryRun: false }, page)).toBe('= There is nothing to delete');
});

test('what could not be deleted is named with the reason', () => {
  const failed = [{ store: 'local', why: 'the file system is read-only' }];
  const text = presentGarbage({ ...nothing, failed }, { dryRun: false }, page);
  expect(text).toContain('Not deleted in local: the file system is read-only');
  expect(text).toContain('not everything that has to go is in reach');
});
