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

#define REQUESTS_ALSO_MAX 15

/* Beside `first`, who is to get it at the same time: into `parties` and `list`, of
 * REQUESTS_ALSO_MAX each; returns how many. */
size_t requests_others(struct actor *actor, const Convene__V1__Instrument *instrument,
    const Convene__V1__Party *first, Convene__V1__Party *parties, Convene__V1__Party **list);

/* One of those that the team may send, about the case (NULL: none). */
void requests_some(struct actor *actor, const struct view_case *file);

#endif
