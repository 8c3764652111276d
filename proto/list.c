#include "proto/list.h"

#include "proto/xalloc.h"

#define FIRST_CAP 16

void *list_room(void *list, size_t count, size_t *cap, size_t size)
{
	if (count < *cap) {
		return list;
	}
	*cap = *cap == 0 ? FIRST_CAP : *cap * 2;
	return xrealloc(list, *cap * size);
}

size_t list_place(
    const void *list, size_t count, size_t size, list_before_fn *before, const void *key)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (before((const char *)list + middle * size, key)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static uint64_t id_of(const void *element)
{
	return *(const uint64_t *)element;
}

static bool id_before(const void *element, const void *id)
{
	return id_of(element) < id_of(id);
}

size_t list_place_id(const void *list, size_t count, size_t size, uint64_t id)
{
	return list_place(list, count, size, id_before, &id);
}

void *list_find_id(const void *list, size_t count, size_t size, uint64_t id)
{
	size_t at = list_place_id(list, count, size, id);
	if (at == count) {
		return NULL;
	}
	const char *found = (const char *)list + at * size;
	return id_of(found) == id ? (void *)(uintptr_t)found : NULL;
}
