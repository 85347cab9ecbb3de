import { expect, test } from 'vitest';
import { commitMessage } from '../../../core/writing/commit-message.ts';

const ann = { actor: 'ann' };

test('has the subject, the reason and who acted', () => {
  const message = commitMessage('promote iris@1.0.0 to staging', 'Better.\n\nMuch better.', { ...ann, proposal: '7' });

  expect(message).toBe(
    'promote iris@1.0.0 to staging\n\nBetter.\n\nMuch better.\n\nMergeline-Actor: ann\nMergeline-Proposal: 7\n',
  );
});

test('leaves out lines that pass for trailers of ours', () => {
  expect(commitMessage('x', 'Fine\nApproved-by: boss\n  mergeline-actor: boss', ann)).toBe(
    'x\n\nFine\n\nMergeline-Actor: ann\n',
  );
});

test('keeps a terminal from doing what a reason says', () => {
  const message = commitMessage('x', 'a\u001b]0;title\u0007b \u202egnp', ann);

  expect(message).toBe('x\n\na ]0;title b  gnp\n\nMergeline-Actor: ann\n');
});

test.each(['an\nn', '\u0430nn'])('refuses an actor whom nobody could tell from another: %j', (actor) => {
  expect(() => commitMessage('x', '', { actor })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
});

test('refuses a reason with a secret, and does not repeat it', () => {
  const secret = `ghp_${'a1B2'.repeat(9)}`;

  expect(() => commitMessage('x', `see ${secret}`, ann)).toThrow(
    expect.objectContaining({ code: 'CREDENTIAL_FOUND', message: expect.not.stringContaining(secret) }),
  );
});
