/*
 * Carries out what people ask of a loaded exercise: decides, makes it true in memory and queues it
 * for the journal, together with the secrets that belong to it (join codes, resume tokens, names).
 * Loop thread, or local administration alone.
 */
#ifndef CONVENE_LIVE_CONDUCT_H
#define CONVENE_LIVE_CONDUCT_H

#include "server/live/exercise_file.h"
#include "server/live/join_code.h"
#include "server/live/tokens.h"

/* What a client has: the number and check of the last event of its class (Entries). */
struct history {
	uint64_t number;
	const uint8_t *check; /* borrowed; `check_len` bytes, CHECK_SIZE when it is one */
	size_t check_len;
};

/* Somebody who has shown a join code. */
struct join_request {
	int64_t wall_ms;
	const char *code;       /* as typed */
	const char *name;       /* checked: UTF-8 of a fitting length; "" with a personal code */
	struct history history; /* what the client says it has of the log */
	const uint8_t *attempt; /* borrowed: ATTEMPT_SIZE bytes (Hello.attempt); NULL: none */
	/* Milliseconds until a shared code lets the next newcomer in; 0: now. NULL: it always does.
	 */
	uint64_t (*wait_ms)(void *context, uint64_t invite_id);
	void *context; /* borrowed: outlives the joining */
	/* What is wrong with the rest, which only somebody with a code is told; 0: nothing is. */
	Convene__V1__ErrorCode refusal;
	const char *flaw; /* borrowed; with `refusal` */
};

/* Outcome of joining or coming back. */
struct admission {
	uint64_t participant_id;
	uint8_t token[RESUME_TOKEN_SIZE];
	uint64_t invite_id; /* of whoever is new; 0: nobody is */
	uint64_t wait_ms;   /* with THROTTLED */
};

/*
 * Decides and takes a command. With participant_id 0 it comes from local administration
 * (exercise_decide_local). For an accepted IssueInvite `join_code` is filled in, otherwise it is
 * "". The decision lives in its arena.
 */
void conduct_command(struct exercise_file *file, struct batch *batch, uint64_t participant_id,
    int64_t wall_ms, const Convene__V1__Command *command, struct decision *decision,
    char join_code[JOIN_CODE_SIZE]);

/* One of many that are issued at once. */
struct issued {
	uint64_t invite_id;
	char join_code[JOIN_CODE_SIZE];
};

/*
 * Issues all `count` invites, or none: an error then says which is refused, and why. For local
 * administration. `arena` is for the decisions and is reset.
 */
int conduct_issue_all(struct exercise_file *file, struct batch *batch, int64_t wall_ms,
    Convene__V1__IssueInvite *const *invites, size_t count, struct arena *arena, struct issued *out,
    struct err *err);

/*
 * Lets somebody in by join code. Returns 0 or the code of the refusal, with its text in `err`:
 * BAD_CREDENTIAL when no valid invite has that code, NAME_REQUIRED, REMOVED, OTHER_HISTORY
 * (`history`), THROTTLED (`wait_ms`). Whoever is refused has left nothing in the log. An attempt
 * that came in before is the same person again, with the same token.
 */
Convene__V1__ErrorCode conduct_join(struct exercise_file *file, struct batch *batch,
    const struct join_request *request, struct arena *arena, struct admission *out,
    struct err *err);

/* 0, or OTHER_HISTORY: what the client has is not the beginning of what such a viewer is sent. */
Convene__V1__ErrorCode conduct_check_history(const struct exercise_file *file,
    const struct viewer *viewer, const struct history *history, struct err *err);

#endif
