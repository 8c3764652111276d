/* All the bots: what comes in for each of them, and what becomes of what they send. */
#include "client/cli/bots/bots.h"

#include "client/cli/bots/conduct.h"
#include "proto/say.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void bots_finish(struct bots *bots, int status)
{
	if (bots->finished)
		return;
	bots->finished = true;
	bots->exit = status;
	driver_stop(bots->driver);
}

void bots_fail(struct bots *bots, int status, const char *format, ...)
{
	char text[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (!bots->finished)
		cli_complain("bots: %s", text);
	bots_finish(bots, status);
}

int64_t bots_exercise_ms(const struct bots *bots)
{
	/* away from the server nobody knows whether the clock runs */
	if (convene_phase(driver_peek(bots->source->client)) != CONVENE_PHASE_LIVE)
		return bots->world->last_exercise_ms;
	return view_exercise_ms(bots->world,
	    convene_server_ms(driver_peek(bots->source->client), driver_now_ms(bots->driver)));
}

/* splitmix64 */
static uint64_t mix(uint64_t value)
{
	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
	value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
	return value ^ (value >> 31);
}

uint64_t bot_random(struct bot *bot, uint64_t below)
{
	bot->random += 0x9e3779b97f4a7c15u;
	return below > 0 ? mix(bot->random) % below : 0;
}

uint64_t bots_hash(const struct bots *bots, const char *text)
{
	uint64_t hash = mix(bots->options.seed + 1);

	for (; *text != '\0'; text++)
		hash = mix(hash ^ (uint8_t)*text);
	return hash;
}

void bot_send(struct bot *bot, Convene__V1__Command *command)
{
	int error =
	    convene_send(driver_convene(bot->client), command, (uint64_t)command->body_case, NULL);

	if (error != 0)
		cli_complain("bots: %s: %s", bot->name, convene_error_text(error));
}

bool bot_chance(struct bot *bot, unsigned percent)
{
	return bot_random(bot, 100) < percent;
}

bool bot_is_mine(const struct bot *bot, const char *matter)
{
	return bots_hash(bot->bots, matter) % bot->of == bot->index;
}

bool bot_is_mine_by_number(const struct bot *bot, uint64_t matter)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, matter);
	return bot_is_mine(bot, text);
}

const Convene__V1__TeamCard *bot_team(const struct bot *bot)
{
	return view_team(bot->bots->world, bot->team_id);
}

struct bot *crowd_player(struct bots *bots, const char *team_id, const char *matter)
{
	for (size_t i = 0; i < bots->count; i++) {
		struct bot *bot = &bots->list[i];

		if (bot->role == CONVENE__V1__ROLE__ROLE_PLAYER &&
		    strcmp(bot->team_id, team_id) == 0 && bot_is_mine(bot, matter))
			return bot;
	}
	return NULL;
}

/* --- events --- */

static bool changes_clock(const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_EXERCISE_STARTED:
	case CONVENE__V1__EVENT__BODY_CLOCK_PAUSED:
	case CONVENE__V1__EVENT__BODY_CLOCK_RESUMED:
	case CONVENE__V1__EVENT__BODY_RATE_CHANGED:
	case CONVENE__V1__EVENT__BODY_CLOCK_JUMPED:
	case CONVENE__V1__EVENT__BODY_CLOCK_RESTORED:
		return true;
	default:
		return false;
	}
}

static void on_entry(struct bot *bot, const struct convene_event *event, size_t queue_before)
{
	const Convene__V1__Event *entry = event->entry.event;
	struct bots *bots = bot->bots;

	if (bot == bots->source) {
		tally_event(bots, entry, queue_before);
		if (entry->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_ENDED)
			tasks_clear(bots);
		if (changes_clock(entry))
			tasks_wake(bots);
	}
	if (bots->world->clock.phase == VIEW_ENDED)
		return;
	if (bot == bots->source)
		expected_event(bots, entry);
	if (bot->role == CONVENE__V1__ROLE__ROLE_PLAYER)
		player_event(bot, entry);
	else if (bot->role == CONVENE__V1__ROLE__ROLE_SIMULATOR)
		simulator_event(bot, entry);
	else if (bot->role == CONVENE__V1__ROLE__ROLE_CONTROLLER)
		steering_event(bot, entry);
}

