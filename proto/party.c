/*
 * A oneof of protobuf-c is a number and a union, which say the same only if both are set: here,
 * once for all who write parties.
 */
#include "proto/party.h"

#include <stdbool.h>

void party_set(Convene__V1__Party *party, Convene__V1__Party__KindCase kind, char *id)
{
	convene__v1__party__init(party);
	party->kind_case = kind;
	if (kind == CONVENE__V1__PARTY__KIND_TEAM_ID) {
		party->team_id = id;
	} else if (kind == CONVENE__V1__PARTY__KIND_ENTITY_ID) {
		party->entity_id = id;
	} else {
		party->control = true;
	}
}
