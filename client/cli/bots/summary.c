#include "client/cli/bots/summary.h"

#include "proto/json.h"
#include "proto/say.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void summary_tell(const Convene__V1__Event *event)
{
	if (event->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_STARTED) {
		say(stderr, "bots: STARTEX at %g times real time\n",
		    event->exercise_started->rate_permille / 1000.0);
	}
	if (event->body_case == CONVENE__V1__EVENT__BODY_EXERCISE_ENDED) {
		say(stderr, "bots: ENDEX\n");
	}
}

/* Numbers differ from one refusal to the next that means the same. */
static void without_numbers(const char *message, char *out, size_t size)
{
	size_t len = 0;
	for (; *message != '\0' && len + 1 < size; message++) {
		if (!isdigit((unsigned char)*message)) {
			out[len++] = *message;
		}
	}
	out[len] = '\0';
}

void summary_refusal(struct bots *bots, const struct bot *bot, const char *message)
{
	char text[sizeof(bots->refusal_kinds[0].text)];
	size_t at = 0;
	/* the first few tell what is the matter */
	if (bots->refusals++ < 10) {
		cli_complain("bots: %s (%s): %s", bot->actor.name, bot->team_id, message);
	}
	without_numbers(message, text, sizeof(text));
	while (at < bots->refusal_kind_count && strcmp(bots->refusal_kinds[at].text, text) != 0) {
		at++;
	}
	if (at == REFUSAL_KINDS_MAX) {
		return;
	}
	if (at == bots->refusal_kind_count) {
		snprintf(
		    bots->refusal_kinds[bots->refusal_kind_count++].text, sizeof(text), "%s", text);
	}
	bots->refusal_kinds[at].count++;
}

void summary_print(const struct bots *bots)
{
	struct buf line = {0};
	double wall_s = (double)(driver_now_ms(bots->driver) - bots->begun_ms) / 1000.0;
	for (size_t i = 0; i < bots->refusal_kind_count; i++) {
		say(stderr, "bots: refused %" PRIu64 " times: %s\n", bots->refusal_kinds[i].count,
		    bots->refusal_kinds[i].text);
	}
	if (bots->too_late > 0) {
		say(stderr, "bots: somebody else was quicker %" PRIu64 " times\n", bots->too_late);
	}
	json_member_unsigned(&line, "events", bots->verdict.events);
	tally_json(&line, &bots->tally);
	json_member_unsigned(&line, "clients", bots->count);
	json_member_bool(&line, "verified", bots->verdict.ok);
	json_member_real(&line, "wall_s", wall_s, 2);
	say(stdout, "{%.*s}\n", (int)line.len, (const char *)line.data);
	buf_deinit(&line);
	fflush(stdout);
}
