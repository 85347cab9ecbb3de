import { type HostileFile, spoil } from './hostile-file.ts';

export const hostileCredentials: readonly HostileFile[] = [
  spoil(
    'a password in an address',
    'ModelVersion',
    ['https://github.com/acme/iris/actions', 'https://ann:hunter2@github.com/acme/iris/actions'],
    [[40, 11, 'looks like an address with user information']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token for a user name',
    'ModelVersion',
    ['"https://github.com/acme/iris"', `"https://ghp_${'a'.repeat(36)}@github.com/acme/iris"`],
    [[38, 21, 'looks like a GitHub token']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token in a link',
    'Model',
    ['/d/iris', '/d/iris?token=hunter2'],
    [[7, 10, 'looks like an address with a token']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a user name in a link',
    'Model',
    ['https://grafana', 'https://hunter2@grafana'],
    [[7, 10, 'looks like an address with user information']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token where a number belongs',
    'ModelVersion',
    ['accuracy: 0.96', `accuracy: "ghp_${'hunter2a'.repeat(4)}"`],
    [[13, 13, 'looks like a GitHub token']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token for the name of a parameter',
    'ModelVersion',
    ['  C: 1', `  ghp_${'hunter2a'.repeat(4)}!: [1]`],
    [[11, 42, 'parameters looks like a GitHub token']],
    'CREDENTIAL_FOUND',
  ),
  spoil(
    'a token that breaks the YAML',
    'ModelVersion',
    ['  C: 1', `  C: |ghp_${'hunter2a'.repeat(4)}`],
    [[11, 7, 'looks like a GitHub token']],
    'CREDENTIAL_FOUND',
  ),
];
