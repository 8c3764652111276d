/* What is in a log, counted: the figures of an exercise that simulated people played. */
#ifndef CONVENE_PEOPLE_TALLY_H
#define CONVENE_PEOPLE_TALLY_H

#include "proto/buf.h"
#include "proto/model/view.h"

struct tally {
	uint64_t injects_delivered, injects_read, injects_answered, messages;
	uint64_t cases, requests, disclosures, flags, milestones;
	uint64_t questionnaires_answered, queue_answered;
};

/* An event, after the world took it in. `queue_before`: what waited for the SimCell before it. */
void tally_event(struct tally *tally, const struct view *world, const Convene__V1__Event *event,
    size_t queue_before);

/* As members of a JSON object (json.h). */
void tally_json(struct buf *out, const struct tally *tally);

#endif
