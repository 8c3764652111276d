/*
 * Acceptance is said by the country, not by the instrument: a treaty is the same for all, and binds
 * those who have signed it.
 */
#include "proto/rules/instrument.h"

#include <string.h>

bool instrument_is_accepted(
    const Convene__V1__Instrument *instrument, const Convene__V1__Country *country)
{
	for (size_t i = 0; country != NULL && i < country->n_accepted_instruments; i++) {
		if (strcmp(country->accepted_instruments[i], instrument->id) == 0) {
			return true;
		}
	}
	return !instrument->needs_acceptance;
}
