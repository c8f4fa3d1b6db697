// SPDX-License-Identifier: MIT
/* The replay as it is seen: opened in a browser, and stepped through. */
#include <criterion/criterion.h>

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "draw.h"
#include "tests/browser.h"

#define FIXTURES KIT_ROOT "/diagrams/tests/timeline"
#define LESSON	 KIT_ROOT "/lessons/05-epoll"
#define SOLUTION KIT_ROOT "/solutions/05-epoll"

/* A directory of the test's own, and a page in it. */
struct scene {
	char directory[64];
	char page[128];
	struct browser *browser;
};

static void scene_open(struct scene *scene)
{
	strcpy(scene->directory, "/tmp/wouldblock-replay-XXXXXX");
	cr_assert_not_null(mkdtemp(scene->directory));
	snprintf(scene->page, sizeof(scene->page), "%s/page.html",
		 scene->directory);
}

static void __attribute__((format(printf, 1, 2))) run(const char *format, ...)
{
	va_list args;
	char *command;
	int status;

	va_start(args, format);
	cr_assert_geq(vasprintf(&command, format, args), 0);
	va_end(args);
	/* A check that fails is what is wanted. */
	status = system(command); /* NOLINT(cert-env33-c): it is our own */
	cr_assert_neq(status, -1, "%s", command);
	free(command);
}

static void draw(char **words)
{
	int n = 0;

	while (words[n] != NULL)
		n++;
	cr_assert_eq(draw_replay(n, words), DRAW_DONE);
}

static void scene_load(struct scene *scene, int width)
{
	scene->browser = browser_open(width, 800);
	browser_load(scene->browser, scene->page);
}

static void scene_close(struct scene *scene)
{
	cr_expect_null(browser_error(scene->browser), "%s",
		       browser_error(scene->browser));
	browser_close(scene->browser);
	run("rm -r %s", scene->directory);
}

static void expect(const struct scene *scene, const char *expression,
		   const char *value)
{
	char *seen = browser_eval(scene->browser, expression);

	cr_expect_str_eq(seen, value, "%s is %s", expression, seen);
	free(seen);
}

static void show_fixture(struct scene *scene, int width)
{
	scene_open(scene);
	draw((char *[]){ "--script", FIXTURES "/silent-peer.script", "-o",
			 scene->page, FIXTURES "/silent-peer.jsonl", NULL });
	scene_load(scene, width);
}

Test(replay_browser, keys_step)
{
	static const struct {
		const char *key, *at;
	} steps[] = {
		{ "ArrowLeft", "24" },	{ "ArrowRight", "25" },
		{ "ArrowRight", "25" }, { "PageUp", "15" },
		{ "p", "11" },		{ "n", "16" },
		{ "Home", "0" },	{ "ArrowLeft", "0" },
		{ "PageDown", "10" },	{ "End", "25" },
		{ "Home", "0" },	{ "e", "25" },
	};
	struct scene scene;

	show_fixture(&scene, 1200);
	expect(&scene, "at", "25");
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		browser_press(scene.browser, steps[i].key);
		expect(&scene, "at", steps[i].at);
		expect(&scene, "document.getElementById('slider').value",
		       steps[i].at);
	}
	expect(&scene, "document.getElementById('help').hidden", "true");
	browser_press(scene.browser, "?");
	expect(&scene, "document.getElementById('help').hidden", "false");
	scene_close(&scene);
}

Test(replay_browser, buttons_and_slider_step)
{
	struct scene scene;

	show_fixture(&scene, 1200);
	expect(&scene, "(document.getElementById('back').click(), at)", "24");
	expect(&scene, "(document.getElementById('first').click(), at)", "0");
	expect(&scene, "document.getElementById('back').disabled", "true");
	expect(&scene, "(document.getElementById('after').click(), at)", "6");
	expect(&scene,
	       "(slider.value = 17, slider.dispatchEvent(new Event('input')),"
	       " at)",
	       "17");
	/* a line of the script: carol connects */
	expect(&scene,
	       "(document.querySelector('#script div:nth-child(11)').click(),"
	       " at)",
	       "23");
	scene_close(&scene);
}

Test(replay_browser, says_why_a_wait_ends_or_does_not)
{
	struct scene scene;

	show_fixture(&scene, 1200);
	expect(&scene, "document.getElementById('why').textContent",
	       "It waits in recv() for bob alone; descriptor 6 is blocking. "
	       "Meanwhile: carol waits to be accepted.");
	expect(&scene, "(show(11), document.getElementById('why').textContent)",
	       "Nothing that it watches is ready, so it waits.");
	expect(&scene, "(show(18), document.getElementById('why').textContent)",
	       "It returns, because bob has 6 bytes to read.");
	expect(&scene, "document.getElementById('event').textContent",
	       "epoll_wait(4) = 1");
	/* the state, going back over what was read */
	expect(&scene, "state_after(18).links.get(2).incoming", "6");
	expect(&scene, "state_after(19).links.get(2).incoming", "0");
	expect(&scene, "state_after(20).links.get(2).outgoing", "6");
	expect(&scene, "state_after(22).links.get(2).outgoing", "0");
	scene_close(&scene);
}

