/* What people are going to do, in the order of its times. Part of `struct people`. */
#ifndef CONVENE_PEOPLE_AGENDA_H
#define CONVENE_PEOPLE_AGENDA_H

#include "proto/people/actor.h"

enum task_kind {
	TASK_READ_INJECT, /* a player; as all that follow, unless they say otherwise */
	TASK_ANSWER,
	TASK_ASK_ENTITY, /* opens a thread with whoever sent the inject */
	TASK_ASK_TEAM,   /* opens a thread with another team about it */
	TASK_DECIDE,
	TASK_READ_MESSAGE,
	TASK_REPLY,
	TASK_EXPECTED,  /* what the scenario expects, or the natural mistake */
	TASK_OPEN_CASE, /* for somebody whom they have met */
	TASK_CASEWORK,  /* the next thing in a case */
	TASK_RETRY,     /* anybody: an act on which they have thought again */
	TASK_ANSWER_REFERRAL,
	TASK_ACKNOWLEDGE,      /* a request */
	TASK_ANSWER_REQUEST,   /* answers it, refuses it or sends it back */
	TASK_MEND_REQUEST,     /* one that came back */
	TASK_SEND_DRAFT,       /* a request that was written before */
	TASK_WITHDRAW_CONSENT, /* the person has said so */
	TASK_FREE_INTERPRETER, /* who is done */
	TASK_QUESTIONNAIRE,
	TASK_SERVE,       /* a simulator, or the controller, looks into the queue */
	TASK_ANSWER_ITEM, /* and answers what they have claimed */
	TASK_RELEASE,     /* the controller; as all that follow */
	TASK_CHOOSE,      /* among alternatives */
	TASK_SET_MILESTONE,
	TASK_TURN_SWITCH,
	TASK_OPEN_QUESTIONS,
	TASK_CLOSE_QUESTIONS,
	TASK_RELEASE_RESULT,
	TASK_KINDS
};

struct task {
	struct timer_entry due; /* exercise time */
	struct actor *actor;    /* borrowed: outlives the task */
	enum task_kind kind;
	char *subject_id; /* owned; NULL: none; of the inject or the questionnaire it is about */
	uint64_t thread_id, message_id;
	uint64_t id;                           /* case, request, booking, consent, item */
	const Convene__V1__CasePerson *person; /* borrowed: the world's; NULL: nobody */
	const Convene__V1__Pattern *pattern;   /* borrowed: the world's; NULL: none */
	bool mistake;                          /* the pattern is the mistake */
	unsigned tries;                        /* of an expected action so far */
	unsigned done;                         /* in the case so far */
	struct attempt *attempt;               /* owned; NULL: none */
};

typedef void task_fn(struct actor *actor, const struct task *task);

/* For the actor, between `least_ms` and `most_ms` of exercise time from now. */
struct task *agenda_plan(
    struct actor *actor, enum task_kind kind, int64_t least_ms, int64_t most_ms);
struct task *agenda_plan_about(struct actor *actor, enum task_kind kind, int64_t least_ms,
    int64_t most_ms, const char *subject_id);

/* Comes back for an expected action whose time has not come, unless too often already. */
void agenda_again(struct actor *actor, const struct task *task, int64_t least_ms, int64_t most_ms);

/* The first task that is due, out of the agenda and to be freed; NULL: none is. */
struct task *agenda_take(struct people *people);
void task_free(struct task *task);
void agenda_clear(struct people *people);

#endif
