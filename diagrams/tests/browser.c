// SPDX-License-Identifier: MIT
#include "tests/browser.h"

#include <criterion/criterion.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROFILE "/tmp/wouldblock-browser-XXXXXX"

/* The ends of the browser's pipes are these descriptors. */
enum { BROWSER_READS = 3, BROWSER_WRITES = 4 };

struct browser {
	pid_t pid;
	FILE *to, *from;
	json_int_t id;
	char *session; /* of the page; NULL: not yet */
	size_t loads;
	char *error; /* the first one */
	char profile[sizeof PROFILE];
};

static void start(struct browser *browser, int reads, int writes, int width,
		  int height)
{
	char profile[64], size[64];
	int quiet = open("/dev/null", O_RDWR);

	snprintf(profile, sizeof(profile), "--user-data-dir=%s",
		 browser->profile);
	snprintf(size, sizeof(size), "--window-size=%d,%d", width, height);
	/* They may stand in each other's place. */
	reads = fcntl(reads, F_DUPFD, 10);
	writes = fcntl(writes, F_DUPFD, 10);
	dup2(reads, BROWSER_READS);
	dup2(writes, BROWSER_WRITES);
	dup2(quiet, STDIN_FILENO);
	dup2(quiet, STDOUT_FILENO);
	dup2(quiet, STDERR_FILENO);
	close(reads);
	close(writes);
	execlp("chromium", "chromium", "--headless", "--no-sandbox",
	       "--disable-gpu", "--disable-quic", "--no-first-run",
	       "--disable-background-networking", "--disable-component-update",
	       "--disable-sync", "--disable-dev-shm-usage",
	       "--remote-debugging-pipe", profile, size, "about:blank",
	       (char *)NULL);
	_exit(127);
}

static void send_message(struct browser *browser, const char *method,
			 json_t *params)
{
	json_t *message = json_pack("{s:I, s:s, s:o}", "id", ++browser->id,
				    "method", method, "params", params);
	char *text;

	cr_assert_not_null(message, "%s", method);
	if (browser->session)
		json_object_set_new(message, "sessionId",
				    json_string(browser->session));
	text = json_dumps(message, JSON_COMPACT);
	fputs(text, browser->to);
	fputc('\0', browser->to);
	cr_assert_eq(fflush(browser->to), 0, "the browser is gone");
	free(text);
	json_decref(message);
}

static void note_error(struct browser *browser, json_t *what)
{
	if (!browser->error)
		browser->error = json_dumps(what, JSON_COMPACT);
}

static void note_event(struct browser *browser, const char *method,
		       json_t *params)
{
	const char *level = "";

	if (!strcmp(method, "Page.loadEventFired"))
		browser->loads++;
	else if (!strcmp(method, "Runtime.exceptionThrown"))
		note_error(browser, params);
	else if (!strcmp(method, "Runtime.consoleAPICalled"))
		json_unpack(params, "{s:s}", "type", &level);
	else if (!strcmp(method, "Log.entryAdded"))
		json_unpack(params, "{s:{s:s}}", "entry", "level", &level);
	if (!strcmp(level, "error"))
		note_error(browser, params);
}

/* The next message; events are noted. */
static json_t *next_message(struct browser *browser)
{
	char *text = NULL;
	size_t size = 0;
	json_t *message, *method;

	cr_assert_gt(getdelim(&text, &size, '\0', browser->from), 0,
		     "the browser is gone");
	message = json_loads(text, 0, NULL);
	cr_assert_not_null(message, "%.200s", text);
	free(text);
	method = json_object_get(message, "method");
	if (json_is_string(method))
		note_event(browser, json_string_value(method),
			   json_object_get(message, "params"));
	return message;
}

/* The result of a method; to be let go. */
static json_t *call(struct browser *browser, const char *method, json_t *params)
{
	json_t *message, *result;

	send_message(browser, method, params);
	message = next_message(browser);
	while (json_integer_value(json_object_get(message, "id")) !=
	       browser->id) {
		json_decref(message);
		message = next_message(browser);
	}
	result = json_incref(json_object_get(message, "result"));
	cr_assert_not_null(result, "%s: %s", method,
			   json_dumps(message, JSON_COMPACT));
	json_decref(message);
	return result;
}

static void tell(struct browser *browser, const char *method, json_t *params)
{
	json_decref(call(browser, method, params));
}

