/*
 * Everything that waits for a condition, as the state holds it. What is inside is
 * pattern/waiting.h's.
 */
#ifndef CONVENE_EXERCISE_STATE_CONDITIONS_H
#define CONVENE_EXERCISE_STATE_CONDITIONS_H

#include <stddef.h>

struct condition;
struct condition_tables;

/* Everything that waits. The inside: pattern/waiting.h. */
struct conditions {
	/* Owned, and each of them; milestones, switches, alternatives, the jumps so far, then
	 * contingency injects. */
	struct condition **list;
	size_t count, cap;
	struct condition_tables *tables; /* owned; NULL: nothing in the scenario waits */
};

#endif
