/*
 * Formal requests that a team sends: by the instruments that are for it, mostly complete and on the
 * right channel; at once, or written first and sent later; mended when they come back.
 */
#ifndef CONVENE_PEOPLE_REQUESTS_H
#define CONVENE_PEOPLE_REQUESTS_H

#include "proto/people/replies.h"

void requests_on_drafted(struct actor *actor, const Convene__V1__Event *event);
void requests_on_moved(struct actor *actor, const Convene__V1__Event *event);

task_fn requests_mend, requests_send_draft, requests_pattern;

/* One of those that the team may send, about the case (NULL: none). */
void requests_some(struct actor *actor, const struct view_case *file);

#endif
