/* SPDX-License-Identifier: MIT */
/*
 * The rules: each looks at a trial that failed and says whether one mistake
 * explains it.
 *
 * A rule returns true when the evidence is there, and then says in the
 * finding what this program did and at which line. It does not guess: what
 * the log does not show is left to the code that the script gives. The order
 * in which rules are asked, and the code that each stands for, is the table
 * in diagnosis.c. A rule is asked only when all before it said no.
 */
#ifndef JUDGE_RULES_H
#define JUDGE_RULES_H

#include "judge/evidence.h"
#include "run/trial.h"

struct finding {
	char *explanation; /* sentences; owned */
	struct source source;
};

/* Sets the finding and returns true, so that a rule can end with it. */
__attribute__((format(printf, 3, 4))) bool
finding_say(struct finding *finding, struct source at, const char *format, ...);

/* Adds a sentence. */
__attribute__((format(printf, 2, 3))) void finding_add(struct finding *finding,
						       const char *format, ...);

typedef bool rule_explains(const struct trial *trial, struct finding *finding);

/* rules_start.c: before it serves anybody */
rule_explains rule_forbidden_call;
rule_explains rule_did_not_listen;
rule_explains rule_bind_failed;
rule_explains rule_started_anyway;
rule_explains rule_listener_closed;
rule_explains rule_unfinished;

/* rules_end.c: the program ended */
rule_explains rule_killed_by_sigpipe;
rule_explains rule_fd_set_overflow;
rule_explains rule_crashed;
rule_explains rule_interrupted_ends;
rule_explains rule_interrupted_crashes;
rule_explains rule_wouldblock_ends;
rule_explains rule_accept_error_ends;
rule_explains rule_limit_ends;
rule_explains rule_reset_ends;
rule_explains rule_hangup_ends;
rule_explains rule_closed_descriptor_ends;
rule_explains rule_pending_ends;
rule_explains rule_exited_early;
rule_explains rule_out_of_time;

/* rules_spin.c: calls that bring nothing */
rule_explains rule_limit_spins;
rule_explains rule_closed_descriptor_spins;
rule_explains rule_eof_spins;
rule_explains rule_hangup_spins;
rule_explains rule_write_interest_spins;
rule_explains rule_timeout_reused;
rule_explains rule_write_spins;
rule_explains rule_busy_loop;

/* rules_stall.c: one descriptor holds the others up */
rule_explains rule_stalled_on_silent_peer;
rule_explains rule_stalled_on_slow_reader;
rule_explains rule_not_nonblocking;
rule_explains rule_starved_by_flood;

/* rules_content.c: other bytes than those expected */
rule_explains rule_text_assumed;
rule_explains rule_data_crossed;
rule_explains rule_interrupted_write;
rule_explains rule_output_reordered;
rule_explains rule_short_write_lost;
rule_explains rule_short_read_assumed;

/* rules_close.c: a connection ended too early, too late or in the wrong way */
rule_explains rule_interrupted_closes;
rule_explains rule_wouldblock_closes;
rule_explains rule_reset_closes;
rule_explains rule_short_write_closes;
rule_explains rule_half_close_loses_data;
rule_explains rule_half_close_forgets;
rule_explains rule_close_loses_data;
rule_explains rule_eof_unnoticed;
rule_explains rule_never_closes;
rule_explains rule_closed_early;

/* rules_stale.c: closed descriptors that live on */
rule_explains rule_stale_event;
rule_explains rule_closed_descriptor_watched;

/* rules_watch.c: what the program waits for is not what matters */
rule_explains rule_wrong_nfds;
rule_explains rule_set_not_rebuilt;
rule_explains rule_edge_not_drained;
rule_explains rule_accept_not_drained;
rule_explains rule_accept_given_up;
rule_explains rule_limit_given_up;
rule_explains rule_short_write_forgotten;
rule_explains rule_output_stuck;
rule_explains rule_interrupted_restarts_wait;

/* rules_count.c: more than allowed */
rule_explains rule_descriptor_leak;
rule_explains rule_unbounded_buffer;

/* rules_connect.c: a program that connects */
rule_explains rule_connect_blocks;
rule_explains rule_gave_up_pending;
rule_explains rule_pending_is_failure;
rule_explains rule_pending_is_success;
rule_explains rule_connect_error_unread;

/* rules_time.c: deadlines. The second only explains: the code is the
   script's. */
bool code_is_about_time(const char *code);
bool code_is_timed(const char *code); /* that, or about ticks */
rule_explains rule_silence;

/* rules_answer.c: which call brought what is wrong, and what was done in place
   of what is missing; these only explain, too. */
rule_explains rule_wrong_byte;
rule_explains rule_missing_bytes;

/* True when the failure is a waste of calls (rules_spin.c). */
bool trial_spins(const struct trial *trial);

#endif
