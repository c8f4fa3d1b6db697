/* SPDX-License-Identifier: MIT */
#include "run/log.h"
#include "run/trial.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct event read_call(void)
{
	struct event event = event_none(EVENT_CALL);

	event.who = "server";
	event.act = "read";
	return event;
}

/* The log as it would be written. */
static char *written(const struct log *log)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	cr_assert_eq(log_write(log, out), 0);
	fclose(out);
	return text;
}

static void expect_written(const struct event *event, const char *expected)
{
	struct log *log = log_new();
	char *text;

	log_append(log, event);
	text = written(log);
	cr_expect_str_eq(text, expected);
	free(text);
	log_free(log);
}

Test(log, call_as_promised)
{
	struct event event = read_call();

	event.fd = 5;
	event.peer = "alice";
	event.asked = 4096;
	event.ret = 6;
	event.at = (struct source){ "echo.c", 57, "serve" };
	expect_written(&event, "{\"n\":0,\"t\":0,\"who\":\"server\","
			       "\"do\":\"read\",\"fd\":5,\"peer\":\"alice\","
			       "\"asked\":4096,\"ret\":6,\"errno\":null,"
			       "\"at\":\"echo.c:57\"}\n");
}

Test(log, call_with_nothing_known)
{
	struct event event = read_call();

	expect_written(&event, "{\"n\":0,\"t\":0,\"who\":\"server\","
			       "\"do\":\"read\",\"fd\":null,\"peer\":null,"
			       "\"asked\":null,\"ret\":null,\"errno\":null,"
			       "\"at\":null}\n");
}

Test(log, peer_as_promised)
{
	struct event event = event_none(EVENT_PEER);

	event.who = "alice";
	event.act = "receives";
	event.ret = 6;
	event.line = 9;
	expect_written(&event, "{\"n\":0,\"t\":0,\"who\":\"alice\","
			       "\"do\":\"receives\",\"bytes\":6,"
			       "\"line\":9}\n");
}

Test(log, error_injected_and_function_only)
{
	struct event event = read_call();

	event.fd = 4;
	event.ret = -1;
	event.error = EAGAIN;
	event.injected = true;
	event.blocking = true;
	event.connection = 2;
	event.at.function = "serve";
	expect_written(&event, "{\"n\":0,\"t\":0,\"who\":\"server\","
			       "\"do\":\"read\",\"fd\":4,\"peer\":null,"
			       "\"asked\":null,\"ret\":-1,"
			       "\"errno\":\"EAGAIN\",\"at\":\"serve()\","
			       "\"connection\":2,\"blocking\":true,"
			       "\"injected\":true}\n");
}

Test(log, waiting_with_readiness)
{
	struct readiness ready[] = {
		{ .fd = 3, .peer = "listener", .events = POLLIN },
		{ .fd = 5,
		  .peer = "bob",
		  .connection = 1,
		  .events = POLLIN | POLLOUT | POLLHUP },
	};
	struct event event = event_none(EVENT_WAITS);

	event.t = 5000000000;
	event.who = "server";
	event.act = "poll";
	event.timeout = -1;
	event.ready = ready;
	event.n_ready = 2;
	expect_written(&event, "{\"n\":0,\"t\":5000000000,"
			       "\"who\":\"server\",\"do\":\"poll\","
			       "\"kind\":\"waits\",\"timeout\":-1,"
			       "\"ready\":[{\"fd\":3,\"peer\":\"listener\","
			       "\"events\":[\"IN\"]},"
			       "{\"fd\":5,\"peer\":\"bob\",\"connection\":1,"
			       "\"events\":[\"IN\",\"OUT\",\"HUP\"]}]}\n");
}

Test(log, at_most_64_ready)
{
	struct readiness ready[70] = { 0 };
	struct event event = event_none(EVENT_WAITS);
	struct log *log = log_new();
	json_t *json;
	char *text;

	event.ready = ready;
	event.n_ready = 70;
	log_append(log, &event);
	text = written(log);
	json = json_loads(text, 0, NULL);
	cr_expect_eq(json_array_size(json_object_get(json, "ready")), 64);
	cr_expect_eq(json_integer_value(json_object_get(json, "more")), 6);
	json_decref(json);
	free(text);
	log_free(log);
}

