/*
 * Formal requests: drafted, sent, acknowledged, answered, refused, returned, withdrawn; with limits
 * in story time. Whatever they ought to state or keep to is the instrument's, which a scenario
 * declares. One thread at a time; owned by the state.
 * Which step may follow which: proto/rules/request_step.h.
 */
#ifndef CONVENE_EXERCISE_STATE_REQUEST_REQUEST_H
#define CONVENE_EXERCISE_STATE_REQUEST_REQUEST_H

#include "convene/v1/condition.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "proto/rules/request_step.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

/* A limit, and what was already said about it. Story time; 0: none. */
struct request_limit {
	int64_t due_story_ms;
	int64_t remind_story_ms; /* 0: nobody is reminded */
	bool reminded, overdue;
};

struct request_file {
	struct digest_node node;
	uint64_t id;
	Convene__V1__RequestState state;
	int from_team;
	int to_team; /* NO_TEAM: `to_entity` */
	int to_entity;
	int instrument;      /* index in LIBRARY_INSTRUMENT */
	bool complete;       /* when it was last sent */
	uint64_t sent_seq;   /* 0: never sent */
	uint32_t revision;   /* how often a draft of it was written */
	uint64_t drafted_by; /* participant who did so last */
	struct request_limit acknowledge, answer;
	Convene__V1__RequestContent *content; /* owned */
};

/* The next thing to be said about a limit, and when. */
struct request_moment {
	int64_t story_ms;
	uint64_t request_id;
	Convene__V1__Deadline deadline;
};

/* In the order of their ids, and what is still to be said about limits in the order of its times:
 * of story times, which a shift of the story leaves in their order. */
struct requests {
	struct objects list;            /* owns: struct request_file */
	struct request_moment *moments; /* owned */
	size_t moment_count, moment_cap;
};
void request_free(void *request);
void requests_deinit(struct requests *requests); /* frees each request too */
void request_digest(const struct request_file *request, struct digest_form *form);

#endif
