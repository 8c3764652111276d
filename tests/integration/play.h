/* A short exercise in which something of every kind happens. Borrows the hall, which owns the
 * people. */
#ifndef CONVENE_TESTS_PLAY_H
#define CONVENE_TESTS_PLAY_H

#include "tests/integration/hall.h"

struct play {
	struct hall *hall;                                           /* borrowed: outlives this */
	struct desk *organiser, *controller, *simulator, *evaluator; /* borrowed: the hall's */
	struct desk *police, *shelter, *abroad, *observer;           /* borrowed: the hall's */
};

/* Everybody joins: XA-POL, XA-NGO and XB-POL, and one of each other role. */
void play_open(struct play *play, struct hall *hall);

/* STARTEX; the clock's revision is 1 afterwards. */
void play_start(struct play *play);

/* Moves the clock forward; injects that are passed over are delivered. */
void play_jump(struct play *play, int64_t to_ms);

/* The clock's revision, and an inject's, as the controller knows them. */
unsigned play_clock_revision(const struct play *play);
unsigned play_inject_revision(const struct play *play, const char *inject_id);

/* From STARTEX until everybody has talked and decided. */
void play_first_hour(struct play *play);

/* From STARTEX to ENDEX. The last announcement is "LAST-WORDS". */
void play_all(struct play *play);

/* For cmocka: as hall_setup, with the people in it. */
int play_setup(void **state);
int play_teardown(void **state);

#endif
