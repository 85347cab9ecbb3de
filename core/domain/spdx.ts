/** Identifiers of the SPDX licence list that carry no number, as far as models are likely to have them. */
const unnumbered = new Set(
  'mit isc zlib unlicense wtfpl x11 curl ntp ncsa beerware hpnd postgresql openssl ruby vim libpng json intel'.split(
    ' ',
  ),
);

/**
 * Whether the text looks like an SPDX licence expression: https://spdx.org/licenses and SPDX 3.0, annex on licence
 * expressions. `Apache-2.0 OR MIT` does; the list itself grows too often to be kept here.
 */
export function looksLikeSpdx(text: string): boolean {
  const ids = text.trim().split(/\s+(?:AND|OR|WITH)\s+/i);
  return ids.every((id) => isIdentifier(id.replace(/^\(+|\)+$/g, '').trim()));
}

function isIdentifier(id: string): boolean {
  if (/^(?:DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+$/.test(id)) return true;
  return /^(?:0BSD|[A-Za-z][\w.-]*-(?:\d[\w.-]*\+?|exception[\w.-]*))$/i.test(id) || unnumbered.has(id.toLowerCase());
}
