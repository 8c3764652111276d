#include "server/exercise/check.h"
#include "server/exercise/state.h"

/*
 * How an exercise comes about from a scenario: ExerciseCreated, which everybody sees, the teams'
 * briefings, and the scenario itself in parts that each fit into a frame.
 */

/* --- checks: what the engine relies on; a scenario's author was told of mistakes before --- */

static void refuse_taken(struct deciding *deciding, const char *what, const char *id, int max)
{
	refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
	    "%s \"%s\" is there twice, or there are more than %d", what, shown_id(id), max);
}

static bool cast_fill(
    struct deciding *deciding, struct cast *cast, const Convene__V1__Scenario *scenario)
{
	for (size_t i = 0; i < scenario->n_teams && !refused(deciding); i++) {
		const char *id = text_or_empty(scenario->teams[i]->id);
		if (check_id(deciding, id, "a team") && cast_add_team(cast, id) == NULL) {
			refuse_taken(deciding, "team", id, TEAMS_MAX);
		}
	}
	for (size_t i = 0; i < scenario->n_entities && !refused(deciding); i++) {
		const char *id = text_or_empty(scenario->entities[i]->id);
		if (check_id(deciding, id, "an entity") && cast_add_entity(cast, id) == NULL) {
			refuse_taken(deciding, "entity", id, ENTITIES_MAX);
		}
	}
	for (size_t i = 0; i < scenario->n_objectives && !refused(deciding); i++) {
		const char *id = text_or_empty(scenario->objectives[i]->id);
		if (check_id(deciding, id, "an objective") &&
		    cast_add_objective(cast, id) == NULL) {
			refuse_taken(deciding, "objective", id, OBJECTIVES_MAX);
		}
	}
	return !refused(deciding);
}

static bool check_planned_inject(struct deciding *deciding, const Convene__V1__Inject *inject)
{
	if (!check_id(deciding, text_or_empty(inject->id), "an inject") ||
	    !inject_check(deciding, inject, false)) {
		return false;
	}
	if (inject->n_to == 0) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "inject \"%s\" goes to nobody; name at least one team", inject->id);
	}
	if (inject->planned_ms < 0 || inject->planned_ms > EXERCISE_MS_MAX) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "inject \"%s\" is planned at %" PRId64 "; give a time from STARTEX on",
		    inject->id, inject->planned_ms);
	}
	for (size_t i = 0; i < inject->n_attachments; i++) {
		if (inject->attachments[i]->sha256.len != SHA256_SIZE) {
			return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
			    "an attachment of inject \"%s\" has no hash; load the scenario with "
			    "its documents",
			    inject->id);
		}
	}
	return true;
}

static bool check_injects(struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	struct name_index ids = {.count = 0};
	for (size_t i = 0; i < scenario->n_injects && !refused(deciding); i++) {
		const Convene__V1__Inject *inject = scenario->injects[i];
		if (check_planned_inject(deciding, inject) &&
		    (i >= INJECTS_MAX || !name_index_add(&ids, inject->id, (int)i))) {
			refuse_taken(deciding, "inject", inject->id, INJECTS_MAX);
		}
	}
	name_index_deinit(&ids);
	return !refused(deciding);
}

static bool check_rule(struct deciding *deciding, const Convene__V1__OverdueRule *rule)
{
	if (rule == NULL) {
		return true;
	}
	if (rule->stagger_ms < 0 || rule->stagger_ms > EXERCISE_MS_MAX) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID,
		    "overdue.stagger_ms is out of range; give a time from 0 on");
	}
	return rule->action == 0 || check_enum(deciding, &convene__v1__overdue_action__descriptor,
	                                (int)rule->action, "overdue.action");
}

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

/* The part that grows. */
struct parting {
	struct deciding *deciding;   /* borrowed: outlives the parting */
	Convene__V1__Scenario *part; /* borrowed: in the arena; NULL when that is used up */
	size_t bytes;
};

static void part_begin(struct parting *parting)
{
	parting->part = DRAFT_BODY(parting->deciding, Scenario, scenario);
	parting->bytes = 0;
}

static void part_end(struct parting *parting, bool complete)
{
	Convene__V1__ScenarioLoaded *body =
	    DRAFT_BODY(parting->deciding, ScenarioLoaded, scenario_loaded);
	if (body != NULL && parting->part != NULL) {
		body->part = parting->part;
		body->complete = complete;
		draft_event(parting->deciding, CONVENE__V1__EVENT__BODY_SCENARIO_LOADED, body);
	}
}

