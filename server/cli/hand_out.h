/*
 * How the join links of a new exercise reach people: a file, a sheet for each role and team, or the
 * terminal. One thread; blocks on the disk. It fails with a text, and then nothing is left behind
 * but what was shown.
 */
#ifndef CONVENE_CLI_HAND_OUT_H
#define CONVENE_CLI_HAND_OUT_H

#include "server/cli/making.h"
#include "server/cli/people/letters.h"

/* As given on the command line; borrowed from argv; each may be NULL. */
struct hand_out_options {
	const char *links, *sheets, *template_path, *when;
};

struct hand_out {
	const struct hand_out_options *options; /* borrowed: outlives this */
	struct letters sheets;
	struct arena *arena; /* borrowed: outlives this */
	bool sheets_ready;
};

/* Whether it can be, before work begins; says on stderr what is wrong. */
bool hand_out_possible(const struct hand_out_options *options);

int hand_out_links(struct hand_out *hand_out, const struct making *making, struct err *err);

/* There is no exercise after all. */
void hand_out_take_back(const struct hand_out *hand_out);

/* Where they are, for people. */
void hand_out_tell(const struct hand_out_options *options);

#endif
