/*
 * A scenario in parts that each fit into a frame. Lives on the stack of the function that drafts
 * them; owns nothing: the parts live in the decision's arena.
 */
#ifndef CONVENE_EXERCISE_DECIDE_PARTING_H
#define CONVENE_EXERCISE_DECIDE_PARTING_H

#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/limits.h"

struct parting {
	struct deciding *deciding;                    /* borrowed: outlives the parting */
	void (*draft)(const struct parting *parting); /* the event of the part that is full */
	/* Borrowed: in the arena; the part that grows, NULL when the arena is used up. */
	Convene__V1__Scenario *part;
	size_t bytes;
	bool last; /* no other part follows */
};

static inline void parting_begin(struct parting *parting)
{
	parting->part = DRAFT_BODY(parting->deciding, Scenario, scenario);
	parting->bytes = 0;
}

static inline void parting_give(const struct parting *parting)
{
	if (parting->part != NULL) {
		parting->draft(parting);
	}
}

static inline void parting_end(struct parting *parting)
{
	parting->last = true;
	parting_give(parting);
}

/* Makes room for an item; false when the arena is used up. */
static inline bool parting_room(struct parting *parting, const ProtobufCMessage *item)
{
	size_t size = protobuf_c_message_get_packed_size(item);
	if (parting->bytes > 0 && parting->bytes + size > PART_BYTES) {
		parting_give(parting);
		parting_begin(parting);
	}
	parting->bytes += size;
	return parting->part != NULL;
}

/* Adds a list. The items of a part are neighbours in the scenario, so its list is a stretch of the
 * scenario's. */
#define PARTING_ADD(parting, scenario, list)                                                       \
	do {                                                                                       \
		for (size_t i = 0; i < (scenario)->n_##list; i++) {                                \
			if (!parting_room((parting), &(scenario)->list[i]->base)) {                \
				return;                                                            \
			}                                                                          \
			Convene__V1__Scenario *part = (parting)->part;                             \
			part->list = part->n_##list == 0 ? (scenario)->list + i : part->list;      \
			part->n_##list++;                                                          \
		}                                                                                  \
	} while (0)

#endif
