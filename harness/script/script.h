/* SPDX-License-Identifier: MIT */
/*
 * A script: what the peers do, and what they may expect.
 *
 * The language is described in README.md beside this file. script_load()
 * parses a whole file before anything runs; includes, `repeat` and `for` are
 * expanded, so that what is left is a plain list of steps.
 *
 * Ownership: a script owns all that hangs off it; script_free() frees it.
 */
#ifndef SCRIPT_SCRIPT_H
#define SCRIPT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Where something stands in a script. Lines and columns count from 1. */
struct script_place {
	const char *file;
	int line;
	int column;
};

enum verb {
	/* peers */
	VERB_CONNECTS,
	VERB_SENDS,
	VERB_RECEIVES,
	VERB_HALF_CLOSES,
	VERB_CLOSES,
	VERB_RESETS,
	VERB_STOPS_READING,
	VERB_HAS_WINDOW, /* n bytes */
	VERB_READS,	 /* n bytes */
	VERB_READS_AGAIN,
	VERB_FLOODS, /* with flood, until other receives payload */
	/* peers that listen */
	VERB_ACCEPTS,
	VERB_ACCEPTS_AT_ONCE,
	VERB_REFUSES,
	VERB_STAYS_PENDING,
	VERB_IS_UNREACHABLE,
	VERB_LETS_THROUGH,
	/* time */
	VERB_PASSES,	 /* ns */
	VERB_WALL_JUMPS, /* ns, may be negative */
	VERB_HELD,	 /* ns */
	/* faults */
	VERB_FAULT, /* fault */
	VERB_INTERRUPTED,
	/* before the program starts */
	VERB_STARTS_WITH_OPEN, /* n descriptors */
	VERB_HAS_LIMIT,	       /* n descriptors */
	VERB_PORT_TAKEN,
	/* the program */
	VERB_WAITS,	   /* name: of the call, or NULL */
	VERB_MAKES_CALLS,  /* at most n calls while ns pass */
	VERB_HOLDS,	   /* at most n descriptors; relative */
	VERB_USES,	   /* at most n bytes; relative */
	VERB_KEEPS,	   /* at most n bytes for other */
	VERB_HAS_ACCEPTED, /* everybody */
	VERB_STILL_SERVES,
	VERB_EXITS,	  /* n: status; SIZE_MAX: any failure */
	VERB_PRINTS,	  /* payload; empty: something */
	VERB_PRINTS_LINE, /* payload */
	VERB_PRINTS_NOTHING_MORE,
	VERB_HAS_NOT_CALLED, /* name */
	VERB_RESTARTS,
};

enum payload_kind {
	PAYLOAD_NONE,
	PAYLOAD_TEXT,	  /* bytes, len */
	PAYLOAD_PATTERN,  /* len position-coded bytes; receives: all owed */
	PAYLOAD_ALL_SENT, /* receives: everything it sent, text too */
	PAYLOAD_NOTHING,
	PAYLOAD_END, /* end of stream */
	PAYLOAD_RESET,
	PAYLOAD_AT_MOST, /* receives: at most len bytes of what it sent */
};

struct payload {
	enum payload_kind kind;
	uint8_t *bytes; /* PAYLOAD_TEXT only; not NUL-terminated */
	size_t len;
	size_t least;	/* sends: drawn from here to len; 0: len it is */
	bool more;	/* receives: more may follow the text, */
	size_t at_most; /* so many bytes; 0: any number */
	bool at_once;	/* receives: the clock does not move for it */
	bool tail;	/* receives: anything may stand before it */
};

enum fault_effect {
	FAULT_AT_MOST, /* reads return, writes take at most n bytes */
	FAULT_EAGAIN,
	FAULT_ERRNO,	 /* error: ECONNABORTED, EMFILE, ENFILE, ... */
	FAULT_INTERRUPT, /* a real SIGUSR1 */
};

/* The calls that faults and checks speak of, by family. */
enum call_family {
	CALL_OTHER,
	CALL_READ,
	CALL_WRITE,
	CALL_ACCEPT,
	CALL_CONNECT,
	CALL_WAIT,
};

