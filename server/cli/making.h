/*
 * An exercise that is being made from a scenario: its file under another name, the join codes, and
 * then all of it in place at once. One thread. Owns what it makes until it is in place; it fails
 * with a text, and then nothing is left behind.
 */
#ifndef CONVENE_CLI_MAKING_H
#define CONVENE_CLI_MAKING_H

#include "convene/v1/config.pb-c.h"
#include "server/base/clock.h"
#include "server/cli/links.h"
#include "server/journal/signer.h"
#include "server/live/exercise_file.h"
#include "server/scenario/scenario_documents.h"

/* For a role, or for the players of a team. */
struct making_link {
	Convene__V1__Role role;
	const Convene__V1__Team *team; /* borrowed: the scenario's; NULL for all but players */
	char *text;                    /* owned */
};

struct making {
	const Convene__V1__ServerConfig *config;   /* borrowed: outlives this */
	const Convene__V1__Scenario *scenario;     /* borrowed: outlives this; good */
	const char *title, *organisation;          /* borrowed: outlive this; may be NULL */
	const struct scenario_document *documents; /* borrowed: outlive this */
	size_t document_count;

	char *id;                  /* owned */
	char *path, *new_path;     /* owned: where the file goes, and where it is made */
	struct signer *signer;     /* owned */
	struct exercise_file file; /* the part of it that is needed: journal, engine */
	struct batch batch;
	struct arena *arena; /* owned */
	struct clock clock;
	struct making_link *links; /* owned */
	size_t link_count;
};

void making_init(struct making *making);
void making_deinit(struct making *making);

/* Everything but the end; all of it is on disk then. `id` and `address` may be NULL. */
int making_prepare(struct making *making, const char *id, const char *address, struct err *err);

/* What the exercise says of a team; NULL for NULL. Lives as long as `making`. */
const Convene__V1__TeamCard *making_team_card(
    const struct making *making, const Convene__V1__Team *team);

/* Puts the exercise in place, and tells a server that runs. */
int making_put_in_place(struct making *making, struct err *err);
int making_tell_server(const struct making *making, struct err *err);

#endif
