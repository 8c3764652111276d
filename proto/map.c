/*
 * Probing one by one, from where the hash points: what is looked for lies between there and the
 * next free place. Removing keeps that true by moving others up, so no place is ever marked as
 * "was taken", and a table does not slow down with age.
 */
#include "proto/map.h"

#include "proto/xalloc.h"

#define FIRST_CAP 16

void map_deinit(struct map *map)
{
	free(map->entries);
	*map = (struct map){.seed = map->seed};
}

static void *entry_at(const struct map *map, const struct map_kind *kind, size_t at)
{
	return (char *)map->entries + at * kind->size;
}

static bool is_free(const void *entry)
{
	uint64_t first;
	memcpy(&first, entry, sizeof first);
	return first == 0;
}

/* Where an entry would like to be. */
static size_t home_of(const struct map *map, const struct map_kind *kind, const void *entry)
{
	return kind->hash(entry, map->seed) & (map->cap - 1);
}

/* The entry with that key, or the free one where it belongs. There is always a free one. */
static void *place_of(const struct map *map, const struct map_kind *kind, const void *like)
{
	size_t at = home_of(map, kind, like);
	void *entry = entry_at(map, kind, at);
	while (!is_free(entry) && !kind->same(entry, like)) {
		at = (at + 1) & (map->cap - 1);
		entry = entry_at(map, kind, at);
	}
	return entry;
}

static void grow(struct map *map, const struct map_kind *kind)
{
	struct map larger = {.count = map->count,
	    .cap = map->cap == 0 ? FIRST_CAP : map->cap * 2,
	    .seed = map->seed};
	larger.entries = xcalloc(larger.cap, kind->size);
	for (size_t i = 0; i < map->cap; i++) {
		const void *entry = entry_at(map, kind, i);
		if (!is_free(entry)) {
			memcpy(place_of(&larger, kind, entry), entry, kind->size);
		}
	}
	free(map->entries);
	*map = larger;
}

void *map_find(const struct map *map, const struct map_kind *kind, const void *like)
{
	void *entry = map->count == 0 ? NULL : place_of(map, kind, like);
	return entry == NULL || is_free(entry) ? NULL : entry;
}

void *map_add(struct map *map, const struct map_kind *kind, const void *entry)
{
	if (map->count * 3 >= map->cap * 2) {
		grow(map, kind);
	}
	void *place = place_of(map, kind, entry);
	if (!is_free(place)) {
		return NULL;
	}
	map->count++;
	return memcpy(place, entry, kind->size);
}

/* Those behind it that had to make way for it, or for one of them, move up: no gap between an entry
 * and its home. */
void map_remove(struct map *map, const struct map_kind *kind, void *entry)
{
	size_t mask = map->cap - 1;
	size_t hole = (size_t)((char *)entry - (char *)map->entries) / kind->size;
	for (size_t at = (hole + 1) & mask; !is_free(entry_at(map, kind, at));
	     at = (at + 1) & mask) {
		size_t home = home_of(map, kind, entry_at(map, kind, at));
		if (((at - home) & mask) >= ((at - hole) & mask)) {
			memcpy(entry_at(map, kind, hole), entry_at(map, kind, at), kind->size);
			hole = at;
		}
	}
	memset(entry_at(map, kind, hole), 0, kind->size);
	map->count--;
}

/* The finaliser of splitmix64. */
static uint64_t mix(uint64_t value)
{
	value += UINT64_C(0x9e3779b97f4a7c15);
	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	return value ^ (value >> 31);
}

uint64_t mix_pair(uint64_t first, uint64_t second)
{
	return mix(mix(first) ^ second);
}

/* By words of 8 bytes; the length tells apart what ends in zeros. It is mixed in by itself: beside
 * the first word, text could cancel it, whatever the seed. */
uint64_t map_hash(const void *bytes, size_t len, uint64_t seed)
{
	uint64_t hash = mix(seed ^ len);
	for (size_t at = 0; at < len; at += sizeof hash) {
		uint64_t word = 0;
		size_t left = len - at;
		memcpy(&word, (const char *)bytes + at, left < sizeof word ? left : sizeof word);
		hash = mix(hash ^ word);
	}
	return hash;
}
