#include "server/exercise/decide/permission.h"

#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "proto/words.h"

#include <stdio.h>

struct permission {
	uint32_t roles;
	enum permission_closed closed;
};

static const char *const role_names[ROLES] = {
    [CONVENE__V1__ROLE__ROLE_UNSPECIFIED] = "nobody",
    [CONVENE__V1__ROLE__ROLE_ORGANISER] = "organisers",
    [CONVENE__V1__ROLE__ROLE_CONTROLLER] = "controllers",
    [CONVENE__V1__ROLE__ROLE_SIMULATOR] = "simulators",
    [CONVENE__V1__ROLE__ROLE_EVALUATOR] = "evaluators",
    [CONVENE__V1__ROLE__ROLE_PLAYER] = "players",
    [CONVENE__V1__ROLE__ROLE_OBSERVER] = "observers",
};

static struct permission permission_of(Convene__V1__Command__BodyCase command)
{
	switch (command) {
#define COMMAND(NAME, name, MAY, CLOSED)                                                           \
	case CONVENE__V1__COMMAND__BODY_##NAME:                                                    \
		return (struct permission){.roles = (MAY), .closed = PERMISSION_##CLOSED};
#include "proto/words.def"
	NO_COMMAND:
		break;
	}
	return (struct permission){.roles = NOBODY};
}

bool permission_allows(Convene__V1__Role role, Convene__V1__Command__BodyCase command)
{
	return role > CONVENE__V1__ROLE__ROLE_UNSPECIFIED && role < ROLES &&
	       (permission_of(command).roles & ROLE_BIT(role)) != 0;
}

enum permission_closed permission_closed(Convene__V1__Command__BodyCase command)
{
	return permission_of(command).closed;
}

const char *permission_role_name(Convene__V1__Role role)
{
	return role_names[(unsigned)role < ROLES ? (unsigned)role : 0];
}

void permission_who(Convene__V1__Command__BodyCase command, char *text, size_t size)
{
	uint32_t roles = permission_of(command).roles;
	size_t len = 0;
	if (size > 0) {
		text[0] = '\0';
	}
	for (unsigned role = 1; role < ROLES && len < size; role++) {
		if ((roles & ROLE_BIT(role)) == 0) {
			continue;
		}
		bool last = (roles >> role) == 1;
		const char *between = len == 0 ? "" : last ? " and " : ", ";
		int written = snprintf(text + len, size - len, "%s%s", between, role_names[role]);
		len += written > 0 ? (size_t)written : 0;
	}
}
