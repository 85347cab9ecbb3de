import { BlockList, isIP, isIPv6 } from 'node:net';

/** How far an address reaches; what the internet does not reach, and is neither of this machine nor of its link, is `private`. */
export type NetworkZone = 'loopback' | 'link-local' | 'private' | 'public';

type Nets = readonly (readonly [net: string, prefix: number])[];

const zones: readonly (readonly [NetworkZone, Nets])[] = [
  [
    'loopback',
    [
      ['127.0.0.0', 8],
      ['0.0.0.0', 8],
      ['::', 127],
      ['64:ff9b::7f00:0', 104],
    ],
  ],
  // Cloud machines hand out credentials at 169.254.169.254 and fd00:ec2::254.
  [
    'link-local',
    [
      ['169.254.0.0', 16],
      ['fe80::', 10],
      ['fd00:ec2::', 32],
      ['64:ff9b::a9fe:0', 112],
    ],
  ],
  [
    'private',
    [
      ['10.0.0.0', 8],
      ['100.64.0.0', 10],
      ['172.16.0.0', 12],
      ['192.0.0.0', 24],
      ['192.168.0.0', 16],
      ['198.18.0.0', 15],
      ['224.0.0.0', 3],
      ['fc00::', 7],
      ['ff00::', 8],
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

/**
 * Of a name it says what the name says by itself: `localhost` is this machine, every other is `public` until it is looked up.
 * @param hostname an address, or a host as `URL` gives it: IPv6 in brackets, IPv4 in four decimal parts whatever was written.
 */
export function zoneOf(hostname: string): NetworkZone {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return 'loopback';
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) === 0) return 'public';
  return lists.find(([, list]) => list.check(address, familyOf(address)))?.[0] ?? 'public';
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
