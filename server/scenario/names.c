/*
 * One list of all names, sorted by id and then by kind: the same id may stand for a team and an
 * inject, and whoever asks says which kinds would do.
 */
#include "server/scenario/names.h"

#include "proto/complaint.h"
#include "proto/list.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"
#include "proto/yaml_suggest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* By enum name_kind: what authors call it, and the list of the scenario that has it. */
static const struct {
	const char *noun, *list;
} kinds_of_names[NAME_KINDS] = {
    [NAME_TEAM] = {"team", "teams"},
    [NAME_COUNTRY] = {"country", "countries"},
    [NAME_ENTITY] = {"entity", "entities"},
    [NAME_CONTROL] = {"control", NULL},
    [NAME_OBJECTIVE] = {"objective", "objectives"},
    [NAME_INJECT] = {"inject", "injects"},
    [NAME_MILESTONE] = {"milestone", "milestones"},
    [NAME_SWITCH] = {"switch", "switches"},
    [NAME_ALTERNATIVES] = {"group of alternatives", "alternatives"},
    [NAME_QUESTIONNAIRE] = {"questionnaire", "questionnaires"},
    [NAME_PERSON] = {"person", "persons"},
    [NAME_FIELD] = {"field", "fields"},
    [NAME_FORM] = {"form", "forms"},
    [NAME_FLAG] = {"flag", "flags"},
    [NAME_TRACK] = {"track", "tracks"},
    [NAME_INSTRUMENT] = {"instrument", "instruments"},
    [NAME_INTERPRETER] = {"interpreter", "interpreters"},
    [NAME_DISCLOSURE_RULE] = {"disclosure rule", "disclosure_rules"},
    [NAME_CHANNEL_RULE] = {"channel rule", "channel_rules"},
};

const char *name_noun(enum name_kind kind)
{
	return kinds_of_names[kind].noun;
}

const char *name_plural(enum name_kind kind)
{
	return kinds_of_names[kind].list;
}

static int compare(const void *left, const void *right)
{
	const struct scenario_name *a = left, *b = right;
	int order = strcmp(a->id, b->id);
	if (order != 0) {
		return order;
	}
	if (a->kind != b->kind) {
		return a->kind < b->kind ? -1 : 1;
	}
	return a->index < b->index ? -1 : (a->index > b->index ? 1 : 0);
}

void *const *names_list(const Convene__V1__Scenario *scenario, enum name_kind kind, size_t *count)
{
	const char *list = kinds_of_names[kind].list;
	*count = 0;
	if (list == NULL) {
		return NULL;
	}
	const ProtobufCFieldDescriptor *field =
	    reflect_field(scenario->base.descriptor, list, strlen(list));
	*count = *reflect_count(&scenario->base, field);
	return *(void ***)reflect_member(&scenario->base, field);
}

void names_init(struct names *names, const Convene__V1__Scenario *scenario)
{
	size_t total = 1, count;
	*names = (struct names){0};
	for (int kind = 0; kind < NAME_KINDS; kind++) {
		names_list(scenario, (enum name_kind)kind, &count);
		total += count;
	}
	names->list = xcalloc(total, sizeof(*names->list));
	names->list[names->count++] = (struct scenario_name){.id = "control", .kind = NAME_CONTROL};
	for (int kind = 0; kind < NAME_KINDS; kind++) {
		void *const *list = names_list(scenario, (enum name_kind)kind, &count);

		for (size_t i = 0; i < count; i++) {
			names->list[names->count++] =
			    (struct scenario_name){.id = reflect_id(list[i]),
			        .kind = (enum name_kind)kind,
			        .index = i,
			        .message = list[i]};
		}
		names->counts[kind] = count;
	}
	qsort(names->list, names->count, sizeof(*names->list), compare);
}

void names_deinit(struct names *names)
{
	free(names->list);
	*names = (struct names){0};
}

static bool before(const void *element, const void *key)
{
	return strcmp(((const struct scenario_name *)element)->id, key) < 0;
}

struct scenario_name *names_find(const struct names *names, unsigned kinds, const char *id)
{
	size_t at = list_place(names->list, names->count, sizeof(*names->list), before, id);
	for (; at < names->count && strcmp(names->list[at].id, id) == 0; at++) {
		if ((kinds >> names->list[at].kind & 1u) != 0) {
			return &names->list[at];
		}
	}
	return NULL;
}

const void *names_message(const struct names *names, unsigned kinds, const char *id)
{
	const struct scenario_name *name = names_find(names, kinds, id);
	return name != NULL ? name->message : NULL;
}

bool names_receives(const struct names *names, char *const *to, size_t count, const char *id)
{
	bool receives = list_has(to, count, id);
	for (size_t i = 0; i < count && !receives; i++) {
		const Convene__V1__Team *team = names_message(names, NAME_BIT(TEAM), to[i]);
		receives = team != NULL && strcmp(team->country, id) == 0;
	}
	return receives;
}

void names_nouns(unsigned kinds, char *out, size_t size)
{
	out[0] = '\0';
	for (int kind = 0; kind < NAME_KINDS; kind++) {
		bool last = kinds >> kind == 1;
		if ((kinds >> kind & 1u) != 0) {
			complaint_word(out, size, last ? " or " : ", ", kinds_of_names[kind].noun);
		}
	}
}

void names_suggest(
    const struct names *names, unsigned kinds, const char *id, char *out, size_t size)
{
	const struct scenario_name *other = names_find(names, ~0u, id);
	const char *guess = NULL;
	size_t nearest = SIZE_MAX;
	out[0] = '\0';
	if (id[0] != '\0' && other != NULL && other->kind != NAME_CONTROL) {
		bool vowel = strchr("aeiou", kinds_of_names[other->kind].noun[0]) != NULL;
		complaint(out, size, "; that is %s %s", vowel ? "an" : "a",
		    kinds_of_names[other->kind].noun);
		return;
	}
	for (size_t i = 0; i < names->count; i++) {
		if ((kinds >> names->list[i].kind & 1u) != 0 && names->list[i].id[0] != '\0' &&
		    yaml_suggest_is_nearer(names->list[i].id, id, strlen(id), &nearest)) {
			guess = names->list[i].id;
		}
	}
	if (guess != NULL) {
		complaint(out, size, "; did you mean '%s'?", guess);
	}
}
