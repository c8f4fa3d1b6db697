/* SPDX-License-Identifier: MIT */
/* What the pages have in common: how they look, and what moves in them. */
#include "export/text.h"
#include "report/report.h"

/* Colours of the verdicts differ in lightness too, and have words beside. */
static const char style[] =
	":root{--bg:#fff;--ink:#1c1d21;--dim:#5c6069;--line:#d9dbe0;"
	"--soft:#f3f4f6;--bar:#3b6ea8;--good:#17643a;--bad:#a3330f;"
	"color-scheme:light dark}"
	"@media(prefers-color-scheme:dark){:root{--bg:#16171b;--ink:#e7e8ec;"
	"--dim:#a2a7b3;--line:#363943;--soft:#202229;--bar:#79a9e0;"
	"--good:#7fd6a3;--bad:#ff9d78}}"
	"*{box-sizing:border-box}"
	"body{margin:0;background:var(--bg);color:var(--ink);"
	"font:16px/1.5 system-ui,sans-serif}"
	"main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}"
	"h1{font-size:1.6rem;margin:.2rem 0}"
	"h2{font-size:1.25rem;margin:2.5rem 0 .6rem}"
	"h3{font-size:1rem;margin:1.2rem 0 .4rem}"
	"p{margin:.4rem 0}.dim{color:var(--dim)}"
	"code,pre{font-family:ui-monospace,monospace;font-size:.9em}"
	".num{font-variant-numeric:tabular-nums}"
	"pre{background:var(--soft);padding:.6rem .8rem;overflow-x:auto;"
	"white-space:pre-wrap;overflow-wrap:anywhere;margin:.4rem 0}"
	".scroll{overflow-x:auto}"
	"table{border-collapse:collapse;width:100%}"
	"th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;"
	"border-bottom:1px solid var(--line);overflow-wrap:anywhere}"
	"th{font-weight:600;white-space:nowrap}"
	"td.num,th.num{text-align:right;white-space:nowrap;"
	"overflow-wrap:normal}"
	"#class td:first-child,#class td:nth-child(2){min-width:7rem;"
	"max-width:16rem}"
	"th button{all:unset;cursor:pointer;text-decoration:underline dotted;"
	"text-underline-offset:.2em}"
	"th button:focus-visible,a:focus-visible,input:focus-visible{"
	"outline:2px solid var(--bar);outline-offset:2px}"
	"th[aria-sort=ascending] button::after{content:\" \\2191\"}"
	"th[aria-sort=descending] button::after{content:\" \\2193\"}"
	"a{color:var(--bar)}.good{color:var(--good)}.bad{color:var(--bad)}"
	".cards{display:flex;flex-wrap:wrap;gap:.8rem;padding:0;"
	"list-style:none}"
	".cards li{background:var(--soft);padding:.5rem .9rem;min-width:8rem}"
	".cards b{display:block;font-size:1.4rem}"
	".lesson{border-top:1px solid var(--line);padding-top:.2rem;"
	"margin-top:1.6rem}"
	".two{display:grid;gap:0 2rem;"
	"grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr))}"
	"svg text{fill:var(--dim);font:11px system-ui,sans-serif}"
	"svg rect{fill:var(--bar)}svg line{stroke:var(--line)}"
	"svg{max-width:100%;height:auto}"
	".meter{display:block;height:.5rem;background:var(--soft);"
	"min-width:4rem}"
	".meter i{display:block;height:100%;background:var(--bar)}"
	"input{font:inherit;padding:.3rem .5rem;max-width:100%;width:20rem;"
	"color:inherit;background:var(--bg);border:1px solid var(--dim)}"
	".tools{margin:.6rem 0;display:none}.js .tools{display:block}"
	"tr[hidden]{display:none}"
	"@media(max-width:40rem){th,td{padding:.3rem .4rem}"
	"h2{margin-top:1.8rem}}"
	"@media print{.tools{display:none!important}"
	"main{max-width:none;padding:0}tr{break-inside:avoid}}";

void html_begin(FILE *out, const char *title)
{
	fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\""
	      " content=\"width=device-width,initial-scale=1\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\""
	      " content=\"default-src 'none'; style-src 'unsafe-inline';"
	      " script-src 'unsafe-inline'; img-src data:\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n<title>",
	      out);
	put_markup(out, title);
	fputs("</title>\n<style>", out);
	fputs(style, out);
	fputs("</style>\n</head>\n<body>\n<main>\n", out);
}

void html_end(FILE *out, const char *script)
{
	fputs("</main>\n", out);
	if (script)
		fprintf(out, "<script>%s</script>\n", script);
	fputs("</body>\n</html>\n", out);
}

/* Headers with data-sort become buttons; numbers sort as numbers. */
const char report_script[] =
	"'use strict';\n"
	"document.documentElement.classList.add('js');\n"
	"const table = document.getElementById('class');\n"
	"const body = table.tBodies[0];\n"
	"const heads = [...table.tHead.rows[0].cells];\n"
	"const key = (row, i) => {\n"
	"  const cell = row.cells[i];\n"
	"  return cell.dataset.key ?? cell.textContent.trim().toLowerCase();\n"
	"};\n"
	"const compare = (a, b, numeric) => numeric\n"
	"  ? Number(a) - Number(b)\n"
	"  : a < b ? -1 : a > b ? 1 : 0;\n"
	"heads.forEach((head, i) => {\n"
	"  const button = document.createElement('button');\n"
	"  button.type = 'button';\n"
	"  button.textContent = head.textContent;\n"
	"  head.replaceChildren(button);\n"
	"  button.addEventListener('click', () => {\n"
	"    const numeric = head.classList.contains('num');\n"
	"    const up = head.getAttribute('aria-sort') === 'ascending';\n"
	"    const sign = up ? -1 : 1;\n"
	"    heads.forEach(h => h.removeAttribute('aria-sort'));\n"
	"    head.setAttribute('aria-sort', up ? 'descending' : 'ascending');\n"
	"    body.append(...[...body.rows].sort((a, b) =>\n"
	"      sign * compare(key(a, i), key(b, i), numeric)));\n"
	"  });\n"
	"});\n"
	"const search = document.getElementById('search');\n"
	"const found = document.getElementById('found');\n"
	"const look = () => {\n"
	"  const words = search.value.toLowerCase().split(/\\s+/);\n"
	"  let n = 0;\n"
	"  for (const row of body.rows) {\n"
	"    const text = row.textContent.toLowerCase();\n"
	"    row.hidden = !words.every(word => text.includes(word));\n"
	"    n += !row.hidden;\n"
	"  }\n"
	"  found.textContent = `${n} of ${body.rows.length} shown`;\n"
	"};\n"
	"search.addEventListener('input', look);\n"
	"look();\n";