/* The page that it begins with, or a new one. */
static void attach(struct browser *browser)
{
	json_t *target = call(browser, "Target.createTarget",
			      json_pack("{s:s}", "url", "about:blank"));
	json_t *attached = call(browser, "Target.attachToTarget",
				json_pack("{s:O, s:b}", "targetId",
					  json_object_get(target, "targetId"),
					  "flatten", 1));

	browser->session = strdup(
		json_string_value(json_object_get(attached, "sessionId")));
	json_decref(attached);
	json_decref(target);
	tell(browser, "Page.enable", json_object());
	tell(browser, "Runtime.enable", json_object());
	tell(browser, "Log.enable", json_object());
}

struct browser *browser_open(int width, int height)
{
	struct browser *browser = calloc(1, sizeof(*browser));
	int there[2], back[2];

	cr_assert_not_null(browser);
	strcpy(browser->profile, PROFILE);
	cr_assert_not_null(mkdtemp(browser->profile));
	cr_assert_eq(pipe2(there, O_CLOEXEC), 0);
	cr_assert_eq(pipe2(back, O_CLOEXEC), 0);
	browser->pid = fork();
	cr_assert_geq(browser->pid, 0);
	if (browser->pid == 0)
		start(browser, there[0], back[1], width, height);
	close(there[0]);
	close(back[1]);
	signal(SIGPIPE, SIG_IGN);
	browser->to = fdopen(there[1], "w");
	browser->from = fdopen(back[0], "r");
	attach(browser);
	return browser;
}

static int remove_entry(const char *path, const struct stat *st, int kind,
			struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	remove(path);
	return 0;
}

void browser_close(struct browser *browser)
{
	free(browser->session);
	browser->session = NULL;
	tell(browser, "Browser.close", json_object());
	fclose(browser->to);
	fclose(browser->from);
	while (waitpid(browser->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	nftw(browser->profile, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	free(browser->error);
	free(browser);
}

void browser_load(struct browser *browser, const char *path)
{
	size_t loads = browser->loads;
	char *url;

	cr_assert_geq(asprintf(&url, "file://%s", path), 0);
	tell(browser, "Page.navigate", json_pack("{s:s}", "url", url));
	free(url);
	while (browser->loads == loads)
		json_decref(next_message(browser));
}

char *browser_eval(struct browser *browser, const char *expression)
{
	json_t *result, *value;
	char *text;

	cr_assert_geq(asprintf(&text, "String(%s)", expression), 0);
	result = call(browser, "Runtime.evaluate",
		      json_pack("{s:s, s:b}", "expression", text,
				"returnByValue", 1));
	free(text);
	value = json_object_get(json_object_get(result, "result"), "value");
	cr_assert(json_is_string(value), "%s: %s", expression,
		  json_dumps(result, JSON_COMPACT));
	text = strdup(json_string_value(value));
	json_decref(result);
	return text;
}

void browser_view(struct browser *browser, int width, bool dark)
{
	tell(browser, "Emulation.setDeviceMetricsOverride",
	     json_pack("{s:i, s:i, s:i, s:b}", "width", width, "height", 800,
		       "deviceScaleFactor", 1, "mobile", 0));
	tell(browser, "Emulation.setEmulatedMedia",
	     json_pack("{s:[{s:s, s:s}]}", "features", "name",
		       "prefers-color-scheme", "value",
		       dark ? "dark" : "light"));
}

/* What the browser itself does with a key hangs on the key's number. */
static json_t *key_event(const char *type, const char *key)
{
	json_t *event = json_pack("{s:s, s:s}", "type", type, "key", key);

	if (!strcmp(key, "Tab"))
		json_object_set_new(event, "windowsVirtualKeyCode",
				    json_integer(9));
	if (!strcmp(key, "Enter")) {
		json_object_set_new(event, "windowsVirtualKeyCode",
				    json_integer(13));
		json_object_set_new(event, "text", json_string("\r"));
	}
	return event;
}

void browser_press(struct browser *browser, const char *key)
{
	tell(browser, "Input.dispatchKeyEvent", key_event("keyDown", key));
	tell(browser, "Input.dispatchKeyEvent", key_event("keyUp", key));
}

const char *browser_error(const struct browser *browser)
{
	return browser->error;
}
