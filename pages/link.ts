import { type Html, html } from './html.ts';

/** Text that leads to a web address; text alone where the address is of another kind, such as `javascript:`. */
export function link(address: string, text = address): Html {
  if (!isWebAddress(address)) return html`${text}`;
  return html`<a href="${address}" rel="noopener noreferrer">${text}</a>`;
}

function isWebAddress(address: string): boolean {
  return ['https:', 'http:'].includes(URL.parse(address)?.protocol ?? '');
}
