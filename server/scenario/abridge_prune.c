/*
 * One round over the scenario, by descriptor and by the table of rules: references to what is gone
 * are taken out. A message that cannot be without them is spoilt; that goes upwards - pattern,
 * condition, milestone - until something can do without it, or something with an id is dropped.
 */
#include "server/scenario/abridge_private.h"

#include "proto/reflect.h"
#include "server/scenario/rules_private.h"

#include <string.h>

#define OF(message) &convene__v1__##message##__descriptor

static bool prune(struct abridge *abridge, ProtobufCMessage *message);

/* What happens only because somebody does it, or to somebody: nobody left, nothing happens. An
 * empty list would mean anybody. */
static bool needs_names(const struct rule *rule)
{
	static const ProtobufCMessageDescriptor *const patterns[] = {OF(pattern), OF(anchor),
	    OF(inject_pattern), OF(message_pattern), OF(request_pattern), OF(case_pattern),
	    OF(answer_pattern), OF(disclosure_pattern), OF(decision_pattern)};
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		if (rule->of == patterns[i]) {
			return true;
		}
	}
	if (rule->of == OF(expected_action)) {
		return strcmp(rule->field, "by") == 0;
	}
	return (rule->of == OF(inject) || rule->of == OF(questionnaire)) &&
	       strcmp(rule->field, "to") == 0;
}

/* What is left out and has this id; NULL: nothing is. A country whose teams are all left out stays
 * on the map, but does nothing any more. */
static const struct scenario_name *find_gone(
    const struct abridge *abridge, unsigned kinds, const char *id)
{
	const struct scenario_name *name = names_find(&abridge->names, kinds, id);
	if (name == NULL || !abridge_fate_of(abridge, name)->gone ||
	    (name->kind == NAME_COUNTRY && (kinds & NAME_BIT(TEAM)) == 0)) {
		return NULL;
	}
	return name;
}

/* Leaves the first `kept` names. */
static void shorten(const struct rule *rule, const ProtobufCMessage *message, size_t kept)
{
	const ProtobufCFieldDescriptor *field = rule_field(rule);
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		*reflect_count(message, field) = kept;
	} else {
		*(const char **)reflect_member(message, field) = protobuf_c_empty_string;
	}
}

/* False: the message cannot be without what is gone. */
static bool prune_names(
    struct abridge *abridge, const ProtobufCMessage *message, const struct rule *rule)
{
	size_t count, kept = 0;
	char **ids = rule_names(rule, message, &count);
	for (size_t i = 0; i < count; i++) {
		const struct scenario_name *gone = find_gone(abridge, rule_kinds(rule), ids[i]);
		if (gone != NULL) {
			abridge_blame(abridge, "%s %s is left out", name_noun(gone->kind), ids[i]);
		} else {
			ids[kept++] = ids[i];
		}
	}
	if (kept == count) {
		return true;
	}
	shorten(rule, message, kept);
	return kept > 0 || !needs_names(rule);
}

/* Reading and answering are for those who get it: whoever of `by` does not any more is taken out.
 */
static bool prune_by(
    struct abridge *abridge, char **by, size_t *count, char *const *to, size_t to_count)
{
	size_t before = *count, kept = 0;
	for (size_t i = 0; i < before; i++) {
		if (names_receives(&abridge->names, to, to_count, by[i])) {
			by[kept++] = by[i];
		} else {
			abridge_blame(abridge, "%s does not get it any more", by[i]);
		}
	}
	*count = kept;
	return before == 0 || kept > 0;
}

static bool prune_receivers(struct abridge *abridge, Convene__V1__Pattern *pattern)
{
	if (pattern->what_case == CONVENE__V1__PATTERN__WHAT_INJECT) {
		const Convene__V1__Inject *inject =
		    names_message(&abridge->names, NAME_BIT(INJECT), pattern->inject->id);
		return prune_by(
		    abridge, pattern->inject->by, &pattern->inject->n_by, inject->to, inject->n_to);
	}
	if (pattern->what_case == CONVENE__V1__PATTERN__WHAT_ANSWER) {
		const Convene__V1__Questionnaire *questionnaire = names_message(
		    &abridge->names, NAME_BIT(QUESTIONNAIRE), pattern->answer->questionnaire);
		return questionnaire->n_to == 0 ||
		       prune_by(abridge, pattern->answer->by, &pattern->answer->n_by,
		           questionnaire->to, questionnaire->n_to);
	}
	return true;
}

