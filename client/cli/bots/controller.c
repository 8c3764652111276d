#include "client/cli/bots/controller.h"

#include "client/cli/bots/summary.h"
#include "client/cli/session/record_report.h"
#include "proto/say.h"

#include <inttypes.h>
#include <stdio.h>

/* How often, at the end, it is looked at whether everything is done. Wall time. */
#define ENDING_MS 20

void controller_everybody_is_in(struct bots *bots)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__StartExercise start = CONVENE__V1__START_EXERCISE__INIT;
	if (bots->controller == NULL || bots->started) {
		return;
	}
	bots->started = true;
	if (bots->world->clock.phase != VIEW_PLANNED) {
		return;
	}
	start.rate_permille = bots->options.rate_permille;
	command.body_case = CONVENE__V1__COMMAND__BODY_START_EXERCISE;
	command.start_exercise = &start;
	actor_send(&bots->controller->actor, &command);
}

/* --- the end --- */

static size_t undelivered(const struct bots *bots)
{
	size_t count = 0;
	for (size_t i = 0; i < bots->world->inject_count; i++) {
		Convene__V1__InjectStatus status = bots->world->injects[i].status;
		if (status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_PLANNED ||
		    status == CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD) {
			count++;
		}
	}
	return count;
}

static size_t unanswered(const struct bots *bots)
{
	size_t count = 0;
	for (size_t i = 0; i < bots->count; i++) {
		count += convene_unanswered(driver_peek(bots->list[i].client));
	}
	return count;
}

static void end_exercise(struct bots *bots)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__EndExercise end = CONVENE__V1__END_EXERCISE__INIT;
	end.clock_revision = bots->world->clock.revision;
	command.body_case = CONVENE__V1__COMMAND__BODY_END_EXERCISE;
	command.end_exercise = &end;
	actor_send(&bots->controller->actor, &command);
	bots->end_sent = true;
}

static void fetch(struct bots *bots)
{
	int status = fetch_begin(&bots->fetch, NULL, false);
	if (status != CLI_OK) {
		bots_finish(bots, status);
		return;
	}
	bots->fetching = true;
	bots->fetch_through = bots->world->last_mark;
	convene_fetch_record(driver_convene(bots->controller->client), NULL);
}

static void tell_progress(struct bots *bots, int64_t now_ms, int64_t duration_ms)
{
	int quarter = duration_ms > 0 && now_ms < duration_ms ? (int)(now_ms * 4 / duration_ms) : 4;
	if (quarter <= bots->quarter) {
		return;
	}
	bots->quarter = quarter;
	say(stderr,
	    "bots: %d %% played, %" PRIu64 " injects delivered, %" PRIu64 " answered, %" PRIu64
	    " messages\n",
	    quarter * 25, bots->tally.injects_delivered, bots->tally.injects_answered,
	    bots->tally.messages);
}

/* Looked at again and again while the exercise runs: is it over? */
static void on_ending(void *context)
{
	struct bots *bots = context;
	const struct view *world = bots->world;
	int64_t now_ms = bots_exercise_ms(bots);
	int64_t duration_ms = world->exercise != NULL ? world->exercise->duration_ms : 0;
	bots->ending = NULL;
	if (bots->finished || bots->fetching) {
		return;
	}
	tell_progress(bots, now_ms, duration_ms);
	if (world->clock.phase == VIEW_RUNNING && !bots->end_sent && now_ms >= duration_ms &&
	    undelivered(bots) == 0 && unanswered(bots) == 0) {
		end_exercise(bots);
	} else if (world->clock.phase == VIEW_ENDED && unanswered(bots) == 0) {
		fetch(bots);
		return;
	}
	bots->ending = driver_after(bots->driver, ENDING_MS, on_ending, bots);
}

void controller_watch_for_the_end(struct bots *bots)
{
	bots->ending = driver_after(bots->driver, ENDING_MS, on_ending, bots);
}

void controller_record(struct bots *bots, const struct convene_record *record)
{
	if (!bots->fetching) {
		return;
	}
	if (record->error != NULL) {
		fetch_end(&bots->fetch, false, &bots->verdict);
		bots->fetching = false;
		bots_fail(
		    bots, CLI_REFUSED, "the record cannot be fetched: %s", record->error->message);
		return;
	}
	fetch_bytes(&bots->fetch, record->data, record->len);
	if (!record->last) {
		return;
	}
	int status = fetch_end(&bots->fetch, true, &bots->verdict);
	bots->fetching = false;
	if (status != CLI_OK) {
		bots_fail(bots, status, "first bad event: %" PRIu64 ": %s", bots->verdict.first_bad,
		    bots->verdict.text);
	} else if (bots->verdict.events < bots->fetch_through) {
		bots_fail(bots, CLI_REFUSED,
		    "the record ends at event %" PRIu64 ", but event %" PRIu64 " was seen",
		    bots->verdict.events, bots->fetch_through);
	} else if (bots->refusals > 0) {
		bots_fail(bots, CLI_REFUSED, "%" PRIu64 " commands were refused", bots->refusals);
	}
	summary_print(bots);
	bots_finish(bots, CLI_OK);
}
