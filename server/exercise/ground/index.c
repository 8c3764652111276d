/*
 * Names and pairs are entries of the one hash table (proto/map.h). Pairs are hashed without the
 * table's seed: both are numbers that the engine itself gives out, so nobody chooses them to
 * collide.
 */
#include "server/exercise/ground/index.h"

#include "proto/list.h"
#include "proto/map.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

void objects_deinit(struct objects *objects, void (*object_free)(void *object))
{
	for (size_t i = 0; i < objects->count; i++) {
		object_free((void *)objects->list[i]);
	}
	free(objects->list);
	memset(objects, 0, sizeof *objects);
}

/* --- names --- */

struct name_entry {
	const char *name; /* borrowed: outlives the index */
	int value;
};

static uint64_t name_hash(const void *entry, uint64_t seed)
{
	const char *name = ((const struct name_entry *)entry)->name;
	return map_hash(name, strlen(name), seed);
}

static bool name_same(const void *entry, const void *other)
{
	const struct name_entry *one = entry, *two = other;
	return strcmp(one->name, two->name) == 0;
}

static const struct map_kind names = {sizeof(struct name_entry), name_hash, name_same};

void name_index_deinit(struct name_index *index)
{
	map_deinit(&index->map);
}

bool name_index_add(struct name_index *index, const char *name, int value)
{
	return map_add(&index->map, &names, &(struct name_entry){name, value}) != NULL;
}

int name_index_find(const struct name_index *index, const char *name)
{
	const struct name_entry *found =
	    map_find(&index->map, &names, &(struct name_entry){.name = name});
	return found != NULL ? found->value : -1;
}

/* --- pairs --- */

struct id_pair {
	uint64_t first, second;
};

static uint64_t pair_hash(const void *entry, uint64_t seed)
{
	const struct id_pair *pair = entry;
	(void)seed;
	return mix_pair(pair->first, pair->second);
}

static bool pair_same(const void *entry, const void *other)
{
	const struct id_pair *one = entry, *two = other;
	return one->first == two->first && one->second == two->second;
}

static const struct map_kind pairs = {sizeof(struct id_pair), pair_hash, pair_same};

void pair_set_deinit(struct pair_set *set)
{
	map_deinit(&set->map);
}

bool pair_set_has(const struct pair_set *set, uint64_t first, uint64_t second)
{
	return first != 0 && map_find(&set->map, &pairs, &(struct id_pair){first, second}) != NULL;
}

bool pair_set_add(struct pair_set *set, uint64_t first, uint64_t second)
{
	return first != 0 && map_add(&set->map, &pairs, &(struct id_pair){first, second}) != NULL;
}
