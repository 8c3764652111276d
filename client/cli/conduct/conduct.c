#include "client/cli/conduct/conduct.h"

#include "client/cli/nearest.h"
#include "client/cli/party.h"
#include "client/cli/recipients.h"
#include "proto/complaint.h"
#include "proto/reflect.h"
#include "proto/xalloc.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* One command that somebody types, with room to spare. */
#define ARENA_BUDGET ((size_t)16 * 1024 * 1024)

static const struct conduct_noun *const nouns[] = {&conduct_case, &conduct_request, &conduct_share,
    &conduct_queue, &conduct_answer, &conduct_milestone, &conduct_interpreter, &conduct_catalogue,
    &conduct_waiting, &conduct_welfare};

void conduct_look(struct conduct *conduct, enum view_look_kind kind, uint64_t id)
{
	conduct->looked = true;
	conduct->look_kind = kind;
	conduct->look_id = id;
	conduct->look_through = view_newest(conduct->view);
}

const struct conduct_noun *conduct_noun(const char *name)
{
	for (size_t i = 0; i < sizeof(nouns) / sizeof(nouns[0]); i++)
		if (strcmp(nouns[i]->name, name) == 0)
			return nouns[i];
	return NULL;
}

void conduct_init(struct conduct *conduct, const struct view *view,
    const struct timeline_style *style, int64_t now_ms)
{
	*conduct = (struct conduct){.view = view, .style = style, .now_ms = now_ms};
	conduct->arena = arena_new(ARENA_BUDGET);
}

void conduct_deinit(struct conduct *conduct)
{
	arena_free(conduct->arena);
	conduct->arena = NULL;
	buf_deinit(&conduct->out);
}

int conduct_split(char *line, char **argv, int most)
{
	int count = 0;

	for (;;) {
		char end = ' ';

		line += strspn(line, " \t");
		if (*line == '\0' || count == most)
			return count;
		if (*line == '"') {
			end = '"';
			line++;
		}
		argv[count++] = line;
		while (*line != '\0' && *line != end && !(end == ' ' && *line == '\t')) {
			/* --reason="several words" */
			if (end == ' ' && *line == '=' && line[1] == '"') {
				memmove(line + 1, line + 2, strlen(line + 2) + 1);
				end = '"';
			}
			line++;
		}
		if (*line == '\0')
			return count;
		*line++ = '\0';
	}
}

static bool is_bare(const char *word)
{
	return word[-1] != '"' && strncmp(word, "--", 2) != 0;
}

const char *conduct_loose_text(const struct option *options, int count, char **words)
{
	for (int i = 0; i + 2 < count; i++)
		for (const struct option *option = options; option->name != NULL; option++)
			if (option->kind == OPTION_TEXT && strcmp(option->value, "TEXT") == 0 &&
			    strncmp(words[i], "--", 2) == 0 &&
			    strcmp(words[i] + 2, option->name) == 0 && is_bare(words[i + 1]) &&
			    is_bare(words[i + 2]))
				return option->name;
	return NULL;
}

enum conduct_outcome conduct_refuse(struct conduct *conduct, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complaint_list(conduct->why, sizeof(conduct->why), format, arguments);
	va_end(arguments);
	return CONDUCT_REFUSED;
}

enum conduct_outcome conduct_usage(struct conduct *conduct, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complaint_list(conduct->why, sizeof(conduct->why), format, arguments);
	va_end(arguments);
	return CONDUCT_USAGE;
}

const struct conduct_verb *conduct_verb(const struct conduct_noun *noun, const char *name)
{
	for (const struct conduct_verb *verb = noun->verbs; verb->name != NULL; verb++)
		if (strcmp(verb->name, name) == 0)
			return verb;
	return NULL;
}

enum conduct_outcome conduct_no_verb(
    struct conduct *conduct, const struct conduct_noun *noun, const char *typed)
{
	struct nearest nearest;
	struct buf list = {0};
	char meant[80];

	nearest_init(&nearest, typed);
	for (const struct conduct_verb *verb = noun->verbs; verb->name != NULL; verb++) {
		if ((verb->roles & ROLE_BIT(conduct->view->role)) == 0)
			continue;
		nearest_offer(&nearest, verb->name);
		buf_printf(&list, "%s%s", list.len > 0 ? ", " : "", verb->name);
	}
	if (nearest.best != NULL)
		conduct_usage(conduct, "there is no \"%s %s\"%s", noun->name, typed,
		    nearest_question(&nearest, meant, sizeof(meant)));
	else
		conduct_usage(conduct, "there is no \"%s %s\": %s knows %.*s", noun->name, typed,
		    noun->name, (int)list.len, (const char *)list.data);
	buf_deinit(&list);
	return CONDUCT_USAGE;
}

