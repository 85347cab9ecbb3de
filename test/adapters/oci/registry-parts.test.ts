import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenge } from '../../../adapters/oci/registry/challenge.ts';
import { OciRegistry } from '../../../adapters/oci/registry/oci-registry.ts';
import { formatRepositoryAddress, parseRepositoryAddress } from '../../../adapters/oci/registry/registry-address.ts';
import { quirksOf } from '../../../adapters/oci/registry/registry-quirks.ts';
import { digestOf } from '../../../core/domain/digest.ts';

describe('parseRepositoryAddress', () => {
  it.each([
    ['ghcr.io/acme/models', 'https://ghcr.io', 'ghcr.io/acme/models'],
    ['127.0.0.1:5000/models', 'http://127.0.0.1:5000', '127.0.0.1:5000/models'],
    ['localhost/models', 'http://localhost', 'localhost/models'],
    ['registry.example.com:443/a', 'https://registry.example.com', 'registry.example.com:443/a'],
    ['10.0.0.7:5000/a', 'https://10.0.0.7:5000', '10.0.0.7:5000/a'],
    ['index.docker.io/acme/iris', 'https://registry-1.docker.io', 'docker.io/acme/iris'],
    ['docker.io/iris', 'https://registry-1.docker.io', 'docker.io/library/iris'],
  ])('finds where %s answers', (reference, origin, written) => {
    const address = parseRepositoryAddress(reference);
    expect(address.registry.origin).toBe(origin);
    expect(formatRepositoryAddress(address)).toBe(written);
  });

  it.each(['', 'ghcr.io', '/a', 'ghcr.io/', 'a b/c', 'host:99999/a', 'ann:secret@host/a'])(
    'refuses %j',
    (reference) => {
      expect(() => parseRepositoryAddress(reference)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );
});

describe('parseChallenge', () => {
  it.each<[string, object | undefined]>([
    ['Basic realm="models"', { scheme: 'basic' }],
    ['Bearer realm="https://a/t",service="r"', { scheme: 'bearer', realm: 'https://a/t', service: 'r' }],
    [
      'bearer Realm=https://a/t , scope="repository:a:pull,push"',
      { scheme: 'bearer', realm: 'https://a/t', scope: 'repository:a:pull,push' },
    ],
    ['Basic realm="x", Bearer realm="https://a/t"', { scheme: 'bearer', realm: 'https://a/t' }],
    ['Negotiate, Basic realm="Bearer realm=http://evil"', { scheme: 'basic' }],
    ['Bearer realm="a \\"quoted\\" one"', { scheme: 'bearer', realm: 'a "quoted" one' }],
    ['Bearer service="without a realm"', undefined],
    ['Digest realm="x"', undefined],
    ['', undefined],
    [`Bearer realm="${'x'.repeat(9000)}"`, undefined],
  ])('reads %j', (header, challenge) => {
    expect(parseChallenge(header)).toEqual(challenge);
  });

  it('comes to an end with any header, and never makes up a realm', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', ',', '=', ' ', 'Bearer', 'Basic', 'realm', 'x') }),
        (header) => {
          const challenge = parseChallenge(header);
          if (challenge?.scheme === 'bearer')
            expect(header.replaceAll('\\', '')).toContain(challenge.realm.replaceAll('\\', ''));
        },
      ),
    );
  });
});

describe('quirksOf', () => {
  it('knows registries by their whole host', () => {
    expect(quirksOf('ghcr.io').largestBlob).toBe(10e9);
    expect(quirksOf('123456789012.dkr.ecr.eu-central-1.amazonaws.com').mounts).toBe(false);
    for (const host of ['ghcr.io.example.com', 'my-ghcr.io', '127.0.0.1:5000']) expect(quirksOf(host)).toEqual({});
  });

  it('refuses a blob that the registry does not take, before anything is asked or sent', async () => {
    const { registry, path } = parseRepositoryAddress('ghcr.io/acme/iris');
    const { blobs } = new OciRegistry(registry, { env: {} }).repository(path);
    const open = () => {
      throw new Error('opened');
    };
    await expect(blobs.store({ digest: digestOf('x'), size: 11e9 }, open)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('10.0 GB at most'),
    });
  });
});
