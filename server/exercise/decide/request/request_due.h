/* Reminders of the limits of requests, as a source of due.c. */
#ifndef CONVENE_EXERCISE_DECIDE_REQUEST_REQUEST_DUE_H
#define CONVENE_EXERCISE_DECIDE_REQUEST_REQUEST_DUE_H

#include <stdint.h>

struct deciding;
struct exercise;

/* Reminders, as a source of due.c. What passes its limit before anybody was reminded
 * of it (a jump, a shift of the story) is overdue at once, without a reminder. */
int64_t requests_next(const struct exercise *exercise);
void requests_decide(struct deciding *deciding, int64_t until_ms);

#endif
