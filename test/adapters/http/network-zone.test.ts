import { describe, expect, it } from 'vitest';
import { zoneOf } from '../../../adapters/http/network-zone.ts';

describe('zoneOf', () => {
  it.each([
    ['127.8.9.1', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['localhost', 'loopback'],
    ['[::1]', 'loopback'],
    ['[::ffff:7f00:1]', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['[fe80::1]', 'link-local'],
    ['[fd00:ec2::254]', 'link-local'],
    ['10.1.2.3', 'private'],
    ['172.31.0.1', 'private'],
    ['192.168.0.1', 'private'],
    ['100.64.0.1', 'private'],
    ['[fd12::1]', 'private'],
    ['[64:ff9b::a00:1]', 'private'],
    ['172.32.0.1', 'public'],
    ['64:ff9b::a9fe:a9fe', 'link-local'],
    ['::ffff:169.254.169.254', 'link-local'],
    ['::ffff:10.0.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['198.18.0.1', 'private'],
    ['224.0.0.1', 'private'],
    ['ff02::1', 'private'],
    ['fd00::1', 'private'],
    ['::', 'loopback'],
    ['100.128.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['::ffff:1.1.1.1', 'public'],
    ['8.8.8.8', 'public'],
    ['[2001:4860:4860::8888]', 'public'],
    ['10.example.com', 'public'],
    ['localhost.example.com', 'public'],
  ])('says of %s that it is %s', (hostname, zone) => {
    expect(zoneOf(hostname)).toBe(zone);
  });
});
