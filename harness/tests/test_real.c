/* SPDX-License-Identifier: MIT */
/*
 * Real servers, which nobody here wrote, under the harness: the scripts of
 * real/, each with two runs that give the same log. See real/README.md.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "run/network.h"

#define REAL KIT_ROOT "/harness/tests/real"
#define PORT 10080 /* in the configuration files; no other run takes it */
struct server {
	const char *path;
	const char *directory; /* of the scripts that are only for this one */
	const char *waits_in;  /* as the log has it */
	char *arguments[16];
};

static char nginx_conf[] = REAL "/nginx/nginx.conf";
static char lighttpd_conf[] = REAL "/lighttpd/lighttpd.conf";
static char poll_conf[] = REAL "/lighttpd/poll.conf";

static char prefix[] = "/tmp/wouldblock-real-XXXXXX";

/* In a network of its own every run has the port for itself. Otherwise these
   tests, which run side by side, take turns. */
static bool port_is_free(void)
{
	const struct sockaddr_in address = { .sin_family = AF_INET,
					     .sin_port = htons(PORT) };
	const int on = 1;
	struct network network;
	bool is_free = true;
	int fd;

	network_open(&network);
	network_close(&network);
	if (network.own)
		return true;
	flock(open(REAL "/README.md", O_RDONLY | O_CLOEXEC), LOCK_EX);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	/* As the servers do it: what is over does not count. */
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	is_free = bind(fd, (const struct sockaddr *)&address,
		       sizeof(address)) == 0;
	close(fd);
	return is_free;
}

/* Answers show when a file was changed: at the first moment of a run. */
static void file_make(const char *path, const char *text, int times)
{
	const struct timespec then[2] = { { .tv_sec = 1767225600 },
					  { .tv_sec = 1767225600 } };
	FILE *out = fopen(path, "we");

	cr_assert_not_null(out, "%s: %s", path, strerror(errno));
	for (int i = 0; i < times; i++)
		fputs(text, out);
	cr_assert_eq(fclose(out), 0);
	cr_assert_eq(utimensat(AT_FDCWD, path, then, 0), 0);
}

static void prefix_enter(void)
{
	cr_assert_not_null(mkdtemp(prefix));
	cr_assert_eq(chdir(prefix), 0);
	file_make("hello.txt", "hello\n", 1);
	file_make("large.txt", "xxxxxxxxxxxxxxxx", 16384);
}

static int entry_remove(const char *path, const struct stat *stat, int type,
			struct FTW *place)
{
	(void)stat;
	(void)type;
	(void)place;
	return remove(path);
}

static void prefix_remove(void)
{
	cr_expect_eq(chdir("/"), 0);
	nftw(prefix, entry_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* To be freed. */
static char *text_of(const char *path)
{
	FILE *in = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	if (!in || getdelim(&text, &size, '\0', in) < 0) {
		free(text);
		text = strdup("");
	}
	if (in)
		fclose(in);
	return text;
}

/* One run; its log, to be freed. */
static char *play(const struct server *server, const struct script *script,
		  int64_t *virtual_ns)
{
	const struct check_options options = { .log = "log.jsonl",
					       .memory = CHECK_MEMORY };
	char problem[256] = "";
	struct lesson_result *result = check_program(
		script, server->path, server->arguments, &options, problem);
	const struct script_result *one;

	cr_assert_not_null(result, "%s", problem);
	one = &result->scripts[0];
	cr_expect_eq(one->verdict, VERDICT_PASS, "%s: %s, line %d: %s",
		     server->path, one->name, one->script_line, one->message);
	*virtual_ns = one->virtual_ns;
	lesson_result_free(result);
	return text_of("log.jsonl");
}

static void script_play(const struct server *server, const char *path)
{
	struct script_error error;
	struct script *script = script_load(path, &error);
	char *first, *second;
	int64_t ns;

	cr_assert_not_null(script, "%s: %s", path, error.message);
	first = play(server, script, &ns);
	second = play(server, script, &ns);
	cr_expect_str_eq(first, second, "%s, twice", path);
	cr_expect_not_null(strstr(first, server->waits_in), "%s: %s", path,
			   server->waits_in);
	free(first);
	free(second);
	script_free(script);
}

/* Skips the test where it cannot be made. */
static void server_enter(const struct server *server)
{
	if (access(server->path, X_OK) < 0)
		cr_skip_test("%s is not installed", server->path);
	if (!port_is_free())
		cr_skip_test("no network of our own, and port %d is taken",
			     PORT);
	prefix_enter();
}

static void server_play(const struct server *server)
{
	char pattern[256];
	glob_t found;

	server_enter(server);
	snprintf(pattern, sizeof(pattern), REAL "/%s/*.script",
		 server->directory);
	cr_assert_eq(glob(REAL "/scripts/*.script", 0, NULL, &found), 0);
	cr_assert_eq(glob(pattern, GLOB_APPEND, NULL, &found), 0);
	cr_expect_geq(found.gl_pathc, 7);
	for (size_t i = 0; i < found.gl_pathc; i++)
		script_play(server, found.gl_pathv[i]);
	globfree(&found);
	prefix_remove();
}

static const struct server nginx = {
	"/usr/sbin/nginx",
	"nginx",
	"\"do\":\"epoll_wait\"",
	{ "-p", ".", "-e", "stderr", "-c", nginx_conf, NULL },
};

Test(real, nginx)
{
	server_play(&nginx);
}

Test(real, lighttpd)
{
	const struct server lighttpd = {
		"/usr/sbin/lighttpd",
		"lighttpd",
		"\"do\":\"epoll_wait\"",
		{ "-D", "-f", lighttpd_conf, NULL },
	};

	server_play(&lighttpd);
}

Test(real, lighttpd_with_poll)
{
	const struct server lighttpd = {
		"/usr/sbin/lighttpd",
		"lighttpd",
		"\"do\":\"poll\"",
		{ "-D", "-f", poll_conf, NULL },
	};

	server_play(&lighttpd);
}

Test(real, webfs)
{
	const struct server webfs = {
		"/usr/bin/webfsd",
		"webfs",
		"\"do\":\"pselect6\"",
		{ "-F", "-4", "-i", "127.0.0.1", "-n", "here", "-p", "PORT",
		  "-r", ".", NULL },
	};

	server_play(&webfs);
}

/* How long that takes in real time is for make bench-harness to say. */
Test(real, seventy_five_seconds_pass_in_virtual_time)
{
	struct script_error error;
	struct script *script =
		script_load(REAL "/nginx/keep-alive.script", &error);
	int64_t ns = 0;

	cr_assert_not_null(script, "%s", error.message);
	server_enter(&nginx);
	free(play(&nginx, script, &ns));
	cr_expect_geq(ns, INT64_C(75000000000));
	script_free(script);
	prefix_remove();
}
