import { hostileArtifacts } from './hostile-artifacts.ts';
import { hostileBytes } from './hostile-bytes.ts';
import { hostileCredentials } from './hostile-credentials.ts';
import type { HostileFile } from './hostile-file.ts';
import { hostileNames } from './hostile-names.ts';
import { hostileTypes } from './hostile-types.ts';
import { hostileYaml } from './hostile-yaml.ts';

export const hostileFiles: readonly HostileFile[] = [
  ...hostileBytes,
  ...hostileYaml,
  ...hostileTypes,
  ...hostileNames,
  ...hostileArtifacts,
  ...hostileCredentials,
];
