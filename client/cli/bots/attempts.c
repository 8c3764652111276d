/*
 * Acts that may be warned of. Nobody sends `anyway` at first. Who is warned thinks again more often
 * than not (and puts right what is wrong), goes on regardless now and then, or leaves it.
 */
#include "client/cli/bots/conduct.h"

#include "client/cli/conduct/warned.h"
#include "proto/arena.h"
#include "proto/xalloc.h"

#include <string.h>

/* A command and what is put right in it. */
#define ARENA_BYTES (1u << 20)

/* Of a hundred who are warned for the first time, and of those who had thought already. */
#define THINK_AGAIN 60
#define GO_ON       25
#define GO_ON_THEN  60

void attempts_free(struct attempt *list)
{
	while (list != NULL) {
		struct attempt *next = list->next;

		free(list->packed);
		free(list);
		list = next;
	}
}

static void keep(struct attempt *attempt, const Convene__V1__Command *command)
{
	free(attempt->packed);
	attempt->len = convene__v1__command__get_packed_size(command);
	attempt->packed = xcalloc(1, attempt->len + 1);
	convene__v1__command__pack(command, attempt->packed);
}

static void send_attempt(struct bot *bot, struct attempt *attempt, Convene__V1__Command *command)
{
	struct bots *bots = bot->bots;
	uint64_t tag;
	int error;

	attempt->number = ++bots->attempt_count;
	tag = attempt->number << 16 | (uint64_t)command->body_case;
	error = convene_send(driver_convene(bot->client), command, tag, NULL);
	if (error != 0) {
		cli_complain("bots: %s: %s", bot->name, convene_error_text(error));
		attempts_free(attempt);
		return;
	}
	attempt->next = bots->attempts;
	bots->attempts = attempt;
}

void attempt_send(struct bot *bot, Convene__V1__Command *command)
{
	struct attempt *attempt = xcalloc(1, sizeof(*attempt));

	keep(attempt, command);
	send_attempt(bot, attempt, command);
}

static Convene__V1__Command *unpack(const struct attempt *attempt, struct arena *arena)
{
	return convene__v1__command__unpack(arena_protobuf(arena), attempt->len, attempt->packed);
}

void attempt_retry(struct bot *bot, struct attempt *attempt)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	Convene__V1__Command *command = unpack(attempt, arena);

	if (command != NULL)
		send_attempt(bot, attempt, command);
	else
		attempts_free(attempt);
	arena_free(arena);
}

static struct attempt *take(struct bots *bots, uint64_t number)
{
	for (struct attempt **at = &bots->attempts; *at != NULL; at = &(*at)->next) {
		struct attempt *attempt = *at;

		if (attempt->number == number) {
			*at = attempt->next;
			attempt->next = NULL;
			return attempt;
		}
	}
	return NULL;
}

/* Exercise time until it is sent again; -1: it is left. */
static int64_t consider(struct bot *bot, const struct attempt *attempt,
    Convene__V1__Command *command, const Convene__V1__Error *error, struct arena *arena)
{
	uint64_t mood = bot_random(bot, 100);

	if (attempt->thoughts == 0 && mood < THINK_AGAIN)
		return mend(bot, command, error, arena);
	if (mood < (attempt->thoughts == 0 ? THINK_AGAIN + GO_ON : GO_ON_THEN))
		return warned_set_anyway(command) ? 0 : -1;
	return -1;
}

static void think(struct bot *bot, struct attempt *attempt, const Convene__V1__Error *error)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	Convene__V1__Command *command = unpack(attempt, arena);
	int64_t wait_ms = -1;

	if (command != NULL)
		wait_ms = consider(bot, attempt, command, error, arena);
	if (wait_ms >= 0 && !arena_exhausted(arena)) {
		attempt->thoughts++;
		keep(attempt, command);
		bot_plan(bot, TASK_RETRY, wait_ms + 30 * SECOND, wait_ms + 2 * MINUTE)->attempt =
		    attempt;
	} else {
		attempts_free(attempt);
	}
	arena_free(arena);
}

bool attempt_result(struct bot *bot, const struct convene_result *result)
{
	const Convene__V1__Error *error = result->result->error;
	struct attempt *attempt = take(bot->bots, result->tag >> 16);
	bool warned = error != NULL && error->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED;

	if (attempt == NULL)
		return false;
	if (warned && bot->bots->world->clock.phase != VIEW_ENDED)
		think(bot, attempt, error);
	else
		attempts_free(attempt);
	return warned;
}
