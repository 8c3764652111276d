/* A list of positions for each role, and for each team's players. Positions have 32 bits: a log of
 * so many events would be terabytes. */
#include "server/hub/numbering.h"

#include "proto/list.h"

#include <stdlib.h>
#include <string.h>

#define ROLES (sizeof(((struct numbering *)0)->roles) / sizeof(struct class_events))

void numbering_deinit(struct numbering *numbering)
{
	for (size_t i = 0; i < ROLES; i++) {
		free(numbering->roles[i].seqs);
	}
	for (size_t i = 0; i < TEAMS_MAX; i++) {
		free(numbering->teams[i].seqs);
	}
	free(numbering->checks);
	memset(numbering, 0, sizeof(*numbering));
}

/* Somebody of no class, a player of no team, is sent nothing. */
static const struct class_events *events_of(
    const struct numbering *numbering, const struct viewer *viewer)
{
	static const struct class_events nothing;
	if (viewer->role != CONVENE__V1__ROLE__ROLE_PLAYER) {
		return (size_t)viewer->role < ROLES ? &numbering->roles[viewer->role] : &nothing;
	}
	return viewer->team >= 0 && viewer->team < TEAMS_MAX ? &numbering->teams[viewer->team]
	                                                     : &nothing;
}

static void add(struct class_events *events, uint64_t seq)
{
	*LIST_ADD(events->seqs, events->count, events->cap) = (uint32_t)seq;
}

void numbering_add(
    struct numbering *numbering, const struct audience *audience, uint64_t seq, size_t teams)
{
	for (size_t role = 1; role < ROLES; role++) {
		if (role != CONVENE__V1__ROLE__ROLE_PLAYER &&
		    (audience->everyone || (audience->roles >> role & 1) != 0)) {
			add(&numbering->roles[role], seq);
		}
	}
	bool all =
	    audience->everyone || (audience->roles >> CONVENE__V1__ROLE__ROLE_PLAYER & 1) != 0;
	for (size_t team = 0; all && team < teams; team++) {
		add(&numbering->teams[team], seq);
	}
	const struct team_set *some = &audience->teams;
	for (int team = all ? -1 : set_next(some, -1); team >= 0; team = set_next(some, team)) {
		add(&numbering->teams[team], seq);
	}
}

void numbering_add_check(struct numbering *numbering, const uint8_t *hash)
{
	memcpy(LIST_ADD(numbering->checks, numbering->check_count, numbering->check_cap), hash,
	    CHECK_SIZE);
}

static bool is_before(const void *element, const void *key)
{
	return *(const uint32_t *)element <= *(const uint64_t *)key;
}

uint64_t numbering_through(
    const struct numbering *numbering, const struct viewer *viewer, uint64_t seq)
{
	const struct class_events *events = events_of(numbering, viewer);
	/* mostly everything */
	if (events->count > 0 && events->seqs[events->count - 1] <= seq) {
		return events->count;
	}
	return list_place(events->seqs, events->count, sizeof(*events->seqs), is_before, &seq);
}

uint64_t numbering_seq(
    const struct numbering *numbering, const struct viewer *viewer, uint64_t number)
{
	const struct class_events *events = events_of(numbering, viewer);
	return number > 0 && number <= events->count ? events->seqs[number - 1] : 0;
}

const uint8_t *numbering_check(
    const struct numbering *numbering, const struct viewer *viewer, uint64_t number)
{
	uint64_t seq = numbering_seq(numbering, viewer, number);
	if (number == 0) {
		return numbering->beginning;
	}
	return seq > 0 && seq <= numbering->check_count ? numbering->checks[seq - 1] : NULL;
}