/* What somebody else, a human perhaps, may have done in the same moment. */
static bool may_be_late(uint64_t kind)
{
	switch (kind) {
	case CONVENE__V1__COMMAND__BODY_RELEASE_INJECT:
	case CONVENE__V1__COMMAND__BODY_MOVE_CASE:
	case CONVENE__V1__COMMAND__BODY_SHARE_CASE:
	case CONVENE__V1__COMMAND__BODY_ANSWER_REFERRAL:
	case CONVENE__V1__COMMAND__BODY_TAKE_OVER_CASE:
	case CONVENE__V1__COMMAND__BODY_WITHDRAW_CONSENT:
	case CONVENE__V1__COMMAND__BODY_SEND_REQUEST:
	case CONVENE__V1__COMMAND__BODY_MOVE_REQUEST:
	case CONVENE__V1__COMMAND__BODY_SET_MILESTONE:
	case CONVENE__V1__COMMAND__BODY_TURN_SWITCH:
	case CONVENE__V1__COMMAND__BODY_BOOK_INTERPRETER:
	case CONVENE__V1__COMMAND__BODY_RELEASE_INTERPRETER:
	case CONVENE__V1__COMMAND__BODY_OPEN_QUESTIONNAIRE:
	case CONVENE__V1__COMMAND__BODY_ANSWER_QUESTIONNAIRE:
	case CONVENE__V1__COMMAND__BODY_CLOSE_QUESTIONNAIRE:
		return true;
	default:
		return false;
	}
}

/* A refusal that a human's or another bot's action, or the end, explains. */
static bool is_explained(const struct bots *bots, const struct convene_result *result)
{
	Convene__V1__ErrorCode code = result->result->error->code;
	uint64_t kind = result->tag & 0xffff;

	if (code == CONVENE__V1__ERROR_CODE__ERROR_CODE_CONFLICT)
		return true;
	/* what waited in the queue was answered meanwhile */
	if (code == CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND)
		return kind == CONVENE__V1__COMMAND__BODY_CLAIM_ITEM ||
		       kind == CONVENE__V1__COMMAND__BODY_DISMISS_ITEM;
	return code == CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE &&
	       (bots->end_sent || bots->world->clock.phase == VIEW_ENDED || may_be_late(kind));
}

static void on_result(struct bot *bot, const struct convene_result *result)
{
	bool warned = attempt_result(bot, result);

	if (warned || result->result->error == NULL)
		return;
	if (is_explained(bot->bots, result))
		bot->bots->too_late++;
	else
		tally_refusal(bot->bots, bot, result->result->error->message);
}

static void on_caught_up(struct bot *bot)
{
	struct bots *bots = bot->bots;

	if (bot == bots->source)
		tasks_wake(bots);
	if (bot->caught_up)
		return;
	bot->caught_up = true;
	if (++bots->caught_up < bots->count)
		return;
	say(stderr, "bots: %zu clients are in\n", bots->count);
	controller_everybody_is_in(bots);
	if (bots->options.once)
		controller_watch_for_the_end(bots);
}

static void on_stopped(struct bot *bot, const struct convene_loss *loss)
{
	int status =
	    loss->reason == CONVENE_REASON_SERVER ? session_exit_code(loss->code) : CLI_UNREACHABLE;

	/* a controller may remove a bot; the others go on */
	if (!bot->bots->options.once && bot != bot->bots->source &&
	    loss->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED)
		return;
	bots_fail(bot->bots, status, "%s (%s): %s", bot->name, bot->team_id, loss->text);
}

static void on_event(void *context, struct driver_client *client, const struct convene_event *event)
{
	struct bot *bot = context;
	size_t queue_before = bot->bots->world->queue_count;

	(void)client;
	if (bot == bot->bots->source)
		view_apply(bot->bots->world, event);
	if (view_is_full(bot->bots->world))
		bots_fail(bot->bots, CLI_LOCAL,
		    "the exercise is larger than this program keeps in memory");
	switch (event->kind) {
	case CONVENE_ENTRY:
		on_entry(bot, event, queue_before);
		break;
	case CONVENE_CAUGHT_UP:
		on_caught_up(bot);
		break;
	case CONVENE_RESULT:
		on_result(bot, &event->result);
		break;
	case CONVENE_RECORD:
		controller_record(bot->bots, &event->record);
		break;
	case CONVENE_OFFLINE:
		if (bot == bot->bots->source)
			cli_complain("bots: %s", event->loss.text);
		break;
	case CONVENE_STOPPED:
		on_stopped(bot, &event->loss);
		break;
	default:
		break;
	}
}

bool crowd_connect(struct bots *bots)
{
	for (size_t i = 0; i < bots->count; i++) {
		struct bot *bot = &bots->list[i];
		struct convene_options options = {.client = "convene bots " CONVENE_VERSION};

		bot->bots = bots;
		bot->random = mix(bots->options.seed * 1000003u + i);
		phrase_name(bots, i, bot->name, sizeof(bot->name));
		options.name = bot->name;
		bot->client = driver_add(bots->driver, &bot->link, &options, on_event, bot);
		if (bot->client == NULL) {
			cli_complain("bots: a link has no join code");
			return false;
		}
	}
	return true;
}
