/*
 * Rounds of pruning until nothing changes any more: what is left out takes with it what cannot be
 * without it, and that takes more. `fates` says of each name what became of it; the scenario's own
 * lists lose the gone ones at the end of a round, so that a round sees all of what it began with.
 */
#include "server/scenario/abridge.h"

#include "proto/complaint.h"
#include "proto/list.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "server/scenario/abridge_private.h"
#include "server/scenario/rules_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool abridging_is_any(const struct abridging *asked)
{
	return asked->duration_ms != 0 || (asked->without != NULL && asked->without[0] != NULL);
}

/* --- the lists --- */

struct fate *abridge_fate_of(const struct abridge *abridge, const struct scenario_name *name)
{
	return &abridge->fates[name - abridge->names.list];
}

struct fate *abridge_fate(const struct abridge *abridge, unsigned kinds, const char *id)
{
	const struct scenario_name *name = names_find(&abridge->names, kinds, id);
	return name != NULL ? abridge_fate_of(abridge, name) : NULL;
}

void abridge_blame(struct abridge *abridge, const char *format, ...)
{
	char text[200];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	abridge->because = arena_text(abridge->arena, text, strlen(text));
}

static const char *title_of(const struct scenario_name *name)
{
	const ProtobufCMessage *message = name->message;
	const ProtobufCFieldDescriptor *field = reflect_field(message->descriptor, "title", 5);
	field = field != NULL ? field : reflect_field(message->descriptor, "name", 4);
	const Convene__V1__Text *title =
	    field != NULL ? *(Convene__V1__Text **)reflect_member(message, field) : NULL;
	return title != NULL ? title->value : "";
}

/* Grows a list in the arena; what does not fit any more is lost to the report alone. */
static void add_item(struct abridge *abridge, struct abridged_item **list, size_t *count,
    size_t *room, const struct scenario_name *name, const char *because)
{
	struct abridged_item *larger =
	    arena_room(abridge->arena, *list, *count, room, sizeof(*larger));
	if (larger == NULL) {
		return;
	}
	*list = larger;
	(*list)[(*count)++] = (struct abridged_item){.kind = name->kind,
	    .id = name->id,
	    .title = title_of(name),
	    .because = because != NULL ? because : ""};
}

void abridge_drop(struct abridge *abridge, enum name_kind kind, const char *id)
{
	const struct scenario_name *name = names_find(&abridge->names, 1u << kind, id);
	struct fate *fate = abridge_fate_of(abridge, name);
	if (!fate->gone) {
		fate->gone = true;
		abridge->changed = true;
		add_item(abridge, &abridge->out->left_out, &abridge->out->left_out_count,
		    &abridge->left_out_room, name, abridge->because);
	}
}

void abridge_note(struct abridge *abridge, enum name_kind kind, const char *id, const char *text)
{
	const struct scenario_name *name = names_find(&abridge->names, 1u << kind, id);
	if (!abridge_fate_of(abridge, name)->gone) {
		add_item(abridge, &abridge->out->changed, &abridge->out->changed_count,
		    &abridge->changed_room, name, text);
	}
}

/* --- what the scenario's own lists lose --- */

/* The messages of a list without those that are gone. */
static size_t keep(const struct abridge *abridge, enum name_kind kind, void *list, size_t count)
{
	void **messages = list;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		if (!abridge_fate(abridge, 1u << kind, reflect_id(messages[i]))->gone) {
			messages[kept++] = messages[i];
		}
	}
	return kept;
}

static void keep_all(struct abridge *abridge)
{
	Convene__V1__Scenario *scenario = abridge->scenario;
#define KEEP(kind, field)                                                                          \
	scenario->n_##field = keep(abridge, NAME_##kind, scenario->field, scenario->n_##field)
	KEEP(TEAM, teams);
	KEEP(INJECT, injects);
	KEEP(MILESTONE, milestones);
	KEEP(SWITCH, switches);
	KEEP(ALTERNATIVES, alternatives);
	KEEP(QUESTIONNAIRE, questionnaires);
	KEEP(OBJECTIVE, objectives);
#undef KEEP
}

