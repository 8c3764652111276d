/*
 * Most figures are numbers of events of a kind, a row each; two follow from more than the kind. An
 * answer of the SimCell is known by its queue becoming shorter.
 */
#include "proto/people/tally.h"

#include "proto/buf.h"
#include "proto/json.h"

#include <stddef.h>

static const struct row {
	const char *name;
	Convene__V1__Event__BodyCase what; /* 0: see tally_event() */
	size_t offset;
} rows[] = {
#define ROW(name, EVENT)                                                                           \
	{                                                                                          \
		#name, CONVENE__V1__EVENT__BODY_##EVENT, offsetof(struct tally, name)              \
	}
    ROW(injects_delivered, INJECT_DELIVERED),
    ROW(injects_read, INJECT_READ),
    ROW(injects_answered, INJECT_ANSWERED),
    ROW(messages, MESSAGE_POSTED),
    ROW(cases, CASE_OPENED),
    ROW(requests, REQUEST_SENT),
    ROW(disclosures, FIELDS_DISCLOSED),
    ROW(flags, CASE_FLAGGED),
    ROW(milestones, _NOT_SET),
    ROW(questionnaires_answered, QUESTIONNAIRE_ANSWERED),
    ROW(queue_answered, _NOT_SET),
#undef ROW
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static uint64_t *counter(struct tally *tally, const struct row *row)
{
	return (uint64_t *)(void *)((char *)tally + row->offset);
}

void tally_event(struct tally *tally, const struct view *world, const Convene__V1__Event *event,
    size_t queue_before)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].what != CONVENE__V1__EVENT__BODY__NOT_SET &&
		    rows[i].what == event->body_case) {
			++*counter(tally, &rows[i]);
		}
	}
	if (event->body_case == CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED &&
	    event->milestone_changed->standing ==
	        CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED) {
		tally->milestones++;
	}
	if ((event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_POSTED ||
	        event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_MOVED) &&
	    world->queue_count < queue_before) {
		tally->queue_answered += queue_before - world->queue_count;
	}
}

void tally_json(struct buf *out, const struct tally *tally)
{
	for (size_t i = 0; i < ROWS; i++) {
		json_member_unsigned(
		    out, rows[i].name, *counter((struct tally *)(uintptr_t)tally, &rows[i]));
	}
}
