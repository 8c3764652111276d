/*
 * Asked of every event for every viewer, so it costs a bit and a set. An audience that names teams
 * means their players: everybody else belongs to none and is let in by role or not at all. One that
 * nobody filled in lets nobody in.
 */
#include "server/exercise/ground/audience.h"

#include "convene/v1/common.pb-c.h"
#include "proto/roles.h"

bool audience_allows(const struct audience *audience, const struct viewer *viewer)
{
	unsigned role = (unsigned)viewer->role;
	if (audience->everyone) {
		return true;
	}
	if (role < 32 && (audience->roles >> role & 1) != 0) {
		return true;
	}
	return role == CONVENE__V1__ROLE__ROLE_PLAYER && set_has(&audience->teams, viewer->team);
}

bool audience_is_staff(Convene__V1__Role role)
{
	return (unsigned)role < 32 && (STAFF & ROLE_BIT((unsigned)role)) != 0;
}
