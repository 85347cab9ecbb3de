/** As SQL's LIKE: `%` is any characters, `_` is one, everything else is itself. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [wanted, given] = [Array.from(pattern), Array.from(text)];
  let [at, from, star, tried] = [0, 0, -1, 0];
  while (at < given.length) {
    if (from < wanted.length && wanted[from] === '%') {
      // The shortest run first; when the rest does not fit, it is made longer from here.
      star = from;
      tried = at;
      from += 1;
    } else if (from < wanted.length && (wanted[from] === '_' || wanted[from] === given[at])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      tried += 1;
      at = tried;
      from = star + 1;
    } else {
      return false;
    }
  }
  return wanted.slice(from).every((character) => character === '%');
}
