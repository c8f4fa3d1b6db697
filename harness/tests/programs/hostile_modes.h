/* SPDX-License-Identifier: MIT */
/* The end of hostile.c: its modes by their names. */

#define MODE(name) { #name, name }

int main(int argc, char **argv)
{
	static const struct mode modes[] = {
		MODE(hang_pause), MODE(hang_flock), MODE(hang_mutex),
		MODE(late_mutex),
		MODE(hang_semaphore), MODE(hang_condition), MODE(hang_stdin),
		MODE(hang_pipe), MODE(hang_own_pipe_full), MODE(hang_fifo),
		MODE(hang_sigwait), MODE(hang_lockf), MODE(spin),
		MODE(spin_getpid), MODE(spin_clock), MODE(spin_poll),
		MODE(spin_read), MODE(spin_sleep), MODE(spin_yield),
		MODE(spin_malloc), MODE(do_fork), MODE(fork_bomb),
		MODE(do_vfork), MODE(do_exec), MODE(do_system),
		MODE(do_thread), MODE(do_setsid), MODE(crash_null),
		MODE(crash_call), MODE(crash_abort), MODE(crash_division),
		MODE(crash_stack), MODE(crash_double_free), MODE(crash_jump),
		MODE(crash_stack_pointer), MODE(crash_handled),
		MODE(crash_returned), MODE(kill_parent), MODE(kill_all),
		MODE(kill_group), MODE(trace_me), MODE(not_dumpable),
		MODE(other_filter), MODE(strict), MODE(foreign_call),
		MODE(x32_call), MODE(no_uring), MODE(unlink_itself),
		MODE(breakpoint), MODE(stop_itself), MODE(stop_terminal),
		MODE(ignore_term), MODE(block_all), MODE(kill_itself),
		MODE(unlimit), MODE(close_all), MODE(serve_closed),
		MODE(print_gigabyte), MODE(print_small), MODE(print_for_ever),
		MODE(print_closed), MODE(socket_over_stdout),
		MODE(many_slots), MODE(all_descriptors), MODE(wild_pointers),
		MODE(huge_counts), MODE(eat), MODE(eat_and_crash),
		MODE(never_listen), MODE(listen_elsewhere), MODE(bind_only),
		MODE(stop_listening), MODE(exit_early), MODE(exit_raw),
		MODE(big_file), { NULL, NULL },
	};

	return modes_run(modes, argc, argv);
}
