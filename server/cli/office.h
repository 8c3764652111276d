/*
 * Looking after the exercises of a data folder from the command line: which folder it is, its
 * configuration, and asking for things, of a server that runs or of the files themselves
 * (offline.h). One thread; blocks. Whatever fails has been said on stderr.
 */
#ifndef CONVENE_CLI_OFFICE_H
#define CONVENE_CLI_OFFICE_H

#include "convene/v1/admin.pb-c.h"
#include "convene/v1/config.pb-c.h"
#include "proto/arena.h"

#include <stdbool.h>

/* As given on the command line; borrowed from argv; each may be NULL. */
struct place {
	const char *config, *data;
};

/* Rows of the table of options. */
#define PLACE_OPTIONS(place)                                                                       \
	{"config", "FILE", "configuration of the server", &(place)->config, NULL},                 \
	{                                                                                          \
		"data", "FOLDER", "data folder (default: convene-data)", &(place)->data, NULL      \
	}

/* " --config FILE --data FOLDER", as far as it was given, for what somebody is told to type. Owned
 * by the caller. */
char *place_text(const struct place *place);

struct office {
	const Convene__V1__ServerConfig *config; /* in the arena */
	struct arena *arena;                     /* owned; has all replies */
};

/* False when the configuration has mistakes or there is no such folder. To be closed in any case.
 */
bool office_open(struct office *office, const struct place *place);
void office_close(struct office *office);

/* What is asked for is done, or known; else NULL. What the exercise itself refuses is in the reply.
 */
const Convene__V1__AdminReply *office_ask(
    const struct office *office, const Convene__V1__AdminRequest *request);

/* The same, of the two questions that several commands have. */
const Convene__V1__AdminReply *office_exercises(const struct office *office);
const Convene__V1__AdminReply *office_invites(const struct office *office, const char *exercise_id);

#endif
