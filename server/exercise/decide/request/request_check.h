/* What an instrument asks of a request, and what a request would break. */
#ifndef CONVENE_EXERCISE_DECIDE_REQUEST_REQUEST_CHECK_H
#define CONVENE_EXERCISE_DECIDE_REQUEST_REQUEST_CHECK_H

#include "convene/v1/common.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "server/exercise/decide/request/request_content.h"

#include <stddef.h>

struct deciding;
struct warnings;

struct request_sending {
	const Convene__V1__Instrument *instrument;  /* borrowed: outlives this */
	const Convene__V1__RequestContent *content; /* borrowed: likewise */
	int from_team;
	Convene__V1__Party *const *to; /* borrowed: likewise; the first one first */
	size_t receivers;
	struct request_missing missing;    /* of what it has to state */
	struct request_missing uninformed; /* agencies of Instrument.all_agencies */
};

void request_sending_init(struct deciding *deciding, struct request_sending *sending);

/* What is broken for all receivers alike, for all together, and for one of them. */
void request_warn_content(struct warnings *warnings, const struct request_sending *sending);
void request_warn_together(struct warnings *warnings, const struct request_sending *sending);
void request_warn_receiver(
    struct warnings *warnings, const struct request_sending *sending, size_t receiver);

#endif
