import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AddressGuard, type LookUp } from '../../../adapters/http/address-guard.ts';
import { HttpClient } from '../../../adapters/http/http-client.ts';
import { UnusableAddress } from '../../../adapters/http/transfer-error.ts';

const home = new AddressGuard(new URL('https://1.1.1.1/models.git/info/lfs'));

/** What a connection that was let through would go to. */
async function addressesFor(guard: AddressGuard, url: string): Promise<readonly string[]> {
  const { hostname } = new URL(url);
  const lookup = await guard.check(new URL(url));
  if (lookup === undefined) return [hostname];
  const found = (await promisify(lookup as never)(hostname as never, { all: true } as never)) as { address: string }[];
  return found.map(({ address }) => address);
}

/** Names and what they mean, each time the next of it and then the last for good. */
function resolving(names: Readonly<Record<string, readonly (readonly string[])[]>>): LookUp {
  const asked = new Map<string, number>();
  return async (hostname) => {
    const time = asked.get(hostname) ?? 0;
    asked.set(hostname, time + 1);
    const found = names[hostname]?.[time] ?? names[hostname]?.at(-1);
    if (found === undefined) throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
}

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
    await expect(addressesFor(home, 'https://localhost/')).rejects.toThrow('private network');
  });

  it('may send us to another public host, and anywhere on itself', async () => {
    expect(await home.check(new URL('https://storage.example.com/'))).toBeTypeOf('function');
    expect(await home.check(new URL('https://1.1.1.1:8443/'))).toBeUndefined();
  });

  it('cannot make us connect by a name, whatever it answered before', async () => {
    const client = new HttpClient(new URL('https://1.1.1.1/'), { idle: 1000 });
    await expect(client.exchange({ method: 'GET', url: new URL('https://localhost:1/') })).rejects.toThrow(
      UnusableAddress,
    );
  });
});

describe('any server', () => {
  const check = (target: string, from: string) => new AddressGuard(new URL(from)).check(new URL(target));

  it.each([
    ['https://storage.example.com/x', 'https://140.82.112.33'],
    ['http://127.0.0.1:9000/x', 'http://127.0.0.1:5000'],
    ['https://10.0.0.8/x', 'https://10.0.0.7:5000'],
    ['https://10.0.0.7/x', 'https://10.0.0.7:5000'],
    ['https://10.0.0.6/', 'http://10.0.0.5:3000/'],
    ['http://10.0.0.5:9000/', 'http://10.0.0.5:3000/'],
  ])('lets %s be named by %s', async (target, from) => {
    await expect(check(target, from)).resolves.not.toBeInstanceOf(Error);
  });

  it.each([
    ['http://140.82.112.33/x', 'https://140.82.112.33'],
    ['http://storage.example.com/x', 'http://127.0.0.1:5000'],
    ['http://localhost:5001/x', 'http://127.0.0.1:5000'],
    ['http://10.0.0.6/', 'http://10.0.0.5:3000/'],
    ['https://127.0.0.1/x', 'https://140.82.112.33'],
    ['https://0x7f000001/x', 'https://140.82.112.33'],
    ['https://2130706433/x', 'https://140.82.112.33'],
    ['https://127.0.0.1/x', 'https://10.0.0.7'],
    ['https://10.0.0.8/x', 'https://140.82.112.33'],
    ['https://10.0.0.8/x', 'http://127.0.0.1:5000'],
    ['https://169.254.169.254/x', 'https://10.0.0.7'],
    ['https://169.254.169.254/x', 'http://127.0.0.1:5000'],
    ['https://169.254.169.254/x', 'https://169.254.0.7'],
    ['https://a:b@storage.example.com/x', 'https://140.82.112.33'],
    ['gopher://storage.example.com/x', 'https://140.82.112.33'],
  ])('does not let %s be named by %s', async (target, from) => {
    await expect(check(target, from)).rejects.toThrow(UnusableAddress);
  });
});

describe('a server with a name', () => {
  it('in a private network may send us to others in there, by number and by name', async () => {
    const names = { 'lfs.corp': [['10.0.0.5']], 'storage.corp': [['10.0.0.6']] };
    const guard = new AddressGuard(new URL('http://lfs.corp/'), resolving(names));

    expect(await addressesFor(guard, 'https://10.0.0.6/')).toEqual(['10.0.0.6']);
    expect(await addressesFor(guard, 'https://storage.corp/')).toEqual(['10.0.0.6']);
  });

  it.each([['169.254.169.254'], ['127.0.0.1'], ['::1'], ['fd00:ec2::254']])(
    'in a private network cannot send us to a name that means %s',
    async (address) => {
      const guard = new AddressGuard(new URL('http://10.0.0.5/'), resolving({ 'evil.example': [[address]] }));
      await expect(addressesFor(guard, 'https://evil.example/')).rejects.toThrow(UnusableAddress);
    },
  );

  it('is connected to by what was looked at: of several addresses, those that are open to us', async () => {
    const guard = new AddressGuard(new URL('https://1.1.1.1/'), resolving({ both: [['10.0.0.1', '8.8.8.8']] }));
    expect(await addressesFor(guard, 'https://both/')).toEqual(['8.8.8.8']);
  });

  it('does not come nearer by meaning another address later, nor by meaning several', async () => {
    const later = { 'evil.example': [['8.8.8.8'], ['10.0.0.5']] };
    const guard = new AddressGuard(new URL('https://evil.example/'), resolving(later));
    expect(await addressesFor(guard, 'https://evil.example/')).toEqual(['8.8.8.8']);
    await expect(addressesFor(guard, 'https://evil.example/')).rejects.toThrow(UnusableAddress);
    await expect(addressesFor(guard, 'https://10.0.0.6/')).rejects.toThrow(UnusableAddress);

    const several = { 'evil.example': [['8.8.8.8', '10.0.0.5']] };
    const other = new AddressGuard(new URL('https://evil.example/'), resolving(several));
    await expect(addressesFor(other, 'https://10.0.0.6/')).rejects.toThrow(UnusableAddress);
  });

  it('that cannot be looked up counts as one of the internet, until it can', async () => {
    let isUp = false;
    const lookUp: LookUp = async () => {
      if (!isUp) throw Object.assign(new Error('try again'), { code: 'EAI_AGAIN' });
      return [{ address: '10.0.0.5', family: 4 }];
    };
    const guard = new AddressGuard(new URL('https://lfs.corp/'), lookUp);
    await expect(addressesFor(guard, 'https://10.0.0.6/')).rejects.toThrow(UnusableAddress);
    isUp = true;
    expect(await addressesFor(guard, 'https://lfs.corp/')).toEqual(['10.0.0.5']);
    expect(await addressesFor(guard, 'https://10.0.0.6/')).toEqual(['10.0.0.6']);
  });

  it('leaves the name of a proxy to be looked up as it is', async () => {
    const names = { 'proxy.corp': [['10.0.0.1']] };
    const guard = new AddressGuard(new URL('https://ghcr.io/'), resolving(names));
    const lookup = await guard.check(new URL('https://storage.example.com/'));
    expect(await promisify(lookup as never)('proxy.corp' as never, { all: true } as never)).toEqual([
      { address: '10.0.0.1', family: 4 },
    ]);
  });
});
