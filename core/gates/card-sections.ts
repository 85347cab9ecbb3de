/** CommonMark 0.31, 4.2: up to three spaces, one to six `#`, and closing `#` that do not count. */
const headingPattern = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$/;
const fencePattern = /^ {0,3}(`{3,}|~{3,})/;
const underlinePattern = /^ {0,3}(?:=+|-+)[ \t]*$/;

/**
 * What stands under each heading of a model card, by the heading in lower case; a section reaches to the next heading
 * of its level or above. Comments in HTML, as templates leave them, are nothing; headings inside code are text.
 */
export function sectionsOf(markdown: string): ReadonlyMap<string, string> {
  const sections = new Map<string, string>();
  let open: { readonly title: string; readonly level: number }[] = [];
  for (const line of linesOf(markdown)) {
    if (line.heading) {
      const { title, level } = line.heading;
      open = [...open.filter((it) => it.level < level), { title: titleKey(title), level }];
    } else {
      for (const { title } of open) sections.set(title, `${sections.get(title) ?? ''}${line.text}\n`);
    }
  }
  return sections;
}

/** The headings of a card as they are written, in their order. */
export function headingsOf(markdown: string): readonly { readonly title: string; readonly level: number }[] {
  return [...linesOf(markdown)].flatMap(({ heading }) => (heading === undefined ? [] : [heading]));
}

/** Headings are compared without case and without doubled spaces. */
export function titleKey(title: string): string {
  return title.trim().replace(/\s+/g, ' ').toLowerCase();
}

interface Line {
  readonly text: string;
  readonly heading?: { readonly title: string; readonly level: number };
}

function* linesOf(markdown: string): Generator<Line> {
  let fence: string | undefined;
  let paragraph: string | undefined;
  for (const text of withoutComments(markdown).split(/\r?\n/)) {
    const mark = fencePattern.exec(text)?.[1];
    const heading = fence === undefined && mark === undefined ? headingOf(text, paragraph) : undefined;
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) && text.trim() === mark) fence = undefined;
    yield heading ? { text, heading } : { text };
    paragraph = heading === undefined && fence === undefined && text.trim() !== '' ? text : undefined;
  }
}

function headingOf(text: string, above: string | undefined): Line['heading'] {
  const atx = headingPattern.exec(text);
  if (atx) return { level: atx[1]?.length ?? 1, title: atx[2] ?? '' };
  if (above !== undefined && underlinePattern.test(text)) return { level: text.includes('=') ? 1 : 2, title: above };
  return undefined;
}

/** Scanned by hand: a pattern for this is slow on text that opens many comments. */
function withoutComments(text: string): string {
  let rest = '';
  let at = 0;
  for (;;) {
    const start = text.indexOf('<!--', at);
    if (start < 0) return rest + text.slice(at);
    const end = text.indexOf('-->', start + 4);
    rest += text.slice(at, start);
    if (end < 0) return rest;
    at = end + 3;
  }
}
