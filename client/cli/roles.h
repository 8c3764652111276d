/*
 * Sets of roles: who has which verb. The server decides who may what
 * (server/exercise/decide/permission.c); these say what is worth offering to whom. A test compares
 * the two (tests/unit/client/test_roles.c), and wants a verb for each command.
 */
#ifndef CONVENE_CLI_ROLES_H
#define CONVENE_CLI_ROLES_H

#define ROLE_BIT(role) (1u << (role))
#define EVERYBODY      0xffffu
#define PLAYERS        ROLE_BIT(CONVENE__V1__ROLE__ROLE_PLAYER)
#define CONTROLLERS    ROLE_BIT(CONVENE__V1__ROLE__ROLE_CONTROLLER)
#define SIMULATORS     ROLE_BIT(CONVENE__V1__ROLE__ROLE_SIMULATOR)
#define ORGANISERS     ROLE_BIT(CONVENE__V1__ROLE__ROLE_ORGANISER)
#define EVALUATORS     ROLE_BIT(CONVENE__V1__ROLE__ROLE_EVALUATOR)
#define STAFF          (CONTROLLERS | SIMULATORS | ORGANISERS | EVALUATORS)

#endif
