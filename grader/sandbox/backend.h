/* SPDX-License-Identifier: MIT */
/* The back ends: each is entered in a child of the grader's, whose descriptors
   are arranged as sandbox.h says, and executes the judge. */
#ifndef SANDBOX_BACKEND_H
#define SANDBOX_BACKEND_H

#include "sandbox/sandbox.h"

/* What is to be executed in the sandbox: argv, NULL-terminated. */
struct entrance {
	const struct slot *slot;
	const char *file;   /* the name of the source */
	const char *folder; /* of the user, absolute */
	char *const *argv;
};

/* Where the judge finds the source, as its argument. */
#define NAMESPACES_SOURCE "/submission"

/* Neither returns. */
_Noreturn void namespaces_enter(const struct entrance *entrance);
_Noreturn void users_enter(const struct entrance *entrance);

/* Ends every process of the user. */
void user_kill_all(uid_t user);

/* Gives up root for the user; 0: stays who it is. Ends the process when it
   cannot. */
void user_become(uid_t user);

#endif
