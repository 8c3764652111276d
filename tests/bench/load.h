/*
 * The runs that the load program knows. Each connects its crowds, does its work within
 * options.limit_ns, prints one line of JSON, and
 * returns the program's exit code.
 */
#ifndef CONVENE_BENCH_LOAD_H
#define CONVENE_BENCH_LOAD_H

#include "tests/bench/crowd.h"
#include "tests/bench/links.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct load_options {
	const struct protocol *protocol;  /* borrowed: static */
	struct target watch;              /* as whom subscribers log in */
	struct target act;                /* as whom publishers log in */
	struct link watch_link, act_link; /* what the targets borrow from */
	pid_t server_pid;                 /* 0: not measured */
	uint32_t clients;                 /* subscribers; in a run of commands, publishers */
	uint32_t events;
	uint32_t rate;     /* events a second; 0: as fast as answers come */
	uint32_t size;     /* bytes of an event */
	bool burst;        /* all events at once */
	uint32_t window;   /* commands in flight for each connection where rate is 0 */
	uint64_t limit_ns; /* a run that takes longer is given up */
};

int run_fanout(const struct load_options *options);
int run_commands(const struct load_options *options);
int run_storm(const struct load_options *options);

#endif
