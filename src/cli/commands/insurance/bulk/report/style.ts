import { html } from '../../../../../shared/html.js';

/** The style of the report: light or dark as the reader's system is, narrow screens and paper too. */
export const STYLE = html`<style>
:root { color-scheme: light; --line: #d0d4da; --soft: #f4f5f7; --text: #1b1e23; --subtle: #545b66; --page: #fff;
  --good: #1a7f42; --bad: #c0272d; --open: #b07a00; --dim: #8a919c; --bar: #0b57b0; }
@media (prefers-color-scheme: dark) { :root { color-scheme: dark; --line: #3b4048; --soft: #1c1f24; --text: #e7e9ec;
  --subtle: #a9b0ba; --page: #131519; --good: #4cc274; --bad: #ff7b7b; --open: #e0b040; --dim: #6f7682; --bar: #8ab8ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; color: var(--text);
  background: var(--page); }
main { max-width: 1000px; margin: 0 auto; padding: 16px 20px; }
h1 { font-size: 22px; margin: 0 0 8px; } h2 { font-size: 17px; margin: 28px 0 8px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; }
dt { color: var(--subtle); } dd { margin: 0; overflow-wrap: anywhere; }
svg { display: block; width: 100%; margin-bottom: 8px; }
figure { margin: 0; } figcaption { color: var(--subtle); }
rect.good { fill: var(--good); } rect.bad { fill: var(--bad); } rect.open { fill: var(--open); }
rect.dim { fill: var(--dim); } rect.bar { fill: var(--bar); }
.key { display: inline-block; width: 12px; height: 12px; margin-right: 8px; }
.key.good { background: var(--good); } .key.bad { background: var(--bad); } .key.open { background: var(--open); }
.key.dim { background: var(--dim); }
.scroll { overflow-x: auto; } :focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
table { border-collapse: collapse; }
th, td { text-align: start; padding: 5px 16px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 500; } thead th { color: var(--subtle); white-space: nowrap; }
td.number { text-align: end; font-variant-numeric: tabular-nums; } td.first { overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, "SFMono-Regular", Consolas, monospace; font-size: 13px; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 8px 10px; margin: 0;
  white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; }
</style>`;
