/*
 * The one namespace of an exercise: what each id names. Ids of threads, messages, cases, people and
 * so on are random numbers of six digits (eight once there are many), drawn when the thing comes
 * about and written into its event: no counter, so that nobody can tell from two of them what came
 * about in between. One thread at a time. Owns its table, not the objects.
 */
#ifndef CONVENE_EXERCISE_GROUND_IDS_H
#define CONVENE_EXERCISE_GROUND_IDS_H

#include "proto/map.h"

#include <stdbool.h>
#include <stdint.h>

struct named {
	uint64_t id;  /* never 0 */
	uint64_t seq; /* of the event that brought it about */
	/* Borrowed: begins with its digest node, outlives the table; NULL: kept elsewhere, by
	 * its seq. */
	const void *object;
};

/* A zeroed one is empty. */
struct ids {
	struct map map; /* of struct named */
};

void ids_deinit(struct ids *ids);

/* False, and nothing added, when the id is 0 or names something already. */
bool ids_add(struct ids *ids, const struct named *named);

/* NULL when it names nothing. Borrowed: until the next one is added. */
const struct named *ids_find(const struct ids *ids, uint64_t id);

/* An id that names nothing yet, the next of those that follow from `*seed`, which moves on. */
uint64_t ids_draw(const struct ids *ids, uint64_t *seed);

#endif
