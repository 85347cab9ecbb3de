/** Without half characters (`\ud83c` alone), the `_` of a hidden `__proto__`, and escapes that only YAML knows. */
const escaped = String.raw`\\(?:["\\/bfnrt]|u(?!005[fF]|[dD][89a-fA-F])[0-9a-fA-F]{4})`;
const quoted = String.raw`(?:"[^"\\\n\t]*(?:${escaped}[^"\\\n\t]*)*"|'[^'\n\t]*(?:''[^'\n\t]*)*')`;
/** Numbers for some readers only, whole numbers that would be rounded, and numbers that may be infinite. */
const odd = String.raw`0[xXoObB]|[^\n,\]}]*_|[0-9]{17}|9[0-9]{15}|[0-9.]+[eE]\+?(?:[0-9]{4}|[3-9][0-9]{2}|29[0-9])`;
const start = String.raw`(?:[A-Za-z\u00c0-\uffff]|-?(?=[0-9])(?!${odd})[0-9])`;
/** They run to the end of the line or to a comment, so they may hold anything but `: ` and ` #`. */
const words = String.raw`${start}[^ \n\t]*(?<!:)(?: +(?!#)[^ \n\t]+(?<!:))*`;
const characterInside = String.raw`(?:[^ \n\t,[\]{}:#]|:(?=[A-Za-z0-9/]))`;
const wordsInside = `${start}${characterInside}*(?: +${characterInside}+)*`;
const name = String.raw`(?:(?!(?:null|Null|NULL|true|True|TRUE|false|False|FALSE):)[A-Za-z_][A-Za-z0-9_-]*|${quoted}):(?= |\n|$)`;
const collection = String.raw`[[{] *(?:${name} +|(?:${quoted}|${wordsInside}) *(?=[,\]}])|[[{\]},] *)*[\]}]`;
const value = `(?:${quoted}|${words}|${collection})`;
const content = ` *(?:- +)*${name}(?: +${value})?| *(?:- +)+${value}`;
const line = new RegExp(`(?:(?:${content})(?: +#[^\\n]*)? *| *(?:#[^\\n]*)?)(?:\\n|$)`, 'y');

/**
 * Whether every line keeps to the part of YAML that all readers understand alike: a field or an item, with its value on the
 * same line, which is words, a number, a text in quotes, or a list or mapping of these. Anchors, aliases, tags, directives,
 * several documents, merges, names that are no text, half characters and numbers in other notations cannot be said in it.
 * How the lines fit together is left to the reader.
 */
export function isPlainYaml(text: string): boolean {
  if (text.includes('__proto__')) return false;
  for (let at = 0; at < text.length; at = line.lastIndex) {
    line.lastIndex = at;
    if (!line.test(text)) return false;
  }
  return true;
}
