/*
 * What became of a participant's latest commands, so that a command that is sent again gets its
 * first outcome. Rebuilt from the envelopes on replay. One thread at a time; owns its memory, which
 * grows only as far as it is used.
 */
#ifndef CONVENE_EXERCISE_STATE_OUTCOME_H
#define CONVENE_EXERCISE_STATE_OUTCOME_H

#include "proto/map.h"
#include "server/exercise/exercise.h"

#include <stddef.h>
#include <stdint.h>

struct digest_form;

/* A command, and what it brought about. */
struct outcome {
	uint8_t command_id[COMMAND_ID_SIZE];
	uint64_t made; /* id of it, of the first of several; 0: nothing that has one */
};

/* A ring of the last OUTCOMES_REMEMBERED. A zeroed one is empty. */
struct outcomes {
	struct outcome *ring; /* owned */
	size_t cap;
	uint64_t count;    /* ever */
	struct map places; /* command ids to places in the ring */
};

void outcomes_deinit(struct outcomes *outcomes);

/* An event followed from the command: either its first, or one more of the newest command. `made`
 * is the id of what the event brought about, 0 for none. */
void outcomes_note(
    struct outcomes *outcomes, const uint8_t command_id[COMMAND_ID_SIZE], uint64_t made);

/* NULL when the command is not remembered. Borrowed: until the next event is noted. */
const struct outcome *outcomes_find(
    const struct outcomes *outcomes, const uint8_t command_id[COMMAND_ID_SIZE]);

void outcomes_digest(const struct outcomes *outcomes, struct digest_form *form);

#endif