/* --- what nothing refers to any more --- */

/* Marks what a message and all below it refer to. */
static void want(struct abridge *abridge, const ProtobufCMessage *message);

static void want_below(void *abridge, const ProtobufCFieldDescriptor *field, const void *value)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
		want(abridge, *(ProtobufCMessage *const *)value);
	}
}

static void want(struct abridge *abridge, const ProtobufCMessage *message)
{
	for (size_t i = 0; i < rule_count; i++) {
		const struct rule *rule = &rules[i];
		if (rule->of != message->descriptor || rule->kind != RULE_NAME ||
		    (rule->what & RULE_NO_USE) != 0) {
			continue;
		}
		size_t count;
		char *const *ids = rule_names(rule, message, &count);

		for (size_t j = 0; j < count; j++) {
			struct fate *fate = abridge_fate(abridge, rule_kinds(rule), ids[j]);
			if (fate != NULL) {
				fate->wanted = true;
			}
		}
	}
	reflect_each(message, want_below, abridge);
}

/* Milestones that serve an objective are worth something by themselves. */
static bool can_be_unwanted(const struct scenario_name *name)
{
	const Convene__V1__Milestone *milestone = name->message;
	return name->kind == NAME_SWITCH || name->kind == NAME_ALTERNATIVES ||
	       name->kind == NAME_OBJECTIVE ||
	       (name->kind == NAME_MILESTONE && milestone->n_objectives == 0);
}

static void drop_unwanted(struct abridge *abridge)
{
	for (size_t i = 0; i < abridge->names.count; i++) {
		abridge->fates[i].wanted = false;
	}
	want(abridge, &abridge->scenario->base);
	abridge_blame(abridge, "nothing that is left needs it");
	for (size_t i = 0; i < abridge->names.count; i++) {
		const struct scenario_name *name = &abridge->names.list[i];
		const struct fate *fate = &abridge->fates[i];
		if (fate->was_wanted && !fate->wanted && can_be_unwanted(name)) {
			abridge_drop(abridge, name->kind, name->id);
		}
	}
}

/* --- the beginning --- */

static const struct scenario_name *find_team(
    const struct abridge *abridge, const char *id, char *why, size_t why_size)
{
	const struct scenario_name *name = names_find(&abridge->names, NAME_BIT(TEAM), id);
	char guess[120];
	if (name == NULL) {
		names_suggest(&abridge->names, NAME_BIT(TEAM), id, guess, sizeof(guess));
		complaint(why, why_size, "there is no team '%s' to leave out%s", id, guess);
	}
	return name;
}

/* Marks a country whose teams are all left out: it does nothing any more. */
static void empty_countries(struct abridge *abridge)
{
	const Convene__V1__Scenario *scenario = abridge->scenario;
	for (size_t i = 0; i < scenario->n_countries; i++) {
		const char *id = scenario->countries[i]->id;
		size_t teams = 0, left = 0;
		for (size_t j = 0; j < scenario->n_teams; j++) {
			const Convene__V1__Team *team = scenario->teams[j];
			if (strcmp(team->country, id) == 0) {
				teams++;
				left += !abridge_fate(abridge, NAME_BIT(TEAM), team->id)->gone;
			}
		}
		abridge_fate(abridge, NAME_BIT(COUNTRY), id)->gone = teams > 0 && left == 0;
	}
}

static bool drop_teams(
    struct abridge *abridge, const struct abridging *asked, char *why, size_t why_size)
{
	size_t left = abridge->scenario->n_teams;
	abridge_blame(abridge, "asked for");
	for (size_t i = 0; asked->without != NULL && asked->without[i] != NULL; i++) {
		const struct scenario_name *name =
		    find_team(abridge, asked->without[i], why, why_size);
		if (name == NULL) {
			return false;
		}
		left -= !abridge_fate_of(abridge, name)->gone;
		abridge_drop(abridge, NAME_TEAM, name->id);
	}
	if (left == 0) {
		snprintf(why, why_size, "without all of its teams nobody is left to play");
		return false;
	}
	empty_countries(abridge);
	return true;
}

