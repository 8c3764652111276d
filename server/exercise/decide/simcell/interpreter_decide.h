/* Interpreters who arrive, as a source of due.c, and who ought not to have come. */
#ifndef CONVENE_EXERCISE_DECIDE_SIMCELL_INTERPRETER_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_SIMCELL_INTERPRETER_DECIDE_H

#include <stdint.h>

struct case_file;
struct deciding;
struct exercise;

/* Drafts a flag for each interpreter who is booked for the case and has a conflict of interest with
 * the person (index in LIBRARY_PERSON): for when it turns out whom a case concerns. */
void interpreter_flag_conflicts(
    struct deciding *deciding, const struct case_file *file, int person, uint64_t by_seq);

/* Arrivals, as a source of due.c. */
int64_t interpreters_next(const struct exercise *exercise);
void interpreters_decide(struct deciding *deciding, int64_t until_ms);

#endif
