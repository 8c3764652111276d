/*
 * A disclosure in the making, as Disclose and ShareCase have it, and what the parts of this folder
 * share: private to it. Lives on the stack of the function that decides; owns nothing.
 */
#ifndef CONVENE_EXERCISE_DECIDE_DISCLOSURE_DISCLOSING_H
#define CONVENE_EXERCISE_DECIDE_DISCLOSURE_DISCLOSING_H

#include "convene/v1/disclosure.pb-c.h"
#include "server/exercise/ground/limits.h"

#include <stddef.h>

struct case_file;

struct disclosing {
	const Convene__V1__Disclose *command; /* borrowed: outlives the decision */
	int from_team;
	int to_team;                                         /* NO_TEAM: `to_entity` */
	int to_entity;                                       /* -1: `to_team` */
	const struct case_file *files[DISCLOSURE_CASES_MAX]; /* borrowed: the state's */
	size_t case_count;
	int fields[DISCLOSURE_FIELDS_MAX]; /* indices in LIBRARY_FIELD */
	size_t field_count;
};

#endif