static bool check_duration(
    const struct abridge *abridge, int64_t duration_ms, char *why, size_t why_size)
{
	char asked[40], planned[40];
	if (duration_ms == 0 ||
	    (duration_ms > 0 && duration_ms <= abridge->scenario->duration_ms)) {
		return true;
	}
	reflect_format_ms(duration_ms, asked, sizeof(asked));
	reflect_format_ms(abridge->scenario->duration_ms, planned, sizeof(planned));
	snprintf(why, why_size,
	    "the scenario is planned for %s, and can be made shorter, not longer: %s", planned,
	    asked);
	return false;
}

/*
 * It closes with the whole exercise; or nothing but a controller closes it, after ENDEX, and it
 * would open too late.
 */
static bool belongs_to_end(
    const Convene__V1__Questionnaire *questionnaire, int64_t end_ms, int64_t earlier_ms)
{
	if (questionnaire->close_ms == 0) {
		return questionnaire->open_ms >= end_ms;
	}
	return questionnaire->close_ms >= end_ms + earlier_ms;
}

/* One that belongs to the end moves with it; one that would still be open then closes then. */
static void move_questionnaire(
    struct abridge *abridge, Convene__V1__Questionnaire *questionnaire, int64_t earlier_ms)
{
	int64_t end_ms = abridge->end_ms;
	char at[40];
	if (belongs_to_end(questionnaire, end_ms, earlier_ms) &&
	    questionnaire->open_ms > earlier_ms) {
		questionnaire->open_ms -= earlier_ms;
		questionnaire->close_ms -= questionnaire->close_ms > 0 ? earlier_ms : 0;
		reflect_format_ms(questionnaire->open_ms, at, sizeof(at));
		abridge_note(abridge, NAME_QUESTIONNAIRE, questionnaire->id,
		    arena_printf(abridge->arena,
		        "opens at %s, as long before the end as in the whole scenario", at));
	} else if (questionnaire->open_ms >= end_ms) {
		abridge_blame(abridge, "opens only after the end");
		abridge_drop(abridge, NAME_QUESTIONNAIRE, questionnaire->id);
	} else if (questionnaire->close_ms > end_ms) {
		questionnaire->close_ms = end_ms;
		abridge_note(
		    abridge, NAME_QUESTIONNAIRE, questionnaire->id, "closes with the exercise");
	}
}

static void shorten(struct abridge *abridge, int64_t duration_ms)
{
	Convene__V1__Scenario *scenario = abridge->scenario;
	int64_t earlier_ms = scenario->duration_ms - duration_ms;
	scenario->duration_ms = duration_ms;
	abridge->end_ms = duration_ms;
	for (size_t i = 0; i < scenario->n_questionnaires; i++) {
		move_questionnaire(abridge, scenario->questionnaires[i], earlier_ms);
	}
}

/* --- how many there are --- */

static void count_team(
    const Convene__V1__Scenario *scenario, const char *id, size_t *injects, size_t *actions)
{
	*injects = 0;
	*actions = 0;
	for (size_t i = 0; i < scenario->n_injects; i++) {
		const Convene__V1__Inject *inject = scenario->injects[i];
		*injects += list_has(inject->to, inject->n_to, id);
		for (size_t j = 0; j < inject->n_expected_actions; j++) {
			const Convene__V1__ExpectedAction *action = inject->expected_actions[j];
			*actions += list_has(action->by, action->n_by, id);
		}
	}
}

static size_t count_actions(const Convene__V1__Scenario *scenario)
{
	size_t count = 0;
	for (size_t i = 0; i < scenario->n_injects; i++) {
		count += scenario->injects[i]->n_expected_actions;
	}
	return count;
}

