/* Fills the library while the exercise is created. */
#ifndef CONVENE_EXERCISE_STATE_LIBRARY_LOAD_H
#define CONVENE_EXERCISE_STATE_LIBRARY_LOAD_H

#include "convene/v1/scenario.pb-c.h"

#include <stddef.h>

struct exercise;

/* Copies what a part of the scenario declares. Ids that are there already are passed over. */
void library_load(struct exercise *exercise, const Convene__V1__Scenario *part);
void library_load_countries(
    struct exercise *exercise, Convene__V1__Country *const *countries, size_t count);

#endif
