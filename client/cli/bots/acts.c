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

void acts_free(struct act *list)
{
	while (list != NULL) {
		struct act *next = list->next;

		free(list->packed);
		free(list);
		list = next;
	}
}

static void keep(struct act *act, const Convene__V1__Command *command)
{
	free(act->packed);
	act->len = convene__v1__command__get_packed_size(command);
	act->packed = xcalloc(1, act->len + 1);
	convene__v1__command__pack(command, act->packed);
}

static void send_act(struct bot *bot, struct act *act, Convene__V1__Command *command)
{
	struct bots *bots = bot->bots;
	uint64_t tag;
	int error;

	act->number = ++bots->act_count;
	tag = act->number << 16 | (uint64_t)command->body_case;
	error = convene_send(driver_convene(bot->client), command, tag, NULL);
	if (error != 0) {
		cli_complain("bots: %s: %s", bot->name, convene_error_text(error));
		acts_free(act);
		return;
	}
	act->next = bots->acts;
	bots->acts = act;
}

void act_send(struct bot *bot, Convene__V1__Command *command)
{
	struct act *act = xcalloc(1, sizeof(*act));

	keep(act, command);
	send_act(bot, act, command);
}

static Convene__V1__Command *unpack(const struct act *act, struct arena *arena)
{
	return convene__v1__command__unpack(arena_protobuf(arena), act->len, act->packed);
}

void act_retry(struct bot *bot, struct act *act)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	Convene__V1__Command *command = unpack(act, arena);

	if (command != NULL)
		send_act(bot, act, command);
	else
		acts_free(act);
	arena_free(arena);
}

static struct act *take(struct bots *bots, uint64_t number)
{
	for (struct act **at = &bots->acts; *at != NULL; at = &(*at)->next) {
		struct act *act = *at;

		if (act->number == number) {
			*at = act->next;
			act->next = NULL;
			return act;
		}
	}
	return NULL;
}

/* Exercise time until it is sent again; -1: it is left. */
static int64_t consider(struct bot *bot, const struct act *act, Convene__V1__Command *command,
    const Convene__V1__Error *error, struct arena *arena)
{
	uint64_t mood = bot_random(bot, 100);

	if (act->thoughts == 0 && mood < THINK_AGAIN)
		return mend(bot, command, error, arena);
	if (mood < (act->thoughts == 0 ? THINK_AGAIN + GO_ON : GO_ON_THEN))
		return warned_set_anyway(command) ? 0 : -1;
	return -1;
}

static void think(struct bot *bot, struct act *act, const Convene__V1__Error *error)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	Convene__V1__Command *command = unpack(act, arena);
	int64_t wait_ms = -1;

	if (command != NULL)
		wait_ms = consider(bot, act, command, error, arena);
	if (wait_ms >= 0 && !arena_exhausted(arena)) {
		act->thoughts++;
		keep(act, command);
		bot_plan(bot, TASK_RETRY, wait_ms + 30 * SECOND, wait_ms + 2 * MINUTE)->act = act;
	} else {
		acts_free(act);
	}
	arena_free(arena);
}

bool act_result(struct bot *bot, const struct convene_result *result)
{
	const Convene__V1__Error *error = result->result->error;
	struct act *act = take(bot->bots, result->tag >> 16);
	bool warned = error != NULL && error->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED;

	if (act == NULL)
		return false;
	if (warned && bot->bots->world->clock.phase != VIEW_ENDED)
		think(bot, act, error);
	else
		acts_free(act);
	return warned;
}