void *conduct_new(struct conduct *conduct, const ProtobufCMessageDescriptor *descriptor)
{
	ProtobufCMessage *message = xcheck(arena_alloc(conduct->arena, descriptor->sizeof_message));

	descriptor->message_init(message);
	return message;
}

void *conduct_begin(struct conduct *conduct, Convene__V1__Command__BodyCase body, const char *done)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(
	    &convene__v1__command__descriptor, (unsigned)body);
	void *message = conduct_new(conduct, field->descriptor);

	conduct->command = conduct_new(conduct, &convene__v1__command__descriptor);
	conduct->command->body_case = body;
	*(void **)reflect_member(&conduct->command->base, field) = message;
	conduct->done = done;
	return message;
}

char *conduct_text(const char *text)
{
	return (char *)(uintptr_t)(text != NULL ? text : "");
}

char *conduct_rest(struct conduct *conduct, int argc, char **argv, int from)
{
	struct buf text = {0};
	char *kept;

	for (int i = from; i < argc; i++)
		buf_printf(&text, "%s%s", i > from ? " " : "", argv[i]);
	kept = xcheck(
	    arena_text(conduct->arena, text.len > 0 ? (const char *)text.data : "", text.len));
	buf_deinit(&text);
	return kept;
}

char **conduct_list(struct conduct *conduct, const struct option_list *list)
{
	char **values = xcheck(arena_array(conduct->arena, list->count + 1, sizeof(*values)));

	for (size_t i = 0; i < list->count; i++)
		values[i] = conduct_text(list->values[i]);
	return values;
}

char **conduct_fields(struct conduct *conduct, const struct option_list *list, size_t *count)
{
	size_t most = 1;
	char **fields, word[80];

	for (size_t i = 0; i < list->count; i++)
		most += strlen(list->values[i]);
	fields = xcheck(arena_array(conduct->arena, most, sizeof(*fields)));
	*count = 0;
	for (size_t i = 0; i < list->count; i++) {
		const char *at = list->values[i];

		do {
			const Convene__V1__Field *field;
			size_t len;

			at += strspn(at, " ,");
			len = strcspn(at, " ,");
			snprintf(word, sizeof(word), "%.*s", (int)len, at);
			field = CONDUCT_FIND(conduct, FIELD, Field, "field", word);
			if (field == NULL)
				return NULL;
			fields[(*count)++] = field->id;
			at += len;
		} while (at[strspn(at, " ,")] != '\0');
	}
	return fields;
}

uint64_t *conduct_numbers(struct conduct *conduct, size_t count)
{
	return xcheck(arena_array(conduct->arena, count + 1, sizeof(uint64_t)));
}

/* --- finding --- */

static bool is_called(const struct view_case *file, const char *word)
{
	if (strcasecmp(file->reference, word) == 0 ||
	    (file->person_id[0] != '\0' && strcasecmp(file->person_id, word) == 0))
		return true;
	for (size_t i = 0; i < file->alias_count; i++)
		if (strcasecmp(file->aliases[i], word) == 0)
			return true;
	return false;
}

static const struct view_case *case_called(struct conduct *conduct, const char *word)
{
	const struct view *view = conduct->view;
	const struct view_case *found = NULL;
	struct nearest nearest;
	struct buf several = {0};
	char meant[80];
	size_t count = 0;

	nearest_init(&nearest, word);
	for (size_t i = 0; i < view->case_count; i++) {
		const struct view_case *file = &view->cases[i];

		nearest_offer(&nearest, file->reference);
		if (!is_called(file, word))
			continue;
		/* one's own comes before what one was only told of */
		if (found != NULL && found->ours != file->ours) {
			if (file->ours)
				found = file;
			continue;
		}
		found = file;
		buf_printf(&several, "%s%" PRIu64, count++ > 0 ? ", " : "", file->id);
	}
	if (count > 1) {
		conduct_refuse(conduct, "several cases are called \"%s\": say which one, %.*s",
		    word, (int)several.len, (const char *)several.data);
		found = NULL;
	} else if (found == NULL) {
		conduct_refuse(conduct, "there is no case \"%s\"%s", word,
		    nearest.best != NULL ? nearest_question(&nearest, meant, sizeof(meant))
		                         : "; `case list` has those that you may see");
	}
	buf_deinit(&several);
	return found;
}

const struct view_case *conduct_find_case(struct conduct *conduct, const char *word)
{
	const struct view_case *file;
	uint64_t id;

	if (!options_number(word, &id))
		return case_called(conduct, word);
	file = view_case(conduct->view, id);
	if (file == NULL)
		conduct_refuse(conduct,
		    "there is no case %" PRIu64 "; `case list` has those that you may see", id);
	return file;
}

