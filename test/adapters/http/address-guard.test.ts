import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AddressGuard, isPrivateAddress } from '../../../adapters/http/address-guard.ts';

const home = new AddressGuard(new URL('https://1.1.1.1/models.git/info/lfs'));

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])('%s is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('a server of the internet', () => {
  it.each([
    ['https://169.254.169.254/latest/meta-data', 'private network'],
    ['https://[::ffff:a00:1]/', 'private network'],
    ['https://0x7f000001/', 'private network'],
    ['https://127.1/', 'private network'],
    ['http://storage.example.com/', 'not encrypted'],
    ['http://1.1.1.1/', 'not encrypted'],
    ['ftp://1.1.1.1/', 'no address of the web'],
    ['file:///etc/passwd', 'no address of the web'],
    ['https://ann:token@storage.example.com/', 'user name'],
  ])('cannot send us to %s', async (address, why) => {
    await expect(home.check(new URL(address))).rejects.toThrow(why);
  });

  it('cannot send us to a name that leads into a private network', async () => {
    const lookup = await home.check(new URL('https://localhost/'));

    await expect(promisify(lookup as never)('localhost', { all: true })).rejects.toThrow('private network');
  });

  it('may send us to another public host, and anywhere on itself', async () => {
    expect(await home.check(new URL('https://storage.example.com/'))).toBeTypeOf('function');
    expect(await home.check(new URL('https://1.1.1.1:8443/'))).toBeUndefined();
  });
});

it('a server in a private network may send us to others in there, over https', async () => {
  const guard = new AddressGuard(new URL('http://10.0.0.5:3000/'));

  expect(await guard.check(new URL('https://10.0.0.6/'))).toBeUndefined();
  expect(await guard.check(new URL('http://10.0.0.5:9000/'))).toBeUndefined();
  await expect(guard.check(new URL('http://10.0.0.6/'))).rejects.toThrow('not encrypted');
});
