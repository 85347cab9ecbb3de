import { type SafeHtml, html as template } from '@remix-run/html-template';
import { printable } from '../core/domain/printable.ts';

/** Markup that is safe to put into a page. Only `html` makes it. */
export type Html = SafeHtml;

/** What may stand in a template: markup as it is, text escaped, lists one after the other, nothing for what is absent. */
export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[];

/**
 * Markup with values in it. Text is escaped for elements and for quoted attributes, and drives no reader's eyes: control
 * characters and bidirectional marks are made visible. A value never stands in an attribute without quotes, in an
 * address (`link` is for those), in a style or in a script.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return template(strings, ...values.map(shown));
}

type Shown = Parameters<typeof template>[1];

function shown(value: HtmlValue): Shown {
  if (typeof value === 'string') return printable(value);
  return isList(value) ? value.map(shown) : value;
}

function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value);
}
