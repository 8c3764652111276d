#include "client/cli/conduct/conduct.h"

#include "client/cli/text/nearest.h"
#include "client/cli/text/wrap.h"
#include "proto/complaint.h"
#include "proto/reflect.h"
#include "proto/roles.h"
#include "proto/xalloc.h"

#include <stdarg.h>
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

enum conduct_outcome conduct_refuse(struct conduct *conduct, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complaint_list(conduct->why, sizeof(conduct->why), format, arguments);
	va_end(arguments);
	return CONDUCT_REFUSED;
}

void conduct_entry(struct conduct *conduct, const char *format, ...)
{
	va_list arguments;

	buf_append_text(&conduct->out, "  ");
	va_start(arguments, format);
	wrap_vprintf(&conduct->out, conduct->style->width, 2, 4, format, arguments);
	va_end(arguments);
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

uint64_t *conduct_numbers(struct conduct *conduct, size_t count)
{
	return xcheck(arena_array(conduct->arena, count + 1, sizeof(uint64_t)));
}
