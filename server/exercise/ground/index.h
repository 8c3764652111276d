/*
 * Ways to keep things: one after the other, by a name, and sets of pairs. One thread at a time.
 * Each owns its table, and struct objects what is in it. No order depends on a pointer or a hash:
 * the tables are asked, never walked (the objects are walked as they came). Growing cannot fail
 * (xalloc.h).
 */
#ifndef CONVENE_EXERCISE_GROUND_INDEX_H
#define CONVENE_EXERCISE_GROUND_INDEX_H

#include "proto/map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Objects in the order in which they came about. A zeroed one is empty. */
struct objects {
	const void **list; /* owned, and so are they */
	size_t count;
	size_t cap;
};

/* Frees each object, too. */
void objects_deinit(struct objects *objects, void (*object_free)(void *object));

/* Names to numbers. A zeroed one is empty. */
struct name_index {
	struct map map; /* owned; the names are borrowed: they outlive the index */
};

void name_index_deinit(struct name_index *index);

/* False, and nothing added, when the name is there already. */
bool name_index_add(struct name_index *index, const char *name, int value);

/* -1 when there is none. */
int name_index_find(const struct name_index *index, const char *name);

/* A set of pairs of ids, neither of which is 0. A zeroed one is empty. */
struct pair_set {
	struct map map; /* owned */
};

void pair_set_deinit(struct pair_set *set);
bool pair_set_has(const struct pair_set *set, uint64_t first, uint64_t second);

/* False when it was there already. */
bool pair_set_add(struct pair_set *set, uint64_t first, uint64_t second);

#endif
