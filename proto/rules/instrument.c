/*
 * Acceptance is said by the country, not by the instrument: a treaty is the same for all, and binds
 * those who have signed it.
 */
#include "proto/rules/instrument.h"

#include "proto/list.h"

bool instrument_is_accepted(
    const Convene__V1__Instrument *instrument, const Convene__V1__Country *country)
{
	return !instrument->needs_acceptance ||
	       (country != NULL && list_has(country->accepted_instruments,
	                               country->n_accepted_instruments, instrument->id));
}
