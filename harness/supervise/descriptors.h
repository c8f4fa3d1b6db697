/* SPDX-License-Identifier: MIT */
/*
 * The program's descriptors: for each one what it is, whose it is, and
 * whether it blocks.
 *
 * A descriptor refers to an open file; dup() makes several refer to one. Each
 * open file that could make the program wait is non-blocking in the kernel,
 * always, so that no call ever gets stuck; what the program believes is kept
 * here, and is what fcntl(F_GETFL) answers.
 */
#ifndef SUPERVISE_DESCRIPTORS_H
#define SUPERVISE_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "supervise/lines.h"

enum file_kind {
	FILE_OTHER,  /* regular files, /dev/null: never wait */
	FILE_OUTPUT, /* the program's stdout and stderr */
	FILE_SOCKET, /* a TCP socket, neither bound nor connected */
	FILE_LISTENER,
	FILE_CONNECTION,
	FILE_LOCAL, /* UNIX and UDP sockets */
	FILE_PIPE,
	FILE_EVENTFD,
	FILE_TIMERFD, /* an eventfd in the kernel */
	FILE_SIGNALFD,
	FILE_EPOLL,
};

/* What an epoll instance watches: one registration. */
struct interest {
	int fd;
	struct open_file *file;
	uint32_t events;
	uint64_t data;
	bool disarmed; /* EPOLLONESHOT has fired */
	bool asleep;   /* it has, with an event that was struck out */
	bool muted;    /* the kernel has it without EPOLLOUT for now */
};

struct open_file {
	enum file_kind kind;
	int references;	  /* descriptors that refer to it */
	bool nonblocking; /* as the program believes */
	bool kernel_nonblocking;
	bool told, told_nonblocking; /* what the log has said of it */
	int flags;		 /* other status flags, as fcntl(2) has them */
	int connection;		 /* number; 0: none */
	int port;		 /* that it is bound to; 0: none */
	bool reachable;		 /* bound to 127.0.0.1, or to any address */
	int64_t receive_timeout; /* SO_RCVTIMEO, ns; 0: none */
	int64_t send_timeout;
	int backlog;		    /* of a listener */
	bool is_stdout;		    /* or leads there */
	bool refused;		    /* and a connect() has yet to say so */
	int late_error;		    /* the errno that a refusal stands for */
	bool saw_end;		    /* a read gave 0 */
	int timer;		    /* of a timerfd: its number in the clock */
	bool edge_triggered;	    /* registered with EPOLLET somewhere */
	bool edge_owed;		    /* the program was told that it is full: it
				   must hear when there is room */
	struct interest *interests; /* of an epoll instance */
	size_t n_interests, interests_size;
	size_t *places; /* by descriptor: where in interests, from 1;
				       0: not there */
	size_t n_places;
	int watchers; /* interests that name this file */
	struct source opened_at;
};

struct descriptors {
	struct open_file **files; /* indexed by descriptor */
	size_t size;
	pid_t pid;	    /* of the program, for /proc */
	char output[2][64]; /* what stdout and stderr are, as /proc has it */
};

/* A program that has just started: stdin, stdout and stderr are there. */
void descriptors_init(struct descriptors *table, pid_t pid);
void descriptors_clear(struct descriptors *table);

/* A new open file at fd; what stood there is dropped. Never NULL. */
struct open_file *descriptors_open(struct descriptors *table, int fd,
				   enum file_kind kind);

/* fd refers to what is open at old as well (dup). */
void descriptors_duplicate(struct descriptors *table, int old, int fd);

/* The open file at fd; one that nobody told us about is looked up in proc(5).
   NULL: not open. */
struct open_file *descriptors_get(struct descriptors *table, int fd);

/* Forget fd. True if it was the last one of its open file, which is gone
   then: *connection gets its number. */
bool descriptors_close(struct descriptors *table, int fd, int *connection);

/* How many descriptors the program has open, by proc(5); -1: unknown. */
int descriptors_count(const struct descriptors *table);

/* "connection", "listener", ... */
const char *file_kind_name(enum file_kind kind);

/* epoll_ctl(2), after it has succeeded. */
void interest_set(struct open_file *epoll, int fd, struct open_file *file,
		  uint32_t events, uint64_t data);
void interest_remove(struct open_file *epoll, int fd);

/* Whose event that is, by what epoll_wait(2) gives; NULL: nobody's. */
struct interest *interest_of_event(struct open_file *epoll, uint64_t data,
				   uint32_t events);

#endif