static bool prune_pattern(struct abridge *abridge, Convene__V1__Pattern *pattern)
{
	if (!prune_receivers(abridge, pattern)) {
		return false;
	}
	if (abridge_pattern_ms(abridge, pattern) >= abridge->end_ms) {
		abridge_blame(abridge, "cannot come about before the end");
		return false;
	}
	return true;
}

/* An end after that of the exercise is its end: nothing happens in between. */
static void clip_windows(
    const struct abridge *abridge, Convene__V1__Pattern *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		Convene__V1__Window *window = list[i]->window;
		if (window != NULL && window->before_ms > abridge->end_ms) {
			window->before_ms = abridge->end_ms;
		}
	}
}

/* The patterns that are left. */
static size_t prune_list(struct abridge *abridge, Convene__V1__Pattern **list, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		if (prune(abridge, &list[i]->base)) {
			list[kept++] = list[i];
		}
	}
	/* what is left may be later than it was */
	abridge->changed = abridge->changed || kept < count;
	return kept;
}

/* What must not happen and cannot is no demand any more; what is judged too late, spoils. */
static bool prune_none(struct abridge *abridge, Convene__V1__Condition *when)
{
	size_t before = when->n_none;
	bool waits = when->n_all > 0 || when->n_any > 0;
	for (size_t i = 0; i < when->n_none; i++) {
		int64_t judged_ms = abridge_judged_ms(abridge, when->none[i]);
		if (abridge->end_ms != ABRIDGE_NEVER && judged_ms >= abridge->end_ms) {
			abridge_blame(abridge, "is known only after the end");
			return false;
		}
	}
	when->n_none = prune_list(abridge, when->none, before);
	abridge->eased += before - when->n_none;
	for (size_t i = 0; i < when->n_none; i++) {
		waits = waits || rule_has_end(when->none[i]);
	}
	return waits;
}

static bool prune_condition(struct abridge *abridge, Convene__V1__Condition *when)
{
	size_t all = when->n_all, any = when->n_any;
	when->n_all = prune_list(abridge, when->all, all);
	if (when->n_all < all) {
		return false;
	}
	when->n_any = prune_list(abridge, when->any, any);
	if (when->n_any == 0 && any > 0) {
		return false;
	}
	clip_windows(abridge, when->all, when->n_all);
	clip_windows(abridge, when->any, when->n_any);
	return prune_none(abridge, when);
}

static void prune_actions(struct abridge *abridge, Convene__V1__Inject *inject)
{
	size_t kept = 0;
	for (size_t i = 0; i < inject->n_expected_actions; i++) {
		Convene__V1__ExpectedAction *action = inject->expected_actions[i];
		if (action->mistake != NULL && !prune(abridge, &action->mistake->base)) {
			action->mistake = NULL;
		}
		if (prune(abridge, &action->base)) {
			inject->expected_actions[kept++] = action;
		}
	}
	inject->n_expected_actions = kept;
}

static bool prune_inject(struct abridge *abridge, Convene__V1__Inject *inject)
{
	const struct fate *fate = abridge_fate(abridge, NAME_BIT(INJECT), inject->id);
	if (inject->when == NULL && inject->planned_ms >= abridge->end_ms) {
		abridge_blame(abridge, "planned for later");
		return false;
	}
	if (fate->first_ms >= abridge->end_ms) {
		abridge_blame(abridge, "cannot come before the end");
		return false;
	}
	return true;
}

struct pruning {
	struct abridge *abridge; /* borrowed: outlives this */
	bool spoilt;
};

