/*
 * Sets of roles, for the rows of words.def and for whoever else says who may, who sees, who is
 * offered what. A role's bit is 1 << role.
 */
#ifndef CONVENE_PROTO_ROLES_H
#define CONVENE_PROTO_ROLES_H

#include "convene/v1/common.pb-c.h"

#include <stddef.h>
#include <stdint.h>

#define ROLE_BIT(role) (UINT32_C(1) << (role))
/* One more than the greatest. */
#define ROLES          (CONVENE__V1__ROLE__ROLE_OBSERVER + 1)

#define NOBODY      UINT32_C(0)
#define ORGANISERS  ROLE_BIT(CONVENE__V1__ROLE__ROLE_ORGANISER)
#define CONTROLLERS ROLE_BIT(CONVENE__V1__ROLE__ROLE_CONTROLLER)
#define SIMULATORS  ROLE_BIT(CONVENE__V1__ROLE__ROLE_SIMULATOR)
#define EVALUATORS  ROLE_BIT(CONVENE__V1__ROLE__ROLE_EVALUATOR)
#define PLAYERS     ROLE_BIT(CONVENE__V1__ROLE__ROLE_PLAYER)
#define DIRECTION   (ORGANISERS | CONTROLLERS)
#define STAFF       (DIRECTION | SIMULATORS | EVALUATORS)
/* Also whose role is not known yet. */
#define EVERYBODY   UINT32_C(0xffff)

/* "player", "controller"; "unknown" for what is none. */
const char *role_name(Convene__V1__Role role);

/* "controllers", "organisers and controllers": in the order of the roles. Returns `out`. */
const char *roles_named(uint32_t roles, char *out, size_t size);

#endif
