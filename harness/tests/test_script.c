/* SPDX-License-Identifier: MIT */
/* The parser of scripts: what each line becomes. */
#include "script/script.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

static struct script *parse(const char *text)
{
	struct script_error error;
	struct script *script = script_parse("x/03-some-name.script", text,
					     strlen(text), &error);

	if (!script)
		script_error_print(&error, stderr);
	cr_assert_not_null(script, "%s", text);
	return script;
}

/* Steps behind the header lines that every script has. */
static struct script *parse_steps(const char *steps)
{
	char text[8192];

	snprintf(text, sizeof(text), "title t\npoints 1\n%s", steps);
	return parse(text);
}

static const struct step *last(const struct script *script)
{
	return &script->steps[script->n_steps - 1];
}

static void refuse(const char *steps, int line, int column, const char *part)
{
	struct script_error error;
	struct script *script;
	char text[8192];

	snprintf(text, sizeof(text), "title t\npoints 1\n%s", steps);
	script = script_parse("x.script", text, strlen(text), &error);
	cr_assert_null(script, "%s", steps);
	cr_expect(strstr(error.message, part), "%s: %s", steps, error.message);
	cr_expect_eq(error.place.line, line + 2, "%s: line %d", steps,
		     error.place.line);
	cr_expect_eq(error.place.column, column, "%s: column %d", steps,
		     error.place.column);
}

Test(script, name_has_no_number_and_no_suffix)
{
	const char *paths[][2] = {
		{ "x/03-silent-peer.script", "silent-peer" },
		{ "echo.script", "echo" },
		{ "03-", "03-" },
		{ "/a/b", "b" },
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char *name = script_name_of(paths[i][0]);

		cr_expect_str_eq(name, paths[i][1]);
		free(name);
	}
}

Test(script, header_lines)
{
	struct script *script = parse("\xef\xbb\xbf# first\r\n"
				      "title   Client #3 waits   \r\n"
				      "points  12  # many\n"
				      "needs   echo\n"
				      "why     Because.\n"
				      "reveals busy-loop\n"
				      "arguments PORT \"a b\" \"\" 500 # c\n"
				      "driver  classify.c\n"
				      "seed    18446744073709551615\n"
				      "\n"
				      "server exits with 0\n");

	cr_expect_str_eq(script->name, "some-name");
	cr_expect_str_eq(script->title, "Client #3 waits");
	cr_expect_eq(script->points, 12);
	cr_expect_str_eq(script->needs, "echo");
	cr_expect_str_eq(script->why, "Because.");
	cr_expect_str_eq(script->reveals, "busy-loop");
	cr_expect_str_eq(script->driver, "x/classify.c");
	cr_expect_eq(script->seed, UINT64_MAX);
	cr_expect_str_eq(script->arguments[0], "PORT");
	cr_expect_str_eq(script->arguments[1], "a b");
	cr_expect_str_eq(script->arguments[2], "");
	cr_expect_str_eq(script->arguments[3], "500");
	cr_expect_null(script->arguments[4]);
	cr_expect_str_eq(script->source[0], "# first");
	cr_expect_str_eq(script->source[10], "server exits with 0");
	cr_expect_null(script->source[11]);
	script_free(script);
}

Test(script, defaults)
{
	struct script *script = parse_steps("alice connects");

	cr_expect_eq(script->seed, 1);
	cr_expect_str_eq(script->arguments[0], "PORT");
	cr_expect_null(script->arguments[1]);
	cr_expect_null(script->needs);
	cr_expect_null(script->driver);
	cr_expect_eq(script_sweeps(script), 0);
	script_free(script);
}

