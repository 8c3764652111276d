#include "client/cli/text/yaml_write.h"

#include "proto/base64.h"
#include "proto/printable.h"
#include "proto/reflect.h"

#include <inttypes.h>
#include <string.h>

#define STEP 2

static void indent_by(struct buf *out, size_t indent)
{
	for (size_t i = 0; i < indent; i++) {
		buf_append_byte(out, ' ');
	}
}

/* What YAML does not let stand, what ends a line in it besides the newline, and what nobody would
 * see (printable.h): an export goes to a screen and an editor, and comes back as it was. */
static bool is_awkward_here(const struct printable_walk *at)
{
	return at->code != '\n' && (at->kind >= PRINTABLE_BREAK || at->code == '\t');
}

static bool is_awkward(const char *text)
{
	struct printable_walk walk;
	printable_start(&walk, text, strlen(text));
	while (printable_next(&walk)) {
		if (is_awkward_here(&walk)) {
			return true;
		}
	}
	return false;
}

static void append_escape(struct buf *out, uint32_t code)
{
	if (code < 0x80) {
		buf_printf(out, "\\x%02x", (unsigned)code);
	} else {
		buf_printf(out, code < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)code);
	}
}

static void append_quoted(struct buf *out, const char *text)
{
	buf_append_byte(out, '"');
	struct printable_walk walk;
	printable_start(&walk, text, strlen(text));
	while (printable_next(&walk)) {
		if (walk.code == '"' || walk.code == '\\') {
			buf_printf(out, "\\%c", (char)walk.code);
		} else if (walk.code == '\n') {
			buf_append_text(out, "\\n");
		} else if (is_awkward_here(&walk)) {
			append_escape(out, walk.code);
		} else {
			buf_append(out, walk.text, walk.size);
		}
	}
	buf_append_byte(out, '"');
}

/* Several lines: a block, which is easiest to write in. */
static void append_block(struct buf *out, const char *text, size_t indent)
{
	size_t len = strlen(text), breaks = 0;
	while (breaks < len && text[len - 1 - breaks] == '\n') {
		breaks++;
	}
	/* how many spaces the block is indented by is said when its first line does not show it */
	buf_append_byte(out, '|');
	if (text[0] == ' ' || text[0] == '\n') {
		buf_printf(out, "%d", STEP);
	}
	buf_append_text(out, breaks == 0 ? "-" : (breaks == 1 ? "" : "+"));
	while (*text != '\0') {
		size_t line = strcspn(text, "\n");
		buf_append_byte(out, '\n');
		if (line > 0) {
			indent_by(out, indent);
			buf_append(out, text, line);
		}
		text += line;
		if (*text == '\n') {
			text++;
		}
	}
}

/* "AL-NGO": what no reader of YAML could take for anything else. */
static bool is_plain(const char *text)
{
	size_t len = strlen(text);
	return len > 0 && len < 200 &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") > 0 &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/.") ==
	           len &&
	       strcmp(text, "null") != 0;
}

static void append_text(struct buf *out, const char *text, size_t indent)
{
	if (is_plain(text)) {
		buf_append_text(out, text);
	} else if (strchr(text, '\n') != NULL && text[strspn(text, "\n ")] != '\0' &&
	           !is_awkward(text)) {
		append_block(out, text, indent);
	} else {
		append_quoted(out, text);
	}
}

/* "T+0:45:00" for a time, "15m" for a length of time. */
static void append_ms(struct buf *out, const char *name, int64_t ms)
{
	char text[32];
	if (strcmp(name, "planned_ms") == 0 || ms <= 0 || ms % 1000 != 0) {
		reflect_format_ms(ms, text, sizeof(text));
		buf_append_text(out, text);
	} else if (ms % 60000 == 0) {
		buf_printf(out, "%" PRId64 "m", ms / 60000);
	} else {
		buf_printf(out, "%" PRId64 "s", ms / 1000);
	}
}

static void append_integer(
    struct buf *out, const ProtobufCFieldDescriptor *field, const void *value)
{
	size_t name_len = strlen(field->name);
	int64_t wide = 0;
	int32_t narrow;
	if (reflect_size(field->type) == sizeof(wide)) {
		memcpy(&wide, value, sizeof(wide));
	} else {
		memcpy(&narrow, value, sizeof(narrow));
		wide = field->type == PROTOBUF_C_TYPE_UINT32 ? (int64_t)(uint32_t)narrow : narrow;
	}
	if (name_len > 3 && strcmp(field->name + name_len - 3, "_ms") == 0) {
		append_ms(out, field->name, wide);
	} else if (field->type == PROTOBUF_C_TYPE_UINT64) {
		buf_printf(out, "%" PRIu64, (uint64_t)wide);
	} else {
		buf_printf(out, "%" PRId64, wide);
	}
}