/* Whatever a program prints, each line is JSON. */
Test(log, any_text_is_json)
{
	struct log *log = log_new();
	struct event event = event_none(EVENT_PEER);
	char any[256], *text;
	json_t *json;

	for (int i = 0; i < 255; i++)
		any[i] = (char)(i + 1);
	any[255] = '\0';
	event.who = log_intern(log, "j\xc3\xb6rg \"q\" \\ \xe2\x82\xac \x80");
	event.text = any;
	log_append(log, &event);
	text = written(log);
	json = json_loads(text, 0, NULL);
	cr_assert_not_null(json);
	cr_expect_str_eq(json_string_value(json_object_get(json, "who")),
			 "j\xc3\xb6rg \"q\" \\ \xe2\x82\xac \\x80");
	json_decref(json);
	free(text);
	log_free(log);
}

Test(log, strings_are_kept_once)
{
	struct log *log = log_new();
	char name[32];
	const char *first = log_intern(log, "alice");

	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "client-%d", i);
		cr_assert_str_eq(log_intern(log, name), name);
	}
	cr_expect_eq(log_intern(log, "alice"), first);
	cr_expect_null(log_intern(log, NULL));
	log_free(log);
}

Test(log, events_stay_where_they_are)
{
	struct log *log = log_new();
	struct readiness ready = { .fd = 7 };
	struct event event = read_call();
	const struct event *first;

	event.ready = &ready;
	event.n_ready = 1;
	cr_expect_eq(log_append(log, &event), 0);
	first = log_at(log, 0);
	for (size_t i = 1; i < 5000; i++)
		cr_assert_eq(log_append(log, &event), i);
	ready.fd = 8;
	cr_expect_eq(log_at(log, 0), first);
	cr_expect_eq(first->ready[0].fd, 7);
	cr_expect_eq(log_length(log), 5000);
	cr_expect_null(log_at(log, 5000));
	log_free(log);
}

Test(log, failing_stream_is_said)
{
	FILE *full = fopen("/dev/full", "w");
	struct log *log = log_new();
	struct event event = read_call();

	log_append(log, &event);
	cr_expect_eq(log_write(log, full), -1);
	cr_expect_eq(errno, ENOSPC);
	fclose(full);
	log_free(log);
}

Test(log, hundred_thousand_events_are_quick)
{
	struct log *log = log_new();
	struct event event = read_call();
	FILE *out = fopen("/dev/null", "w");

	event.peer = "alice";
	event.at = (struct source){ "echo.c", 57, "serve" };
	for (int i = 0; i < 100000; i++)
		log_append(log, &event);
	clock_t start = clock();
	cr_expect_eq(log_write(log, out), 0);
	/* A tenth of this, really; sanitizers are slow. */
	cr_expect_lt(clock() - start, CLOCKS_PER_SEC);
	fclose(out);
	log_free(log);
}

Test(log, names_of_errors)
{
	cr_expect_str_eq(errno_name(EWOULDBLOCK), "EAGAIN");
	cr_expect_str_eq(errno_name(ECONNRESET), "ECONNRESET");
	cr_expect_str_eq(errno_name(4321), "4321");
}

Test(trial, owns_what_it_holds)
{
	struct trial *trial = calloc(1, sizeof(*trial));

	cr_assert_not_null(trial);
	trial->log = log_new();
	trial->problem = strdup("none");
	trial->received.data = malloc(1);
	trial->connections = calloc(2, sizeof(*trial->connections));
	trial_free(trial);
	trial_free(NULL);
}

Test(log, a_descriptor_that_is_new_and_one_that_is_watched)
{
	struct event event = event_none(EVENT_CALL);

	event.who = "server";
	event.act = "epoll_ctl";
	event.fd = 5;
	event.ret = 0;
	event.mode = "non-blocking";
	event.operation = "MOD";
	event.epoll = 4;
	event.interest = POLLIN | POLLOUT;
	expect_written(&event, "{\"n\":0,\"t\":0,\"who\":\"server\","
			       "\"do\":\"epoll_ctl\",\"fd\":5,\"peer\":null,"
			       "\"asked\":null,\"ret\":0,\"errno\":null,"
			       "\"at\":null,\"mode\":\"non-blocking\","
			       "\"op\":\"MOD\",\"epoll\":4,"
			       "\"interest\":[\"IN\",\"OUT\"]}\n");
}