Test(script, a_step_knows_its_line_text_and_code)
{
	struct script *script = parse_steps(
		"alice connects\n"
		"  alice sends \"(#)\\n\"  ( wrong-answer )  # why\n");

	cr_expect_eq(last(script)->line, 4);
	cr_expect_str_eq(last(script)->text, "alice sends \"(#)\\n\"");
	cr_expect_str_eq(last(script)->reveals, "wrong-answer");
	cr_expect_str_eq(last(script)->who, "alice");
	cr_expect_eq(last(script)->first, 0);
	cr_expect_eq(last(script)->count, 1);
	script_free(script);
}

Test(script, escapes)
{
	struct script *script = parse_steps(
		"alice connects\n"
		"alice sends \"\\n\\r\\t\\0\\\\\\\"\\xfF\xc3\xa9\"\n");
	const struct payload *payload = &last(script)->payload;

	cr_expect_eq(payload->kind, PAYLOAD_TEXT);
	cr_expect_eq(payload->len, 9);
	cr_expect_arr_eq(payload->bytes, "\n\r\t\0\\\"\xff\xc3\xa9", 9);
	script_free(script);
}

Test(script, sizes_and_pieces)
{
	struct script *script =
		parse_steps("alice connects\n"
			    "alice sends 3 KiB pattern in pieces of 1,1, 7\n"
			    "alice sends \"ab\" byte by byte\n"
			    "alice has a window of 64 MiB\n");
	const struct step *step = &script->steps[1];

	cr_expect_eq(step->payload.kind, PAYLOAD_PATTERN);
	cr_expect_eq(step->payload.len, 3072);
	cr_expect_eq(step->n_pieces, 3);
	cr_expect_eq(step->pieces[2], 7);
	cr_expect_eq(step[1].n_pieces, 1);
	cr_expect_eq(step[1].pieces[0], 1);
	cr_expect_eq(step[2].n, (size_t)64 << 20);
	script_free(script);
}

Test(script, expectations)
{
	struct script *script =
		parse_steps("alice connects\n"
			    "alice sends 10 bytes\n"
			    "alice receives at most 4 bytes\n"
			    "alice receives the pattern\n"
			    "alice receives everything it sent\n"
			    "alice receives nothing\n"
			    "alice receives end of stream\n"
			    "alice receives a reset\n");
	enum payload_kind kinds[] = {
		PAYLOAD_AT_MOST, PAYLOAD_PATTERN, PAYLOAD_ALL_SENT,
		PAYLOAD_NOTHING, PAYLOAD_END,	  PAYLOAD_RESET,
	};

	cr_assert_eq(script->n_steps, 8);
	for (int i = 0; i < 6; i++) {
		cr_expect_eq(script->steps[i + 2].verb, VERB_RECEIVES);
		cr_expect_eq(script->steps[i + 2].payload.kind, kinds[i]);
	}
	cr_expect_eq(script->steps[2].payload.len, 4);
	script_free(script);
}

Test(script, more_may_follow_a_text)
{
	struct script *script =
		parse_steps("alice connects\n"
			    "alice receives \"a\" and more\n"
			    "alice receives \"a\" and more and bob connects\n"
			    "alice receives \"a\" and more connects\n"
			    "alice receives \"a\" and more (wrong-answer)\n");
	const struct step *steps = script->steps;

	cr_assert_eq(script->n_steps, 7);
	cr_expect(steps[1].payload.more);
	cr_expect_str_eq(steps[1].text, "alice receives \"a\" and more");
	cr_expect(steps[2].payload.more && steps[2].together);
	cr_expect_str_eq(steps[3].who, "bob");
	cr_expect_not(steps[4].payload.more);
	cr_expect_str_eq(steps[5].who, "more");
	cr_expect(steps[6].payload.more);
	cr_expect_str_eq(steps[6].reveals, "wrong-answer");
	script_free(script);
	refuse("alice connects\nalice sends \"a\" and more", 2, 25, "more");
}

