/** The style of the page: light or dark as the reader's system is, and narrow screens too. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d0d4da, #3b4048); --soft: light-dark(#f4f5f7, #1c1f24);
  --good: light-dark(#11632f, #7ddc9a); --bad: light-dark(#a3151b, #ff9c9c); --link: light-dark(#0b57b0, #8ab8ff);
  --text: light-dark(#1b1e23, #e7e9ec); --dim: light-dark(#545b66, #a9b0ba); --page: light-dark(#fff, #131519);
  --mark: light-dark(#ffe08a, #6b4e00); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; color: var(--text);
  background: var(--page); }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; background: var(--page); padding: 4px 8px; }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: baseline; padding: 12px 20px;
  border-bottom: 1px solid var(--line); }
header h1 { font-size: 17px; margin: 0; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0; padding: 0; }
nav a[aria-current] { color: var(--text); font-weight: 600; text-decoration: none; }
#connection { margin: 0 0 0 auto; color: var(--dim); }
main { padding: 16px 20px; max-width: 1280px; }
h2 { font-size: 19px; margin: 0 0 8px; } h3 { font-size: 15px; margin: 20px 0 6px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th[scope=row] { width: 1%; padding-right: 24px; }
th { color: var(--dim); font-weight: 500; white-space: nowrap; }
td.text, pre, code, .mono { font-family: ui-monospace, "SFMono-Regular", Consolas, monospace; font-size: 13px; }
td.text, code, .mono { overflow-wrap: anywhere; } td.text { min-width: 11ch; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 8px 10px; margin: 0;
  white-space: pre-wrap; overflow-wrap: anywhere; max-height: 420px; overflow: auto; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; } .dim { color: var(--dim); }
mark { background: var(--mark); color: inherit; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
form { display: inline-flex; gap: 6px; margin: 0 6px 4px 0; align-items: center; }
form.search { display: flex; max-width: 560px; margin-bottom: 10px; }
input, button, select { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--dim);
  border-radius: 4px; padding: 3px 9px; min-height: 30px; }
input { flex: 1; min-width: 0; } button { cursor: pointer; } button:hover { background: var(--soft); }
ul.plain, ol.plain { list-style: none; margin: 0; padding: 0; } ol.plain > li { padding: 5px 0; border-bottom: 1px solid var(--line); }
@media (max-width: 640px) { main, header { padding: 10px 12px; } .pair { grid-template-columns: 1fr; }
  td.wide-only, th.wide-only { display: none; } #connection { margin-left: 0; } th, td { padding-right: 7px; } }
`;