/* Makes room for an item; false when the arena is used up. */
static bool part_room(struct parting *parting, const ProtobufCMessage *item)
{
	size_t size = protobuf_c_message_get_packed_size(item);
	if (parting->bytes > 0 && parting->bytes + size > PART_BYTES) {
		part_end(parting, false);
		part_begin(parting);
	}
	parting->bytes += size;
	return parting->part != NULL;
}

/* The items of a part are neighbours in the scenario, so its list is a stretch of the scenario's.
 */
#define PART_ADD(parting, scenario, list)                                                          \
	do {                                                                                       \
		for (size_t i = 0; i < (scenario)->n_##list; i++) {                                \
			if (!part_room((parting), &(scenario)->list[i]->base)) {                   \
				return;                                                            \
			}                                                                          \
			Convene__V1__Scenario *part = (parting)->part;                             \
			part->list = part->n_##list == 0 ? (scenario)->list + i : part->list;      \
			part->n_##list++;                                                          \
		}                                                                                  \
	} while (0)

static void draft_parts(struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	struct parting parting = {.deciding = deciding};
	part_begin(&parting);
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
	parting.bytes = convene__v1__scenario__get_packed_size(head);
	head->engine_flags = scenario->engine_flags;
	PART_ADD(&parting, scenario, countries);
	PART_ADD(&parting, scenario, teams);
	PART_ADD(&parting, scenario, entities);
	PART_ADD(&parting, scenario, objectives);
	PART_ADD(&parting, scenario, flags);
	PART_ADD(&parting, scenario, tracks);
	PART_ADD(&parting, scenario, fields);
	PART_ADD(&parting, scenario, forms);
	PART_ADD(&parting, scenario, disclosure_rules);
	PART_ADD(&parting, scenario, instruments);
	PART_ADD(&parting, scenario, interpreters);
	PART_ADD(&parting, scenario, persons);
	PART_ADD(&parting, scenario, milestones);
	PART_ADD(&parting, scenario, switches);
	PART_ADD(&parting, scenario, alternatives);
	PART_ADD(&parting, scenario, questionnaires);
	PART_ADD(&parting, scenario, injects);
	part_end(&parting, true);
}

/* --- the whole --- */

/* A copy without what only scenario files say. */
static Convene__V1__Scenario *scenario_copy(
    struct deciding *deciding, const Convene__V1__Scenario *scenario)
{
	Convene__V1__Scenario *copy = draft_copy(deciding, scenario);
	for (size_t i = 0; copy != NULL && i < copy->n_injects; i++) {
		for (size_t j = 0; j < copy->injects[i]->n_attachments; j++) {
			copy->injects[i]->attachments[j]->file = draft_text(deciding, "");
		}
	}
	return copy;
}

static void check_sizes(struct deciding *deciding)
{
	const struct decision *decision = deciding->decision;
	for (size_t i = 0; i < decision->count && !refused(deciding); i++) {
		if (convene__v1__event__get_packed_size(decision->drafts[i].event) >
		    EVENT_BYTES_MAX) {
			refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE,
			    "the scenario's countries, or one of its texts, are larger than %d "
			    "KiB; shorten them",
			    EVENT_BYTES_MAX / 1024);
		}
	}
}

static bool check_creation(struct deciding *deciding, const struct creation *creation)
{
	if (deciding->exercise->head != 0) {
		return refuse(deciding, CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE,
		    "the exercise exists already");
	}
	return check_id(deciding, text_or_empty(creation->exercise_id), "the exercise") &&
	       check_text(deciding, text_or_empty(creation->title), LINE_BYTES_MAX,
	           "the exercise's title") &&
	       check_text(deciding, text_or_empty(creation->organisation), LINE_BYTES_MAX,
	           "the organisation") &&
	       check_rule(deciding, creation->scenario->overdue);
}

void exercise_decide_create(
    const struct exercise *exercise, const struct creation *creation, struct decision *decision)
{
	struct deciding deciding;
	struct cast cast = {.team_count = 0};
	deciding_init(&deciding, exercise, creation->wall_ms, decision);
	deciding.cast = &cast; /* the state has none yet */
	if (check_creation(&deciding, creation) &&
	    cast_fill(&deciding, &cast, creation->scenario) &&
	    check_injects(&deciding, creation->scenario)) {
		const Convene__V1__Scenario *scenario =
		    scenario_copy(&deciding, creation->scenario);
		if (scenario != NULL) {
			draft_created(&deciding, creation, scenario);
			draft_briefings(&deciding, scenario);
			draft_parts(&deciding, scenario);
			check_sizes(&deciding);
		}
	}
	deciding_finish(&deciding);
	cast_deinit(&cast);
}
