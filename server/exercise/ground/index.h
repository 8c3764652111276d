/*
 * Ways to find things, without linear scans: by an id that only grows, by a name, and sets of
 * pairs. One thread at a time. Each owns its table, and seq_index the objects in it. No order
 * depends on a pointer or a hash: the tables are asked, never walked (seq_index may be walked, it
 * is sorted). Growing cannot fail (xalloc.h).
 */
#ifndef CONVENE_EXERCISE_GROUND_INDEX_H
#define CONVENE_EXERCISE_GROUND_INDEX_H

#include "proto/map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ids in the order in which they were given. A zeroed one is empty. */
struct seq_entry {
	uint64_t id;
	const void *object; /* owned */
};

struct seq_index {
	struct seq_entry *entries; /* owned */
	size_t count;
	size_t cap;
};

/* Frees each object, too. */
void seq_index_deinit(struct seq_index *index, void (*object_free)(void *object));

/* False, and nothing added, unless `id` is greater than every id before it. */
bool seq_index_add(struct seq_index *index, uint64_t id, const void *object);

/* NULL when there is none. */
const void *seq_index_find(const struct seq_index *index, uint64_t id);

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
