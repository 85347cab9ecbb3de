import { html } from './html.ts';

/** Of every page: calm, readable in light and dark, on a telephone and on paper. Pages add no rules of their own colours. */
export const stylesheet = html`<style>
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f4f7fa; --line: #d7dee6; --ink: #15202b; --soft: #52616e;
  --good: #1f7048; --bad: #a3440c; --accent: #1f7048; --mark: #e8f4ee; --grid: #e3e9ef;
  --sans: Inter, "Segoe UI", system-ui, -apple-system, "DejaVu Sans", sans-serif;
  --mono: "JetBrains Mono", ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11161c; --panel: #182029; --line: #303c48; --ink: #eef3f7; --soft: #a3b1bd;
    --good: #5cc493; --bad: #eba66b; --accent: #5cc493; --mark: #17352a; --grid: #26313b;
  }
}
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 var(--sans) }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem }
header { padding-top: 2.5rem }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 2.5rem; border-top: 1px solid var(--line) }
h1 { margin: 0 0 .4rem; font-size: clamp(1.45rem, 4vw, 2rem); line-height: 1.2; letter-spacing: -.01em }
h2 { margin: 2.75rem 0 .6rem; font-size: 1.25rem; line-height: 1.3 }
h3 { margin: 1.75rem 0 .4rem; font-size: 1rem; line-height: 1.35 }
h1, h2, h3, p, dd, li, caption, figcaption { overflow-wrap: anywhere; unicode-bidi: isolate }
p { margin: .4rem 0; max-width: 68ch }
a { color: var(--accent); text-underline-offset: .15em }
code { font: .9em var(--mono); overflow-wrap: anywhere; unicode-bidi: isolate }
pre { margin: .75rem 0; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel); font: .875rem/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate }
.plain { padding: 0; list-style: none }
.soft, footer { color: var(--soft) }
.small, footer { font-size: .875rem }
.good { color: var(--good) }
.bad { color: var(--bad) }
.skip { position: absolute; left: -100vw }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--page); color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.scroll { overflow-x: auto; margin: .75rem 0; border: 1px solid var(--line); border-radius: .5rem }
table { width: 100%; border-collapse: collapse; font-size: .9375rem }
caption { padding: .6rem .75rem; text-align: left; color: var(--soft); font-size: .875rem }
th, td { padding: .45rem .75rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; unicode-bidi: isolate }
thead th { background: var(--panel); font-weight: 600; white-space: nowrap }
tbody th { position: sticky; left: 0; background: var(--page); font-weight: 500 }
td { min-width: 7.5rem; max-width: 28rem; overflow-wrap: break-word }
td.number { white-space: nowrap }
.number { text-align: right; font-variant-numeric: tabular-nums }
.badge { display: inline-block; padding: 0 .5em; border: 1px solid var(--line); border-radius: 1em; font-size: .8125rem; line-height: 1.6 }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1.25rem; margin: .75rem 0 }
dt { color: var(--soft) }
dd { margin: 0 }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); gap: 1rem; margin: 1.5rem 0; padding: 0; list-style: none }
.cards > li { padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--panel) }
.cards h2 { margin: 0 }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1.25rem; margin: 1rem 0 }
.chart { margin: 0; padding: .85rem 1rem; border: 1px solid var(--line); border-radius: .5rem }
.chart figcaption { margin-bottom: .35rem; font-size: .875rem; line-height: 1.35 }
.chart svg { display: block; width: 100%; height: auto; font: 11px var(--sans) }
.chart text { fill: var(--ink) }
.chart .tick, .chart .soft { fill: var(--soft) }
.chart .stage { fill: var(--accent); font-weight: 600; paint-order: stroke; stroke: var(--page); stroke-width: 4px; stroke-linejoin: round }
.chart .good { fill: var(--good) }
.chart .bad { fill: var(--bad) }
.chart .grid { stroke: var(--grid); fill: none }
.chart .reference { stroke: var(--soft); stroke-dasharray: 2 3; fill: none }
.chart .thread { stroke: var(--accent); stroke-dasharray: 1 3; fill: none }
.chart .line { stroke: var(--soft); stroke-width: 1.5; fill: none }
.chart .interval { stroke: var(--soft); fill: none }
.chart .dot { fill: var(--soft) }
.chart .hollow { fill: var(--page); stroke: var(--soft); stroke-dasharray: 2 1 }
.chart .mark { fill: var(--accent); stroke: var(--page); stroke-width: 1.5 }
details > summary { cursor: pointer; color: var(--soft); font-size: .875rem }
@media (max-width: 40rem) {
  dl { grid-template-columns: minmax(0, 1fr) }
  dd { margin-bottom: .5rem }
}
@media print {
  :root {
    --page: #ffffff; --panel: #f4f7fa; --line: #c3ccd5; --ink: #000000; --soft: #44505b;
    --good: #1f7048; --bad: #a3440c; --accent: #1f7048; --mark: #e8f4ee; --grid: #e3e9ef;
  }
  body { font-size: 10.5pt }
  .skip { display: none }
  .scroll { overflow: visible; border: 0 }
  figure, tr, h2, h3 { break-inside: avoid }
  h2, h3 { break-after: avoid }
  thead { display: table-header-group }
  details::details-content { content-visibility: visible; block-size: auto }
  .charts, .cards { display: block }
  .chart, .cards > li { margin: .5rem 0; max-width: 26rem; break-inside: avoid }
}
</style>`;
