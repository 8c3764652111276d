/*
 * What the tests of requests and of the queue share: a scenario with instruments, and steps whose
 * commands may name what came about before. Test helper.
 */
#ifndef CONVENE_TESTS_REQUEST_WORLD_H
#define CONVENE_TESTS_REQUEST_WORLD_H

#include "tests/sim/steps.h"

#define INVALID       CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND     CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define WRONG_STATE   CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE
#define CONFLICT      CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT
#define TOO_LARGE     CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE
#define WARNED        CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED

/* Teams of three countries, played: AL-POL, AL-NGO, BR-POL; not played: AL-PRO, BR-PRO, CR-POL. */
extern const char request_scenario[];

/* A step as in steps.h; the position of the first event that came of it is remembered as `keep`, if
 * that is not 0. In later commands "#1" to "#9" stand for these positions, "#1+" for that of the
 * event after it, and "$1", "$1+" for the ids of what these events are about. */
struct request_step {
	struct step step;
	int keep;
};

struct request_course {
	struct small *small;
	uint64_t kept[10];
};

void request_play(struct request_course *course, const struct request_step *step);

/* A command with "$1" and so on filled in; to be freed. */
char *request_fill(const struct request_course *course, const char *command);

int request_setup(void **state);
int request_teardown(void **state);

#endif
