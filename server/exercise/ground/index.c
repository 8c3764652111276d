#include "server/exercise/ground/index.h"

#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 16

void *array_room(void *array, size_t count, size_t *cap, size_t size)
{
	if (count < *cap) {
		return array;
	}
	*cap = *cap == 0 ? FIRST_CAP : *cap * 2;
	return xrealloc(array, *cap * size);
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

void seq_index_deinit(struct seq_index *index, void (*object_free)(void *object))
{
	for (size_t i = 0; i < index->count; i++) {
		object_free((void *)index->entries[i].object);
	}
	free(index->entries);
	memset(index, 0, sizeof *index);
}

bool seq_index_add(struct seq_index *index, uint64_t id, const void *object)
{
	if (index->count > 0 && index->entries[index->count - 1].id >= id) {
		return false;
	}
	index->entries =
	    array_room(index->entries, index->count, &index->cap, sizeof *index->entries);
	index->entries[index->count++] = (struct seq_entry){.id = id, .object = object};
	return true;
}

const void *seq_index_find(const struct seq_index *index, uint64_t id)
{
	size_t low = 0, high = index->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (index->entries[middle].id < id) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	if (low == index->count || index->entries[low].id != id) {
		return NULL;
	}
	return index->entries[low].object;
}

void name_index_deinit(struct name_index *index)
{
	free(index->slots);
	memset(index, 0, sizeof *index);
}

/* FNV-1a, then spread. */
static uint64_t hash_name(const char *name)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (; *name != '\0'; name++) {
		hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
	}
	return mix(hash);
}

/* The slot that holds the name, or the free one where it belongs. There is always a free one. */
static struct name_slot *name_slot(const struct name_index *index, const char *name)
{
	size_t at = hash_name(name) & (index->cap - 1);
	while (index->slots[at].name != NULL && strcmp(index->slots[at].name, name) != 0) {
		at = (at + 1) & (index->cap - 1);
	}
	return &index->slots[at];
}

static void name_index_grow(struct name_index *index)
{
	struct name_index larger = {.cap = index->cap == 0 ? FIRST_CAP : index->cap * 2};
	larger.slots = xcalloc(larger.cap, sizeof *larger.slots);
	for (size_t i = 0; i < index->cap; i++) {
		if (index->slots[i].name != NULL) {
			*name_slot(&larger, index->slots[i].name) = index->slots[i];
		}
	}
	larger.count = index->count;
	free(index->slots);
	*index = larger;
}

bool name_index_add(struct name_index *index, const char *name, int value)
{
	if (index->count * 2 >= index->cap) {
		name_index_grow(index);
	}
	struct name_slot *slot = name_slot(index, name);
	if (slot->name != NULL) {
		return false;
	}
	*slot = (struct name_slot){.name = name, .value = value};
	index->count++;
	return true;
}

int name_index_find(const struct name_index *index, const char *name)
{
	if (index->cap == 0) {
		return -1;
	}
	const struct name_slot *slot = name_slot(index, name);
	return slot->name == NULL ? -1 : slot->value;
}

void pair_set_deinit(struct pair_set *set)
{
	free(set->slots);
	memset(set, 0, sizeof *set);
}

/* As name_slot. */
static struct id_pair *pair_slot(const struct pair_set *set, uint64_t first, uint64_t second)
{
	size_t at = mix_pair(first, second) & (set->cap - 1);
	while (set->slots[at].first != 0 &&
	       (set->slots[at].first != first || set->slots[at].second != second)) {
		at = (at + 1) & (set->cap - 1);
	}
	return &set->slots[at];
}

static void pair_set_grow(struct pair_set *set)
{
	struct pair_set larger = {.cap = set->cap == 0 ? FIRST_CAP : set->cap * 2};
	larger.slots = xcalloc(larger.cap, sizeof *larger.slots);
	for (size_t i = 0; i < set->cap; i++) {
		const struct id_pair *pair = &set->slots[i];
		if (pair->first != 0) {
			*pair_slot(&larger, pair->first, pair->second) = *pair;
		}
	}
	larger.count = set->count;
	free(set->slots);
	*set = larger;
}

bool pair_set_has(const struct pair_set *set, uint64_t first, uint64_t second)
{
	return set->cap > 0 && first != 0 && pair_slot(set, first, second)->first != 0;
}

bool pair_set_add(struct pair_set *set, uint64_t first, uint64_t second)
{
	if (first == 0) {
		return false;
	}
	if (set->count * 4 >= set->cap * 3) {
		pair_set_grow(set);
	}
	struct id_pair *slot = pair_slot(set, first, second);
	if (slot->first != 0) {
		return false;
	}
	*slot = (struct id_pair){.first = first, .second = second};
	set->count++;
	return true;
}
