/*
 * A formal request as this viewer knows it: what it says, how far it has come, its limits. Part of
 * the view (view.h), which owns it.
 */
#ifndef CONVENE_MODEL_REQUEST_H
#define CONVENE_MODEL_REQUEST_H

#include "proto/model/mark.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

struct view_request {
	uint64_t id;
	Convene__V1__RequestState state;
	const Convene__V1__RequestContent *content; /* never NULL */
	const char *from_team_id;
	bool ours;                                    /* our team sent it, or is writing it */
	uint32_t revision;                            /* of its draft; 0: we are told of none */
	uint64_t sent_mark;                           /* of the last sending; 0: not sent */
	int64_t sent_ms, changed_ms;                  /* exercise time */
	int64_t acknowledge_by_story_ms;              /* 0: none */
	int64_t answer_by_story_ms;                   /* 0: none */
	bool acknowledge_overdue, answer_overdue;     /* as the server said */
	const Convene__V1__RequestAssessed *assessed; /* NULL: not told */
	const Convene__V1__RequestMoved *moved;       /* the last; NULL: none since it was sent */
	struct view_marked *history;                  /* owned list */
	size_t history_count, history_cap;
};

/* NULL when there is none. */
const struct view_request *view_request(const struct view *view, uint64_t id);

/* Whether somebody has to do something about it yet. */
bool view_request_is_open(const struct view_request *request);

/* The limit that comes next, in story time; 0: none. `*deadline` says which. */
int64_t view_request_due(const struct view_request *request, Convene__V1__Deadline *deadline);

#endif
