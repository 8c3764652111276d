/* The rows of proto/words.def as a switch, a case for each command; what is none is nobody's. */
#include "server/exercise/decide/permission.h"

#include "convene/v1/common.pb-c.h"
#include "proto/roles.h"
#include "proto/words.h"

#include <stdio.h>

struct permission {
	uint32_t roles;
	enum permission_closed closed;
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

const char *permission_who(Convene__V1__Command__BodyCase command, char *text, size_t size)
{
	return roles_named(permission_of(command).roles, text, size);
}
