/* SPDX-License-Identifier: MIT */
#include "supervise/lines.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "supervise/arch.h"
#include "supervise/debuginfo.h"
#include "supervise/loop.h"
#include "supervise/unwind.h"

#define MAX_FRAMES 128

/* What an address is: the instruction behind a call is not the call. */
enum address {
	ADDRESS_EXACT,	/* the instruction there is the next to run */
	ADDRESS_CALL,	/* behind a system call instruction */
	ADDRESS_RETURN, /* where a function will return to */
};

/* What is known about one address. */
struct site {
	uint64_t pc;
	enum address address;
	bool in_program;      /* it lies in the executable */
	struct source source; /* line 0: it is not the student's code */
	bool has_rule;
	struct frame_rule rule;
	enum { NAME_UNKNOWN, NAME_WRAPPER, NAME_OTHER } name;
};

struct lines {
	struct debuginfo *info;
	pid_t pid;     /* 0: none yet */
	uint64_t bias; /* from the file's addresses to the process's */
	struct unwinder *unwinder; /* of pid; NULL: not needed yet */
	struct site **sites;	   /* a hash table with open addressing */
	size_t n_slots;		   /* a power of two */
	size_t n_sites;
	bool direct;
};

struct lines *lines_new(const char *executable)
{
	struct lines *lines = calloc(1, sizeof(*lines));

	if (lines == NULL)
		return NULL;
	lines->n_slots = 256;
	lines->sites = calloc(lines->n_slots, sizeof(struct site *));
	lines->info = debuginfo_open(executable);
	if (lines->sites != NULL && lines->info != NULL)
		return lines;
	lines_free(lines);
	return NULL;
}

static void sites_forget(struct lines *lines)
{
	for (size_t i = 0; i < lines->n_slots; i++) {
		free(lines->sites[i]);
		lines->sites[i] = NULL;
	}
	lines->n_sites = 0;
}

void lines_free(struct lines *lines)
{
	if (lines == NULL)
		return;
	if (lines->sites != NULL)
		sites_forget(lines);
	unwinder_free(lines->unwinder);
	debuginfo_close(lines->info);
	free(lines->sites);
	free(lines);
}

/* The address of the program's first instruction in the process; 0: unknown.
   The file counts from 0, a process from where it was loaded. */
static uint64_t entry_read(pid_t pid)
{
	ElfW(auxv_t) vector[64];
	char path[32];
	ssize_t size;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/auxv", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	size = read(fd, vector, sizeof(vector));
	close(fd);
	for (ssize_t i = 0; (i + 1) * (ssize_t)sizeof(*vector) <= size; i++)
		if (vector[i].a_type == AT_ENTRY)
			return vector[i].a_un.a_val;
	return 0;
}

void lines_attach(struct lines *lines, pid_t pid, bool randomized)
{
	uint64_t entry = entry_read(pid);
	uint64_t bias = entry > 0 ? entry - lines->info->entry : 0;

	unwinder_free(lines->unwinder);
	lines->unwinder = NULL;
	if (randomized || bias != lines->bias)
		sites_forget(lines);
	lines->pid = pid;
	lines->bias = bias;
}

/* The slot in which the address is, or in which it would be put. */
static struct site **slot_of(struct site **sites, size_t n_slots, uint64_t pc,
			     enum address address)
{
	size_t i = (size_t)((pc * 0x9e3779b97f4a7c15u) >> 32) & (n_slots - 1);

	while (sites[i] != NULL &&
	       (sites[i]->pc != pc || sites[i]->address != address))
		i = (i + 1) & (n_slots - 1);
	return &sites[i];
}

static bool sites_grow(struct lines *lines)
{
	size_t n_slots = 2 * lines->n_slots;
	struct site **sites = calloc(n_slots, sizeof(struct site *));

	if (sites == NULL)
		return false;
	for (size_t i = 0; i < lines->n_slots; i++) {
		struct site *site = lines->sites[i];

		if (site != NULL)
			*slot_of(sites, n_slots, site->pc, site->address) =
				site;
	}
	free(lines->sites);
	lines->sites = sites;
	lines->n_slots = n_slots;
	return true;
}

