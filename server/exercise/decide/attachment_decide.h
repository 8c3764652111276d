/* What somebody wants to attach: whether it may be, and under which name. */
#ifndef CONVENE_EXERCISE_DECIDE_ATTACHMENT_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_ATTACHMENT_DECIDE_H

#include "convene/v1/common.pb-c.h"

#include <stdbool.h>
#include <stddef.h>

struct deciding;

/*
 * Checks what a sender wants to attach, and copies it under the sender's name for it; the size, and
 * a media type that was left out, are taken from what is known of the document. Whoever may not see
 * it is told the same as if it did not exist. Returns false and a refusal when something is
 * wrong; else `out` has `count` of them.
 */
bool attachments_resolve(struct deciding *deciding, Convene__V1__Attachment *const *given,
    size_t count, Convene__V1__Attachment ***out);

#endif
