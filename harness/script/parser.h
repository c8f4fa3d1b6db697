/* SPDX-License-Identifier: MIT */
/*
 * The parser of scripts: all its state, and the pieces that its files share.
 *
 * One line at a time is cut into tokens; parser->at is the token at hand.
 * A function that returns bool returns false after it has filled
 * parser->error, and its caller returns false in turn.
 *
 *   line.c	one line after another, names of `for` put in
 *   header.c	title, points, ...
 *   block.c	include, repeat, for, together
 *   step.c	what ends a step; its subject is in subject.c
 *   verb.c	a phrase in a table of verbs
 *   listen.c	peers that listen, and what is printed about them
 *   verb_*.c	the tables, and what stands behind the verbs
 */
#ifndef SCRIPT_PARSER_H
#define SCRIPT_PARSER_H

#include "script/cast.h"
#include "script/lexer.h"
#include "script/script.h"
#include "script/script_file.h"
#include "script/suggest.h"

enum {
	PARSER_STEPS = 100000,	/* a script has at most so many */
	PARSER_TEXT = 16 << 20, /* and expands to so many bytes */
	PARSER_PAYLOAD = 64 << 20,
	PARSER_FILES = 32,
};

/* A name of `for`, and what it stands for now. */
struct binding {
	char *name;
	char *value;
};

struct parser {
	struct script *script;
	struct script_error *error;
	const char *path; /* as given by the caller */
	bool on_disk;	  /* files that are named must be there */

	struct script_file *files[PARSER_FILES]; /* the first is PATH */
	int n_files;
	char *refused; /* path of an include that was no script */
	struct binding bindings[SCRIPT_FILE_NESTING];
	int n_bindings;
	int depth;	 /* of blocks and includes */
	size_t expanded; /* bytes of lines seen, repeats included */

	struct script_file *file; /* of the line at hand */
	int line;		  /* in that file, from 1 */
	int top_line;		  /* in PATH */
	struct token tokens[SCRIPT_FILE_LINE + 1];
	int at;
	const char *example; /* of the verb at hand, for messages */

	unsigned headers; /* seen, one bit a row */
	bool steps_begun; /* in this file: no more header lines */
	bool begun;	  /* a step that needs a running program */
	bool joined;	  /* the next step happens together with the
				   one before it */
	bool in_together;
	bool in_orders;	      /* the block has several orders */
	size_t together_from; /* the block's first step */
	int64_t time;	      /* that passes in the script, ns */
	struct cast cast;
	char text[SCRIPT_FILE_LINE + 1]; /* the line, names put in */
};

/* One verb: its phrase for one and for a crowd, and what follows it. */
struct verb_row {
	enum verb verb;
	const char *one;  /* "stops reading"; NULL ends a table */
	const char *many; /* "stop reading" */
	bool (*parse)(struct parser *parser, struct step *step);
	const char *example;
};

/* Who does the step at hand. */
struct subject {
	const char *start;	   /* in parser->text */
	char text[CAST_NAME + 20]; /* for messages */
	bool many;
};

extern const struct verb_row verb_peer_rows[];
extern const struct verb_row verb_program_rows[];
extern const struct verb_row verb_world_rows[];

/* -- parser.c: messages and tokens */

/* at points into parser->text. Always false. */
bool parser_fail(struct parser *parser, const char *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The same at the token at hand: `WHAT, as in: EXAMPLE`. */
bool parser_expected(struct parser *parser, const char *what);

const struct token *parser_token(const struct parser *parser);
bool token_is(const struct token *token, const char *word);

/* Take a word if it is there; an error if it is not. */
bool parser_word(struct parser *parser, const char *word);
bool parser_expect(struct parser *parser, const char *words);

/* How many words of the phrase stand from the token at hand on. */
int parser_match(const struct parser *parser, const char *phrase, int *n_words);

/* A number within bounds; what it counts is for the message. */
bool parser_number(struct parser *parser, const char *what, int64_t least,
		   int64_t most, int64_t *number);
bool parser_count(struct parser *parser, const char *what, size_t least,
		  size_t most, size_t *count);

/* "4 KiB", in bytes; "10 seconds", in nanoseconds (and added up). */
bool parser_size(struct parser *parser, size_t *bytes);
bool parser_duration(struct parser *parser, bool backwards, int64_t *ns);

/* "hello\n" */
bool parser_text(struct parser *parser, struct payload *payload);

/* A mistake's code at text: it must exist. Copied. */
bool parser_code(struct parser *parser, const char *text, int len, char **code);

/* -- listen.c */
/* The words and texts of a line that is printed. */
bool line_text_parse(struct parser *parser, struct step *step);

/* Every peer that listens is among the program's arguments. */
bool listeners_finish(struct parser *parser);

/* -- header.c */
bool header_is(const char *word, int len);
bool header_parse(struct parser *parser, char *line);
bool header_finish(struct parser *parser);
void header_suggest(struct suggestion *suggestion);

/* -- line.c */
bool line_parse_file(struct parser *parser, struct script_file *file);

/* The lines FROM to TO, which count from 1, of the file at hand. */
bool line_parse_all(struct parser *parser, int from, int to);

/* The line at text, trimmed, without comment, in place. */
char *line_rest(char *text);

/* -- block.c */
/* An include, repeat, for, together or end, cut into tokens (an include is
   not: it holds a path). */
bool block_parse(struct parser *parser);
bool block_is_keyword(const struct token *token);
void block_suggest(struct suggestion *suggestion);

/* -- step.c */
bool step_parse_line(struct parser *parser);
void step_free(struct step *step);

/* -- subject.c */
bool subject_parse(struct parser *parser, struct step *step,
		   struct subject *subject);

/* `alice`, `client 17`, `the clients`, of whom a fault speaks. */
bool subject_parse_name(struct parser *parser, char **name);

/* The same, of one who has connected. */
bool subject_parse_known(struct parser *parser, char **name);

/* -- verb.c */
bool verb_parse(struct parser *parser, struct step *step,
		const struct verb_row *rows, const struct subject *subject);

/* True if some phrase of the table, in either form, begins with the token. */
bool verb_begins(const struct verb_row *rows, const struct token *token);

/* -- verb_fault.c */
bool fault_begins(const struct parser *parser);
bool fault_parse(struct parser *parser, struct step *step);

/* Every peer that a fault names connects somewhere in the script. */
bool fault_finish(struct parser *parser);

#endif
