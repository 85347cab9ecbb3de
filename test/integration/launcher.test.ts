import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const cli = join(import.meta.dirname, '../../cli');

let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'mergeline-launcher-'));
  mkdirSync(join(checkout, 'cli'));
  for (const file of ['mergeline.cjs', 'start.cjs']) cpSync(join(cli, file), join(checkout, 'cli', file));
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

function givenMain(source: string): void {
  mkdirSync(join(checkout, 'dist/cli'), { recursive: true });
  writeFileSync(join(checkout, 'dist/package.json'), '{"type":"module"}');
  writeFileSync(join(checkout, 'dist/cli/main.js'), source);
}

/** Runs the launcher as if it had been started by the Node of another version. */
function launch(args: readonly string[], { nodeVersion }: { nodeVersion?: string } = {}) {
  const pretend = join(checkout, 'pretend.cjs');
  const version = JSON.stringify(nodeVersion);
  writeFileSync(
    pretend,
    `Object.defineProperty(process.versions, 'node', { value: ${version} });
     Object.defineProperty(process, 'version', { value: 'v' + ${version} });`,
  );
  const preload = nodeVersion === undefined ? [] : ['--require', pretend];
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [...preload, join(checkout, 'cli/mergeline.cjs'), ...args],
    { encoding: 'utf8' },
  );
  return { status, signal, stdout, stderr };
}

describe('the launcher', () => {
  it('hands arguments and exit code through to the command', () => {
    givenMain('console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 5;');

    const { status, stdout } = launch(['show', 'a b', '--json']);

    expect(JSON.parse(stdout)).toEqual(['show', 'a b', '--json']);
    expect(status).toBe(5);
  });

  it('says how to build a checkout that was not built', () => {
    const { status, stdout, stderr } = launch(['--help']);

    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('npm run build');
  });

  it('tells an older Node which one is needed, what was found and how to get it', () => {
    givenMain('console.log("started");');

    const { status, stdout, stderr } = launch(['--help'], { nodeVersion: '20.20.2' });

    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('needs Node.js 24 or newer; this is v20.20.2');
    expect(stderr).toContain('npx -p node@24 -p mergeline mergeline');
  });

  it.skipIf(process.platform === 'win32')(
    'runs on the Node that a checkout brings when the one that started it is old',
    () => {
      givenMain('console.log(process.argv[2]); process.exitCode = 3;');
      mkdirSync(join(checkout, 'node_modules/node/bin'), { recursive: true });
      symlinkSync(process.execPath, join(checkout, 'node_modules/node/bin/node'));

      const { status, stdout } = launch(['status'], { nodeVersion: '18.0.0' });

      expect(stdout).toBe('status\n');
      expect(status).toBe(3);
    },
  );

  it.skipIf(process.platform === 'win32')('dies of the signal that its own Node died of', () => {
    givenMain('process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 10_000);');
    mkdirSync(join(checkout, 'node_modules/node/bin'), { recursive: true });
    symlinkSync(process.execPath, join(checkout, 'node_modules/node/bin/node'));

    expect(launch([], { nodeVersion: '18.0.0' }).signal).toBe('SIGTERM');
  });

  it.skipIf(process.platform === 'win32')(
    'falls back to the advice when the Node of the checkout does not start',
    () => {
      givenMain('console.log("started");');
      mkdirSync(join(checkout, 'node_modules/node/bin'), { recursive: true });
      const broken = join(checkout, 'node_modules/node/bin/node');
      writeFileSync(broken, 'for another machine');
      chmodSync(broken, 0o644);

      const { status, stderr } = launch([], { nodeVersion: '18.0.0' });

      expect(status).toBe(2);
      expect(stderr).toContain('needs Node.js 24');
    },
  );
});
