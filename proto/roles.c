/* Roles in words. The names are in the order of their numbers; plurals are those names and an s. */
#include "proto/roles.h"

#include "proto/complaint.h"

#include <stdbool.h>
#include <stdio.h>

const char *role_name(Convene__V1__Role role)
{
	static const char *const names[ROLES] = {
	    "unknown", "organiser", "controller", "simulator", "evaluator", "player", "observer"};
	return (unsigned)role < ROLES ? names[role] : names[0];
}

const char *roles_named(uint32_t roles, char *out, size_t size)
{
	out[0] = '\0';
	for (unsigned role = 1; role < ROLES; role++) {
		char plural[16];
		bool last = roles >> role == 1;
		snprintf(plural, sizeof plural, "%ss", role_name((Convene__V1__Role)role));
		if ((roles & ROLE_BIT(role)) != 0) {
			complaint_word(out, size, last ? " and " : ", ", plural);
		}
	}
	return out;
}