static bool count_before(struct abridge *abridge)
{
	const Convene__V1__Scenario *scenario = abridge->scenario;
	struct abridged *out = abridge->out;
	want(abridge, &scenario->base);
	for (size_t i = 0; i < abridge->names.count; i++) {
		abridge->fates[i].was_wanted = abridge->fates[i].wanted;
	}
	for (int kind = 0; kind < NAME_KINDS; kind++) {
		out->counts[kind].before = abridge->names.counts[kind];
	}
	out->actions.before = count_actions(scenario);
	out->duration_before_ms = scenario->duration_ms;
	out->teams = arena_array(abridge->arena, scenario->n_teams + 1, sizeof(*out->teams));
	for (size_t i = 0; out->teams != NULL && i < scenario->n_teams; i++) {
		struct abridged_team *team = &out->teams[out->team_count++];
		*team = (struct abridged_team){.id = scenario->teams[i]->id};
		count_team(scenario, team->id, &team->injects.before, &team->actions.before);
	}
	for (size_t i = 0; i < scenario->n_entities; i++) {
		for (size_t j = 0; j < scenario->entities[i]->n_canned_replies; j++) {
			const Convene__V1__CannedReply *reply =
			    scenario->entities[i]->canned_replies[j];
			for (size_t k = 0; k < reply->n_sets_milestones; k++) {
				abridge_fate(
				    abridge, NAME_BIT(MILESTONE), reply->sets_milestones[k])
				    ->by_reply = true;
			}
		}
	}
	return out->teams != NULL;
}

static void count_after(struct abridge *abridge)
{
	struct abridged *out = abridge->out;
	size_t kept = 0;
	for (size_t i = 0; i < abridge->names.count; i++) {
		const struct scenario_name *name = &abridge->names.list[i];
		/* countries stay on the map */
		out->counts[name->kind].after +=
		    !abridge->fates[i].gone || name->kind == NAME_COUNTRY;
	}
	out->actions.after = count_actions(abridge->scenario);
	for (size_t i = 0; i < out->team_count; i++) {
		struct abridged_team *team = &out->teams[i];
		if (!abridge_fate(abridge, NAME_BIT(TEAM), team->id)->gone) {
			count_team(abridge->scenario, team->id, &team->injects.after,
			    &team->actions.after);
			out->teams[kept++] = *team;
		}
	}
	out->team_count = kept;
	kept = 0;
	for (size_t i = 0; i < out->changed_count; i++) {
		const struct abridged_item *item = &out->changed[i];
		if (!abridge_fate(abridge, 1u << item->kind, item->id)->gone) {
			out->changed[kept++] = *item;
		}
	}
	out->changed_count = kept;
}

bool scenario_abridge(Convene__V1__Scenario *scenario, const struct abridging *asked,
    struct arena *arena, struct abridged *out, char *why, size_t why_size)
{
	struct abridge abridge = {.scenario = scenario,
	    .arena = arena,
	    .out = out,
	    .end_ms = ABRIDGE_NEVER,
	    .because = ""};
	*out = (struct abridged){0};
	names_init(&abridge.names, scenario);
	abridge.fates = xcalloc(abridge.names.count, sizeof(*abridge.fates));
	snprintf(why, why_size, "the scenario takes too much memory");
	bool good = count_before(&abridge) &&
	            check_duration(&abridge, asked->duration_ms, why, why_size) &&
	            drop_teams(&abridge, asked, why, why_size);
	if (good && asked->duration_ms != 0 && asked->duration_ms < scenario->duration_ms) {
		shorten(&abridge, asked->duration_ms);
	}
	while (good && abridging_is_any(asked)) {
		abridge.changed = false;
		abridge_time(&abridge);
		abridge_prune(&abridge);
		keep_all(&abridge);
		drop_unwanted(&abridge);
		if (!abridge.changed) {
			break;
		}
	}
	if (good) {
		count_after(&abridge);
	}
	names_deinit(&abridge.names);
	free(abridge.fates);
	return good;
}
