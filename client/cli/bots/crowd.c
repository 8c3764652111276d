#include "client/cli/bots/crowd.h"

#include "client/cli/bots/controller.h"
#include "client/cli/bots/summary.h"
#include "proto/rules/clock_line.h"
#include "proto/say.h"

/* --- time --- */

static void wake(struct bots *bots);

static void on_wake(void *context)
{
	struct bots *bots = context;
	bots->wake = NULL;
	while (bots->world->clock.phase == VIEW_RUNNING &&
	       people_act(&bots->people, bots_exercise_ms(bots)))
		;
	wake(bots);
}

/* Sets the timer for whoever wants to do something next. Nobody does anything while the clock
 * stands. */
static void wake(struct bots *bots)
{
	int64_t next_ms = people_next_ms(&bots->people);
	uint32_t rate = bots->world->clock.rate_permille;
	if (bots->wake != NULL) {
		driver_cancel(bots->wake);
	}
	bots->wake = NULL;
	if (next_ms == INT64_MAX || bots->world->clock.phase != VIEW_RUNNING || rate == 0) {
		return;
	}
	int64_t left_ms = next_ms - bots_exercise_ms(bots);
	/* rounded up, so that it is due when the timer rings */
	bots->wake = driver_after(bots->driver,
	    clock_line_wall(&(struct clock_line){.rate_permille = rate}, left_ms), on_wake, bots);
}

/* --- events --- */

static void on_entry(struct bot *bot, const Convene__V1__Event *event, size_t queue_before)
{
	struct bots *bots = bot->bots;
	int64_t now_ms = bots_exercise_ms(bots);
	if (bot == bots->source) {
		tally_event(&bots->tally, bots->world, event, queue_before);
		summary_tell(event);
		people_event(&bots->people, event, now_ms);
	}
	people_told(&bot->actor, event, now_ms);
}

static void on_result(struct bot *bot, const struct convene_result *result)
{
	struct bots *bots = bot->bots;
	switch (people_result(&bot->actor, result->tag, result->result->error, bots->end_sent,
	    bots_exercise_ms(bots))) {
	case PEOPLE_LATE:
		bots->too_late++;
		break;
	case PEOPLE_REFUSED:
		summary_refusal(bots, bot, result->result->error->message);
		break;
	default:
		break;
	}
}

static void on_caught_up(struct bot *bot)
{
	struct bots *bots = bot->bots;
	if (bot->caught_up) {
		return;
	}
	bot->caught_up = true;
	if (++bots->caught_up < bots->count) {
		return;
	}
	say(stderr, "bots: %zu clients are in\n", bots->count);
	controller_everybody_is_in(bots);
	if (bots->options.once) {
		controller_watch_for_the_end(bots);
	}
}

static void on_stopped(struct bot *bot, const struct convene_loss *loss)
{
	int status =
	    loss->reason == CONVENE_REASON_SERVER ? session_exit_code(loss->code) : CLI_UNREACHABLE;
	/* a controller may remove a bot; the others go on */
	if (!bot->bots->options.once && bot != bot->bots->source &&
	    loss->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_REMOVED) {
		return;
	}
	bots_fail(bot->bots, status, "%s (%s): %s", bot->actor.name, bot->team_id, loss->text);
}

static void on_event(void *context, struct driver_client *client, const struct convene_event *event)
{
	struct bot *bot = context;
	size_t queue_before = bot->bots->world->queue_count;
	int64_t next_ms = people_next_ms(&bot->bots->people);
	(void)client;
	if (bot == bot->bots->source) {
		view_apply(bot->bots->world, event);
	}
	if (view_is_full(bot->bots->world)) {
		bots_fail(bot->bots, CLI_LOCAL,
		    "the exercise is larger than this program keeps in memory");
	}
	switch (event->kind) {
	case CONVENE_WELCOME:
		bot->actor.id = event->welcome->participant_id;
		break;
	case CONVENE_ENTRY:
		on_entry(bot, event->entry.event, queue_before);
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
		if (bot == bot->bots->source) {
			cli_complain("bots: %s", event->loss.text);
		}
		break;
	case CONVENE_STOPPED:
		on_stopped(bot, &event->loss);
		break;
	default:
		break;
	}
	/* the clock may have changed, or what somebody wants to do */
	if (bot == bot->bots->source || people_next_ms(&bot->bots->people) != next_ms) {
		wake(bot->bots);
	}
}

static void send(void *context, struct actor *actor, Convene__V1__Command *command, uint64_t tag)
{
	/* the actor is the first thing in a bot */
	struct bot *bot = (struct bot *)(void *)actor;
	int error = convene_send(driver_convene(bot->client), command, tag, NULL);
	(void)context;
	if (error != 0) {
		cli_complain("bots: %s: %s", actor->name, convene_error_text(error));
	}
}

bool crowd_connect(struct bots *bots)
{
	people_init(&bots->people, &bots->people_options, bots->world, send, bots);
	for (size_t i = 0; i < bots->count; i++) {
		struct bot *bot = &bots->list[i];
		struct convene_options options = {.client = "convene bots " CONVENE_VERSION};
		bot->bots = bots;
		bot->actor.team_id = bot->team_id;
		people_add(&bots->people, &bot->actor);
		options.name = bot->actor.name;
		bot->client = driver_add(bots->driver, &bot->link, &options, on_event, bot);
		if (bot->client == NULL) {
			cli_complain("bots: a link has no join code");
			return false;
		}
	}
	return true;
}
