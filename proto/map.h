/*
 * A table of small entries, all of one size, each found by its key, which is a part of it. Asked,
 * not walked where an order could matter: the order of the entries follows from hashes. Owns the
 * entries, not what they point to. Growth cannot fail (xalloc.h). Any thread, one at a time.
 *
 * Open addressing with linear probing; at most two thirds full.
 */
#ifndef CONVENE_PROTO_MAP_H
#define CONVENE_PROTO_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the entries of a map are. */
struct map_kind {
	size_t size; /* of one, which begins with 8 bytes that are never all 0 */
	/* Of the key. Where strangers choose keys `seed` is what they do not know. */
	uint64_t (*hash)(const void *entry, uint64_t seed);
	bool (*same)(const void *entry, const void *other); /* both have the same key */
};

/* A zeroed one is empty. */
struct map {
	void *entries; /* owned; `cap` of them, those that are free all 0 */
	size_t count;
	size_t cap; /* 0, or a power of two */
	uint64_t seed;
};

void map_deinit(struct map *map);

/* The entry with the key of `like`, of which nothing but the key is read; NULL: there is none.
 * Borrowed: until the next one is added or removed. */
void *map_find(const struct map *map, const struct map_kind *kind, const void *like);

/* A copy of `entry` in the map, unless one with its key is there: then NULL. Borrowed likewise. */
void *map_add(struct map *map, const struct map_kind *kind, const void *entry);

/* Takes out one that map_find returned. */
void map_remove(struct map *map, const struct map_kind *kind, void *entry);

/* A hash of bytes, for tables alone: it depends on the order of bytes in a word. And one that
 * spreads two numbers over 64 bits, the same on every machine. */
uint64_t map_hash(const void *bytes, size_t len, uint64_t seed);
uint64_t mix_pair(uint64_t first, uint64_t second);

#endif
