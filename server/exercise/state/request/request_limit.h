/* The limits of requests in the order in which they are spoken of. */
#ifndef CONVENE_EXERCISE_STATE_REQUEST_REQUEST_LIMIT_H
#define CONVENE_EXERCISE_STATE_REQUEST_REQUEST_LIMIT_H

#include "convene/v1/request.pb-c.h"

#include <stdbool.h>

struct exercise;
struct request_file;
struct request_limit;

/* Gives a limit its place among those that are still to be spoken of, or takes it out. Call before
 * (`add` false) and after (true) each change of the limit or of the state. */
void request_limit_place(struct exercise *exercise, const struct request_file *request,
    Convene__V1__Deadline deadline, bool add);

const struct request_limit *request_limit_of(
    const struct request_file *request, Convene__V1__Deadline deadline);

#endif
