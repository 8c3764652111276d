/*
 * What waits for this viewer, worked out from the view alone: one list for every role, the most
 * urgent first (calls for welfare), then the oldest first, then what may want an answer and may
 * not. Pure; one thread. Owns nothing but the list; what items point to lives as long as the view
 * and until it changes.
 */
#ifndef CONVENE_MODEL_WAITING_H
#define CONVENE_MODEL_WAITING_H

#include "proto/model/view.h"

enum waiting_kind {
	/* organisers and controllers */
	WAITING_CALL, /* `call`: somebody's call for welfare that nobody has answered */
	/* controllers */
	WAITING_INJECT, /* `inject`: due on release, overdue, or one of alternatives to choose from
	                 */
	WAITING_RESULT, /* `questionnaire`: closed, and its result not released */
	/* simulators and controllers */
	WAITING_ITEM, /* `item`: of the SimCell's queue */
	/* evaluators */
	WAITING_LATE_REQUEST, /* `request`: over its limit */
	/* everybody */
	WAITING_OWN_CALL, /* one's own call for welfare: open, or its answer not looked at */
	/* players */
	WAITING_UNREAD_INJECT, /* `inject` */
	WAITING_UNREAD_THREAD, /* `thread`; `count`: messages of others that were not opened */
	WAITING_REQUEST,       /* `request`: to be acknowledged, or answered */
	WAITING_RETURNED, /* `request`: ours, returned or refused, or answered, and not looked at */
	WAITING_REFERRAL, /* `file`, `referral`: to be answered by our team */
	WAITING_REFERRED, /* `file`, `referral`: ours, answered and not looked at */
	WAITING_CASE,     /* `file`: shared with us or disclosed to us, and not looked at */
	WAITING_INTERPRETER,   /* `booking`: has arrived, and is not released */
	WAITING_QUESTIONNAIRE, /* `questionnaire`: open and not answered */
	/* players: what may want no answer; not counted */
	WAITING_UNANSWERED, /* `inject`: opened, and answered by nobody of our team; counted where
	                       an answer is wanted */
	WAITING_LAST_WORD,  /* `thread`: the last word is another's */
};

enum waiting_limit { WAITING_NO_LIMIT, WAITING_IN_TIME, WAITING_NEAR, WAITING_OVER };

struct waiting {
	enum waiting_kind kind;
	uint64_t mark;    /* of the event since which it waits; 0: one's own call */
	int64_t since_ms; /* exercise time of that event */
	int64_t due_ms;   /* exercise time of the limit; with WAITING_NO_LIMIT meaningless */
	enum waiting_limit limit;
	size_t count; /* things that are one line: messages, calls */
	/* borrowed: the view's; the kind says which is there */
	const struct view_call *call;
	const struct view_inject *inject;
	const struct view_thread *thread;
	const struct view_item *item;
	const struct view_request *request;
	const struct view_case *file;
	const struct view_referral *referral;
	const struct view_booking *booking;
	const struct view_questionnaire *questionnaire;
};

struct waiting_list {
	struct waiting *items; /* owned */
	size_t count, cap;
	size_t surely; /* those that want something done: the first ones */
};

/* `now_ms`: exercise time. The list is freed by the caller; a zeroed one is empty. */
void waiting_collect(struct waiting_list *list, const struct view *view, int64_t now_ms);
void waiting_free(struct waiting_list *list);

/* How many wait, for a prompt: without calls, which it names apart, without what is only not read,
 * which view_unread() counts, and without what may want no answer. */
size_t waiting_count(const struct view *view);

/* Calls for welfare that this viewer is to answer. */
size_t waiting_calls(const struct view *view);

#endif
