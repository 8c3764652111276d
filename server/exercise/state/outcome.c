/*
 * The ring of a participant's latest commands. The events of one command follow upon each other, so
 * one that has the same command id and the next number extends the newest outcome, and everything
 * else begins a new one. Looking for a command goes through the ring: OUTCOMES_REMEMBERED entries,
 * and only when a command comes.
 */
#include "server/exercise/state/outcome.h"

#include "proto/list.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/digest.h"

#include <stdlib.h>
#include <string.h>

void outcomes_deinit(struct outcomes *outcomes)
{
	free(outcomes->ring);
	memset(outcomes, 0, sizeof *outcomes);
}

static struct outcome *newest(const struct outcomes *outcomes)
{
	return outcomes->count == 0 ? NULL
	                            : &outcomes->ring[(outcomes->count - 1) % OUTCOMES_REMEMBERED];
}

void outcomes_note(
    struct outcomes *outcomes, const uint8_t command_id[COMMAND_ID_SIZE], uint64_t seq, bool seen)
{
	struct outcome *outcome = newest(outcomes);
	if (outcome != NULL && outcome->last_seq + 1 == seq &&
	    memcmp(outcome->command_id, command_id, COMMAND_ID_SIZE) == 0) {
		outcome->last_seq = seq;
		outcome->told_seq = seen ? seq : outcome->told_seq;
		return;
	}
	if (outcomes->count < OUTCOMES_REMEMBERED) {
		outcomes->ring = list_room(outcomes->ring, (size_t)outcomes->count, &outcomes->cap,
		    sizeof *outcomes->ring);
	}
	outcomes->count++;
	outcome = newest(outcomes);
	memcpy(outcome->command_id, command_id, COMMAND_ID_SIZE);
	outcome->first_seq = outcome->last_seq = outcome->told_seq = seq;
}

void outcomes_extend(struct outcomes *outcomes, uint64_t seq)
{
	struct outcome *outcome = newest(outcomes);
	if (outcome != NULL && outcome->last_seq + 1 == seq) {
		outcome->last_seq = outcome->told_seq = seq;
	}
}

const struct outcome *outcomes_find(
    const struct outcomes *outcomes, const uint8_t command_id[COMMAND_ID_SIZE])
{
	size_t kept =
	    outcomes->count < OUTCOMES_REMEMBERED ? (size_t)outcomes->count : OUTCOMES_REMEMBERED;
	for (size_t i = 0; i < kept; i++) {
		if (memcmp(outcomes->ring[i].command_id, command_id, COMMAND_ID_SIZE) == 0) {
			return &outcomes->ring[i];
		}
	}
	return NULL;
}

/* The ring follows from the envelopes, of which the newest and the number are enough to tell. */
void outcomes_digest(const struct outcomes *outcomes, struct digest_form *form)
{
	const struct outcome *outcome = newest(outcomes);
	digest_put(form, outcomes->count);
	if (outcome != NULL) {
		digest_put_bytes(form, outcome->command_id, COMMAND_ID_SIZE);
		digest_put(form, outcome->first_seq);
		digest_put(form, outcome->last_seq);
	}
}
