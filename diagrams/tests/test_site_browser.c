// SPDX-License-Identifier: MIT
/*
 * The site as it is read: on a phone, in the dark, and with a keyboard. Every
 * page is opened; a replay has tests of its own, and is only opened here.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/browser.h"
#include "tests/small_site.h"

static struct small_site site;
static struct browser *browser;

static void open_all(void)
{
	small_site_make(&site);
	browser = browser_open(1200, 800);
}

static void close_all(void)
{
	cr_expect_null(browser_error(browser), "%s", browser_error(browser));
	browser_close(browser);
	small_site_remove(&site);
}

/* Of pages that are all alike, such as sources, one is opened: with KIT_FULL
   in the environment all are. */
static bool is_like_others(const char *page)
{
	static const char *const kinds[] = { "/site/files/",
					     "/site/mistakes/" };
	static const char *seen[2];

	for (size_t i = 0; i < 2 && !getenv("KIT_FULL"); i++)
		if (strstr(page, kinds[i]) && !strstr(page, "/index.html") &&
		    !strstr(page, SMALL_SITE_MISTAKE)) {
			if (seen[i] && seen[i] != page)
				return true;
			seen[i] = page;
		}
	return false;
}

/* A page that has tests of its own. */
static bool is_replay(const char *page)
{
	return strstr(page, "-replay.html") != NULL;
}

static void expect(const char *page, const char *expression, const char *value)
{
	char *seen = browser_eval(browser, expression);

	cr_expect_str_eq(seen, value, "%s: %s is %s", page, expression, seen);
	free(seen);
}

static void load(const char *path)
{
	char *page;

	cr_assert_geq(asprintf(&page, "%s/site/%s", site.directory, path), 0);
	browser_load(browser, page);
	free(page);
}

/* Whose right edge is outside the page and not in a box that scrolls. */
#define TOO_WIDE                                                    \
	"document.documentElement.scrollWidth <= innerWidth ? '' :" \
	"[...document.body.querySelectorAll('*')].filter(e =>"      \
	" e.getBoundingClientRect().right > innerWidth + 1)"        \
	".slice(0, 5).map(e => e.tagName + '.' + e.className)"

/* What scrolls sideways, and cannot be reached without a mouse. */
#define OUT_OF_REACH                                                           \
	"[...document.querySelectorAll('main *')].filter(e =>"                 \
	" e.scrollWidth > e.clientWidth + 1 && /auto|scroll/"                  \
	".test(getComputedStyle(e).overflowX) && !e.hasAttribute('tabindex'))" \
	".map(e => e.tagName + '.' + e.className).join()"

Test(site_browser, no_page_is_wider_than_a_phone)
{
	open_all();
	browser_view(browser, 360, false);
	for (size_t i = 0; i < site.n; i++) {
		if (is_like_others(site.pages[i]))
			continue;
		browser_load(browser, site.pages[i]);
		expect(site.pages[i], "innerWidth", "360");
		expect(site.pages[i], TOO_WIDE, "");
		if (!is_replay(site.pages[i]))
			expect(site.pages[i], OUT_OF_REACH, "");
	}
	close_all();
}

/*
 * Texts whose contrast with what is behind them is below 4.5 (WCAG 2.1,
 * 1.4.3), by tag and class. Pictures have colours of their own.
 */
#define PALE                                                                 \
	"(() => {"                                                           \
	" const rgb = c => c.match(/[0-9.]+/g).map(Number);"                 \
	" const light = c => {"                                              \
	"  const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.03928 ?" \
	"   v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);"                      \
	"  return 0.2126 * r + 0.7152 * g + 0.0722 * b; };"                  \
	" const paper = e => {"                                              \
	"  for (; e; e = e.parentElement) {"                                 \
	"   const c = rgb(getComputedStyle(e).backgroundColor);"             \
	"   if (c.length == 3 || c[3] == 1) return c; }"                     \
	"  return [255, 255, 255]; };"                                       \
	" const pale = new Set();"                                           \
	" document.querySelectorAll('body, body *:not(svg, svg *)')"         \
	"  .forEach(e => {"                                                  \
	"  if (![...e.childNodes].some(n => n.nodeType == 3 &&"              \
	"   n.data.trim())) return;"                                         \
	"  const [a, b] = [light(rgb(getComputedStyle(e).color)),"           \
	"   light(paper(e))].sort((x, y) => y - x);"                         \
	"  if ((a + 0.05) / (b + 0.05) < 4.5)"                               \
	"   pale.add(e.tagName + '.' + e.className); });"                    \
	" return [...pale].join(); })()"

Test(site_browser, text_stands_out_in_light_and_dark)
{
	static const char dark_paper[] =
		"getComputedStyle(document.body).backgroundColor"
		".match(/\\d+/g).every(c => c < 64)";

	open_all();
	for (int dark = 0; dark <= 1; dark++) {
		browser_view(browser, 1200, dark);
		for (size_t i = 0; i < site.n; i++) {
			if (is_replay(site.pages[i]) ||
			    is_like_others(site.pages[i]))
				continue;
			browser_load(browser, site.pages[i]);
			expect(site.pages[i], dark_paper,
			       dark ? "true" : "false");
			expect(site.pages[i], PALE, "");
		}
	}
	close_all();
}

/* No level is left out on the way down, and nothing to see has no name. */
Test(site_browser, a_screen_reader_finds_its_way)
{
	open_all();
	for (size_t i = 0; i < site.n; i++) {
		if (is_replay(site.pages[i]) || is_like_others(site.pages[i]))
			continue;
		browser_load(browser, site.pages[i]);
		expect(site.pages[i],
		       "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')]"
		       ".map(h => [+h.tagName[1], h.textContent])"
		       ".filter((h, i, all) =>"
		       " h[0] > (i ? all[i - 1][0] : 0) + 1).join()",
		       "");
		expect(site.pages[i],
		       "[...document.querySelectorAll('a[href], button')]"
		       ".filter(e => !(e.getAttribute('aria-label') ||"
		       " e.textContent.trim())).length",
		       "0");
		expect(site.pages[i],
		       "[...document.querySelectorAll('figure svg')].filter(s =>"
		       " !s.querySelector('title') &&"
		       " !s.getAttribute('aria-label') &&"
		       " !s.closest('[aria-label]')).length",
		       "0");
		expect(site.pages[i],
		       "document.querySelectorAll('img:not([alt]),"
		       " th:not([scope])').length",
		       "0");
	}
	close_all();
}

Test(site_browser, the_first_key_leads_past_the_navigation)
{
	static const char *const kinds[] = {
		"index.html",
		"lessons/05-epoll/index.html",
		"harness/script/index.html",
		"mistakes/index.html",
		("mistakes/" SMALL_SITE_MISTAKE ".html"),
		"matrix.html",
	};

	open_all();
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		load(kinds[i]);
		browser_press(browser, "Tab");
		expect(kinds[i], "document.activeElement.className", "skip");
		expect(kinds[i],
		       "document.activeElement.getBoundingClientRect().left >="
		       " 0",
		       "true");
		browser_press(browser, "Enter");
		expect(kinds[i], "document.activeElement.id", "main");
		browser_press(browser, "Tab");
		expect(kinds[i],
		       "document.activeElement.closest('main') != null",
		       "true");
	}
	close_all();
}