Test(script, a_crowd_grows_and_shrinks)
{
	struct script *script = parse_steps("500 clients connect\n"
					    "1 client connects\n"
					    "the clients send \"x\"\n"
					    "client 501 closes\n");
	const struct step *steps = script->steps;

	cr_expect(steps[0].first == 1 && steps[0].count == 500);
	cr_expect(steps[1].first == 501 && steps[1].count == 1);
	cr_expect(steps[2].first == 1 && steps[2].count == 501);
	cr_expect(steps[3].first == 501 && steps[3].count == 1);
	for (int i = 0; i < 4; i++)
		cr_expect_str_eq(steps[i].who, "clients");
	script_free(script);
	refuse("2 clients connect\nclient 3 closes", 2, 1, "there are 2");
	refuse("2 clients connect\nthe clients close\nthe clients close", 3, 1,
	       "each of the clients has left");
}

Test(script, together)
{
	struct script *script =
		parse_steps("alice connects and bob connects\n"
			    "together\n"
			    "  alice sends \"a\"\n"
			    "  alice half-closes and carol connects\n"
			    "  bob closes\n"
			    "end\n"
			    "bob connects\n");
	const bool expected[] = { true, false, true, true, true, false, false };

	cr_assert_eq(script->n_steps, 7);
	for (int i = 0; i < 7; i++)
		cr_expect_eq(script->steps[i].together, expected[i], "%d", i);
	cr_expect_str_eq(script->steps[1].text, "bob connects");
	script_free(script);
	refuse("alice connects\n10 seconds pass and alice closes", 2, 21,
	       "lets the program run");
}

Test(script, repeat_and_for_are_written_out)
{
	struct script *script =
		parse_steps("for WHO in alice bob\n"
			    "  for N in 1 2\n"
			    "    repeat 3 times\n"
			    "      WHO connects\n"
			    "      WHO sends \"WHO\" in pieces of N\n"
			    "      WHO closes\n"
			    "    end\n"
			    "  end\n"
			    "end\n");

	cr_expect_eq(script->n_steps, 36);
	cr_expect_str_eq(script->steps[1].text,
			 "alice sends \"WHO\" in pieces of 1");
	cr_expect_str_eq(script->steps[34].text,
			 "bob sends \"WHO\" in pieces of 2");
	cr_expect_eq(script->steps[34].line, 7);
	script_free(script);
	refuse("repeat 1000 times\nrepeat 1000 times\nserver waits\nend\nend",
	       3, 1, "at most 100000 steps");
	refuse("repeat 100000 times\nrepeat 100000 times\n\nend\nend", 3, 1,
	       "too long");
}

Test(script, time)
{
	struct script *script = parse_steps(
		"5 ms pass\n1 hour passes\n"
		"the wall clock jumps by -1 hour\n"
		"server is held for 7 ms\n"
		"server makes at most 4 calls while 2 minutes pass\n");
	const int64_t ms = 1000000;
	const int64_t expected[] = { 5 * ms, 3600000 * ms, -3600000 * ms,
				     7 * ms, 120000 * ms };

	for (int i = 0; i < 5; i++)
		cr_expect_eq(script->steps[i].ns, expected[i]);
	cr_expect_eq(last(script)->n, 4);
	script_free(script);
	refuse("9000000000000000000 hours pass", 1, 1, "too much");
	refuse("99999999999999999999 ms pass", 1, 1, "too large");
	refuse("800000 hours pass\n800000 hours pass", 2, 1, "100 years");
}