static void append_scalar(
    struct buf *out, const ProtobufCFieldDescriptor *field, const void *value, size_t indent)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		append_text(out, *(char *const *)value, indent);
		break;
	case PROTOBUF_C_TYPE_BYTES: {
		const ProtobufCBinaryData *bytes = value;
		buf_append_byte(out, '"');
		base64_write(out, bytes->data, bytes->len);
		buf_append_byte(out, '"');
		break;
	}
	case PROTOBUF_C_TYPE_BOOL:
		buf_append_text(out, *(const protobuf_c_boolean *)value ? "true" : "false");
		break;
	case PROTOBUF_C_TYPE_ENUM: {
		const ProtobufCEnumDescriptor *descriptor = field->descriptor;
		const ProtobufCEnumValue *known =
		    protobuf_c_enum_descriptor_get_value(descriptor, *(const int *)value);
		char text[64] = "unspecified";
		if (known != NULL) {
			reflect_enum_short(descriptor, known, text, sizeof(text));
		}
		buf_append_text(out, text);
		break;
	}
	default:
		append_integer(out, field, value);
		break;
	}
}

/* A message of which only the first field is set, a text, is written as that text. */
static const ProtobufCFieldDescriptor *only_text(const ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;
	const ProtobufCFieldDescriptor *first =
	    protobuf_c_message_descriptor_get_field(descriptor, 1);
	if (first == NULL || first->type != PROTOBUF_C_TYPE_STRING ||
	    first->label == PROTOBUF_C_LABEL_REPEATED || !reflect_is_set(message, first)) {
		return NULL;
	}
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		if (&descriptor->fields[i] != first &&
		    reflect_is_set(message, &descriptor->fields[i])) {
			return NULL;
		}
	}
	return first;
}

/* Where a message's first field goes. */
enum place {
	PLACE_LINE, /* on a line of its own */
	PLACE_DASH, /* behind "- " */
};

static void append_message(
    struct buf *out, const ProtobufCMessage *message, size_t indent, enum place place);

/* What stands behind "name:" or "-", with the line's end. */
static void append_value(struct buf *out, const ProtobufCFieldDescriptor *field, const void *value,
    size_t indent, enum place place)
{
	if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
		buf_append_byte(out, ' ');
		append_scalar(out, field, value, indent);
		buf_append_byte(out, '\n');
		return;
	}
	const ProtobufCMessage *message = *(ProtobufCMessage *const *)value;
	const ProtobufCFieldDescriptor *text = only_text(message);
	if (text != NULL) {
		buf_append_byte(out, ' ');
		append_scalar(out, text, reflect_member(message, text), indent);
		buf_append_byte(out, '\n');
		return;
	}
	buf_append_byte(out, place == PLACE_DASH ? ' ' : '\n');
	append_message(out, message, indent, place);
}

static void append_list(struct buf *out, const ProtobufCMessage *message,
    const ProtobufCFieldDescriptor *field, size_t indent)
{
	const uint8_t *values = *(uint8_t *const *)reflect_member(message, field);
	size_t count = *reflect_count(message, field);
	if (field->type == PROTOBUF_C_TYPE_STRING) {
		buf_append_text(out, " [");
		for (size_t i = 0; i < count; i++) {
			const char *text = ((char *const *)(const void *)values)[i];
			buf_append_text(out, i > 0 ? ", " : "");
			if (is_plain(text)) {
				buf_append_text(out, text);
			} else {
				append_quoted(out, text);
			}
		}
		buf_append_text(out, "]\n");
		return;
	}
	buf_append_byte(out, '\n');
	for (size_t i = 0; i < count; i++) {
		indent_by(out, indent);
		buf_append_byte(out, '-');
		append_value(
		    out, field, values + i * reflect_size(field->type), indent + STEP, PLACE_DASH);
	}
}

/* An inject at STARTEX says so: what is left out is no time at all. */
static bool is_startex(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	return message->descriptor == &convene__v1__inject__descriptor &&
	       ((const Convene__V1__Inject *)message)->when == NULL &&
	       strcmp(field->name, "planned_ms") == 0;
}

static void append_message(
    struct buf *out, const ProtobufCMessage *message, size_t indent, enum place place)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;
	bool first = place == PLACE_DASH;
	size_t start = out->len;
	/* in the order of the numbers, which is the order of scenario files */
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		if (!reflect_is_set(message, field) && !is_startex(message, field)) {
			continue;
		}
		if (!first) {
			indent_by(out, indent);
		}
		first = false;
		buf_printf(out, "%s:", field->name);
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			append_list(out, message, field, indent + STEP);
		} else {
			append_value(
			    out, field, reflect_member(message, field), indent + STEP, PLACE_LINE);
		}
	}
	if (out->len == start && place == PLACE_DASH) {
		buf_append_text(out, "{}\n");
	}
}

void yaml_write(struct buf *out, const ProtobufCMessage *message)
{
	append_message(out, message, 0, PLACE_LINE);
}
