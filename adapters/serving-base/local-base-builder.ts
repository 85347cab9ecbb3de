import { existsSync, realpathSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { MergelineError } from '../../core/errors.ts';
import type { BaseBuilder, BuiltBase } from '../../core/ports/base-builder.ts';
import { type BaseFile, type BaseLayer, baseLayer } from '../../packaging/base-layer.ts';
import { formatPlatform, type ImagePlatform } from '../../packaging/image-index.ts';
import { assembleServingBase, servingUser } from '../../packaging/serving-base.ts';
import { moduleClosure } from './module-closure.ts';
import { sharedLibrariesOf } from './shared-libraries.ts';

/** The names that Node has for machines, and those that images have. */
const architectures: Readonly<Record<string, Pick<ImagePlatform, 'architecture'>>> = {
  x64: { architecture: 'amd64' },
  arm64: { architecture: 'arm64' },
};

/** Where things lie in the image. */
const nodePath = 'usr/local/bin/node';
const home = 'opt/mergeline';

/** What nobody imports: the image's entrypoint, its health check, and the process that the supervisor starts. */
const entries = ['serving/main.js', 'serving/check-health.js', 'serving/supervisor/data-plane.js'];

/** Makes a base of the Node that runs this, the compiled server, ONNX Runtime and the libraries that they are linked with. */
export const localBaseBuilder: BaseBuilder = {
  async build(wanted) {
    const platform = platformHere(wanted);
    const release = await releaseOf(join(packageRoot(), 'package.json'));
    const runtime = await onnxRuntimeFiles();
    const programs = [process.execPath, ...runtime.native];
    const libraries = await sharedLibrariesOf(programs, dirname(runtime.native[0] ?? ''));
    const layers = [
      baseLayer('users, certificates and shared libraries', [...systemFiles(), ...(await filesAt(libraries))], 'tmp'),
      baseLayer(`Node ${process.version}`, [await fileAt(process.execPath, nodePath, true)]),
      baseLayer('ONNX Runtime', runtime.files),
      baseLayer(`the prediction server of Mergeline ${release}`, await serverFiles()),
    ];
    return builtOf(platform, release, layers);
  },
};

function builtOf(platform: ImagePlatform, release: string, layers: readonly BaseLayer[]): BuiltBase {
  const image = assembleServingBase({
    platform,
    layers,
    release,
    node: `/${nodePath}`,
    server: `/${home}/serving/main.js`,
    healthCheck: `/${home}/serving/check-health.js`,
  });
  return {
    platform: formatPlatform(platform),
    release,
    image,
    layers: layers.map(({ descriptor: { digest }, holds, bytes }) => ({ digest, holds, bytes })),
  };
}

function platformHere(wanted: string | undefined): ImagePlatform {
  const known = process.platform === 'linux' ? architectures[process.arch] : undefined;
  if (known === undefined) {
    throw new MergelineError(
      'USAGE',
      `A base is made of programs for Linux, and this is ${process.platform}/${process.arch}.`,
      {
        hint: 'Run it on Linux for x64 or arm64, in a container for example.',
      },
    );
  }
  const platform = { os: 'linux', ...known };
  if (wanted === undefined || wanted === formatPlatform(platform)) return platform;
  throw new MergelineError('USAGE', `This machine makes bases for ${formatPlatform(platform)}, not for ${wanted}.`, {
    hint: 'Run it on such a machine too, then make one base of both: mergeline base join <digest> <digest>',
  });
}

/** The package's own folder: this code runs in it as source, and compiled below `dist`. */
function packageRoot(): string {
  return fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../' : '../../../', import.meta.url));
}

async function releaseOf(packageFile: string): Promise<string> {
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  return version;
}

/** Whom the server runs as, and whom it may trust: the certificates that this Node was built with. */
function systemFiles(): readonly BaseFile[] {
  const text = (path: string, lines: readonly string[]) => ({ path, bytes: Buffer.from(`${lines.join('\n')}\n`) });
  return [
    text('etc/passwd', [
      'root:x:0:0:root:/:/sbin/nologin',
      `nonroot:x:${servingUser}:${servingUser}:nonroot:/:/sbin/nologin`,
    ]),
    text('etc/group', ['root:x:0:', `nonroot:x:${servingUser}:`]),
    text('etc/ssl/certs/ca-certificates.crt', rootCertificates),
  ];
}

async function serverFiles(): Promise<readonly BaseFile[]> {
  const dist = join(packageRoot(), 'dist');
  if (!existsSync(join(dist, entries[0] ?? ''))) {
    throw new MergelineError('USAGE', `There is no compiled server in ${dist}.`, { hint: 'Run: npm run build' });
  }
  const modules = await moduleClosure(dist, entries);
  const moduleType = { path: 'package.json', bytes: Buffer.from('{"type":"module"}\n') };
  return [...modules, moduleType].map((file) => ({ ...file, path: `${home}/${file.path}` }));
}

interface RuntimeFiles {
  readonly files: readonly BaseFile[];
  /** Programs of this machine's kind, where they lie here. */
  readonly native: readonly string[];
}

async function onnxRuntimeFiles(): Promise<RuntimeFiles> {
  const binding = packageFolder('onnxruntime-node', import.meta.url);
  const common = packageFolder('onnxruntime-common', join(binding, 'package.json'));
  const natives = `bin/napi-v6/${process.platform}/${process.arch}`;
  const native = (await readdir(join(binding, natives))).sort().map((name) => join(binding, natives, name));
  const files = [
    ...(await packageFiles('onnxruntime-node', binding, ['dist', natives])),
    ...(await packageFiles('onnxruntime-common', common, ['dist/cjs'])),
  ];
  return { files, native };
}

function packageFolder(name: string, from: string): string {
  const require = createRequire(from);
  const main = realpathSync(require.resolve(name));
  return main.slice(0, main.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
}

/** What of a package runs: no types, no source maps, no sources. */
async function packageFiles(name: string, folder: string, parts: readonly string[]): Promise<readonly BaseFile[]> {
  const listed = await Promise.all(
    parts.map(async (part) => {
      const inside = await readdir(join(folder, part), { recursive: true });
      return inside.filter((path) => /\.(?:js|node|json)$|\.so(?:\.|$)/.test(path)).map((path) => join(part, path));
    }),
  );
  const paths = ['package.json', ...listed.flat()];
  return await Promise.all(paths.map((path) => fileAt(join(folder, path), `${home}/node_modules/${name}/${path}`)));
}

/** Under the paths that they have here, which is where the linker looks for them. */
async function filesAt(paths: readonly string[]): Promise<readonly BaseFile[]> {
  return await Promise.all(paths.map((path) => fileAt(path, path.slice(1), true)));
}

async function fileAt(source: string, path: string, executable = false): Promise<BaseFile> {
  return { path, bytes: await readFile(source), executable };
}
