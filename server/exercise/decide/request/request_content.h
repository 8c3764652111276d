/* What a request or an answer says: checked and copied. */
#ifndef CONVENE_EXERCISE_DECIDE_REQUEST_REQUEST_CONTENT_H
#define CONVENE_EXERCISE_DECIDE_REQUEST_REQUEST_CONTENT_H

#include "convene/v1/common.pb-c.h"
#include "convene/v1/request.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

struct deciding;

#define REQUEST_VALUES_MAX    64
#define REQUEST_RECEIVERS_MAX 16
#define REQUEST_BYTES_MAX     (64 * 1024) /* the whole content */

/* Checks all of it but what an instrument would only be warned of, and copies it: a draft may lack
 * receiver and channel. NULL and a refusal (or the arena used up). */
Convene__V1__RequestContent *request_content_resolve(
    struct deciding *deciding, const Convene__V1__RequestContent *content, bool draft);

/* A team other than the sender's, or an entity. */
bool check_request_receiver(struct deciding *deciding, const Convene__V1__Party *to);
bool request_same_party(const Convene__V1__Party *one, const Convene__V1__Party *other);

/* Each one of the `fields`, once. */
bool request_values_check(struct deciding *deciding, Convene__V1__RequestField *const *fields,
    size_t field_count, Convene__V1__RequestValue *const *given, size_t count);

/* Ids of the fields that are wanted and not there; the list lives in the arena. */
struct request_missing {
	char **ids; /* borrowed: the arena's */
	size_t count;
};
void request_missing_fields(struct deciding *deciding, struct request_missing *missing,
    Convene__V1__RequestField *const *fields, size_t field_count,
    Convene__V1__RequestValue *const *values, size_t count);

#endif
