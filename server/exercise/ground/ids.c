/*
 * The numbers are those of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, 2014), from a seed that the host draws for each decision, cut to the digits wanted.
 * The engine itself has no randomness. With six digits at most a tenth of all ids are taken, so
 * drawing again is rare, and a wrong id is almost never somebody else's.
 */
#include "server/exercise/ground/ids.h"

#include "proto/map.h"

/* What has so many names goes on with eight digits. */
#define SIX_DIGITS_UNTIL 90000

static uint64_t named_hash(const void *entry, uint64_t seed)
{
	(void)seed; /* the engine gives the ids out, so nobody chooses them to collide */
	return mix_pair(((const struct named *)entry)->id, 0);
}

static bool named_same(const void *entry, const void *other)
{
	return ((const struct named *)entry)->id == ((const struct named *)other)->id;
}

static const struct map_kind names = {sizeof(struct named), named_hash, named_same};

void ids_deinit(struct ids *ids)
{
	map_deinit(&ids->map);
}

bool ids_add(struct ids *ids, const struct named *named)
{
	return named->id != 0 && map_add(&ids->map, &names, named) != NULL;
}

const struct named *ids_find(const struct ids *ids, uint64_t id)
{
	return map_find(&ids->map, &names, &(struct named){.id = id});
}

static uint64_t next(uint64_t *seed)
{
	uint64_t mixed = *seed += UINT64_C(0x9e3779b97f4a7c15);
	mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
	return mixed ^ mixed >> 31;
}

uint64_t ids_draw(const struct ids *ids, uint64_t *seed)
{
	uint64_t first = ids->map.count < SIX_DIGITS_UNTIL ? 100000 : 10000000;
	uint64_t id;
	do {
		id = first + next(seed) % (9 * first);
	} while (ids_find(ids, id) != NULL);
	return id;
}
