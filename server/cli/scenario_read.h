/*
 * A scenario as a subcommand wants it: read, checked, and made shorter where that was asked for
 * (server/scenario/abridge.h). The options for it, the reading, and the list of what is left out.
 * One thread. It fails by printing all mistakes on stderr.
 */
#ifndef CONVENE_CLI_SCENARIO_READ_H
#define CONVENE_CLI_SCENARIO_READ_H

#include "proto/buf.h"
#include "server/cli/options.h"
#include "server/scenario/abridge.h"
#include "server/scenario/scenario_load.h"

#include <stdio.h>

/* As given on the command line; borrowed from argv. */
struct scenario_options {
	const char *duration;
	int64_t duration_ms; /* 0: all of it; by scenario_options_read() */
	const char *without[OPTION_VALUES_MAX + 1];
};

/* Two rows of an option table. */
#define SCENARIO_OPTIONS(given)                                                                    \
	{"duration", "TIME", "play so long instead of all of it: 2h, 90m", &(given)->duration,     \
	    NULL},                                                                                 \
	{                                                                                          \
		"without", "TEAM...", "leave a team out (may be given several times)",             \
		    (given)->without, NULL                                                         \
	}

/* What to say about them in a help text. */
#define SCENARIO_OPTIONS_HELP                                                                      \
	"--duration and --without make a shorter exercise of it: what is planned for\n"            \
	"later, what is only for such a team, and all that depends on it is left out, and\n"       \
	"listed. A team that is left out does not exist; one that nobody plays can also\n"         \
	"stay: the SimCell then answers in its name."

/* Reads the duration. False, having said so on stderr, when it is no length of time: a mistake in
 * what was typed. */
bool scenario_options_read(struct scenario_options *options);

struct scenario_reading {
	struct arena *arena;             /* borrowed: outlives this */
	struct diagnostics *diagnostics; /* in the arena */
	struct scenario_source source;
	struct abridged abridged;
};

/*
 * True when it is good; everything found is in `diagnostics`, printed or not. `document` as in
 * scenario_load; it gets those of injects that are left out, too.
 */
bool scenario_read(struct scenario_reading *reading, const char *path,
    const struct scenario_options *options, struct arena *arena, scenario_document_fn *document,
    void *context);

/* What is left out, compared with the whole. Nothing when that is nothing. */
void scenario_read_print(FILE *out, const struct scenario_reading *reading);

/* "left_out" as a member of a JSON object (json.h); nothing when it is the whole. */
void scenario_read_json(struct buf *out, const struct scenario_reading *reading);

#endif
