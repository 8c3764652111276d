/*
 * Who is competent for a step on a track: the agencies that it names, and those to whom the country
 * card gives the competence that it asks for. Pure; any thread.
 */
#ifndef CONVENE_RULES_COMPETENCE_H
#define CONVENE_RULES_COMPETENCE_H

#include "convene/v1/case.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

/* The competence for which Country.formal_identifiers counts as well. */
#define COMPETENCE_IDENTIFY "identify"

/* Everybody who has it in a country; either may be empty. Borrowed: the card's. */
struct competence_holders {
	const Convene__V1__Agency *named, *identifiers;
	size_t named_count, identifier_count;
};

/* False when the card (NULL: there is none) knows nothing of it, or it is "". */
bool competence_holders(
    const Convene__V1__Country *card, const char *id, struct competence_holders *out);

/* Whether the step is one for this agency of the country; for everybody where nothing is asked. */
bool competence_for_step(const Convene__V1__Transition *step, const Convene__V1__Country *card,
    Convene__V1__Agency agency);

bool agency_among(Convene__V1__Agency agency, const Convene__V1__Agency *list, size_t count);

#endif
