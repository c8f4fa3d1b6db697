/* SPDX-License-Identifier: MIT */
/*
 * The seccomp filter under which a program runs: which of its system calls
 * stop it, so that the supervisor sees them. See seccomp(2).
 *
 * Calls that nobody named are let through unseen. A number that is missing
 * here is a silent hang or a blind spot: glibc's select() is pselect6, its
 * epoll_wait() may be epoll_pwait, and so on. A call through a foreign system
 * call ABI does not happen: the program is stopped by SIGSYS.
 */
#ifndef SUPERVISE_FILTER_H
#define SUPERVISE_FILTER_H

#include <linux/filter.h>
#include <stddef.h>

struct filter {
	struct sock_fprog program;
};

/*
 * Builds the filter for the calls named in supervised (n of them; names that
 * this machine does not have are passed over) and for the forbidden ones.
 * Returns 0, or -1 with errno. filter_clear() frees it.
 */
int filter_build(struct filter *filter, const char *const *supervised,
		 size_t n);
void filter_clear(struct filter *filter);

/* For a process that is not traced, a compiler: netlink(7) answers
   EAFNOSUPPORT, to it and to all that it starts. Where the system refuses the
   filter it does nothing. */
void filter_refuse_netlink(void);

#endif
