/* SPDX-License-Identifier: MIT */
#include "sandbox/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The rights of its first version, which each kernel with Landlock has. */
#define READ                                                         \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | \
	 LANDLOCK_ACCESS_FS_READ_DIR)
#define ALL	  ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
#define FILE_ONLY (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)

static const struct {
	const char *path;
	uint64_t rights;
} rules[] = {
	{ "/usr", READ },
	{ "/bin", READ },
	{ "/lib", READ },
	{ "/lib64", READ },
	{ "/etc/alternatives", READ },
	{ "/etc/ld.so.cache", LANDLOCK_ACCESS_FS_READ_FILE },
	{ "/submission", READ },
	{ "/proc", READ }, /* not so oom_score_adj: see supervise/oom.h */
	{ "/proc/sys/net", READ | LANDLOCK_ACCESS_FS_WRITE_FILE },
	{ "/dev/null", FILE_ONLY },
	{ "/dev/zero", FILE_ONLY },
	{ "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE },
};

int landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	return version < 0 ? 0 : (int)version;
}

static int add_rule(int ruleset, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = rights };
	long status;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT ? 0 : -1;
	status = syscall(SYS_landlock_add_rule, ruleset,
			 LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(rule.parent_fd);
	return status < 0 ? -1 : 0;
}

bool confine_files(const char *scratch)
{
	const struct landlock_ruleset_attr attribute = { .handled_access_fs =
								 ALL };
	int ruleset = landlock_version() ?
			      (int)syscall(SYS_landlock_create_ruleset,
					   &attribute, sizeof(attribute), 0) :
			      -1;
	int error = ruleset < 0 ? -1 : add_rule(ruleset, scratch, ALL);

	for (size_t i = 0; !error && i < sizeof(rules) / sizeof(*rules); i++)
		error = add_rule(ruleset, rules[i].path, rules[i].rights);
	if (!error)
		error = (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
	if (ruleset >= 0)
		close(ruleset);
	return error == 0;
}

static const char *const refused[] = {
	"add_key",
	"bpf",
	"keyctl",
	"perf_event_open",
	"request_key",
	"userfaultfd",
	"kexec_load",
	"init_module",
	"delete_module",
	"finit_module",
	"open_by_handle_at",
	"swapon",
	"reboot",
	"settimeofday",
	"clock_settime",
	"acct",
};

/* Shared memory and queues of System V and POSIX outlive who made them. */
static const char *const absent[] = {
	"shmget",
	"semget",
	"msgget",
	"mq_open",
	"io_uring_setup",
	"io_uring_enter",
	"io_uring_register",
};

static int refuse(scmp_filter_ctx context, const char *name, int error)
{
	int call = seccomp_syscall_resolve_name(name);

	return call < 0 ? 0 :
			  seccomp_rule_add(context,
					   SCMP_ACT_ERRNO((uint32_t)error),
					   call, 0);
}

/* All but AF_UNIX 1, AF_INET 2, AF_INET6 10, and AF_NETLINK 16, with which the
   harness asks for the state of connections. */
static int refuse_families(scmp_filter_ctx context)
{
	int error = 0;

	for (unsigned int family = 0; family < AF_MAX && !error; family++) {
		if (family == AF_UNIX || family == AF_INET ||
		    family == AF_INET6 || family == AF_NETLINK)
			continue;
		error = seccomp_rule_add(context, SCMP_ACT_ERRNO(EAFNOSUPPORT),
					 SCMP_SYS(socket), 1,
					 SCMP_A0_32(SCMP_CMP_EQ, family));
	}
	return error;
}

int confine_calls(void)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
	int error = context ? refuse_families(context) : -1;

	for (size_t i = 0; !error && i < sizeof(refused) / sizeof(*refused);
	     i++)
		error = refuse(context, refused[i], EPERM);
	for (size_t i = 0; !error && i < sizeof(absent) / sizeof(*absent); i++)
		error = refuse(context, absent[i], ENOSYS);
	if (!error)
		error = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (!error)
		error = seccomp_load(context);
	if (context)
		seccomp_release(context);
	return error ? -1 : 0;
}

void confine_process(void)
{
	const struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
}