struct fault_spec {
	enum call_family call;
	char *peer;	 /* whose descriptor; NULL: anybody's */
	int first, last; /* occurrences, from 1; last 0: without end */
	bool sweep;	 /* run once for each occurrence in turn; of a
			    variant: first stands for one of them */
	enum fault_effect effect;
	size_t n;
	int error;
};

struct step {
	enum verb verb;
	int line;      /* in the file given to script_load() */
	char *text;    /* as written, trimmed, names of `for` put in */
	char *reveals; /* code in parentheses, or NULL */

	char *who;	  /* peer's name; "clients" for a crowd;
				   NULL for the program, time and faults */
	int first, count; /* in a crowd: members, from 1; else 0, 1 */

	struct payload payload;
	struct payload flood; /* the text; PAYLOAD_PATTERN: the pattern */
	char *other;	      /* another peer: to be served, kept for */
	size_t *pieces;	      /* sizes to send in, used in turn */
	size_t n_pieces;      /* 0: in one piece */
	size_t pieces_least;  /* each drawn from here */
	size_t pieces_most;   /* to here; 0: pieces are as given */
	char *open;	      /* in text: the size that is drawn; or NULL */
	size_t n;	      /* bytes, descriptors, calls, exit status */
	int64_t ns;
	bool relative; /* "more than at the start" */
	char *name;    /* of a call */
	struct fault_spec fault;
	bool together; /* the program does not run after this step:
				   the next one happens first */
};

/* Steps that happen together, in more than one order. */
struct block {
	size_t first, count; /* of the script's steps */
	bool every;	     /* each order in turn; else one, by the seed */
};

struct script {
	char *path; /* as given */
	char *name; /* file name without number and ".script" */
	char *title;
	int points;
	char *needs;	  /* or NULL */
	char *why;	  /* or NULL */
	char *reveals;	  /* code of mistakes.h, or NULL */
	char *driver;	  /* path of the driver's source, or NULL */
	char **arguments; /* NULL-terminated; "PORT" stands for the port, the
				   name of a peer that listens for hers */
	uint64_t seed;
	bool exact; /* the clock moves by the script alone */
	struct step *steps;
	size_t n_steps;
	struct block *blocks;
	size_t n_blocks;
	/* of a variant (vary.h) */
	size_t order, n_orders; /* from 1; 0: there is one order only */
	const char *swept;	/* the text of its step; NULL: no sweep */
	char **source;		/* the file's lines, for quoting; NULL at end */
};

/* A parse error: one message that names place, cause and what would have
   been right; text holds the offending line, for the caret. Line 0: the file
   as a whole (it could not be read). place.file is the path given to
   script_load(), or points at included. */
struct script_error {
	struct script_place place;
	char message[256];
	char text[256];	    /* of a long line, the part around column */
	int text_column;    /* the column at which text begins */
	char included[256]; /* the file, when it is an included one */
};

/*
 * Parse PATH. Returns NULL and fills *error when it cannot be read or is not
 * a script; nothing is printed.
 */
struct script *script_load(const char *path, struct script_error *error);

/* The same from memory; includes are looked up beside PATH. For tests. */
struct script *script_parse(const char *path, const char *text, size_t len,
			    struct script_error *error);

void script_free(struct script *script);

/* Print error as "file:line:column: message", the line, and a caret. */
void script_error_print(const struct script_error *error, FILE *out);

/* The name of a script file: "x/03-silent-peer.script" is "silent-peer".
   To be freed by the caller. */
char *script_name_of(const char *path);

/* True if this verb says how a peer that listens answers. */
bool verb_is_answer(enum verb verb);

/* How many steps are sweeps: the script is run once for each occurrence of
   each of them. */
size_t script_sweeps(const struct script *script);

/* True if a seed can change what happens in the first n steps: sizes or
   orders are drawn. */
bool script_varies(const struct script *script, size_t n);

#endif
