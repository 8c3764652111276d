/*
 * A view of an exercise in which cases, requests and so on can happen, for tests of what clients
 * make of them. Test helper: fails the test when its own JSON is wrong.
 */
#ifndef CONVENE_TESTS_CLIENT_CONDUCT_VIEW_H
#define CONVENE_TESTS_CLIENT_CONDUCT_VIEW_H

#include "client/lib/fold.h"

/* Applies an event that is given as JSON (marked_event.h). */
void conduct_apply(struct view *view, const char *json);

/* Several, up to the first NULL, in which ' stands for ". */
#define CONDUCT_EVENTS_MAX 8
void conduct_apply_all(struct view *view, const char *const events[CONDUCT_EVENTS_MAX]);

/* Somebody who has just logged in, as participant 3; to be freed with view_free(). */
struct view *conduct_welcome(Convene__V1__Role role, const char *team);

/* A player of AL-NGO whose team has opened case 3, "W1"; likewise. */
struct view *conduct_player(void);

#endif
