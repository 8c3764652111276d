/*
 * One walk over the whole scenario, by descriptor: every field is looked at as the table of rules
 * says, every list of things with ids for ids that stand twice, every length of time.
 */
#include "server/scenario/scenario_check_private.h"

#include "proto/list.h"
#include "proto/reflect.h"
#include "server/exercise/ground/limits.h"
#include "server/scenario/rules_private.h"

#include <stdio.h>
#include <string.h>

/* More names in one list are a mistake; keeps the comparisons few. */
#define LIST_MAX 1000

bool check_name(struct check *check, const void *message, const char *field, size_t index,
    unsigned kinds, const char *id)
{
	struct scenario_name *name = names_find(&check->names, kinds, id);
	char nouns[200], guess[120] = "";
	bool any = false;
	if (name != NULL) {
		name->used = true;
		return true;
	}
	for (int kind = 0; kind < NAME_KINDS; kind++) {
		any = any || ((kinds >> kind & 1u) != 0 && check->names.counts[kind] > 0);
	}
	/* what a library does not have at all, the scenarios that use it will have */
	if (check->source->is_library && !any) {
		return true;
	}
	/* a guess takes time, and nobody would see it */
	if (check->diagnostics->count < DIAGNOSTICS_MAX) {
		names_suggest(&check->names, kinds, id, guess, sizeof(guess));
	}
	names_nouns(kinds, nouns, sizeof(nouns));
	check_error(check, message, field, index, "there is no %s '%s'%s", nouns, id, guess);
	return false;
}

static void check_names_of(struct check *check, const ProtobufCMessage *message,
    const struct rule *rule, char *const *ids, size_t count)
{
	unsigned kinds = rule_kinds(rule);
	if (!scenario_check_count(check, message, rule->field, count, LIST_MAX)) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct scenario_name *name = names_find(&check->names, kinds, ids[i]);
		bool used = name != NULL && name->used;
		if (list_has(ids, i, ids[i])) {
			check_error(check, message, rule->field, i, "'%s' stands twice", ids[i]);
		} else {
			check_name(check, message, rule->field, i, kinds, ids[i]);
		}
		if (name != NULL && (rule->what & RULE_NO_USE) != 0) {
			name->used = used;
		}
	}
}

static void check_name_rule(
    struct check *check, const ProtobufCMessage *message, const struct rule *rule)
{
	size_t count;
	char *const *ids = rule_names(rule, message, &count);

	if (rule_field(rule)->label == PROTOBUF_C_LABEL_REPEATED ||
	    (count > 0 && ids[0][0] != '\0')) {
		check_names_of(check, message, rule, ids, count);
	} else if (count > 0 && (rule->what & RULE_REQUIRED) != 0) {
		char nouns[200];
		names_nouns(rule_kinds(rule), nouns, sizeof(nouns));
		check_error(check, message, rule->field, 0, "is missing: the %s's id", nouns);
	}
}

static void check_texts(struct check *check, const ProtobufCMessage *message,
    const struct rule *rule, const ProtobufCFieldDescriptor *field)
{
	Convene__V1__Text *const *texts = reflect_member(message, field);
	size_t count = 1;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		texts = *(Convene__V1__Text *const *const *)texts;
		count = *reflect_count(message, field);
	}
	for (size_t i = 0; i < count; i++) {
		scenario_check_text(check, message, rule->field, i, texts[i], rule->what);
	}
}

static bool says_something(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	if (!reflect_is_set(message, field)) {
		return false;
	}
	return field->descriptor != &convene__v1__text__descriptor ||
	       (*(Convene__V1__Text *const *)reflect_member(message, field))->value[0] != '\0';
}

static void apply_rule(
    struct check *check, const ProtobufCMessage *message, const struct rule *rule)
{
	const ProtobufCFieldDescriptor *field = rule_field(rule);
	void *member = reflect_member(message, field);
	switch (rule->kind) {
	case RULE_ID:
		scenario_check_id(check, message, *(char **)member, (enum id_style)rule->what);
		break;
	case RULE_TEXT:
		check_texts(check, message, rule, field);
		break;
	case RULE_NAME:
		check_name_rule(check, message, rule);
		break;
	case RULE_COUNT:
		scenario_check_count(
		    check, message, rule->field, *reflect_count(message, field), rule->what);
		break;
	case RULE_LINE:
		if (field->label != PROTOBUF_C_LABEL_REPEATED) {
			check_line(check, message, rule->field, *(char **)member);
		}
		break;
	case RULE_NEEDED:
	case RULE_ADVISED:
		if (!says_something(message, field)) {
			check_tell(check,
			    rule->kind == RULE_NEEDED ? DIAGNOSTIC_ERROR : DIAGNOSTIC_WARNING,
			    message, rule->field, 0, "%s", rule->words);
		}
		break;
	}
}

/*
 * Where 0 stands for what was left out, 0 that was written is a mistake: whoever opens a
 * questionnaire at "T+0:00:00" does not want to wait for a controller.
 */
