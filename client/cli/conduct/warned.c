#include "client/cli/conduct/warned.h"

#include "client/cli/wrap.h"
#include "proto/reflect.h"

#include <stdio.h>
#include <string.h>

/* For rules of the engine that come without words. */
static const char *plain_words(const char *rule)
{
	static const struct {
		const char *rule, *text;
	} words[] = {{"competence", "Your agency is not the one whose step this is."},
	    {"consent", "No consent covers this."}, {"channel", "The channel is not for this."},
	    {"instrument", "The instrument is not for these two, or not accepted there."},
	    {"missing", "Something is missing that has to be there."}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].rule, rule) == 0)
			return words[i].text;
	return rule;
}

static const char *text_of(const struct view *view, const Convene__V1__Warning *warning)
{
	const char *text = "";

	if (warning->text != NULL)
		text = view != NULL ? view_text(view, warning->text) : warning->text->value;
	return text[0] != '\0' ? text : plain_words(warning->rule);
}

static bool ends_sentence(const struct buf *text)
{
	return text->len > 0 && text->data[text->len - 1] == '.';
}

static void one(struct buf *out, const struct view *view, const Convene__V1__Warning *warning,
    const struct timeline_style *style)
{
	struct buf text = {0};

	buf_append_text(&text, text_of(view, warning));
	for (size_t i = 0; i < warning->n_missing; i++)
		buf_printf(&text, "%s%s",
		    i > 0                  ? ", "
		    : ends_sentence(&text) ? " Missing: "
		                           : ": ",
		    warning->missing[i]);
	if (warning->n_missing > 0)
		buf_append_byte(&text, '.');
	if (warning->source[0] != '\0')
		buf_printf(&text, " (%s)", warning->source);
	buf_append_byte(&text, '\0');
	buf_append_text(out, "  - ");
	wrap_append(out, (const char *)text.data, style->width, 4, 4);
	buf_deinit(&text);
}

void warned_text(struct buf *out, const struct view *view, const Convene__V1__Error *error,
    const struct timeline_style *style)
{
	timeline_colour(out, style, TIMELINE_YELLOW);
	buf_append_text(out, error->n_warnings == 1 ? "This would not be as it ought to be:\n"
	                                            : "This would not be as it ought to be, for "
	                                              "these reasons:\n");
	timeline_plain(out, style);
	for (size_t i = 0; i < error->n_warnings; i++)
		one(out, view, error->warnings[i], style);
	if (error->n_warnings == 0) {
		buf_append_text(out, "  - ");
		wrap_append(out, error->message, style->width, 4, 4);
	}
}

static bool set_in(const ProtobufCMessage *message)
{
	const ProtobufCFieldDescriptor *field =
	    protobuf_c_message_descriptor_get_field_by_name(message->descriptor, "anyway");

	if (field == NULL || field->type != PROTOBUF_C_TYPE_BOOL)
		return false;
	*(protobuf_c_boolean *)reflect_member(message, field) = true;
	return true;
}

bool warned_set_anyway(Convene__V1__Command *command)
{
	const ProtobufCFieldDescriptor *body = protobuf_c_message_descriptor_get_field(
	    &convene__v1__command__descriptor, (unsigned)command->body_case);

	if (body == NULL)
		return false;
	/* a share has it in its disclosure */
	if (command->body_case == CONVENE__V1__COMMAND__BODY_SHARE_CASE)
		return command->share_case->disclosure != NULL &&
		       set_in(&command->share_case->disclosure->base);
	return set_in(*(const ProtobufCMessage *const *)reflect_member(&command->base, body));
}
