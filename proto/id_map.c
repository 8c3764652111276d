/* Entries of the one hash table (map.h). Hashed with its seed: a client is told ids by a server,
 * which may be anybody's. */
#include "proto/id_map.h"

#include "proto/map.h"

struct id_place {
	uint64_t nth; /* the place, counted from 1: an entry may not begin with 0, an id may be 0 */
	uint64_t id;
};

static uint64_t id_hash(const void *entry, uint64_t seed)
{
	return mix_pair(((const struct id_place *)entry)->id, seed);
}

static bool id_same(const void *entry, const void *other)
{
	return ((const struct id_place *)entry)->id == ((const struct id_place *)other)->id;
}

static const struct map_kind kind = {sizeof(struct id_place), id_hash, id_same};

void id_map_deinit(struct id_map *ids)
{
	map_deinit(&ids->map);
}

bool id_map_add(struct id_map *ids, uint64_t id, size_t place)
{
	return map_add(&ids->map, &kind, &(struct id_place){place + 1, id}) != NULL;
}

size_t id_map_find(const struct id_map *ids, uint64_t id)
{
	const struct id_place *found = map_find(&ids->map, &kind, &(struct id_place){.id = id});
	return found != NULL ? (size_t)found->nth - 1 : SIZE_MAX;
}

void *id_map_element(const struct id_map *ids, const void *list, size_t size, uint64_t id)
{
	size_t place = id_map_find(ids, id);
	return place == SIZE_MAX ? NULL : (void *)((const char *)list + place * size);
}
