/*
 * How an exercise begins: one event that everybody sees, with the cards of teams and entities; what
 * each team is told; and the scenario in parts, none larger than an event may be, for those who may
 * read it. What players must not know stands in the parts alone, so the cards are made field by
 * field and never copied whole.
 */
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/decide/catalogue.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/parting.h"
#include "server/exercise/engine/finish.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"
#include "server/exercise/state/state.h"

/* --- what everybody sees --- */

static Convene__V1__TeamCard *team_card(struct deciding *deciding, const Convene__V1__Team *team)
{
	Convene__V1__TeamCard *card = DRAFT_BODY(deciding, TeamCard, team_card);
	if (card != NULL) {
		card->id = team->id;
		card->name = team->name;
		card->country = team->country;
		card->agency = team->agency;
	}
	return card;
}

static Convene__V1__EntityCard *entity_card(
    struct deciding *deciding, const Convene__V1__Entity *entity)
{
	Convene__V1__EntityCard *card = DRAFT_BODY(deciding, EntityCard, entity_card);
	if (card != NULL) {
		card->id = entity->id;
		card->name = entity->name;
		card->description = entity->description;
	}
	return card;
}

static void add_cards(struct deciding *deciding, const Convene__V1__Scenario *scenario,
    Convene__V1__ExerciseCreated *body)
{
	body->teams = draft_array(deciding, scenario->n_teams + 1, sizeof(Convene__V1__TeamCard *));
	for (size_t i = 0; body->teams != NULL && i < scenario->n_teams; i++) {
		Convene__V1__TeamCard *card = team_card(deciding, scenario->teams[i]);
		if (card != NULL) {
			body->teams[body->n_teams++] = card;
		}
	}
	body->entities =
	    draft_array(deciding, scenario->n_entities + 1, sizeof(Convene__V1__EntityCard *));
	for (size_t i = 0; body->entities != NULL && i < scenario->n_entities; i++) {
		Convene__V1__EntityCard *card = entity_card(deciding, scenario->entities[i]);
		if (card != NULL) {
			body->entities[body->n_entities++] = card;
		}
	}
}

static void draft_created(struct deciding *deciding, const struct creation *creation,
    const Convene__V1__Scenario *scenario)
{
	Convene__V1__ExerciseCreated *body =
	    DRAFT_BODY(deciding, ExerciseCreated, exercise_created);
	if (body == NULL) {
		return;
	}
	body->exercise_id = draft_text(deciding, creation->exercise_id);
	body->title = scenario->title;
	if (creation->title != NULL) {
		body->title = DRAFT_BODY(deciding, Text, text);
		if (body->title == NULL) {
			return;
		}
		body->title->value = draft_text(deciding, creation->title);
	}
	body->summary = scenario->summary;
	body->content_note = scenario->content_note;
	body->briefing = scenario->briefing;
	body->language = scenario->language;
	body->n_languages = scenario->n_languages;
	body->languages = scenario->languages;
	body->duration_ms = scenario->duration_ms;
	body->story = scenario->story;
	body->n_countries = scenario->n_countries;
	body->countries = scenario->countries;
	add_cards(deciding, scenario, body);
	body->organisation = draft_text(deciding, creation->organisation);
	body->scenario_id = scenario->id;
	body->scenario_version = scenario->version;
	body->engine_version = ENGINE_VERSION;
	draft_event(deciding, CONVENE__V1__EVENT__BODY_EXERCISE_CREATED, body);
}

static void draft_briefings(struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	for (size_t i = 0; i < scenario->n_teams; i++) {
		const Convene__V1__Team *team = scenario->teams[i];
		Convene__V1__BriefingIssued *body =
		    DRAFT_BODY(deciding, BriefingIssued, briefing_issued);
		if (team->briefing != NULL && body != NULL) {
			body->team_id = team->id;
			body->briefing = team->briefing;
			draft_event(deciding, CONVENE__V1__EVENT__BODY_BRIEFING_ISSUED, body);
		}
	}
}

/* --- the scenario in parts --- */

