import { type Html, type HtmlValue, html } from './html.ts';
import { stylesheet } from './stylesheet.ts';

export interface PageContent {
  /** Of the window and, where `heading` is absent, of the page. Text. */
  readonly title: string;
  readonly heading?: HtmlValue;
  /** What the page is about, in a sentence or two below its heading. */
  readonly lead?: HtmlValue;
  readonly main: HtmlValue;
  /** Where what the page says comes from. */
  readonly footer?: HtmlValue;
}

/**
 * A whole page in one file, to keep, to send and to print. It asks for nothing: its policy allows no script, no frame, no
 * form and nothing from another place.
 */
export function renderPage({ title, heading = title, lead, main, footer }: PageContent): string {
  const page: Html = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
${stylesheet}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<h1>${heading}</h1>
${lead === undefined ? undefined : html`<p class="soft">${lead}</p>`}
</header>
<main id="content" tabindex="-1">${main}
</main>
<footer>${footer}</footer>
</body>
</html>
`;
  return page.toString();
}
