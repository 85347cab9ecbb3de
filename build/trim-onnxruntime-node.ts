/**
 * Run by `npm pack` before it reads `node_modules`: what is bundled of onnxruntime-node is its library for the
 * platforms that we name, and no install script. That script would fetch CUDA files on the installing machine, and
 * it is the only user of the package's other dependencies. Nothing that runs in the checkout changes; `npm ci` undoes it.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const packageFile = join(import.meta.dirname, '..', 'node_modules', 'onnxruntime-node', 'package.json');

const shipped = [
  'dist/*.js',
  'bin/napi-v6/linux/x64',
  'bin/napi-v6/linux/arm64',
  'bin/napi-v6/darwin/arm64/onnxruntime_binding.node',
  // The binding asks for this name; the package holds the same bytes a second time under the full version.
  'bin/napi-v6/darwin/arm64/libonnxruntime.1.dylib',
  'bin/napi-v6/win32/x64',
];

const { name, version, description, license, author, repository, main, types, os, dependencies } = JSON.parse(
  readFileSync(packageFile, 'utf8'),
);
const trimmed = {
  name,
  version,
  description,
  license,
  author,
  repository,
  main,
  types,
  os,
  files: shipped,
  dependencies: { 'onnxruntime-common': dependencies['onnxruntime-common'] },
};

// Renaming touches the folder, which is how npm notices that its own summary of node_modules is out of date.
writeFileSync(`${packageFile}.new`, `${JSON.stringify(trimmed, null, 2)}\n`);
renameSync(`${packageFile}.new`, packageFile);
