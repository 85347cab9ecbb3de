import { spawn } from 'node:child_process';
import { MergelineError } from '../../../core/errors.ts';
import type { RegistryCredential } from './credential.ts';

const helperName = /^[a-z0-9][a-z0-9._-]*$/;
/** A helper may ask the person for a password of its own. */
const longestAnswer = 60_000;
const largestAnswer = 64 * 1024;

/**
 * Asks `docker-credential-<name>` as docker does: https://github.com/docker/docker-credential-helpers#development
 * @param server as the helper knows it.
 * @throws MergelineError `INPUT_INVALID` for a name that is none, `REMOTE_FAILED` when it does not work. What it printed is not
 * repeated: it may hold the secret.
 */
export async function askCredentialHelper(
  name: string,
  server: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RegistryCredential | undefined> {
  if (!helperName.test(name)) {
    throw new MergelineError(
      'INPUT_INVALID',
      `The docker configuration names ${JSON.stringify(name)} as a credential helper.`,
      {
        hint: 'A helper is named by lower-case letters, digits, ., _ and -.',
      },
    );
  }
  const program = `docker-credential-${name}`;
  const { code, output } = await run(program, server, env);
  if (code !== 0) {
    if (/credentials not found/i.test(output)) return undefined;
    throw failed(program, `ended with ${code}`);
  }
  return credentialIn(output) ?? fail(program, 'gave no credentials that can be read');
}

function run(
  program: string,
  server: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly code: number | string; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const helper = spawn(program, ['get'], {
      env: { ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: longestAnswer,
      shell: false,
    });
    let output = '';
    helper.stdout.setEncoding('utf8');
    helper.stdout.on('data', (text: string) => {
      output += text;
      if (output.length > largestAnswer) helper.kill();
    });
    helper.on('error', (cause) => reject(failed(program, 'cannot be run', cause)));
    helper.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'no code', output }));
    helper.stdin.on('error', () => undefined);
    helper.stdin.end(server);
  });
}

function credentialIn(output: string): RegistryCredential | undefined {
  try {
    const { Username: user, Secret: secret } = JSON.parse(output) as { Username?: unknown; Secret?: unknown };
    if (typeof user !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
    return user === '<token>' ? { kind: 'identity', token: secret } : { kind: 'password', user, secret };
  } catch {
    return undefined;
  }
}

function fail(program: string, fact: string): never {
  throw failed(program, fact);
}

function failed(program: string, fact: string, cause?: unknown): MergelineError {
  return new MergelineError('REMOTE_FAILED', `The credential helper ${program} ${fact}.`, {
    hint: `It is named in docker's config.json. Mend it, take it out there, or set MERGELINE_OCI_HOST, MERGELINE_OCI_USER and MERGELINE_OCI_PASSWORD.`,
    cause,
  });
}
