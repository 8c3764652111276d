/*
 * What becomes one event of an exercise has to fit into a frame, with its texts in all languages:
 * each thing that the scenario declares, and together what everybody reads from the beginning.
 * Nobody checks that again when an exercise is made.
 */
#include "server/scenario/scenario_check_private.h"

#include "server/exercise/ground/limits.h"

/* An event says more: when, to whom; the exercise's own title and organisation; how long each part
 * is. */
#define SAID_BESIDE (8 * 1024)
#define CARD_HEAD   8
#define EVERYBODY                                                                                  \
	"title, summary, content note, briefing, countries, who the teams and entities are"

static size_t limit_of(enum name_kind kind)
{
	return kind == NAME_INJECT          ? INJECT_BYTES_MAX
	       : kind == NAME_QUESTIONNAIRE ? QUESTIONNAIRE_BYTES_MAX
	                                    : EVENT_BYTES_MAX - SAID_BESIDE;
}

/* What the first event has: of teams and entities no more than their cards. */
static size_t size_for_everybody(const Convene__V1__Scenario *scenario)
{
	Convene__V1__Scenario shown = CONVENE__V1__SCENARIO__INIT;
	shown.title = scenario->title;
	shown.summary = scenario->summary;
	shown.content_note = scenario->content_note;
	shown.briefing = scenario->briefing;
	shown.n_countries = scenario->n_countries;
	shown.countries = scenario->countries;

	size_t size = convene__v1__scenario__get_packed_size(&shown);
	for (size_t i = 0; i < scenario->n_teams; i++) {
		Convene__V1__Team card = *scenario->teams[i];
		card.briefing = NULL;
		size += convene__v1__team__get_packed_size(&card) + CARD_HEAD;
	}
	for (size_t i = 0; i < scenario->n_entities; i++) {
		Convene__V1__Entity card = *scenario->entities[i];
		card.brief = NULL;
		card.n_canned_replies = 0;
		size += convene__v1__entity__get_packed_size(&card) + CARD_HEAD;
	}
	return size;
}

void check_sizes(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	for (size_t i = 0; i < check->names.count; i++) {
		const struct scenario_name *name = &check->names.list[i];
		size_t limit = limit_of(name->kind);
		if (name->message != NULL &&
		    protobuf_c_message_get_packed_size(name->message) > limit) {
			check_error(check, name->message, "", 0,
			    "the %s with all its texts is larger than %zu KiB",
			    name_noun(name->kind), limit / 1024);
		}
	}
	if (size_for_everybody(scenario) > EVENT_BYTES_MAX - SAID_BESIDE) {
		check_error(check, scenario, "", 0,
		    "what everybody reads (" EVERYBODY ") is larger than %d KiB",
		    (EVENT_BYTES_MAX - SAID_BESIDE) / 1024);
	}
}