static struct site *site_new(struct lines *lines, uint64_t pc,
			     enum address address)
{
	struct site *site = calloc(1, sizeof(*site));
	uint64_t place = pc - lines->bias;

	if (site == NULL)
		return NULL;
	if (address != ADDRESS_EXACT)
		place--;
	site->pc = pc;
	site->address = address;
	site->in_program = place >= lines->info->low &&
			   place < lines->info->high;
	if (site->in_program)
		site->source = debuginfo_find(lines->info, place);
	return site;
}

/* NULL: out of memory. */
static struct site *site_get(struct lines *lines, uint64_t pc,
			     enum address address)
{
	struct site **slot = slot_of(lines->sites, lines->n_slots, pc, address);

	if (*slot != NULL)
		return *slot;
	if (2 * lines->n_sites >= lines->n_slots) {
		if (!sites_grow(lines))
			return NULL;
		slot = slot_of(lines->sites, lines->n_slots, pc, address);
	}
	*slot = site_new(lines, pc, address);
	lines->n_sites += *slot != NULL;
	return *slot;
}

static struct unwinder *unwinder_get(struct lines *lines)
{
	if (lines->unwinder == NULL)
		lines->unwinder = unwinder_new(lines->pid);
	return lines->unwinder;
}

static const struct frame_rule *site_rule(struct lines *lines,
					  struct site *site)
{
	static const struct frame_rule end = { .kind = FRAME_END };
	bool innermost = site->address != ADDRESS_RETURN;

	if (site->has_rule)
		return &site->rule;
	if (unwinder_get(lines) == NULL)
		return &end;
	/* A call may be the last instruction of a function that never
	   returns: what lies behind it belongs to the next one. */
	site->rule = unwinder_rule(lines->unwinder,
				   innermost ? site->pc : site->pc - 1,
				   innermost);
	site->has_rule = true;
	return &site->rule;
}

/* What is learnt on the way from the innermost frame outwards. */
struct search {
	struct site *called; /* the frame before; NULL: none */
	int depth;	     /* of the current frame, from 0 */
	struct site *found;
	struct site *found_called;
	int found_depth;
};

static bool is_libc_name(const char *name)
{
	return name[0] == '_' || dlsym(RTLD_DEFAULT, name) != NULL;
}

/*
 * Is this the frame to show? Without debug information it is the first one
 * in the executable. With libc in the executable as well nothing marks the
 * student's functions; but libc is called by them and, but for main() and a
 * few callbacks, never calls them: theirs are those that come after all of
 * libc, seen from the inside.
 */
static bool frame_consider(const struct debuginfo *info, struct search *search,
			   struct site *site)
{
	const char *name = site->source.function;
	bool candidate = site->in_program && name != NULL && !info->has_lines;

	if (candidate && info->has_libc && strcmp(name, "main") != 0 &&
	    is_libc_name(name)) {
		search->found = NULL;
	} else if (site->source.line > 0 ||
		   (candidate && strncmp(name, "_start", 6) != 0 &&
		    search->found == NULL)) {
		search->found = site;
		search->found_called = search->called;
		search->found_depth = search->depth;
	}
	search->called = site;
	search->depth++;
	return search->found != NULL &&
	       (site->source.line > 0 || !info->has_libc ||
		strcmp(name, "main") == 0);
}

/* libdw's way, for stacks on which the rules do not suffice. */
static void search_slowly(struct lines *lines, struct search *search,
			  enum address innermost)
{
	uint64_t pcs[MAX_FRAMES];
	size_t n = unwinder_get(lines) == NULL ?
			   0 :
			   unwinder_frames(lines->unwinder, pcs, MAX_FRAMES);

	*search = (struct search){ 0 };
	for (size_t i = 0; i < n; i++) {
		struct site *site =
			site_get(lines, pcs[i], i ? ADDRESS_RETURN : innermost);

		if (site == NULL || frame_consider(lines->info, search, site))
			return;
	}
}

