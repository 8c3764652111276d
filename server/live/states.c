/* The states of a live exercise as a table: what may follow, where the file then is, and what they
 * are called outside. */
#include "server/live/live_private.h"

#include <assert.h>

#define TO(state) (1u << LIVE_##state)

enum place {
	NOWHERE,   /* nobody has it open */
	HERE,      /* on the loop; a commit and a reading may be with workers */
	AT_WORKER, /* being opened or closed; nobody else does anything with it */
};

static const char unavailable[] = "unavailable", in_use[] = "in use", closing[] = "closing";

static const struct {
	const char *word;
	enum place file;
	unsigned next;
} states[LIVE_STATES] = {
    [LIVE_AWAY] = {unavailable, NOWHERE, TO(LOADING) | TO(ENDING)},
    [LIVE_ELSEWHERE] = {in_use, NOWHERE, TO(LOADING) | TO(ENDING)},
    [LIVE_LOADING] = {"loading", AT_WORKER,
        TO(OPEN) | TO(AWAY) | TO(ELSEWHERE) | TO(UNWANTED) | TO(ENDING)},
    [LIVE_OPEN] = {"open", HERE, TO(FAILED) | TO(GIVING)},
    [LIVE_FAILED] = {unavailable, HERE, TO(DROPPING) | TO(GIVING)},
    [LIVE_DROPPING] = {unavailable, AT_WORKER, TO(AWAY) | TO(CLOSING)},
    [LIVE_UNWANTED] = {closing, AT_WORKER, TO(CLOSING) | TO(ENDING)},
    [LIVE_GIVING] = {closing, HERE, TO(CLOSING)},
    [LIVE_CLOSING] = {closing, AT_WORKER, TO(ENDING)},
    [LIVE_ENDING] = {closing, NOWHERE, TO(CLOSED)},
    [LIVE_CLOSED] = {closing, NOWHERE, 0},
};

/* Whether all is as the table says of its state. */
static bool holds(const struct live *live)
{
	enum place file = states[live->state].file;
	return (live->file != NULL) == (file == HERE) &&
	       work_is_under_way(&live->file_work) == (file == AT_WORKER) &&
	       (file == HERE || (!work_is_under_way(&live->commit_work) &&
	                            !work_is_under_way(&live->read_work)));
}

void live_enter(struct live *live, enum live_state state)
{
	assert(live_next_states(live->state) & 1u << state);
	live->state = state;
	assert(holds(live));
}

unsigned live_next_states(enum live_state state)
{
	return states[state].next;
}

bool live_is_open(const struct live *live)
{
	return live->state == LIVE_OPEN;
}

bool live_is_loading(const struct live *live)
{
	return live->state == LIVE_LOADING;
}

const char *live_word(const struct live *live)
{
	return states[live->state].word;
}

const struct err *live_failure(const struct live *live)
{
	const char *word = live_word(live);
	return word == unavailable || word == in_use ? &live->failure : NULL;
}

/* Somebody who asks for what is not here has not asked whether it is. */
struct exercise_file *live_file(const struct live *live)
{
	assert(states[live->state].file == HERE);
	return live->file;
}

const struct exercise *live_engine(const struct live *live)
{
	return live_file(live)->engine;
}
