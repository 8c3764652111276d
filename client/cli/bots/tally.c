/* What came of it all: counts of what is in the log, and what was refused. */
#include "client/cli/bots/bots.h"
#include "proto/say.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t *counter_of(struct bots_tally *tally, const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case CONVENE__V1__EVENT__BODY_INJECT_DELIVERED:
		return &tally->injects_delivered;
	case CONVENE__V1__EVENT__BODY_INJECT_READ:
		return &tally->injects_read;
	case CONVENE__V1__EVENT__BODY_INJECT_ANSWERED:
		return &tally->injects_answered;
	case CONVENE__V1__EVENT__BODY_MESSAGE_POSTED:
		return &tally->messages;
	case CONVENE__V1__EVENT__BODY_CASE_OPENED:
		return &tally->cases;
	case CONVENE__V1__EVENT__BODY_REQUEST_SENT:
		return &tally->requests;
	case CONVENE__V1__EVENT__BODY_FIELDS_DISCLOSED:
		return &tally->disclosures;
	case CONVENE__V1__EVENT__BODY_CASE_FLAGGED:
		return &tally->flags;
	case CONVENE__V1__EVENT__BODY_QUESTIONNAIRE_ANSWERED:
		return &tally->questionnaires_answered;
	default:
		return NULL;
	}
}

void tally_event(struct bots *bots, const Convene__V1__Event *event, size_t queue_before)
{
	uint64_t *counter = counter_of(&bots->tally, event);

	if (counter != NULL)
		++*counter;
	if (event->body_case == CONVENE__V1__EVENT__BODY_MILESTONE_CHANGED &&
	    event->milestone_changed->standing ==
	        CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED)
		bots->tally.milestones++;
	if ((event->body_case == CONVENE__V1__EVENT__BODY_MESSAGE_POSTED ||
	        event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_MOVED) &&
	    bots->world->queue_count < queue_before)
		bots->tally.queue_answered += queue_before - bots->world->queue_count;
	if (event->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_STARTED)
		say(stderr, "bots: STARTEX at %g times real time\n",
		    event->exercise_started->rate_permille / 1000.0);
	if (event->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_ENDED)
		say(stderr, "bots: ENDEX\n");
}

/* Numbers differ from one refusal to the next that means the same. */
static void without_numbers(const char *message, char *out, size_t size)
{
	size_t len = 0;

	for (; *message != '\0' && len + 1 < size; message++)
		if (!isdigit((unsigned char)*message))
			out[len++] = *message;
	out[len] = '\0';
}

void tally_refusal(struct bots *bots, const struct bot *bot, const char *message)
{
	char text[sizeof(bots->refusal_kinds[0].text)];
	size_t at = 0;

	/* the first few tell what is the matter */
	if (bots->refusals++ < 10)
		cli_complain("bots: %s (%s): %s", bot->name, bot->team_id, message);
	without_numbers(message, text, sizeof(text));
	while (at < bots->refusal_kind_count && strcmp(bots->refusal_kinds[at].text, text) != 0)
		at++;
	if (at == REFUSAL_KINDS_MAX)
		return;
	if (at == bots->refusal_kind_count)
		snprintf(
		    bots->refusal_kinds[bots->refusal_kind_count++].text, sizeof(text), "%s", text);
	bots->refusal_kinds[at].count++;
}

void tally_print(const struct bots *bots)
{
	const struct bots_tally *tally = &bots->tally;
	double wall_s = (double)(driver_now_ms(bots->driver) - bots->begun_ms) / 1000.0;

	for (size_t i = 0; i < bots->refusal_kind_count; i++)
		say(stderr, "bots: refused %" PRIu64 " times: %s\n", bots->refusal_kinds[i].count,
		    bots->refusal_kinds[i].text);
	if (bots->too_late > 0)
		say(stderr, "bots: somebody else was quicker %" PRIu64 " times\n", bots->too_late);
	say(stdout,
	    "{\"events\":%" PRIu64 ",\"injects_delivered\":%" PRIu64 ",\"injects_read\":%" PRIu64
	    ",\"injects_answered\":%" PRIu64 ",\"messages\":%" PRIu64 ",\"cases\":%" PRIu64
	    ",\"requests\":%" PRIu64 ",\"disclosures\":%" PRIu64 ",\"flags\":%" PRIu64
	    ",\"milestones\":%" PRIu64 ",\"questionnaires_answered\":%" PRIu64
	    ",\"queue_answered\":%" PRIu64 ",\"clients\":%zu,\"verified\":%s,\"wall_s\":%.2f}\n",
	    bots->verdict.events, tally->injects_delivered, tally->injects_read,
	    tally->injects_answered, tally->messages, tally->cases, tally->requests,
	    tally->disclosures, tally->flags, tally->milestones, tally->questionnaires_answered,
	    tally->queue_answered, bots->count, bots->verdict.ok ? "true" : "false", wall_s);
	fflush(stdout);
}
