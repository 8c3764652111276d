/*
 * JSON as protobuf's own mapping has it, by descriptor, but for whole numbers: those that every
 * reader has exactly are numbers, larger ones strings. Text is escaped wherever a terminal could
 * take it for more than text: what comes out is as safe to look at as to parse.
 */
#include "proto/json.h"

#include "proto/base64.h"
#include "proto/printable.h"
#include "proto/reflect.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* What every reader of JSON has exactly, whether or not its numbers are doubles (RFC 8259 section
 * 6). */
#define EXACT_MOST ((INT64_C(1) << 53) - 1)

struct writer {
	struct buf *out; /* borrowed: outlives the writer */
	bool indent;
	unsigned depth;
};

static void write_message(struct writer *writer, const ProtobufCMessage *message);

static void new_line(struct writer *writer)
{
	if (writer->indent) {
		buf_append_byte(writer->out, '\n');
		for (unsigned i = 0; i < writer->depth; i++) {
			buf_append_text(writer->out, "  ");
		}
	}
}

/* Beyond the basic plane a character is two of UTF-16 (RFC 8259 section 7). */
static void write_escaped(struct buf *out, uint32_t code)
{
	if (code > 0xffff) {
		buf_printf(out, "\\u%04x", 0xd7c0u + (unsigned)(code >> 10));
		code = 0xdc00 | (code & 0x3ff);
	}
	buf_printf(out, "\\u%04x", (unsigned)code);
}

static void write_character(struct buf *out, const struct printable_walk *at)
{
	switch (at->code) {
	case '"':
		buf_append_text(out, "\\\"");
		break;
	case '\\':
		buf_append_text(out, "\\\\");
		break;
	case '\n':
		buf_append_text(out, "\\n");
		break;
	case '\r':
		buf_append_text(out, "\\r");
		break;
	case '\t':
		buf_append_text(out, "\\t");
		break;
	default:
		/* '<', so that the text can stand inside an HTML page's script; and nothing that a
		 * terminal would obey or not show */
		if (at->kind >= PRINTABLE_BREAK || at->code == '<') {
			write_escaped(out, at->code);
		} else {
			buf_append(out, at->text, at->size);
		}
	}
}

void json_write_text(struct buf *out, const char *text)
{
	buf_append_byte(out, '"');
	struct printable_walk walk;
	printable_start(&walk, text, strlen(text));
	while (printable_next(&walk)) {
		/* a message that did not come through the guard may hold anything */
		if (!walk.well_formed) {
			buf_append_text(out, "\xef\xbf\xbd"); /* U+FFFD */
		} else {
			write_character(out, &walk);
		}
	}
	buf_append_byte(out, '"');
}

static void write_real(struct buf *out, double number, int digits)
{
	if (isnan(number)) {
		buf_append_text(out, "\"NaN\"");
	} else if (isinf(number)) {
		buf_append_text(out, number > 0 ? "\"Infinity\"" : "\"-Infinity\"");
	} else {
		buf_printf(out, "%.*g", digits, number);
	}
}

static void write_enum(struct buf *out, const ProtobufCFieldDescriptor *field, int32_t number)
{
	const ProtobufCEnumValue *value =
	    protobuf_c_enum_descriptor_get_value(field->descriptor, number);
	if (value != NULL) {
		json_write_text(out, value->name);
	} else {
		buf_printf(out, "%" PRId32, number);
	}
}

static void write_signed(struct buf *out, int64_t number)
{
	const char *quote = number > EXACT_MOST || number < -EXACT_MOST ? "\"" : "";
	buf_printf(out, "%s%" PRId64 "%s", quote, number, quote);
}

static void write_unsigned(struct buf *out, uint64_t number)
{
	const char *quote = number > (uint64_t)EXACT_MOST ? "\"" : "";
	buf_printf(out, "%s%" PRIu64 "%s", quote, number, quote);
}

static void write_number(struct buf *out, const ProtobufCFieldDescriptor *field, const void *value)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
		buf_printf(out, "%" PRId32, *(const int32_t *)value);
		break;
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
		buf_printf(out, "%" PRIu32, *(const uint32_t *)value);
		break;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
		write_signed(out, *(const int64_t *)value);
		break;
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		write_unsigned(out, *(const uint64_t *)value);
		break;
	case PROTOBUF_C_TYPE_FLOAT:
		write_real(out, (double)*(const float *)value, 9);
		break;
	case PROTOBUF_C_TYPE_DOUBLE:
		write_real(out, *(const double *)value, 17);
		break;
	default:
		break;
	}
}

