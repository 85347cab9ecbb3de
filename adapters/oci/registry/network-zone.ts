import { BlockList, isIPv6 } from 'node:net';

/** How far an address that is written as a number reaches. A name is `public`: what it resolves to is the network's affair. */
export type NetworkZone = 'loopback' | 'link-local' | 'private' | 'public';

const zones: readonly (readonly [NetworkZone, readonly (readonly [net: string, prefix: number])[]])[] = [
  [
    'loopback',
    [
      ['127.0.0.0', 8],
      ['0.0.0.0', 8],
      ['::1', 128],
      ['::', 128],
    ],
  ],
  // Cloud machines hand out credentials at 169.254.169.254 and fd00:ec2::254.
  [
    'link-local',
    [
      ['169.254.0.0', 16],
      ['fe80::', 10],
      ['fd00:ec2::', 32],
    ],
  ],
  [
    'private',
    [
      ['10.0.0.0', 8],
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
      ['100.64.0.0', 10],
      ['fc00::', 7],
      // IPv4 addresses behind a translator: RFC 6052.
      ['64:ff9b::', 96],
    ],
  ],
];

const lists = zones.map(([zone, nets]) => {
  const list = new BlockList();
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, familyOf(net));
  return [zone, list] as const;
});

/** @param hostname as `URL` gives it: IPv6 in brackets, IPv4 in four decimal parts whatever was written. */
export function zoneOf(hostname: string): NetworkZone {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return 'loopback';
  const address = hostname.replace(/^\[|\]$/g, '');
  if (!isIPv6(address) && !/^[0-9.]+$/.test(address)) return 'public';
  return lists.find(([, list]) => list.check(address, familyOf(address)))?.[0] ?? 'public';
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
