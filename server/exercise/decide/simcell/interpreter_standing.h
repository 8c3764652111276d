/* Whether an interpreter is there, of a language that the person speaks. Pure; changes nothing. */
#ifndef CONVENE_EXERCISE_DECIDE_SIMCELL_INTERPRETER_STANDING_H
#define CONVENE_EXERCISE_DECIDE_SIMCELL_INTERPRETER_STANDING_H

#include "convene/v1/simcell.pb-c.h"

#include <stdbool.h>

struct booking;
struct case_file;
struct exercise;

/*
 * Whether an interpreter of the person's language (any, where it is not known) has arrived for the
 * case and was not released: booked by this team or another one that has the case, as long as this
 * team has it too.
 */
bool interpreter_is_there(const struct exercise *exercise, const struct case_file *file, int team);

const Convene__V1__Interpreter *interpreter_of(
    const struct exercise *exercise, const struct booking *booking);

#endif