static void write_value(
    struct writer *writer, const ProtobufCFieldDescriptor *field, const void *value)
{
	struct buf *out = writer->out;
	switch (field->type) {
	case PROTOBUF_C_TYPE_BOOL:
		buf_append_text(out, *(const protobuf_c_boolean *)value ? "true" : "false");
		break;
	case PROTOBUF_C_TYPE_ENUM:
		write_enum(out, field, *(const int32_t *)value);
		break;
	case PROTOBUF_C_TYPE_STRING:
		json_write_text(out, *(char *const *)value != NULL ? *(char *const *)value : "");
		break;
	case PROTOBUF_C_TYPE_BYTES: {
		const ProtobufCBinaryData *data = value;
		buf_append_byte(out, '"');
		base64_write(out, data->data, data->len);
		buf_append_byte(out, '"');
		break;
	}
	case PROTOBUF_C_TYPE_MESSAGE:
		write_message(writer, *(ProtobufCMessage *const *)value);
		break;
	default:
		write_number(out, field, value);
	}
}

static void write_list(
    struct writer *writer, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	const uint8_t *values = *(uint8_t *const *)reflect_member(message, field);
	size_t count = *reflect_count(message, field), size = reflect_size(field->type);
	buf_append_byte(writer->out, '[');
	writer->depth++;
	for (size_t i = 0; i < count; i++) {
		if (i > 0) {
			buf_append_byte(writer->out, ',');
		}
		new_line(writer);
		write_value(writer, field, values + i * size);
	}
	writer->depth--;
	new_line(writer);
	buf_append_byte(writer->out, ']');
}

static void write_name(struct writer *writer, const char *name)
{
	char json_name[128];
	if (strlen(name) < sizeof(json_name)) {
		reflect_json_name(name, json_name);
		name = json_name;
	}
	buf_append_byte(writer->out, '"');
	buf_append_text(writer->out, name);
	buf_append_text(writer->out, writer->indent ? "\": " : "\":");
}

/* A member or an item follows: a comma, unless it is the first. */
static void part(struct buf *out)
{
	if (out->len > 0 && out->data[out->len - 1] != '{' && out->data[out->len - 1] != '[') {
		buf_append_byte(out, ',');
	}
}

/* False: there are none. */
static bool write_members(struct writer *writer, const ProtobufCMessage *message)
{
	bool any = false;
	for (unsigned i = 0; message != NULL && i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		if (!reflect_is_set(message, field)) {
			continue;
		}
		part(writer->out);
		any = true;
		new_line(writer);
		write_name(writer, field->name);
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			write_list(writer, message, field);
		} else {
			write_value(writer, field, reflect_member(message, field));
		}
	}
	return any;
}

static void write_message(struct writer *writer, const ProtobufCMessage *message)
{
	buf_append_byte(writer->out, '{');
	writer->depth++;
	bool any = write_members(writer, message);
	writer->depth--;
	if (any) {
		new_line(writer);
	}
	buf_append_byte(writer->out, '}');
}

void json_write(struct buf *out, const ProtobufCMessage *message, enum json_flags flags)
{
	struct writer writer = {.out = out, .indent = (flags & JSON_INDENT) != 0};
	write_message(&writer, message);
}

void json_members(struct buf *out, const ProtobufCMessage *message)
{
	write_members(&(struct writer){.out = out}, message);
}

void json_member(struct buf *out, const char *name)
{
	part(out);
	json_write_text(out, name);
	buf_append_byte(out, ':');
}

void json_member_message(struct buf *out, const char *name, const ProtobufCMessage *message)
{
	json_member(out, name);
	json_write(out, message, JSON_COMPACT);
}

void json_member_text(struct buf *out, const char *name, const char *text)
{
	json_member(out, name);
	json_write_text(out, text);
}

void json_member_signed(struct buf *out, const char *name, int64_t number)
{
	json_member(out, name);
	write_signed(out, number);
}

void json_member_unsigned(struct buf *out, const char *name, uint64_t number)
{
	json_member(out, name);
	write_unsigned(out, number);
}

void json_member_bool(struct buf *out, const char *name, bool value)
{
	json_member(out, name);
	buf_append_text(out, value ? "true" : "false");
}

void json_member_real(struct buf *out, const char *name, double number, int digits)
{
	json_member(out, name);
	buf_printf(out, "%.*f", digits, number);
}

void json_item_text(struct buf *out, const char *text)
{
	part(out);
	json_write_text(out, text);
}
