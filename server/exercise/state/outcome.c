/*
 * The ring of a participant's latest commands. The events of one command follow upon each other, so
 * one that has the newest command's id is part of that, and everything else begins a new one. A
 * table says where in the ring a command is. Its ids are made up by clients, who gain nothing by
 * choosing them to collide: only their own commands get slower.
 */
#include "server/exercise/state/outcome.h"

#include "proto/list.h"
#include "proto/map.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/digest.h"

#include <stdlib.h>
#include <string.h>

struct outcome_place {
	uint64_t nth; /* in the ring; counted from 1, as an entry may not begin with 0 */
	uint8_t command_id[COMMAND_ID_SIZE];
};

static uint64_t place_hash(const void *entry, uint64_t seed)
{
	return map_hash(((const struct outcome_place *)entry)->command_id, COMMAND_ID_SIZE, seed);
}

static bool place_same(const void *entry, const void *other)
{
	const struct outcome_place *one = entry, *two = other;
	return memcmp(one->command_id, two->command_id, COMMAND_ID_SIZE) == 0;
}

static const struct map_kind places = {sizeof(struct outcome_place), place_hash, place_same};

void outcomes_deinit(struct outcomes *outcomes)
{
	map_deinit(&outcomes->places);
	free(outcomes->ring);
	memset(outcomes, 0, sizeof *outcomes);
}

static struct outcome *newest(const struct outcomes *outcomes)
{
	return outcomes->count == 0 ? NULL
	                            : &outcomes->ring[(outcomes->count - 1) % OUTCOMES_REMEMBERED];
}

static struct outcome_place *place_of(
    const struct outcomes *outcomes, const uint8_t command_id[COMMAND_ID_SIZE])
{
	struct outcome_place like;
	memcpy(like.command_id, command_id, COMMAND_ID_SIZE);
	return map_find(&outcomes->places, &places, &like);
}

/* The oldest makes room, unless its id was used again since. */
static void forget(struct outcomes *outcomes, uint64_t at)
{
	struct outcome_place *place = place_of(outcomes, outcomes->ring[at].command_id);
	if (place != NULL && place->nth == at + 1) {
		map_remove(&outcomes->places, &places, place);
	}
}

void outcomes_note(
    struct outcomes *outcomes, const uint8_t command_id[COMMAND_ID_SIZE], uint64_t made)
{
	struct outcome *outcome = newest(outcomes);
	if (outcome != NULL && memcmp(outcome->command_id, command_id, COMMAND_ID_SIZE) == 0) {
		outcome->made = outcome->made != 0 ? outcome->made : made;
		return;
	}
	struct outcome_place place = {.nth = outcomes->count % OUTCOMES_REMEMBERED + 1};
	memcpy(place.command_id, command_id, COMMAND_ID_SIZE);
	if (outcomes->count < OUTCOMES_REMEMBERED) {
		outcomes->ring = list_room(outcomes->ring, (size_t)outcomes->count, &outcomes->cap,
		    sizeof *outcomes->ring);
	} else {
		forget(outcomes, place.nth - 1);
	}
	outcomes->count++;
	outcome = newest(outcomes);
	memcpy(outcome->command_id, command_id, COMMAND_ID_SIZE);
	outcome->made = made;
	map_add(&outcomes->places, &places, &place);
}

const struct outcome *outcomes_find(
    const struct outcomes *outcomes, const uint8_t command_id[COMMAND_ID_SIZE])
{
	const struct outcome_place *place = place_of(outcomes, command_id);
	return place != NULL ? &outcomes->ring[place->nth - 1] : NULL;
}

/* The ring follows from the envelopes, of which the newest and the number are enough to tell. */
void outcomes_digest(const struct outcomes *outcomes, struct digest_form *form)
{
	const struct outcome *outcome = newest(outcomes);
	digest_put(form, outcomes->count);
	if (outcome != NULL) {
		digest_put_bytes(form, outcome->command_id, COMMAND_ID_SIZE);
		digest_put(form, outcome->made);
	}
}
