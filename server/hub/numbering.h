/*
 * Which events each class of viewers is sent. A class has numbers of its own, 1, 2, 3 ..., so that
 * what others are sent leaves no gap; here they are led back to positions in the log. Beside them,
 * of each event, the check that says which history it belongs to. Loop thread, or one worker while
 * loading. Owns its lists: four bytes an event and class that may see it, eight an event.
 */
#ifndef CONVENE_HUB_NUMBERING_H
#define CONVENE_HUB_NUMBERING_H

#include "server/exercise/ground/audience.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHECK_SIZE 8 /* the first bytes of h(n) */

struct class_events {
	uint32_t *seqs; /* owned; ascending */
	size_t count, cap;
};

/* A zeroed one is empty. */
struct numbering {
	struct class_events roles[8]; /* by Role, players aside */
	struct class_events teams[TEAMS_MAX];
	uint8_t beginning[CHECK_SIZE]; /* of h(0) */
	uint8_t (*checks)[CHECK_SIZE]; /* owned; of events 1, 2, 3 ... */
	size_t check_count, check_cap;
};

void numbering_deinit(struct numbering *numbering);

/* The next event. `teams`: how many the exercise has, for what is for everyone. */
void numbering_add(
    struct numbering *numbering, const struct audience *audience, uint64_t seq, size_t teams);

/* The check of the next event of which none is known yet: `hash` is h(n), of which it is a part. */
void numbering_add_check(struct numbering *numbering, const uint8_t *hash);

/* The numbers that a class has up to and with the event at `seq`. */
uint64_t numbering_through(
    const struct numbering *numbering, const struct viewer *viewer, uint64_t seq);

/* Where the class's `number`th event stands; 0 when there is none. */
uint64_t numbering_seq(
    const struct numbering *numbering, const struct viewer *viewer, uint64_t number);

/* The check of that event, of h(0) for number 0; NULL: none is known. Borrowed: until the next is
 * added. */
const uint8_t *numbering_check(
    const struct numbering *numbering, const struct viewer *viewer, uint64_t number);

#endif
