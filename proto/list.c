/*
 * Room doubles and is never given back; places are found by halving. Ids are searched from the end
 * instead, as what is asked for is mostly among the last.
 */
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

static uint64_t id_at(const void *list, size_t size, size_t at)
{
	return *(const uint64_t *)((const char *)list + at * size);
}

/* What is asked for is mostly among the last: so from the end, in steps that double while they do
 * not go too far, then halve. */
size_t list_place_id(const void *list, size_t count, size_t size, uint64_t id)
{
	size_t at = count, step = 1;
	for (; step <= at && id_at(list, size, at - step) >= id; step *= 2) {
		at -= step;
	}
	for (; step > 0; step /= 2) {
		if (step <= at && id_at(list, size, at - step) >= id) {
			at -= step;
		}
	}
	return at;
}

void *list_find_id(const void *list, size_t count, size_t size, uint64_t id)
{
	size_t at = list_place_id(list, count, size, id);
	bool found = at < count && id_at(list, size, at) == id;
	return found ? (char *)(uintptr_t)list + at * size : NULL;
}

bool list_has(char *const *list, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i], text) == 0) {
			return true;
		}
	}
	return false;
}
