import { describe, expect, it } from 'vitest';
import { GitConfig } from '../../../adapters/git/layout/git-config.ts';
import { type Endpoint, findEndpoint, type Operation } from '../../../adapters/lfs/find-endpoint.ts';

function endpointOf(url: string, settings: Record<string, string> = {}, operation: Operation = 'download'): unknown {
  const config = new GitConfig(new Map(Object.entries(settings).map(([name, value]) => [name, [value]])));
  return shown(findEndpoint({ remote: 'origin', url }, operation, config));
}

function shown(endpoint: Endpoint | undefined): unknown {
  return endpoint?.kind === 'http' ? endpoint.url.href : endpoint;
}

describe('the objects of a remote', () => {
  it.each<[string, unknown]>([
    ['https://host/team/models.git', 'https://host/team/models.git/info/lfs'],
    ['https://host/team/models', 'https://host/team/models.git/info/lfs'],
    ['https://host/team/models/', 'https://host/team/models.git/info/lfs'],
    ['http://host:8080/models.git', 'http://host:8080/models.git/info/lfs'],
    ['git://host/models.git', 'https://host/models.git/info/lfs'],
    ['git@host:team/models.git', { kind: 'ssh', destination: 'git@host', path: 'team/models.git' }],
    ['host:team/models.git', { kind: 'ssh', destination: 'host', path: 'team/models.git' }],
    ['[::1]:models.git', { kind: 'ssh', destination: '::1', path: 'models.git' }],
    [
      'ssh://git@host:2222/team/models.git',
      { kind: 'ssh', destination: 'git@host', port: '2222', path: '/team/models.git' },
    ],
    ['git+ssh://host/models.git', { kind: 'ssh', destination: 'host', path: '/models.git' }],
    ['file:///srv/my%20models.git', { kind: 'folder', path: '/srv/my models.git' }],
    ['/srv/models.git', { kind: 'folder', path: '/srv/models.git' }],
    ['../models.git', { kind: 'folder', path: '../models.git' }],
    ['C:/models.git', { kind: 'folder', path: 'C:/models.git' }],
  ])('at %s are found', (url, endpoint) => {
    expect(endpointOf(url)).toEqual(endpoint);
  });

  it.each([
    '-oProxyCommand=x:models.git',
    'git@-oProxyCommand=x:models.git',
    'ssh://-oProxyCommand=x/models.git',
    'ssh://git@-oProxyCommand=x/models.git',
  ])('at %s are not reached: ssh would take it for an option', (url) => {
    expect(endpointOf(url)).toBeUndefined();
  });

  it.each(['ext::sh -c touch% /tmp/x', 'rsync://host/models', 'ftp://host/models.git', 'https://'])(
    'at %s are not reached',
    (url) => {
      expect(endpointOf(url)).toBeUndefined();
    },
  );

  it('are where the settings say, for all remotes before the one', () => {
    const remote = { 'remote.origin.lfsurl': 'https://lfs.host/a' };

    expect(endpointOf('git@host:a.git', remote)).toBe('https://lfs.host/a');
    expect(endpointOf('git@host:a.git', { ...remote, 'lfs.url': 'https://lfs.host/b' })).toBe('https://lfs.host/b');
    expect(endpointOf('git@host:a.git', { 'remote.other.lfsurl': 'https://lfs.host/c' })).toMatchObject({
      kind: 'ssh',
    });
  });

  it('are brought where the settings for pushing say', () => {
    const settings = {
      'lfs.url': 'https://lfs.host/read',
      'lfs.pushurl': 'https://lfs.host/write',
    };

    expect(endpointOf('https://host/a', settings)).toBe('https://lfs.host/read');
    expect(endpointOf('https://host/a', settings, 'upload')).toBe('https://lfs.host/write');
    expect(endpointOf('https://host/a', { 'remote.origin.lfspushurl': 'file:///srv/a' }, 'upload')).toEqual({
      kind: 'folder',
      path: '/srv/a',
    });
  });
});