static struct search search_frames(struct lines *lines, struct frame frame,
				   enum address innermost)
{
	struct search search = { 0 };

	while (search.depth < MAX_FRAMES) {
		struct site *site =
			site_get(lines, frame.pc,
				 frame.innermost ? innermost : ADDRESS_RETURN);
		const struct frame_rule *rule;

		if (site == NULL || frame_consider(lines->info, &search, site))
			break;
		rule = site_rule(lines, site);
		if (rule->kind == FRAME_COMPLEX) {
			search_slowly(lines, &search, innermost);
			break;
		}
		if (rule->kind == FRAME_END || !frame_up(&frame, rule))
			break;
	}
	return search;
}

/* Functions of libc that do what the student asked for, and nothing else,
   however many functions they take to do it. */
static bool is_wrapper(const char *name)
{
	static const char *const names[] = {
		"accept",      "accept4",	"clock_nanosleep",
		"close",       "connect",	"dup",
		"dup2",	       "dup3",		"epoll_create",
		"epoll_ctl",   "epoll_create1", "epoll_pwait",
		"epoll_wait",  "epoll_pwait2",	"fcntl",
		"ioctl",       "fcntl64",	"nanosleep",
		"open",	       "open64",	"pause",
		"poll",	       "ppoll",		"pselect",
		"read",	       "readv",		"recv",
		"recvfrom",    "recvmmsg",	"recvmsg",
		"select",      "send",		"sendfile",
		"sendmmsg",    "sendmsg",	"sendto",
		"shutdown",    "sigsuspend",	"sigtimedwait",
		"sigwait",     "sigwaitinfo",	"sleep",
		"splice",      "thrd_sleep",	"usleep",
		"write",       "writev",	"timerfd_settime",
		"preadv2",     "pwritev2",	"preadv64v2",
		"pwritev64v2",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static bool site_is_wrapper(struct lines *lines, struct site *site)
{
	const char *name = site->source.function;

	if (site->name != NAME_UNKNOWN)
		return site->name == NAME_WRAPPER;
	if (name == NULL && unwinder_get(lines) != NULL)
		name = unwinder_symbol(lines->unwinder, site->pc - 1);
	/* One function has many names: __read, __libc_read. */
	while (name != NULL && *name == '_')
		name++;
	if (name != NULL && strncmp(name, "libc_", 5) == 0)
		name += 5;
	site->name = name && is_wrapper(name) ? NAME_WRAPPER : NAME_OTHER;
	return site->name == NAME_WRAPPER;
}

struct source lines_where(struct lines *lines, uint64_t pc, uint64_t sp,
			  bool in_call)
{
	const struct source none = { 0 };
	struct frame frame = { lines->pid, pc, sp, 0, true };
	struct search search;

	lines->direct = false;
	if (lines->pid == 0)
		return none;
	search = search_frames(lines, frame,
			       in_call ? ADDRESS_CALL : ADDRESS_EXACT);
	if (search.found == NULL)
		return none;
	lines->direct = search.found_depth <= 1 ||
			site_is_wrapper(lines, search.found_called);
	return search.found->source;
}

bool lines_direct(const struct lines *lines)
{
	return lines->direct;
}

struct source lines_at(struct lines *lines, uint64_t pc)
{
	const struct source none = { 0 };
	struct site *site =
		lines->pid > 0 ? site_get(lines, pc, ADDRESS_EXACT) : NULL;

	return site != NULL && site->in_program ? site->source : none;
}

struct source lines_of_loop(struct lines *lines)
{
	struct source found = { 0 };
	struct source start = { 0 };
	struct registers registers;

	if (lines->pid == 0 || registers_read(lines->pid, &registers) != 0)
		return found;
	start = lines_where(lines, registers_pc(&registers),
			    registers_sp(&registers), false);
	found = loop_find(lines, lines->pid);
	return found.line > 0 ? found : start;
}
