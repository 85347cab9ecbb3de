import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkForCredentials, credentialInPath, credentialInText } from '../../../core/domain/credential.ts';
import { MergelineError } from '../../../core/errors.ts';

/** Joined here, so that no scanner of repositories takes them for real ones. */
const joined = (...parts: string[]) => parts.join('');

describe('credentialInText', () => {
  it.each([
    ['a GitHub token', joined('ghp', '_', 'a1B2'.repeat(9))],
    ['a GitHub token', joined('github', '_pat_', 'a1B2_'.repeat(9))],
    ['a GitLab token', joined('glpat', '-', 'a1B2'.repeat(5))],
    ['an AWS access key', joined('AKIA', 'IOSFODNN7EXAMPLE')],
    ['a Google API key', joined('AIza', 'a1B2-'.repeat(7))],
    ['a Slack token', joined('xoxb', '-123456789012-abc')],
    ['a Hugging Face token', joined('hf', '_', 'aB'.repeat(17))],
    ['an API key', joined('sk', '-proj-', 'a1B2'.repeat(9))],
    ['a JSON Web Token', joined('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJ', 'zdWIiOiIxMjM0In0', '.c2lnbmF0dXJl')],
    ['a private key', joined('-----BEGIN ', 'OPENSSH PRIVATE KEY-----')],
    ['an address with user information', 'https://ann:hunter2@example.org/runs/7'],
    ['an address with a token', 'https://example.org/runs/7?page=1&token=abc'],
    ['an address with a token', 'https://host/blob?sv=2024&sig=abc%3D'],
  ])('recognises %s', (looksLike, text) => {
    expect(credentialInText(`see ${text} there`)).toBe(looksLike);
  });

  it.each([
    'https://example.org/runs/7?page=2',
    'git@github.com:team/models.git',
    'ssh://git@example.org/team/models',
    'max_tokens 512, pad_token <pad>',
    'sk-learn pipeline',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'AKIA is a tree',
    'ratio 3:1 @ 5',
  ])('takes %j for what it is', (text) => {
    expect(credentialInText(text)).toBeUndefined();
  });

  it('never takes a digest, a commit or a number for a secret', () => {
    const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 64 });
    fc.assert(fc.property(fc.oneof(hex, fc.double().map(String)), (text) => credentialInText(text) === undefined));
  });
});

describe('credentialInPath', () => {
  it.each([
    '.env',
    'a/.env.production',
    'id_rsa',
    'keys/server.pem',
    'credentials.json',
    '.aws/config',
    '.ssh/known_hosts',
    '.netrc',
  ])('suspects %s', (path) => {
    expect(credentialInPath(path)).toBeDefined();
  });

  it.each([
    'model.pkl',
    '.env.example',
    'tokenizer.json',
    'config.json',
    'keys.txt',
    'environment.yml',
    'vocab/secretary.txt',
  ])('takes %s', (path) => {
    expect(credentialInPath(path)).toBeUndefined();
  });
});

describe('checkForCredentials', () => {
  it('names every place and repeats no secret', () => {
    const secret = joined('ghp', '_', 'a1B2'.repeat(9));
    const declared = {
      files: [{ path: 'model.pkl' }, { path: '.env' }],
      tags: { token: secret },
      parameters: { api_key: 'hunter2', max_tokens: 512 },
      lineage: { runUrl: 'https://ann:hunter2@example.org' },
    };

    const error = thrownBy(() => checkForCredentials(declared));

    expect(error.code).toBe('CREDENTIAL_FOUND');
    expect(error.details.map(({ file, path }) => file ?? path)).toEqual([
      '.env',
      'tags.token',
      'parameters.api_key',
      'lineage.runUrl',
    ]);
    expect(JSON.stringify([error.message, error.details, error.hint])).not.toMatch(/hunter2|a1B2/);
  });

  it('lets an ordinary registration pass', () => {
    expect(() =>
      checkForCredentials({
        files: [{ path: 'model.pkl' }],
        description: 'Iris, three species',
        tags: { team: 'flowers' },
        parameters: { C: 1, pad_token: '<pad>' },
        lineage: { sourceRepository: 'https://github.com/team/iris', runUrl: 'https://ci.example.org/runs/7' },
      }),
    ).not.toThrow();
  });
});

function thrownBy(act: () => void): MergelineError {
  try {
    act();
  } catch (error) {
    if (error instanceof MergelineError) return error;
  }
  throw new Error('nothing was refused');
}
