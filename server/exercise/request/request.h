/*
 * Formal requests: drafted, sent, acknowledged, answered, refused, returned, withdrawn; with limits
 * in story time. One thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_REQUEST_REQUEST_H
#define CONVENE_EXERCISE_REQUEST_REQUEST_H

#include "server/exercise/cast.h"
#include "server/exercise/draft.h"

/* A limit, and what was already said about it. Story time; 0: none. */
struct request_limit {
	int64_t due_story_ms;
	int64_t remind_story_ms;
	bool reminded, overdue;
};

struct request_file {
	struct digest_node node;
	uint64_t id;
	Convene__V1__RequestState state;
	int from_team;
	int to_team; /* NO_TEAM: `to_entity` */
	int to_entity;
	int instrument; /* index in LIBRARY_INSTRUMENT */
	bool complete;  /* when it was last sent */
	uint64_t sent_seq;
	struct request_limit acknowledge, answer;
	Convene__V1__RequestContent *content; /* owned */
};

/* In the order of their ids, and the limits that are still to be reminded of. */
struct requests {
	struct seq_index list; /* owns: struct request_file */
};

struct request_file *request_find(const struct exercise *exercise, uint64_t id); /* NULL: none */
void request_free(struct request_file *request);
void request_digest(
    const struct request_file *request, exercise_hash_fn *hash, struct digest_form *form);

/* Requests to which the sender may refer: sent by or to a player's team; staff see all. Refuses the
 * same for what does not exist and what is not for the player. */
bool check_request_references(struct deciding *deciding, const uint64_t *ids, size_t count);

/* request_decide.c */
void request_decide_draft(struct deciding *deciding);
void request_decide_send(struct deciding *deciding);
void request_decide_move(struct deciding *deciding);

void request_apply_drafted(struct exercise *exercise, const struct applying *applying);
void request_apply_sent(struct exercise *exercise, const struct applying *applying);
void request_apply_assessed(struct exercise *exercise, const struct applying *applying);
void request_apply_moved(struct exercise *exercise, const struct applying *applying);
void request_apply_reminded(struct exercise *exercise, const struct applying *applying);

/* request_due.c: reminders, as a source of due.c. */
int64_t requests_next(const struct exercise *exercise);
void requests_decide(struct deciding *deciding, int64_t until_ms);

#endif
