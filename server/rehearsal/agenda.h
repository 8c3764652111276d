/*
 * What simulated people are going to do, in the order of its times; what has one time, in the order
 * in which it was planned. One thread at a time; owns its list.
 */
#ifndef CONVENE_REHEARSAL_AGENDA_H
#define CONVENE_REHEARSAL_AGENDA_H

#include "convene/v1/condition.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum task_kind {
	TASK_READ,            /* a team reads an inject */
	TASK_EXPECTED,        /* a team does what is expected of it, or the natural mistake */
	TASK_ANSWER_INJECT,   /* a team answers an inject in words */
	TASK_REPLY,           /* a team replies in a thread */
	TASK_ACKNOWLEDGE,     /* a team acknowledges a request */
	TASK_ANSWER_REQUEST,  /* a team answers it */
	TASK_MEND_REQUEST,    /* a team sends a returned request again */
	TASK_ANSWER_REFERRAL, /* a team accepts a referral */
	TASK_QUESTIONNAIRE,   /* a team or person answers a questionnaire */
	TASK_FREE_INTERPRETER,
	TASK_RELEASE, /* a controller releases what is held */
	TASK_SERVE,   /* a simulator is done with an item of the queue */
};

struct task {
	int64_t at_ms; /* exercise time */
	uint64_t order;
	enum task_kind kind;
	int team;                            /* whose; -1: staff */
	size_t inject, action;               /* indices in the scenario */
	uint64_t id;                         /* thread, request, case, booking, person */
	const Convene__V1__Pattern *pattern; /* borrowed: the scenario's; NULL: none */
	bool mistake;                        /* the pattern is the mistake, not what is wanted */
	unsigned tries;
};

/* A heap. Zeroed: empty. */
struct agenda {
	struct task *tasks; /* owned */
	size_t count, cap;
	uint64_t planned;
};

void agenda_deinit(struct agenda *agenda);
void agenda_add(struct agenda *agenda, const struct task *task); /* `order` is filled in */
int64_t agenda_next_ms(const struct agenda *agenda);             /* INT64_MAX: empty */
struct task agenda_take(struct agenda *agenda);                  /* not when empty */

#endif
