/*
 * Simulated people (proto/people) on live connections: many clients in one process. Shared by the
 * files of this folder. One thread. Owns driver, clients, people and the world, which is the view
 * of one member of staff.
 */
#ifndef CONVENE_BOTS_BOTS_H
#define CONVENE_BOTS_BOTS_H

#include "client/cli/base/options.h"
#include "client/cli/session/fetch.h"
#include "client/lib/driver.h"
#include "client/lib/fold.h"
#include "proto/people/people.h"
#include "proto/people/tally.h"

struct bots_options {
	const char *links; /* borrowed: argv; file with a line "ROLE TEAM LINK" for each role */
	const char *rate;  /* borrowed: argv; factor, as written */
	uint32_t rate_permille;
	uint64_t players; /* clients for each player link */
	bool once;
	int64_t limit_ms; /* wall time; 0: worked out from the scenario */
};

struct bot {
	struct actor actor;
	struct bots *bots;            /* borrowed: outlives the bot */
	struct driver_client *client; /* owned by the driver */
	struct join_link link;
	char team_id[64];
	bool caught_up;
};

/* What was refused, by its words. */
#define REFUSAL_KINDS_MAX 32
struct refusal_kind {
	char text[160]; /* numbers are left out */
	uint64_t count;
};

struct bots {
	struct bots_options options;
	struct people_options people_options;
	struct driver *driver; /* owned */
	struct bot *list;      /* owned */
	size_t count, cap, caught_up;
	struct bot *source;     /* borrowed: in `list`; whose view the world is */
	struct bot *controller; /* borrowed: in `list`; NULL: nobody steers */
	struct view *world;     /* owned */
	struct people people;
	struct driver_timer *wake; /* borrowed: the driver's, until the next task; NULL: none */
	/* Borrowed: the driver's; looks whether it is time for ENDEX. NULL: not yet. */
	struct driver_timer *ending;
	bool started, end_sent, fetching, finished;
	int exit;
	int64_t begun_ms;
	int quarter; /* of the exercise that was last told */
	struct tally tally;
	uint64_t refusals, too_late;
	struct refusal_kind refusal_kinds[REFUSAL_KINDS_MAX];
	size_t refusal_kind_count;
	uint64_t fetch_through; /* the record must reach at least so far */
	struct fetch fetch;
	struct record_verdict verdict;
};

/* Exercise time now. */
int64_t bots_exercise_ms(const struct bots *bots);

/* Ends everything with this exit code, once the present turn is over. */
void bots_finish(struct bots *bots, int status);
void bots_fail(struct bots *bots, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
