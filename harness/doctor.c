/* SPDX-License-Identifier: MIT */
#include "doctor.h"

#include <arpa/inet.h>
#include <limits.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "doctor_trace.h"

#define DESCRIPTORS 5200 /* 5,000 clients, and what else is open */

struct findings {
	struct trace_trial trace;
};

/* One thing that is tried. */
struct check {
	const char *name;
	bool (*works)(const struct findings *findings);
	bool (*after)(const struct findings *findings); /* not tried when this
							   is missing already */
	bool needed;			/* without it nothing can be judged */
	const char *lost;		/* without it */
	const char *mend;		/* the command, or what to do */
	const char *(*mend_here)(void); /* the same, where it depends */
};

static bool kernel_works(const struct findings *findings)
{
	struct utsname name;
	int major = 0, minor = 0;

	(void)findings;
	if (uname(&name) != 0 ||
	    sscanf(name.release, "%d.%d", &major, &minor) != 2)
		return false;
	return major > 5 || (major == 5 && minor >= 4);
}

static bool trace_works(const struct findings *findings)
{
	return findings->trace.trace;
}

/* What forbids it? WSL 1 has no kernel of its own; yama restricts. */
static const char *trace_mend(void)
{
	struct utsname name;
	FILE *file = fopen("/proc/sys/kernel/yama/ptrace_scope", "r");
	int scope = 0;

	if (file != NULL) {
		if (fscanf(file, "%d", &scope) != 1)
			scope = 0;
		fclose(file);
	}
	/* Scope 1 lets a parent trace its child, and that is all we need. */
	if (scope > 2)
		return "set kernel.yama.ptrace_scope=1 in /etc/sysctl.d and "
		       "reboot";
	if (scope == 2)
		return "sudo sysctl kernel.yama.ptrace_scope=1";
	if (uname(&name) == 0 && strstr(name.release, "Microsoft") != NULL)
		return "wsl.exe --set-version Debian 2";
	return "docker run --cap-add=SYS_PTRACE ... (and on an Arm Mac an\n"
	       "arm64 image: --platform linux/arm64)";
}

static bool filter_works(const struct findings *findings)
{
	return findings->trace.filter;
}

static bool skip_works(const struct findings *findings)
{
	return findings->trace.skip;
}

static bool repeat_works(const struct findings *findings)
{
	return findings->trace.repeat;
}

static bool words_work(const struct findings *findings)
{
	return findings->trace.words;
}

static bool pieces_work(const struct findings *findings)
{
	return findings->trace.pieces;
}

/* In a child, for what cannot be undone. */
static bool child_can(bool (*what)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(what() ? 0 : 1);
	return pid > 0 && waitpid(pid, &status, 0) == pid &&
	       WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* One byte over the loopback interface, from a connect() to an accept(). */
static bool byte_passes(int listener, int client)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	char byte = 0;
	int server;
	bool passed;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&address, size) != 0 ||
	    listen(listener, 1) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) != 0 ||
	    connect(client, (struct sockaddr *)&address, size) != 0)
		return false;
	server = accept(listener, NULL, NULL);
	if (server < 0)
		return false;
	passed = send(client, "x", 1, MSG_NOSIGNAL) == 1 &&
		 recv(server, &byte, 1, 0) == 1 && byte == 'x';
	close(server);
	return passed;
}

static bool loopback_passes(void)
{
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool passed = listener >= 0 && client >= 0 &&
		      byte_passes(listener, client);

	if (listener >= 0)
		close(listener);
	if (client >= 0)
		close(client);
	return passed;
}

static bool loopback_raise(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool raised;

	if (fd < 0)
		return false;
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	raised = ioctl(fd, SIOCSIFFLAGS, &request) == 0;
	close(fd);
	return raised;
}

static bool network_of_its_own(void)
{
	if (unshare(CLONE_NEWNET) != 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		return false;
	return loopback_raise() && loopback_passes();
}

static bool network_works(const struct findings *findings)
{
	(void)findings;
	return child_can(network_of_its_own);
}

/* That of the machine may be down; one of our own will do. */
static bool loopback_works(const struct findings *findings)
{
	return loopback_passes() || network_works(findings);
}

/* Distributions forbid it to users in two ways. */
static const char *network_mend(void)
{
	if (access("/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
		   F_OK) == 0)
		return "sudo sysctl "
		       "kernel.apparmor_restrict_unprivileged_userns=0";
	if (access("/proc/sys/kernel/unprivileged_userns_clone", F_OK) == 0)
		return "sudo sysctl kernel.unprivileged_userns_clone=1";
	return "sudo sysctl user.max_user_namespaces=10000 (in a container:\n"
	       "docker run --cap-add=SYS_ADMIN ...)";
}

/* The kernel's list of listening sockets, asked for over netlink. */
static bool sockets_listed(int fd)
{
	struct {
		struct nlmsghdr header;
		struct inet_diag_req_v2 request;
	} question = { 0 };
	struct nlmsghdr answer[512];

	question.header.nlmsg_len = sizeof(question);
	question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
	question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	question.request.sdiag_family = AF_INET;
	question.request.sdiag_protocol = IPPROTO_TCP;
	question.request.idiag_states = 1u << 10; /* TCP_LISTEN */
	if (send(fd, &question, sizeof(question), 0) < 0 ||
	    recv(fd, answer, sizeof(answer), 0) < (ssize_t)sizeof(*answer))
		return false;
	return answer[0].nlmsg_type == SOCK_DIAG_BY_FAMILY ||
	       answer[0].nlmsg_type == NLMSG_DONE;
}

static bool diagnosis_works(const struct findings *findings)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	bool listed = fd >= 0 && sockets_listed(fd);

	(void)findings;
	if (fd >= 0)
		close(fd);
	return listed;
}