/* A connection that is under way is not ready for anything. */
Test(replay_browser, says_what_is_pending)
{
	struct scene scene;

	scene_open(&scene);
	draw((char *[]){ "-o", scene.page, FIXTURES "/connect.jsonl", NULL });
	scene_load(&scene, 1200);
	expect(&scene, "(show(5), state_after(5).links.get(1).pending)",
	       "true");
	expect(&scene, "state_after(6).links.get(1).pending", "false");
	expect(&scene, "(show(11), document.getElementById('why').textContent)",
	       "Nothing that it watches is ready, so it waits, 1.5 s at most.");
	expect(&scene,
	       "document.querySelector('#fds td:nth-child(2)')"
	       ".textContent",
	       "alice, connecting");
	scene_close(&scene);
}

/* At phone width nothing is wider than the page. */
Test(replay_browser, fits_a_phone)
{
	struct scene scene;

	show_fixture(&scene, 500);
	expect(&scene, "document.documentElement.scrollWidth <= innerWidth",
	       "true");
	scene_close(&scene);
}

/* The line of the verdict on a mistake, and the page that opens there. */
static void expect_opens_at_verdict(const char *mistake)
{
	struct scene scene;
	char result[128], source[128], line[32];
	json_t *read, *scripts;
	const char *lead = "";

	scene_open(&scene);
	snprintf(source, sizeof(source), "%s/echo.c", scene.directory);
	snprintf(result, sizeof(result), "%s/result.json", scene.directory);
	run("patch -s -o %s " SOLUTION "/echo.c " SOLUTION "/mistakes/%s.patch",
	    source, mistake);
	run(KIT_ROOT "/build/harness check 05 %s --log %s --json %s >%s/said",
	    source, scene.directory, result, scene.directory);
	draw((char *[]){ "--result", result, "--source", source, "--script",
			 (LESSON "/scripts"), "-o", scene.page, scene.directory,
			 NULL });
	read = json_load_file(result, 0, NULL);
	cr_assert_eq(json_unpack(read, "{s:s}", "lead", &lead), 0);
	scripts = json_object_get(read, "scripts");
	for (size_t i = 0; i < json_array_size(scripts); i++) {
		const char *name = "";
		int at = 0;

		json_unpack(json_array_get(scripts, i), "{s:s, s:{s:i}}",
			    "name", &name, "source", "line", &at);
		if (!strcmp(name, lead))
			snprintf(line, sizeof(line), "%d", at);
	}
	scene_load(&scene, 1200);
	expect(&scene,
	       "document.querySelector('#source .now span').textContent", line);
	expect(&scene, "document.querySelectorAll('#script .failed').length",
	       "1");
	json_decref(read);
	scene_close(&scene);
}

Test(replay_browser, opens_where_a_silent_peer_stalls)
{
	expect_opens_at_verdict("stalled-on-silent-peer-drain");
}

Test(replay_browser, opens_where_a_loop_is_busy)
{
	expect_opens_at_verdict("busy-loop-zero-timeout");
}

Test(replay_browser, shows_text_as_text)
{
	static const char evil[] =
		"{\"n\":0,\"t\":0,\"who\":\"<img src=x onerror=alert(1)>\","
		"\"do\":\"connects\",\"connection\":1}\n";
	struct scene scene;
	char log[128];
	FILE *out;

	scene_open(&scene);
	snprintf(log, sizeof(log), "%s/log.jsonl", scene.directory);
	out = fopen(log, "w");
	cr_assert_not_null(out);
	fputs(evil, out);
	fclose(out);
	draw((char *[]){ "--source", log, "-o", scene.page, log, NULL });
	scene_load(&scene, 1200);
	expect(&scene, "document.getElementById('event').textContent",
	       "<img src=x onerror=alert(1)> connects");
	expect(&scene, "document.images.length", "0");
	scene_close(&scene);
}

/* 100,000 events of 5,000 clients; how long it takes is the machine's affair
   (README.md has figures). */
Test(replay_browser, a_large_run_opens)
{
	struct scene scene;
	char log[128];
	FILE *out;

	scene_open(&scene);
	snprintf(log, sizeof(log), "%s/log.jsonl", scene.directory);
	out = fopen(log, "w");
	cr_assert_not_null(out);
	for (int i = 0; i < 100000; i++)
		fprintf(out,
			"{\"n\":%d,\"t\":0,\"who\":\"server\",\"do\":\"%s\","
			"\"fd\":%d,\"peer\":\"client %d\",\"asked\":4096,"
			"\"ret\":6,\"errno\":null,\"at\":\"echo.c:57\","
			"\"connection\":%d}\n",
			i, i < 5000 ? "accept" : "read", i % 5000 + 4, i % 5000,
			i % 5000 + 1);
	fclose(out);
	draw((char *[]){ "-o", scene.page, log, NULL });
	scene_load(&scene, 1200);
	expect(&scene, "at", "99999");
	expect(&scene, "frames.length", "51");
	expect(&scene, "document.querySelectorAll('#fds tr').length", "40");
	browser_press(scene.browser, "ArrowLeft");
	expect(&scene, "at", "99998");
	scene_close(&scene);
}