static void check_zero(
    struct check *check, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	/* 0 is a time here: STARTEX, or at once */
	static const char *const times[] = {
	    "planned_ms", "after_ms", "at_ms", "delay_ms", "duration_ms"};

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		if (strcmp(field->name, times[i]) == 0) {
			return;
		}
	}
	if (check_is_written(check, message, field->name)) {
		check_error(check, message, field->name, 0,
		    "0 is as if it were left out; leave it out, or write a time such as 15m");
	}
}

/* Times that say how long, or when; those that have rules of their own are checked there. */
static void check_ms(
    struct check *check, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	static const char *const others[] = {
	    "duration_ms", "planned_ms", "stagger_ms", "within_ms"};
	size_t len = strlen(field->name);
	if (field->type != PROTOBUF_C_TYPE_INT64 || len < 3 ||
	    strcmp(field->name + len - 3, "_ms") != 0) {
		return;
	}
	int64_t ms = *(const int64_t *)reflect_member(message, field);
	if (ms == 0) {
		check_zero(check, message, field);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (strcmp(field->name, others[i]) == 0 &&
		    message->descriptor != &convene__v1__window__descriptor) {
			return;
		}
	}
	if (ms < 0 || ms > EXERCISE_MS_MAX) {
		check_error(check, message, field->name, 0, "is out of range");
	}
}

/* "canned_replies" -> "canned reply" */
static void singular(const char *field, char *out, size_t size)
{
	size_t len = strlen(field);
	bool changes = len > 3 && strcmp(field + len - 3, "ies") == 0;
	snprintf(out, size, "%.*s%s", (int)(len - (changes ? 3 : 1)), field, changes ? "y" : "");
	for (size_t i = 0; out[i] != '\0'; i++) {
		out[i] = out[i] == '_' ? ' ' : out[i];
	}
}

/* Top lists are compared by check_clashes, which need not compare each with each. */
static void check_twice(
    struct check *check, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	const ProtobufCMessageDescriptor *of = field->descriptor;
	const void *const *list = *(const void ***)reflect_member(message, field);
	size_t count = *reflect_count(message, field);
	char what[64];
	if (reflect_field(of, "id", 2) == NULL || message == &check->scenario->base) {
		return;
	}
	if (!scenario_check_count(check, message, field->name, count, LIST_MAX)) {
		return;
	}
	singular(field->name, what, sizeof(what));
	check_duplicates(check, list, count, what);
}

static void walk(struct check *check, const ProtobufCMessage *message);

static void walk_below(void *check, const ProtobufCFieldDescriptor *field, const void *value)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
		walk(check, *(ProtobufCMessage *const *)value);
	}
}

static void walk(struct check *check, const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;
	if (descriptor == &convene__v1__text__descriptor) {
		return;
	}
	/* a library has no head; how long the lists of the head are was looked at before */
	bool head = message == &check->scenario->base;
	for (size_t i = 0; i < rule_count && !(head && check->source->is_library); i++) {
		if (rules[i].of == descriptor && !(head && rules[i].kind == RULE_COUNT)) {
			apply_rule(check, message, &rules[i]);
		}
	}
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
			check_ms(check, message, field);
		} else if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			check_twice(check, message, field);
		}
	}
	reflect_each(message, walk_below, check);
}

/* Ids that stand twice, and ids of parties that mean two things. */
static void check_clashes(struct check *check)
{
	static const unsigned parties = NAMES_OF_PARTIES;
	for (size_t i = 1; i < check->names.count; i++) {
		const struct scenario_name *name = &check->names.list[i], *before = name - 1;
		struct yaml_position first = {.file = ""};
		if (name->id[0] == '\0' || strcmp(name->id, before->id) != 0) {
			continue;
		}
		/* equal ids stand in the order of their kinds, all parties first */
		if (name->kind != before->kind &&
		    ((parties >> name->kind & 1u) == 0 || (parties >> before->kind & 1u) == 0)) {
			continue;
		}
		if (name->kind == NAME_CONTROL || before->kind == NAME_CONTROL) {
			check_error(check, name->message != NULL ? name->message : before->message,
			    "id", 0, "'control' means the controllers; choose another id");
			continue;
		}
		yaml_place(check->places, before->message, "id", 0, &first);
		if (name->kind == before->kind) {
			check_error(check, name->message, "id", 0,
			    "there is another %s '%s' in %s, line %d", name_noun(name->kind),
			    name->id, first.file, first.line);
		} else {
			check_error(check, name->message, "id", 0,
			    "'%s' is a %s too, in %s, line %d; conditions could not tell them "
			    "apart",
			    name->id, name_noun(before->kind), first.file, first.line);
		}
	}
}

bool scenario_check_counts(struct check *check)
{
	const ProtobufCMessage *scenario = &check->scenario->base;
	bool bounded = true;
	for (size_t i = 0; i < rule_count; i++) {
		if (rules[i].of == scenario->descriptor && rules[i].kind == RULE_COUNT) {
			size_t count = *reflect_count(scenario, rule_field(&rules[i]));
			bounded = scenario_check_count(
			              check, scenario, rules[i].field, count, rules[i].what) &&
			          bounded;
		}
	}
	return bounded;
}

void scenario_check_fields(struct check *check)
{
	walk(check, &check->scenario->base);
	check_clashes(check);
}
