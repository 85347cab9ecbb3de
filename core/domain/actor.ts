/**
 * Who acts, as text that people and forges spell in many ways: `ann`, `@Ann`, `github:ann`, `ann@example.org`,
 * `Ann Lee <ann@example.org>`, `1234+ann@users.noreply.github.com`, `ann[bot]`.
 *
 * Two questions are asked of it, and each errs to its own safe side. Whether a *rule means* somebody is answered
 * strictly (`isMeantBy`): an address or a display name that resembles a login grants nothing. Whether two spellings
 * *may be one person* is answered generously (`tracesOf`): any trace in common will do, so that nobody approves
 * their own proposal under another spelling. The price is that two people who share a trace cannot approve each other.
 */
export interface Actor {
  /** `github` in `github:ann`; absent where the forge is not said. */
  readonly forge?: string;
  /** Case-folded, without a leading `@`. Empty when there is only an address. */
  readonly name: string;
  /** Case-folded. */
  readonly email?: string;
  /** A program with an account of its own: it never approves and never hides the person behind it. */
  readonly bot: boolean;
}

const addressPattern = /^[^\s<>@]+@[^\s<>@]+$/;
const namedAddressPattern = /^([^<>]*)<([^<>]*)>$/;
const forgePattern = /^(?:[a-z][a-z0-9.-]*: *)+/;
const botSuffix = /\[bot\]$/;

export function parseActor(text: string): Actor {
  const folded = fold(text);
  const [, named, bracketed] = namedAddressPattern.exec(folded) ?? [];
  const { forge, rest } = withoutForge((named ?? folded).trim());
  const email = bracketed?.trim() || (addressPattern.test(rest) ? rest : undefined);
  const name = rest === email ? '' : rest.replace(/^@+/, '');
  const bot = [name, localPartOf(email ?? '')].some((it) => botSuffix.test(it));
  return { ...(forge !== undefined && { forge }), name, ...(email !== undefined && { email }), bot };
}

/**
 * Whether a line of the policy (`ann`, `github:ann`, `ann@example.org`) means this actor. A line without a forge means
 * that login on any; an actor who comes with an address is meant by the address alone, since anybody can type a name before it.
 */
export function isMeantBy(actor: Actor, line: string): boolean {
  const meant = parseActor(line);
  if (meant.forge !== undefined && meant.forge !== actor.forge) return false;
  if (actor.email !== undefined || meant.email !== undefined) {
    return actor.email !== undefined && actor.email === meant.email;
  }
  return actor.name !== '' && actor.name === meant.name;
}

/** One name for all spellings of an account: the login, or what stands before the `@` of an address. Empty when nothing is left. */
export function accountOf(actor: Actor): string {
  return actor.email === undefined ? bare(lastSegment(actor.name)) : bare(localPartOf(actor.email));
}

/** Everything about an actor that could give away the same person elsewhere. */
export function tracesOf(actor: Actor): ReadonlySet<string> {
  const traces = [actor.name, lastSegment(actor.name), localPartOf(actor.email ?? '')].map(bare);
  return new Set(traces.filter((trace) => trace !== ''));
}

/** Compatibility forms, case and characters that cannot be seen make no difference between names. */
function fold(text: string): string {
  const visible = text.normalize('NFKC').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu, '');
  return visible.toUpperCase().toLowerCase().normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** `ann.lee`, `Ann Lee` and `ann-léé` leave one trace; the bot called `ann[bot]` leaves that of `ann`. */
function bare(text: string): string {
  return text
    .replace(botSuffix, '')
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function withoutForge(text: string): { forge?: string; rest: string } {
  const prefixes = forgePattern.exec(text)?.[0] ?? '';
  if (prefixes === '') return { rest: text };
  return { forge: prefixes.slice(0, prefixes.indexOf(':')), rest: text.slice(prefixes.length) };
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Without the tag of a plus address; GitHub's private addresses carry the account's number there and the login after it. */
function localPartOf(email: string): string {
  const local = email.slice(0, Math.max(0, email.lastIndexOf('@')));
  return email.endsWith('@users.noreply.github.com')
    ? local.slice(local.indexOf('+') + 1)
    : (local.split('+')[0] ?? '');
}
