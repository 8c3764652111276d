/* A list that is looked through by halves, for each command. Nobody is ever taken out: there are no
 * more than participants. */
#include "server/host/guests.h"

#include "proto/list.h"

#include <stdlib.h>

void guests_deinit(struct guests *guests)
{
	free(guests->list);
	*guests = (struct guests){0};
}

struct guest *guests_of(struct guests *guests, uint64_t participant_id)
{
	size_t at = LIST_PLACE(guests->list, guests->count, participant_id);
	if (at == guests->count || guests->list[at].participant_id != participant_id) {
		*LIST_INSERT(guests->list, guests->count, guests->cap, at) =
		    (struct guest){.participant_id = participant_id};
	}
	return &guests->list[at];
}
