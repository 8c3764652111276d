/*
 * A command is kept packed until its answer is there, so that it can be mended and sent once more.
 * Its number and its kind are its tag: an answer finds it without a search by what it says.
 */
#include "proto/people/attempt.h"

#include "proto/xalloc.h"

void attempt_keep(struct attempt *attempt, const Convene__V1__Command *command)
{
	free(attempt->packed);
	attempt->len = convene__v1__command__get_packed_size(command);
	attempt->packed = xcalloc(1, attempt->len + 1);
	convene__v1__command__pack(command, attempt->packed);
}

static void send_attempt(
    struct actor *actor, struct attempt *attempt, Convene__V1__Command *command)
{
	struct people *people = actor->people;
	attempt->number = ++people->attempt_count;
	attempt->next = people->attempts;
	people->attempts = attempt;
	people->send(
	    people->context, actor, command, attempt->number << 16 | (uint64_t)command->body_case);
}

void attempt_send(struct actor *actor, Convene__V1__Command *command)
{
	struct attempt *attempt = xcalloc(1, sizeof(*attempt));
	attempt_keep(attempt, command);
	send_attempt(actor, attempt, command);
}

Convene__V1__Command *attempt_unpack(const struct attempt *attempt, struct arena *arena)
{
	return convene__v1__command__unpack(arena_protobuf(arena), attempt->len, attempt->packed);
}

void attempt_retry(struct actor *actor, struct attempt *attempt)
{
	struct arena *arena = arena_new(ATTEMPT_ARENA_BYTES);
	Convene__V1__Command *command = attempt_unpack(attempt, arena);
	if (command != NULL) {
		send_attempt(actor, attempt, command);
	} else {
		attempts_free(attempt);
	}
	arena_free(arena);
}

struct attempt *attempt_take(struct people *people, uint64_t tag)
{
	for (struct attempt **at = &people->attempts; *at != NULL; at = &(*at)->next) {
		struct attempt *attempt = *at;
		if (attempt->number == tag >> 16) {
			*at = attempt->next;
			attempt->next = NULL;
			return attempt;
		}
	}
	return NULL;
}
