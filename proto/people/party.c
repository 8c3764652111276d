/*
 * One of several, each as likely, without a list of them: the n-th takes the place of the one
 * before with a chance of one in n.
 */
#include "proto/people/party.h"

#include "proto/party.h"

#include <string.h>

/* `country` NULL: any other team. */
static bool some_team(struct actor *actor, const char *country, Convene__V1__Party *party)
{
	const Convene__V1__ExerciseCreated *exercise = actor->people->world->exercise;
	uint64_t seen = 0;
	for (size_t i = 0; i < exercise->n_teams; i++) {
		const Convene__V1__TeamCard *team = exercise->teams[i];
		if (strcmp(team->id, actor->team_id) != 0 &&
		    (country == NULL || strcmp(team->country, country) == 0) &&
		    actor_random(actor, ++seen) == 0) {
			party_set(party, CONVENE__V1__PARTY__KIND_TEAM_ID, team->id);
		}
	}
	return seen > 0;
}

static bool party_named(struct actor *actor, char *name, Convene__V1__Party *party)
{
	const Convene__V1__TeamCard *team = view_team(actor->people->world, name);
	if (team != NULL) {
		party_set(party, CONVENE__V1__PARTY__KIND_TEAM_ID, team->id);
		return strcmp(team->id, actor->team_id) != 0;
	}
	if (view_entity(actor->people->world, name) != NULL) {
		party_set(party, CONVENE__V1__PARTY__KIND_ENTITY_ID, name);
		return true;
	}
	if (strcmp(name, "control") == 0) {
		party_set(party, CONVENE__V1__PARTY__KIND_CONTROL, NULL);
		return true;
	}
	return some_team(actor, name, party);
}

bool some_party(struct actor *actor, char *const *names, size_t count, Convene__V1__Party *party)
{
	uint64_t seen = 0;
	if (actor->people->world->exercise == NULL) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		Convene__V1__Party candidate;
		if (party_named(actor, names[i], &candidate) && actor_random(actor, ++seen) == 0) {
			*party = candidate;
		}
	}
	return count == 0 ? some_team(actor, NULL, party) : seen > 0;
}
