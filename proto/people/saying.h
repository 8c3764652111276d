/*
 * What a formal request says.
 */
#ifndef CONVENE_PEOPLE_SAYING_H
#define CONVENE_PEOPLE_SAYING_H

#include "proto/people/file.h"

#define SAYING_VALUES_MAX 32

/* Lives as long as the struct. */
struct saying {
	Convene__V1__RequestContent content;
	Convene__V1__Party to;
	Convene__V1__RequestValue values[SAYING_VALUES_MAX], *list[SAYING_VALUES_MAX];
	uint64_t case_id;
};

/* Everything that the instrument wants, to `to`. */
void saying_fill(struct actor *actor, const Convene__V1__Instrument *instrument,
    const Convene__V1__Party *to, const struct view_case *file, struct saying *saying);

/* Something for each of the fields; returns for how many. */
size_t saying_values(struct actor *actor, Convene__V1__RequestField *const *fields, size_t count,
    Convene__V1__RequestValue *values, Convene__V1__RequestValue **list);

#endif