static void prune_below(void *context, const ProtobufCFieldDescriptor *field, const void *value)
{
	struct pruning *pruning = context;
	/* those of a list stand for themselves */
	if (field->type == PROTOBUF_C_TYPE_MESSAGE && !pruning->spoilt) {
		pruning->spoilt = !prune(pruning->abridge, *(ProtobufCMessage *const *)value) &&
		                  field->label != PROTOBUF_C_LABEL_REPEATED;
	}
}

/* Goes down; what is special for a message follows. */
static bool prune_fields(struct abridge *abridge, ProtobufCMessage *message)
{
	struct pruning pruning = {.abridge = abridge};
	for (size_t i = 0; i < rule_count; i++) {
		if (rules[i].of == message->descriptor && rules[i].kind == RULE_NAME &&
		    !prune_names(abridge, message, &rules[i])) {
			return false;
		}
	}
	reflect_each(message, prune_below, &pruning);
	return !pruning.spoilt;
}

/* False: the message cannot be any more, because of `abridge->because`. */
static bool prune(struct abridge *abridge, ProtobufCMessage *message)
{
	if (message->descriptor == OF(text)) {
		return true;
	}
	if (message->descriptor == OF(condition)) {
		return prune_condition(abridge, (Convene__V1__Condition *)message);
	}
	if (message->descriptor == OF(inject)) {
		prune_actions(abridge, (Convene__V1__Inject *)message);
	}
	if (!prune_fields(abridge, message)) {
		return false;
	}
	if (message->descriptor == OF(pattern)) {
		return prune_pattern(abridge, (Convene__V1__Pattern *)message);
	}
	if (message->descriptor == OF(inject)) {
		return prune_inject(abridge, (Convene__V1__Inject *)message);
	}
	return true;
}

/* A milestone that a simulator's reply sets goes on without its condition. */
static void prune_milestone(struct abridge *abridge, Convene__V1__Milestone *milestone)
{
	const struct fate *fate = abridge_fate(abridge, NAME_BIT(MILESTONE), milestone->id);
	Convene__V1__Condition *when = milestone->when;
	if (when != NULL && !prune_condition(abridge, when)) {
		if (!fate->by_reply) {
			abridge_drop(abridge, NAME_MILESTONE, milestone->id);
			return;
		}
		milestone->when = NULL;
		abridge->changed = true;
		abridge_note(abridge, NAME_MILESTONE, milestone->id,
		    arena_printf(abridge->arena,
		        "set only by hand or by a canned reply, no longer by itself: %s",
		        abridge->because));
	}
	prune_fields(abridge, &milestone->base);
}

/* Something that would have kept it from coming cannot happen any more: worth knowing. */
static void note_eased(struct abridge *abridge, enum name_kind kind, const char *id)
{
	if (abridge->eased > 0) {
		abridge_note(abridge, kind, id,
		    arena_printf(abridge->arena,
		        "less stands against it than in the whole scenario: %s", abridge->because));
	}
	abridge->eased = 0;
}

void abridge_prune(struct abridge *abridge)
{
	Convene__V1__Scenario *scenario = abridge->scenario;
	abridge->eased = 0;

	for (size_t i = 0; i < scenario->n_milestones; i++) {
		prune_milestone(abridge, scenario->milestones[i]);
		note_eased(abridge, NAME_MILESTONE, scenario->milestones[i]->id);
	}
	for (size_t i = 0; i < scenario->n_injects; i++) {
		if (!prune(abridge, &scenario->injects[i]->base)) {
			abridge_drop(abridge, NAME_INJECT, scenario->injects[i]->id);
		}
		note_eased(abridge, NAME_INJECT, scenario->injects[i]->id);
	}
	for (size_t i = 0; i < scenario->n_questionnaires; i++) {
		if (!prune(abridge, &scenario->questionnaires[i]->base)) {
			abridge_drop(abridge, NAME_QUESTIONNAIRE, scenario->questionnaires[i]->id);
		}
	}
	for (size_t i = 0; i < scenario->n_entities; i++) {
		prune(abridge, &scenario->entities[i]->base);
	}
}
