/*
 * What the files of the view's fold share. For this folder and nobody else.
 */
#ifndef CONVENE_MODEL_VIEW_PRIVATE_H
#define CONVENE_MODEL_VIEW_PRIVATE_H

#include "convene/v1/event.pb-c.h"

struct view;

/* What each event changes: one function an event. The events live as long as the view. */
typedef void view_event_fn(struct view *view, const Convene__V1__Event *event);
#define EVENT(NAME, name, SEEN, TEAMS, SINCE) view_event_fn view_##name;
#include "proto/words.def"

/* After every event: what waits for an answer now. */
view_event_fn view_queue_apply;

/* A booking is part of the case's history. */
view_event_fn view_case_booked;

void view_catalogue_merge(struct view *view, const Convene__V1__Scenario *part, bool whole);
void view_questionnaires_declared(struct view *view, const Convene__V1__Scenario *part);

/* Nouns whose items own something: each frees its own, with view_NOUN_free(). */
#define VIEW_OWNERS(OWNER)                                                                         \
	OWNER(welfare) OWNER(cases) OWNER(requests) OWNER(questionnaires) OWNER(catalogue)
#define VIEW_OWNER(noun) void view_##noun##_free(struct view *view);
VIEW_OWNERS(VIEW_OWNER)
#undef VIEW_OWNER

#endif
