import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireTool } from '../support/require-tool.ts';

const root = join(import.meta.dirname, '../..');

/** What `npm` itself puts into the environment of a script would carry this checkout's settings into the installation. */
const userEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_(registry|userconfig|cache|https?_?proxy|cafile)$)/i.test(name),
  ),
);

function run(command: string, args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: userEnvironment, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const registry = requireTool('npm-registry', () => {
  return run('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=5000'], root).status === 0;
});

describe.skipIf(!registry.available)(`the npm package, installed into an empty folder ${registry.reason}`, () => {
  let folder: string;
  let installed: string;
  let tarball: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mergeline-package-'));
    const packed = run('npm', ['pack', '--json', '--pack-destination', folder], root);
    expect(packed, packed.stderr).toMatchObject({ status: 0 });
    tarball = join(folder, globSync('*.tgz', { cwd: folder })[0]!);
    const install = run('npm', ['install', '--no-audit', '--no-fund', tarball], folder);
    expect(install, install.stderr).toMatchObject({ status: 0 });
    installed = join(folder, 'node_modules/mergeline');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const mergeline = (...args: string[]) => run(join(folder, 'node_modules/.bin/mergeline'), args, folder);
  const bundled = (name: string) =>
    JSON.parse(readFileSync(join(installed, 'node_modules', name, 'package.json'), 'utf8'));

  it('holds the runtime for the platforms that it names and no other', () => {
    const libraries = globSync('node_modules/onnxruntime-node/bin/napi-v6/*/*/*.node', { cwd: installed });

    expect(libraries.map((path) => path.split('/').slice(-3, -1).join(' ')).sort()).toEqual([
      'darwin arm64',
      'linux arm64',
      'linux x64',
      'win32 x64',
    ]);
  });

  it('runs no install script of what it bundles', () => {
    const installHooks = ['preinstall', 'install', 'postinstall'];

    expect(Object.keys(bundled('onnxruntime-node').scripts ?? {})).toEqual([]);
    expect(
      Object.keys(bundled('onnxruntime-common').scripts ?? {}).filter((name) => installHooks.includes(name)),
    ).toEqual([]);
    expect(globSync('node_modules/{adm-zip,global-agent}', { cwd: folder })).toEqual([]);
  });

  it('holds no source, test or build state', () => {
    const own = globSync('**', { cwd: installed, exclude: ['node_modules'] });

    expect(own.filter((path) => /\.ts$|(^|\/)test\/|tsbuildinfo/.test(path))).toEqual([]);
    expect(own).toContain('LICENSE');
  });

  it('is what package.json promises', () => {
    const { status, stdout } = run(join(root, 'node_modules/.bin/publint'), ['run', tarball, '--strict'], root);

    expect(status, stdout).toBe(0);
  });

  it('explains itself', () => {
    const { status, stdout, stderr } = mergeline('--help');

    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('mergeline <command>');
  });

  it('converts a scikit-learn model and proves the result with the bundled runtime', () => {
    const output = join(folder, 'converted');

    const { status, stdout, stderr } = mergeline(
      'convert',
      join(root, 'examples/iris/improved/model.pkl'),
      '--output',
      output,
      '--json',
    );

    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ output: join(output, 'model.onnx') });
  });
});
