/*
 * A world for tests of conditions: the small teams, everything of world_library, and the condition
 * that is tried out, as a milestone "tried" and a contingency inject "C" that waits for it. Test
 * helper.
 */
#ifndef CONVENE_TESTS_CONDITION_WORLD_H
#define CONVENE_TESTS_CONDITION_WORLD_H

#include "tests/sim/steps.h"

/* Something done after so many minutes. In commands, $case, $request, $thread stand for the last of
 * their kind, $clock for the clock's revision, $W1 and $C for those injects' revisions. */
struct act {
	int minutes;
	const char *who; /* NULL: time alone passes */
	const char *command;
};

/* `when` NULL: "tried" has no condition. `injects`: further ones, each with a comma before it. */
struct small *condition_world(const char *when, const char *injects);

/* Carries out an act; returns why it was refused, or 0. */
Convene__V1__ErrorCode condition_act(struct small *small, const struct act *act);

/* Checks the replay, and frees. */
void condition_world_free(struct small *small);

/* The standing of a milestone or inject, asked for by the controller. Borrowed: until the next
 * decision. */
const Convene__V1__ConditionStanding *condition_standing_of(
    struct small *small, const char *milestone, const char *inject);

/* The member of Event that the event is: "message_posted"; "" for event 0. */
const char *condition_event_name(struct small *small, uint64_t seq);

/* The last InjectRevised or InjectDelivered of an inject; 0: none. */
uint64_t condition_last_of(struct small *small, const char *inject);

#endif