static bool addresses_fixed(void)
{
	return personality(ADDR_NO_RANDOMIZE) != -1 &&
	       (personality(0xffffffff) & ADDR_NO_RANDOMIZE);
}

static bool addresses_work(const struct findings *findings)
{
	(void)findings;
	return child_can(addresses_fixed);
}

static bool descriptors_work(const struct findings *findings)
{
	struct rlimit limit;

	(void)findings;
	return getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
	       limit.rlim_max >= DESCRIPTORS;
}

static bool pinned(void)
{
	cpu_set_t cpus, one;
	int cpu = 0;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) != 0)
		return false;
	while (cpu < CPU_SETSIZE - 1 && !CPU_ISSET(cpu, &cpus))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one) == 0;
}

static bool pinning_works(const struct findings *findings)
{
	(void)findings;
	return child_can(pinned);
}

static bool tool_exists(const char *tool)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];

	while (path != NULL && *path != '\0') {
		size_t n = strcspn(path, ":");

		snprintf(file, sizeof(file), "%.*s/%s", (int)n, path, tool);
		if (access(file, X_OK) == 0)
			return true;
		path += n + (path[n] == ':');
	}
	return false;
}

static bool compiler_works(const struct findings *findings)
{
	(void)findings;
	return tool_exists("cc") && access("/usr/include/stdio.h", R_OK) == 0;
}

static const char container[] =
	"docker run --security-opt seccomp=unconfined ...";

static const struct check checks[] = {
	{ "Linux 5.4 or later", kernel_works, NULL, true,
	  "calls cannot be held and repeated",
	  "upgrade to a distribution of 2020 or later", NULL },
	{ "tracing a program (ptrace)", trace_works, NULL, true,
	  "no program can be supervised", NULL, trace_mend },
	{ "stopping it at its calls (seccomp)", filter_works, trace_works, true,
	  "no program can be supervised", container, NULL },
	{ "answering a call in its place", skip_works, filter_works, true,
	  "time cannot be virtual", container, NULL },
	{ "making a call again", repeat_works, filter_works, true,
	  "a waiting program cannot be held", container, NULL },
	{ "its memory, word by word", words_work, trace_works, true,
	  "arguments of calls cannot be read", container, NULL },
	{ "its memory, piece by piece", pieces_work, trace_works, false,
	  "long reads and writes are slower",
	  "docker run --cap-add=SYS_PTRACE ...", NULL },
	{ "TCP on 127.0.0.1", loopback_works, NULL, true,
	  "scripted peers cannot connect", "sudo ip link set lo up", NULL },
	{ "a network of its own for each run", network_works, NULL, false,
	  "a port in use elsewhere is in the way here, too", NULL,
	  network_mend },
	{ "the kernel's list of sockets (sock_diag)", diagnosis_works, NULL,
	  false, "the state of the program's end of a connection",
	  "sudo modprobe tcp_diag", NULL },
	{ "the same addresses in every run", addresses_work, NULL, false,
	  "each run starts a few milliseconds later", container, NULL },
	{ "descriptors for 5,000 clients", descriptors_work, NULL, true,
	  "scripts with thousands of clients",
	  "sudo prlimit --pid $$ --nofile=8192:8192 (or, in a container:\n"
	  "docker run --ulimit nofile=8192 ...)",
	  NULL },
	{ "staying on one processor", pinning_works, NULL, false,
	  "runs take three times as long", container, NULL },
	{ "a C compiler, cc", compiler_works, NULL, true,
	  "programs cannot be built", "sudo apt-get install gcc libc6-dev",
	  NULL },
};

/* A text of several lines, each behind the same heading's width. */
static void print_indented(FILE *out, const char *heading, const char *text)
{
	fprintf(out, "           %s: ", heading);
	for (; *text != '\0'; text++) {
		fputc(*text, out);
		if (*text == '\n')
			fputs("                 ", out);
	}
	fputc('\n', out);
}

static void print_check(FILE *out, const struct check *check, bool works)
{
	fprintf(out, "  %-8s %s\n", works ? "ok" : "missing", check->name);
	if (works)
		return;
	print_indented(out, "lost", check->lost);
	print_indented(out, "mend",
		       check->mend_here ? check->mend_here() : check->mend);
}

int doctor(FILE *out)
{
	struct findings findings = { .trace = trace_try() };
	bool able = true, all = true;

	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		bool works = checks[i].works(&findings);

		if (checks[i].after != NULL && !checks[i].after(&findings))
			continue;
		print_check(out, &checks[i], works);
		all = all && works;
		able = able && (works || !checks[i].needed);
	}
	if (all)
		fputs("\nEverything is here.\n", out);
	else if (able)
		fputs("\nLessons can be judged here.\n", out);
	else
		fputs("\nLessons cannot be judged here yet.\n", out);
	return able ? 0 : 1;
}
