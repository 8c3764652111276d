/*
 * Ids to places in a list. Ids are random (event.proto), so a list in the order in which its things
 * came about is not in the order of their ids; this finds where one of them lies. One thread at a
 * time. Growth cannot fail (xalloc.h).
 */
#ifndef CONVENE_PROTO_ID_MAP_H
#define CONVENE_PROTO_ID_MAP_H

#include "proto/map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A zeroed one is empty. */
struct id_map {
	struct map map; /* owned */
};

void id_map_deinit(struct id_map *ids);

/* False, and nothing added, when the id is there already. */
bool id_map_add(struct id_map *ids, uint64_t id, size_t place);

/* SIZE_MAX when it is not there. */
size_t id_map_find(const struct id_map *ids, uint64_t id);

/* The element of the list with this id, or NULL: ID_MAP_FIND(&view->thread_places, view->threads,
 * id). */
#define ID_MAP_FIND(ids, list, id)                                                                 \
	((__typeof__(&(list)[0]))id_map_element((ids), (list), sizeof *(list), (id)))
void *id_map_element(const struct id_map *ids, const void *list, size_t size, uint64_t id);

#endif
