# SPDX-License-Identifier: MIT
#
# build/matrix.tsv as a page. decided: how often each rule and check did.

def cells($tag): map("<\($tag)>\(@html)</\($tag | split(" ")[0])>") | add;
def row: "<tr>\(cells("td"))</tr>";
def verdict_row: "<tr class=\(.[8])>\(.[1:] | cells("td"))</tr>";
def table($head):
	"<div><table>", "<tr>\($head | cells("th scope=col"))</tr>", .[],
	"</table></div>";
def rows($text): [$text | split("\n")[] | select(. != "") | split("\t")];

[inputs | split("\t")] as $all |
rows($decided) as $decided |

"<!doctype html>",
"<html lang=en><meta charset=utf-8>",
"<meta name=viewport content=\"width=device-width\">",
"<title>The matrix of mistakes</title>",
"<style>",
":root{color-scheme:light dark}",
"body{font:15px/1.4 sans-serif;margin:2em auto;max-width:80em;padding:0 1em}",
"div{overflow-x:auto}",
"table{border-collapse:collapse}",
"td,th{padding:.2em .6em;text-align:left;vertical-align:top;",
"border-bottom:1px solid #8886}",
".BAD{outline:2px solid #d55e00}.BAD td:first-child::before{content:\"✗ \"}",
"</style>",
"<h1>The matrix of mistakes</h1>",
"<p>\([$all[] | select(.[1] | endswith(".patch"))] | length) wrong programs,",
"\([$all[] | select(.[1] | endswith(".c"))] | length) right ones,",
"\([$all[] | select(.[8] == "BAD")] | length) bad rows.</p>",

# what is idle has the lesson "-"
($all | group_by(.[0])[] | "<h2>\(.[0][0] | @html)</h2>",
	(map(verdict_row) | table(["program", "caught", "script",
		"diagnosis", "line", "function", "expected", "verdict",
		"other scripts"]))),

(if $decided != [] then
	"<h2>What decides</h2>",
	"<p>How many failed scripts each rule named, and each check found.</p>",
	($decided | map(row) | table(["kind", "name", "times"]))
else empty end),
"</html>"
