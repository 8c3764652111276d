/*
 * What an event says, by index, for patterns to be compared with: read once, then held against each
 * pattern of its kind. For match.c and match_case.c. Lives on the stack of the
 * function that matches; owns nothing.
 */
#ifndef CONVENE_EXERCISE_PATTERN_FACT_H
#define CONVENE_EXERCISE_PATTERN_FACT_H

#include "convene/v1/common.pb-c.h"
#include "server/exercise/pattern/pattern.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct applying;
struct case_file;
struct exercise;
struct interests;
struct party_set;

/* What an event says, by index; -1: it says nothing of the kind. */
struct fact {
	struct fitting is;
	const uint64_t *case_ids; /* borrowed: the event's */
	size_t case_count;
	char *const *inject_ids; /* borrowed: likewise */
	size_t inject_count;
	const struct case_file *file; /* borrowed: the state's; NULL: none */
};

typedef bool fits_fn(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact);

void fact_init(struct fact *fact);

/* Adds a party; NULL adds nothing. */
void fact_add_party(
    const struct exercise *exercise, struct party_set *set, const Convene__V1__Party *party);

/* Whether those who did it, and those whom it reached, are wanted. */
bool fact_parties_fit(const struct fitting *wanted, const struct fact *fact);

/* `wanted` -1: any. */
bool fact_is_or_any(int wanted, int fact);

/* Whether one of the cases concerns the person; whether the inject is among those referred to. */
bool fact_person_fits(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact);
bool fact_inject_fits(
    const struct exercise *exercise, const struct fitting *wanted, const struct fact *fact);

/* Counts the event for each pattern in `interests` that `fits` says it fits. */
void fact_match(struct exercise *exercise, const struct applying *applying,
    const struct interests *interests, const struct fact *fact, fits_fn *fits);

#endif
