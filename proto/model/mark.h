/*
 * Marks: which of two events came first, as one viewer sees it. An event does not say so itself. To
 * staff its mark is its position in the log, which their envelopes have; everybody else has dense
 * numbers of their own (proto/README.md), which mean nothing to another viewer. 0 is no event's.
 */
#ifndef CONVENE_MODEL_MARK_H
#define CONVENE_MODEL_MARK_H

#include "convene/v1/event.pb-c.h"

#include <stdint.h>

/* An event that is kept. */
struct view_marked {
	uint64_t mark;
	const Convene__V1__Event *event; /* borrowed */
};

#endif
