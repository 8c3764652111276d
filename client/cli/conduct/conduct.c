/*
 * What all nouns stand on: showing, refusing, and the way from a noun and a verb to the function in
 * its row. A verb that is not there is answered with the one that was probably meant, or else with
 * those that the viewer's role has.
 */
#include "client/cli/conduct/conduct.h"

#include "client/cli/text/choices.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/complaint.h"
#include "proto/reflect.h"
#include "proto/roles.h"
#include "proto/xalloc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* One command that somebody types, with room to spare. */
#define ARENA_BUDGET ((size_t)16 * 1024 * 1024)

void conduct_look(struct conduct *conduct, enum view_look_kind kind, uint64_t id)
{
	conduct->looked = true;
	conduct->look_kind = kind;
	conduct->look_id = id;
	conduct->look_through = view_newest(conduct->view);
}

void conduct_init(
    struct conduct *conduct, const struct view *view, const struct style *style, int64_t now_ms)
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

enum conduct_outcome conduct_why(
    struct conduct *conduct, enum conduct_outcome outcome, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	complaint_list(conduct->why, sizeof(conduct->why), format, arguments);
	va_end(arguments);
	return outcome;
}

void conduct_title(struct conduct *conduct, const char *format, ...)
{
	style_begin(&conduct->out, conduct->style, COLOUR_BOLD);
	va_list arguments;
	va_start(arguments, format);
	wrap_vprintf(&conduct->out, conduct->style->width, 0, 2, format, arguments);
	va_end(arguments);
	style_end(&conduct->out, conduct->style);
}

void conduct_entry(struct conduct *conduct, const char *format, ...)
{
	buf_append_text(&conduct->out, "  ");
	va_list arguments;
	va_start(arguments, format);
	wrap_vprintf(&conduct->out, conduct->style->width, 2, 4, format, arguments);
	va_end(arguments);
}

const struct conduct_verb *conduct_verb(const struct conduct_noun *noun, const char *name)
{
	for (const struct conduct_verb *verb = noun->verbs; verb->name != NULL; verb++) {
		if (strcmp(verb->name, name) == 0) {
			return verb;
		}
	}
	return NULL;
}

static enum conduct_outcome no_verb(struct conduct *conduct, const char *typed)
{
	const struct conduct_noun *noun = conduct->noun;
	struct choices choices;
	choices_init(&choices, typed);
	for (const struct conduct_verb *verb = noun->verbs; verb->name != NULL; verb++) {
		if ((verb->roles & ROLE_BIT(conduct->view->role)) != 0) {
			choices_offer(&choices, verb->name);
		}
	}
	conduct_usage(conduct, "there is no \"%s %s\"%s", noun->name, typed,
	    choices_end(&choices, "; there are: "));
	choices_deinit(&choices);
	return CONDUCT_USAGE;
}

enum conduct_outcome conduct_by_verb(struct conduct *conduct)
{
	const struct conduct_noun *noun = conduct->noun;
	const struct conduct_verb *verb =
	    conduct->count == 0 ? noun->verbs : conduct_verb(noun, conduct->words[0]);
	if (verb == NULL) {
		return no_verb(conduct, conduct->words[0]);
	}
	conduct->verb = verb;
	struct option table[CONDUCT_OPTIONS_MAX] = {{.name = NULL}};
	conduct_options(noun, conduct->values, table);
	if (!options_fit(table, verb->name, conduct->why, sizeof(conduct->why))) {
		return CONDUCT_USAGE;
	}
	/* `list` */
	if (conduct->count == 0) {
		return verb->run(conduct);
	}
	if (conduct->count - 1 < verb->least ||
	    (verb->most > 0 && conduct->count - 1 > verb->most)) {
		return conduct_usage(conduct, "%s %s wants%s", noun->name, verb->name, verb->wants);
	}
	if (verb->find != NULL) {
		enum conduct_outcome outcome = verb->find(conduct);
		if (outcome != CONDUCT_SHOWN) {
			return outcome;
		}
	}
	return verb->run(conduct);
}

enum conduct_outcome conduct_run(
    struct conduct *conduct, const struct conduct_noun *noun, int count, char **words)
{
	conduct->noun = noun;
	conduct->count = count;
	conduct->words = words;
	return noun->run(conduct);
}

const struct option conduct_no_options[] = {{.name = NULL}};

size_t conduct_options(const struct conduct_noun *noun, union conduct_value *values,
    struct option table[CONDUCT_OPTIONS_MAX])
{
	size_t count = 0;
	for (const struct option *option = noun->options; option->name != NULL; option++) {
		table[count] = *option;
		table[count].target = &values[count];
		count++;
	}
	return count;
}

union conduct_value *conduct_value(struct conduct *conduct, const char *option)
{
	const struct option *options = conduct->noun->options;
	for (size_t i = 0; options[i].name != NULL; i++) {
		if (strcmp(options[i].name, option) == 0) {
			return &conduct->values[i];
		}
	}
	abort(); /* a noun asks for its own options alone */
}

char *conduct_option(struct conduct *conduct, const char *option)
{
	return conduct_text(conduct_value(conduct, option)->text);
}

int conduct_choice(struct conduct *conduct, const char *option,
    const ProtobufCEnumDescriptor *descriptor, int otherwise)
{
	const char *word = conduct_value(conduct, option)->text;
	if (word == NULL) {
		return otherwise;
	}
	return words_choice(
	    descriptor, option, word, strlen(word), conduct->why, sizeof(conduct->why));
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

char *conduct_rest(struct conduct *conduct, int from, const char *option)
{
	struct buf text = {0};
	if (conduct->count <= from) {
		return option != NULL ? conduct_option(conduct, option) : conduct_text(NULL);
	}
	for (int i = from; i < conduct->count; i++) {
		buf_printf(&text, "%s%s", i > from ? " " : "", conduct->words[i]);
	}
	char *kept = xcheck(
	    arena_text(conduct->arena, text.len > 0 ? (const char *)text.data : "", text.len));
	buf_deinit(&text);
	return kept;
}

char **conduct_list(struct conduct *conduct, const char *option, size_t *count)
{
	const struct option_list *list = &conduct_value(conduct, option)->list;
	char **values = xcheck(arena_array(conduct->arena, list->count + 1, sizeof(*values)));
	for (size_t i = 0; i < list->count; i++) {
		values[i] = conduct_text(list->values[i]);
	}
	*count = list->count;
	return values;
}

uint64_t *conduct_numbers(struct conduct *conduct, size_t count)
{
	return xcheck(arena_array(conduct->arena, count + 1, sizeof(uint64_t)));
}