const struct view_request *conduct_find_request(struct conduct *conduct, const char *word)
{
	const struct view_request *request = NULL;
	uint64_t id;

	if (options_number(word, &id))
		request = view_request(conduct->view, id);
	if (request == NULL)
		conduct_refuse(
		    conduct, "there is no request \"%s\"; `request list` has their numbers", word);
	return request;
}

const ProtobufCMessage *conduct_find(
    struct conduct *conduct, enum view_catalogue_kind kind, const char *what, const char *word)
{
	const struct view_catalogue_list *list = &conduct->view->catalogue.lists[kind];
	const ProtobufCMessage *found = view_catalogue_item(conduct->view, kind, word);
	struct nearest nearest;
	struct buf all = {0};
	char meant[80];

	if (found != NULL)
		return found;
	nearest_init(&nearest, word);
	for (size_t i = 0; i < list->count; i++) {
		nearest_offer(&nearest, view_catalogue_id(list->items[i]));
		buf_printf(&all, "%s%s", i > 0 ? ", " : "", view_catalogue_id(list->items[i]));
	}
	if (nearest.best != NULL)
		conduct_refuse(conduct, "there is no %s \"%s\"%s", what, word,
		    nearest_question(&nearest, meant, sizeof(meant)));
	else if (list->count > 0)
		conduct_refuse(conduct, "there is no %s \"%s\"; there are: %.*s", what, word,
		    (int)all.len, (const char *)all.data);
	else
		conduct_refuse(conduct, "there is no %s \"%s\"", what, word);
	buf_deinit(&all);
	return NULL;
}

/* What a mistyped team or entity may have meant. */
static void no_party(struct conduct *conduct, const char *word, bool teams_only)
{
	const Convene__V1__ExerciseCreated *exercise = conduct->view->exercise;
	struct nearest nearest;
	char meant[80];

	nearest_init(&nearest, word);
	for (size_t i = 0; exercise != NULL && i < exercise->n_teams; i++)
		nearest_offer(&nearest, exercise->teams[i]->id);
	for (size_t i = 0; !teams_only && exercise != NULL && i < exercise->n_entities; i++)
		nearest_offer(&nearest, exercise->entities[i]->id);
	conduct_refuse(conduct, "there is no %s \"%s\"%s", teams_only ? "team" : "team or entity",
	    word, nearest_question(&nearest, meant, sizeof(meant)));
}

const char *conduct_find_team(struct conduct *conduct, const char *word)
{
	const Convene__V1__TeamCard *team = view_team(conduct->view, word);

	if (team == NULL)
		no_party(conduct, word, true);
	return team != NULL ? team->id : NULL;
}

bool conduct_is_further(struct conduct *conduct, const char *word, const char *instead)
{
	if (!recipients_is_party(conduct->view, word))
		return false;
	conduct_refuse(conduct, "\"%s\" would be a further receiver: %s", word, instead);
	return true;
}

Convene__V1__Party *conduct_find_party(struct conduct *conduct, const char *word)
{
	const Convene__V1__TeamCard *team = view_team(conduct->view, word);
	const Convene__V1__EntityCard *entity = view_entity(conduct->view, word);
	Convene__V1__Party *party = conduct_new(conduct, &convene__v1__party__descriptor);

	if (team != NULL) {
		party->kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
		party->team_id = team->id;
	} else if (entity != NULL) {
		party->kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
		party->entity_id = entity->id;
	} else if (strcmp(word, "control") == 0) {
		party->kind_case = CONVENE__V1__PARTY__KIND_CONTROL;
		party->control = true;
	} else {
		no_party(conduct, word, false);
		return NULL;
	}
	return party;
}

bool conduct_find_channel(struct conduct *conduct, const char *word, Convene__V1__Channel *channel)
{
	const ProtobufCEnumValue *value =
	    word != NULL ? reflect_enum_value(&convene__v1__channel__descriptor, word, strlen(word))
	                 : NULL;

	if (word == NULL)
		return true;
	if (value == NULL || value->value == 0) {
		char all[300];

		conduct_usage(conduct, "there is no channel \"%s\": %s", word,
		    reflect_choices(&convene__v1__channel__descriptor, all, sizeof(all)));
		return false;
	}
	*channel = (Convene__V1__Channel)value->value;
	return true;
}

bool conduct_find_exception(
    struct conduct *conduct, const char *word, Convene__V1__DisclosureException *exception)
{
	const ProtobufCEnumValue *value =
	    word != NULL ? reflect_enum_value(
	                       &convene__v1__disclosure_exception__descriptor, word, strlen(word))
	                 : NULL;

	if (word == NULL)
		return true;
	if (value == NULL || value->value == 0) {
		conduct_usage(
		    conduct, "there is no exception \"%s\": risk-to-life or legal-duty", word);
		return false;
	}
	*exception = (Convene__V1__DisclosureException)value->value;
	return true;
}
