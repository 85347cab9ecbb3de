/** How a registry wants to be told who asks: https://datatracker.ietf.org/doc/html/rfc9110#name-www-authenticate */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service?: string; readonly scope?: string };

/** Longer ones are no challenge but an attack. */
const longestHeader = 8 * 1024;

const schemePattern = /(?:^|,)\s*(basic|bearer)\b(?!\s*=)/gi;
const parameterPattern = /\b([a-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi;

/** The one that we answer, of those in the header: tokens before passwords. Undefined when there is none that we know. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  if (header === undefined || header.length > longestHeader) return undefined;
  // What is quoted may hold words that look like another challenge.
  const unquoted = header.replace(/"(?:[^"\\]|\\.)*"/g, (text) => '"'.repeat(text.length));
  const starts = [...unquoted.matchAll(schemePattern)];
  const challenges = starts.map((start, index): Challenge | undefined => {
    const text = header.slice(start.index + start[0].length, starts[index + 1]?.index);
    return challengeOf(start[1] ?? '', parametersIn(text));
  });
  return challenges.find((it) => it?.scheme === 'bearer') ?? challenges.find((it) => it !== undefined);
}

function challengeOf(scheme: string, parameters: ReadonlyMap<string, string>): Challenge | undefined {
  if (scheme.toLowerCase() === 'basic') return { scheme: 'basic' };
  const [realm, service, scope] = ['realm', 'service', 'scope'].map((name) => parameters.get(name));
  if (realm === undefined) return undefined;
  return {
    scheme: 'bearer',
    realm,
    ...(service === undefined ? {} : { service }),
    ...(scope === undefined ? {} : { scope }),
  };
}

function parametersIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(parameterPattern)].map(([, name = '', quoted, plain = '']) => [
      name.toLowerCase(),
      quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'),
    ]),
  );
}
