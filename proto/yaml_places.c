/*
 * Where each message and field stood in its file, for complaints that come after reading. By the
 * address of the message: it lives in the same arena, and is there as long as the places are. All
 * places of one message are in one bucket, so that what stands nearest to a field can be named.
 */
#include "proto/yaml_tree.h"

#include <string.h>

#define BUCKETS 1024u

struct place {
	struct place *next;  /* in the arena */
	const void *message; /* compared only */
	const char *field;   /* borrowed from the descriptor; NULL: the message itself */
	size_t index;
	struct yaml_position position;
};

struct yaml_places {
	struct arena *arena;            /* borrowed: outlives the places */
	struct place *buckets[BUCKETS]; /* in the arena */
};

struct yaml_places *yaml_places_new(struct arena *arena)
{
	struct yaml_places *places = arena_alloc(arena, sizeof(*places));
	if (places != NULL) {
		places->arena = arena;
	}
	return places;
}

/* All places of one message are in one bucket, so that the nearest can be found. */
static size_t bucket_of(const void *message)
{
	uint64_t bits = (uint64_t)(uintptr_t)message;
	return (size_t)((bits * 0x9e3779b97f4a7c15u) >> 54) % BUCKETS;
}

void yaml_places_add(struct yaml_places *places, const void *message, const char *field,
    size_t index, const char *file, int line, int column)
{
	size_t bucket = bucket_of(message);
	if (places == NULL) {
		return;
	}
	struct place *place = arena_alloc(places->arena, sizeof(*place));
	if (place == NULL) {
		return;
	}
	place->message = message;
	place->field = field;
	place->index = index;
	place->position = (struct yaml_position){.file = file, .line = line, .column = column};
	place->next = places->buckets[bucket];
	places->buckets[bucket] = place;
}

bool yaml_place(const struct yaml_places *places, const void *message, const char *field,
    size_t index, struct yaml_position *position)
{
	bool whole = field == NULL || field[0] == '\0';
	const struct place *place, *nearest = NULL;
	*position = (struct yaml_position){.file = ""};
	if (places == NULL) {
		return false;
	}
	for (place = places->buckets[bucket_of(message)]; place != NULL; place = place->next) {
		if (place->message != message) {
			continue;
		}
		if (place->field == NULL) {
			/* a message that several files add to begins in the first one */
			nearest = place;
		} else if (!whole && place->index == index && strcmp(place->field, field) == 0) {
			*position = place->position;
			return true;
		}
	}
	if (nearest != NULL) {
		*position = nearest->position;
	}
	return whole && nearest != NULL;
}
