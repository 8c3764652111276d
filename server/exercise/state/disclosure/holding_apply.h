/* New values into the holdings of a case, by whichever event they came. */
#ifndef CONVENE_EXERCISE_STATE_DISCLOSURE_HOLDING_APPLY_H
#define CONVENE_EXERCISE_STATE_DISCLOSURE_HOLDING_APPLY_H

#include "convene/v1/event.pb-c.h"
#include "server/exercise/state/disclosure/disclosure.h"

struct exercise;

/* The holder of a new value. */
struct holding_new {
	struct holding holding;       /* all but `value` */
	const char *value;            /* borrowed: the event's */
	const char *field_id;         /* borrowed: the event's */
	const Convene__V1__Event *by; /* borrowed: outlives the call */
};
void holding_add(struct exercise *exercise, const struct holding_new *added);

/* Touches the digest of all that is not a consent. */
void disclosures_touch(struct exercise *exercise);

#endif
