/*
 * Where an instrument of requests is good for something. Pure; any thread.
 */
#ifndef CONVENE_RULES_INSTRUMENT_H
#define CONVENE_RULES_INSTRUMENT_H

#include "convene/v1/scenario.pb-c.h"

#include <stdbool.h>

/* What a request that does not keep to its instrument is warned of (Warning.rule). */
#define INSTRUMENT_INCOMPLETE   "incomplete"
#define INSTRUMENT_FROM         "from"
#define INSTRUMENT_TO           "to"
#define INSTRUMENT_BORDER       "border"
#define INSTRUMENT_ACCEPTANCE   "acceptance"
#define INSTRUMENT_CHANNEL      "channel"
#define INSTRUMENT_ALL_AGENCIES "all-agencies"

/* Whether the country takes requests by it; all do where no acceptance is needed. NULL: a country
 * of which there is no card accepts nothing. */
bool instrument_is_accepted(
    const Convene__V1__Instrument *instrument, const Convene__V1__Country *country);

#endif