static void draft_part(const struct parting *parting)
{
	Convene__V1__ScenarioLoaded *body =
	    DRAFT_BODY(parting->deciding, ScenarioLoaded, scenario_loaded);
	if (body != NULL) {
		body->part = parting->part;
		body->complete = parting->last;
		draft_event(parting->deciding, CONVENE__V1__EVENT__BODY_SCENARIO_LOADED, body);
	}
}

static void draft_parts(struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	struct parting parting = {.deciding = deciding, .draft = draft_part};
	parting_begin(&parting);
	Convene__V1__Scenario *head = parting.part;
	if (head == NULL) {
		return;
	}
	head->id = scenario->id;
	head->version = scenario->version;
	head->language = scenario->language;
	head->n_languages = scenario->n_languages;
	head->languages = scenario->languages;
	head->title = scenario->title;
	head->summary = scenario->summary;
	head->content_note = scenario->content_note;
	head->briefing = scenario->briefing;
	head->duration_ms = scenario->duration_ms;
	head->story = scenario->story;
	head->overdue = scenario->overdue;
	head->engine_flags = scenario->engine_flags;
	parting.bytes = convene__v1__scenario__get_packed_size(head);
	PARTING_ADD(&parting, scenario, countries);
	PARTING_ADD(&parting, scenario, teams);
	PARTING_ADD(&parting, scenario, entities);
	PARTING_ADD(&parting, scenario, objectives);
	PARTING_ADD(&parting, scenario, flags);
	PARTING_ADD(&parting, scenario, tracks);
	PARTING_ADD(&parting, scenario, fields);
	PARTING_ADD(&parting, scenario, forms);
	PARTING_ADD(&parting, scenario, disclosure_rules);
	PARTING_ADD(&parting, scenario, channel_rules);
	PARTING_ADD(&parting, scenario, instruments);
	PARTING_ADD(&parting, scenario, interpreters);
	PARTING_ADD(&parting, scenario, persons);
	PARTING_ADD(&parting, scenario, milestones);
	PARTING_ADD(&parting, scenario, switches);
	PARTING_ADD(&parting, scenario, alternatives);
	PARTING_ADD(&parting, scenario, questionnaires);
	PARTING_ADD(&parting, scenario, injects);
	parting_end(&parting);
}

/* --- the whole --- */

/* A copy without what only scenario files say. */
static Convene__V1__Scenario *scenario_copy(
    struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	Convene__V1__Scenario *copy = draft_copy(deciding, scenario);
	if (copy != NULL) {
		copy->n_uses = 0;
		copy->uses = NULL;
	}
	for (size_t i = 0; copy != NULL && i < copy->n_injects; i++) {
		copy->injects[i]->planned_story = draft_text(deciding, "");
		for (size_t j = 0; j < copy->injects[i]->n_attachments; j++) {
			copy->injects[i]->attachments[j]->file = draft_text(deciding, "");
		}
	}
	return copy;
}

static bool check_creation(struct deciding *deciding, const struct creation *creation)
{
	if (deciding->exercise->head != 0) {
		return REFUSE(deciding, WRONG_STATE, "the exercise exists already");
	}
	return check_id(deciding, text_or_empty(creation->exercise_id), "the exercise") &&
	       check_text(deciding, text_or_empty(creation->title), LINE_BYTES_MAX,
	           "the exercise's title") &&
	       check_text(deciding, text_or_empty(creation->organisation), LINE_BYTES_MAX,
	           "the organisation");
}

void exercise_decide_create(
    const struct exercise *exercise, const struct creation *creation, struct decision *decision)
{
	struct deciding deciding;
	struct cast cast = {.team_count = 0};
	deciding_init(&deciding, exercise, creation->wall_ms, decision);
	/* the state has none yet, and briefings are for teams */
	deciding.cast = &cast;
	for (size_t i = 0; i < creation->scenario->n_teams; i++) {
		cast_add_team(&cast, creation->scenario->teams[i]->id);
	}
	const Convene__V1__Scenario *scenario = check_creation(&deciding, creation)
	                                            ? scenario_copy(&deciding, creation->scenario)
	                                            : NULL;
	if (scenario != NULL) {
		draft_created(&deciding, creation, scenario);
		catalogue_draft(&deciding, scenario);
		draft_briefings(&deciding, scenario);
		draft_parts(&deciding, scenario);
	}
	deciding_finish(&deciding);
	cast_deinit(&cast);
}
