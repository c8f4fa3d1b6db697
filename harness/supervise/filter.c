/* SPDX-License-Identifier: MIT */
#include "supervise/filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Processes, threads, and everything that could leave the supervision. */
static const char *const forbidden[] = {
	"clone",
	"clone3",
	"fork",
	"vfork",
	"execveat",
	"ptrace",
	"seccomp",
	"process_vm_readv",
	"process_vm_writev",
	"unshare",
	"setns",
	"mount",
	"umount2",
	"pivot_root",
	"chroot",
	"bpf",
	"perf_event_open",
	"userfaultfd",
	"kexec_load",
	"init_module",
	"finit_module",
	"reboot",
	"swapon",
	"personality",
	"pidfd_open",
	"pidfd_getfd",
	"pidfd_send_signal",
	"kcmp",
	"keyctl",
	"add_key",
	"request_key",
};

/* Answered with ENOSYS: asking is no failure, programs fall back. */
static const char *const absent[] = {
	"io_uring_setup",
	"io_uring_enter",
	"io_uring_register",
};

static int add(scmp_filter_ctx context, uint32_t action, const char *name)
{
	int call = seccomp_syscall_resolve_name(name);
	int error;

	if (call < 0)
		return 0;
	error = seccomp_rule_add(context, action, call, 0);
	return error == -EEXIST ? 0 : error;
}

static int add_all(scmp_filter_ctx context, const char *const *supervised,
		   size_t n)
{
	int error = 0;

	for (size_t i = 0; i < n && !error; i++)
		error = add(context, SCMP_ACT_TRACE(0), supervised[i]);
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden) && !error;
	     i++)
		error = add(context, SCMP_ACT_TRACE(0), forbidden[i]);
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent) && !error; i++)
		error = add(context, SCMP_ACT_ERRNO(ENOSYS), absent[i]);
	return error;
}

/* The kernel's form of the filter, so that a child can load it without
   allocating anything. */
static int export(scmp_filter_ctx context, struct filter *filter)
{
	struct stat stat;
	void *code = NULL;
	int error = -1;
	int fd = memfd_create("filter", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	if (seccomp_export_bpf(context, fd) < 0 || fstat(fd, &stat) < 0)
		goto out;
	code = malloc((size_t)stat.st_size);
	if (!code || pread(fd, code, (size_t)stat.st_size, 0) != stat.st_size)
		goto out;
	filter->program.filter = code;
	filter->program.len = (unsigned short)((size_t)stat.st_size /
					       sizeof(struct sock_filter));
	code = NULL;
	error = 0;
out:
	free(code);
	close(fd);
	return error;
}

int filter_build(struct filter *filter, const char *const *supervised, size_t n)
{
	scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
	int error;

	filter->program.filter = NULL;
	if (!context) {
		errno = ENOMEM;
		return -1;
	}
	error = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH,
				 SCMP_ACT_TRAP);
	if (!error) /* a binary search: every call pays for the filter */
		error = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (!error)
		error = add_all(context, supervised, n);
	if (!error && export(context, filter) < 0)
		error = -errno;
	seccomp_release(context);
	if (error)
		errno = -error;
	return error ? -1 : 0;
}

void filter_refuse_netlink(void)
{
	const uint32_t number = offsetof(struct seccomp_data, nr);
	const uint32_t family = offsetof(struct seccomp_data, args);
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, family),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { .len = sizeof(code) / sizeof(*code),
					    .filter = code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

void filter_clear(struct filter *filter)
{
	free(filter->program.filter);
	filter->program.filter = NULL;
}
