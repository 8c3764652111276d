/*
 * Three lists, any of which is enough: the agencies that the step names, those that have the
 * competence in the country, and for identifying those whom the country card names for that alone.
 */
#include "proto/rules/competence.h"

#include <string.h>

bool agency_among(Convene__V1__Agency agency, const Convene__V1__Agency *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (list[i] == agency) {
			return true;
		}
	}
	return false;
}

bool competence_holders(
    const Convene__V1__Country *card, const char *id, struct competence_holders *out)
{
	bool known = false;
	*out = (struct competence_holders){.named = NULL};
	if (card == NULL || id == NULL || *id == '\0') {
		return false;
	}
	for (size_t i = 0; !known && i < card->n_competences; i++) {
		const Convene__V1__Competence *competence = card->competences[i];
		if (strcmp(competence->id, id) == 0) {
			out->named = competence->agencies;
			out->named_count = competence->n_agencies;
			known = true;
		}
	}
	if (strcmp(id, COMPETENCE_IDENTIFY) == 0) {
		out->identifiers = card->formal_identifiers;
		out->identifier_count = card->n_formal_identifiers;
	}
	return known || out->identifier_count > 0;
}

bool competence_for_step(const Convene__V1__Transition *step, const Convene__V1__Country *card,
    Convene__V1__Agency agency)
{
	bool asks = step->competence != NULL && *step->competence != '\0';
	if (step->n_agencies == 0 && !asks) {
		return true;
	}
	struct competence_holders holders;
	competence_holders(card, step->competence, &holders);
	return agency_among(agency, step->agencies, step->n_agencies) ||
	       agency_among(agency, holders.named, holders.named_count) ||
	       agency_among(agency, holders.identifiers, holders.identifier_count);
}
