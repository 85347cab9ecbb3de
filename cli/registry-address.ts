import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MergelineError } from '../core/errors.ts';
import type { Environment } from './host.ts';

/**
 * Which registry is meant: the option, else `MERGELINE_REGISTRY`, else the nearest folder upwards with a `registry.yaml`,
 * else the bare repository that one stands in.
 * @throws MergelineError `NOT_A_REGISTRY` when nothing names one.
 */
export function registryAddress(option: string | undefined, env: Environment, cwd: string): string {
  return option || env['MERGELINE_REGISTRY'] || nearestRegistry(cwd);
}

function nearestRegistry(cwd: string): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'registry.yaml'))) return folder;
    if (folder === dirname(folder)) break;
  }
  if (isBareRepository(cwd)) return cwd;
  throw new MergelineError('NOT_A_REGISTRY', `There is no registry.yaml in ${cwd} or above it.`, {
    hint: 'Make a registry with mergeline init, or name one with --registry <address> or MERGELINE_REGISTRY.',
  });
}

function isBareRepository(folder: string): boolean {
  return existsSync(join(folder, 'HEAD')) && existsSync(join(folder, 'objects'));
}