Test(script, faults)
{
	struct script *script = parse_steps(
		"every read returns at most 1 byte\n"
		"the 3rd to 5th write for alice takes at most 7 bytes\n"
		"each read for alice in turn says EAGAIN\n"
		"the first accept fails with ECONNABORTED\n"
		"every wait is interrupted\n"
		"alice connects\n");
	const struct step *steps = script->steps;

	cr_expect(steps[0].fault.first == 1 && steps[0].fault.last == 0);
	cr_expect_eq(steps[0].fault.effect, FAULT_AT_MOST);
	cr_expect_eq(steps[0].fault.n, 1);
	cr_expect_null(steps[0].fault.peer);
	cr_expect(steps[1].fault.first == 3 && steps[1].fault.last == 5);
	cr_expect_eq(steps[1].fault.call, CALL_WRITE);
	cr_expect_str_eq(steps[1].fault.peer, "alice");
	cr_expect(steps[2].fault.sweep);
	cr_expect_eq(steps[3].fault.error, ECONNABORTED);
	cr_expect_eq(steps[4].fault.effect, FAULT_INTERRUPT);
	cr_expect_eq(script_sweeps(script), 1);
	script_free(script);
	refuse("the first accept fails with EMFILE\nserver waits", 1, 29,
	       "server has at most 32 descriptors");
	refuse("the first wait for alice is interrupted", 1, 16, "for a peer");
	refuse("the 2st read says EAGAIN", 1, 5, "2nd");
	refuse("the 5th to 3rd read says EAGAIN", 1, 12, "last comes after");
	refuse("every read for bob says EAGAIN\nalice connects", 1, 16,
	       "never connects");
}

Test(script, the_program)
{
	struct script *script = parse_steps(
		"server starts with 1020 descriptors open\n"
		"server has at most 32 descriptors\n"
		"the port is taken\n"
		"program waits in poll\n"
		"server exits with failure\n"
		"server prints something\n"
		"server holds at most 3 descriptors\n"
		"server uses at most 2 KiB more than at the start\n");
	const struct step *steps = script->steps;

	cr_expect_eq(steps[0].n, 1020);
	cr_expect_eq(steps[2].verb, VERB_PORT_TAKEN);
	cr_expect_str_eq(steps[3].name, "poll");
	cr_expect_eq(steps[4].n, SIZE_MAX);
	cr_expect_eq(steps[5].payload.len, 0);
	cr_expect_not(steps[6].relative);
	cr_expect(steps[7].relative);
	cr_expect_eq(steps[7].n, 2048);
	script_free(script);
	refuse("server waits\nthe port is taken", 2, 1, "before");
}

Test(script, a_peer_does_what_it_can)
{
	refuse("alice sends \"a\"", 1, 1, "\"alice connects\" comes first");
	refuse("alice connects\nalcie closes", 2, 1, "mean \"alice\"");
	refuse("alice connects\nalice connects", 2, 1, "already");
	refuse("alice connects\nalice closes\nalice receives nothing", 3, 1,
	       "only connect again");
	refuse("alice connects\nalice half-closes\nalice sends \"a\"", 3, 1,
	       "half-closed");
	refuse("alice connects\nalice reads 1 byte", 2, 1, "stops reading");
	refuse("alice connects\nalice receives the pattern", 2, 1,
	       "no pattern");
	script_free(parse_steps("alice connects\nalice receives a reset\n"
				"alice connects\nserver restarts\n"
				"alice connects\nalice half-closes\n"
				"alice receives end of stream\n"
				"alice connects"));
}

Test(script, not_text)
{
	struct script_error error;
	const char nul[] = "title a\0b\n";

	cr_expect_null(script_parse("x", nul, sizeof(nul) - 1, &error));
	cr_expect_eq(error.place.column, 8);
	cr_expect(strstr(error.message, "NUL"));
	cr_expect_null(script_parse("x", "title \xc0\xaf\n", 9, &error));
	cr_expect(strstr(error.message, "UTF-8"));
	cr_expect_null(script_parse("x", "", 0, &error));
	cr_expect(strstr(error.message, "title"));
}

Test(script, files_that_cannot_be_read)
{
	struct script_error error;

	cr_expect_null(script_load("/nonexistent/x.script", &error));
	cr_expect_eq(error.place.line, 0);
	cr_expect(strstr(error.message, "No such file"));
	cr_expect_null(script_load("/", &error));
	refuse("include /nonexistent/x.script", 1, 9, "No such file");
	refuse("include /dev/zero", 1, 9, "no regular file");
}
