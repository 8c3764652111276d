/*
 * What came of a command about cases, in one line of text, so that tables can say what is expected:
 *   "refused WRONG_STATE"
 *   "warned competence seen-alone"
 *   "signal>screened NOT_COMPETENT(competence) NOT_ALONE(seen-alone)"
 *   "" for a command without steps and flags.
 * Test helper.
 */
#ifndef CONVENE_TESTS_EXERCISE_CASE_CASE_COURSE_H
#define CONVENE_TESTS_EXERCISE_CASE_CASE_COURSE_H

#include "tests/sim/world.h"

#define OUTCOME_BYTES 1024

/* Carries a command in JSON out; "@" in it stands for `case_id`. */
void course_do(struct world *world, uint64_t participant_id, uint64_t case_id, const char *json,
    char outcome[OUTCOME_BYTES]);

/* Opens a case, which has to work; returns its id. */
uint64_t course_open(struct world *world, uint64_t participant_id, bool child);

/* Whether a line from course_do has a word. */
bool course_has(const char *outcome, const char *word);

#endif
