/*
 * Tests as data: a course of steps in a world, each with what must come of it. Test helper: fails
 * the test at the first step that goes another way, saying which.
 */
#ifndef CONVENE_TESTS_SIM_STEPS_H
#define CONVENE_TESTS_SIM_STEPS_H

#include "tests/sim/world.h"

struct step {
	/* Milliseconds of the wall clock that pass before the command. */
	int64_t wait_ms;
	/* Who: "controller", "police" (struct people); NULL: nobody, time alone passes. */
	const char *who;
	/* A command in JSON, with ' in place of "; "$7" is the id of what event 7 is about. */
	const char *command;
	/* 0, or why it is refused, and a part of what is said then, with "$7" likewise; NULL: any.
	 */
	Convene__V1__ErrorCode code;
	const char *says;
	/* All events that came of the wait and the command, in order, by the names of Event's
	 * members: "interpreter_booked case_flagged"; NULL: none. */
	const char *events;
};

/* A text with ids in the place of "$7"; to be freed. */
char *steps_fill(struct world *world, const char *text);

/* Plays them. The people are those of `small`. */
void steps_play(struct small *small, const struct step *steps, size_t count);

#define STEPS_PLAY(small, steps) steps_play(small, steps, sizeof(steps) / sizeof(steps)[0])

/* The people of a world whose scenario is another one with the small one's teams; and STARTEX,
 * where that is wanted. */
struct small *steps_world(const char *scenario_json, bool started);

/* A name in struct people to its participant. */
uint64_t steps_person(const struct small *small, const char *who);

#endif
