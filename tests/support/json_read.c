#include "tests/support/json_read.h"

#include "proto/build.h"
#include "proto/complaint.h"
#include "proto/reflect.h"
#include "proto/utf8.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 32u

/* One step of the path to the value at hand; index is -1 outside a list. */
struct step {
	const char *name; /* borrowed from the descriptor */
	long index;
};

struct reader {
	struct arena *arena;      /* borrowed: outlives the reader */
	struct json_error *error; /* borrowed: outlives the reader */
	struct step steps[DEPTH_MAX];
	unsigned depth;
};

static bool __attribute__((format(printf, 2, 3)))
refuse(struct reader *reader, const char *format, ...)
{
	char path[128] = "", text[120];
	size_t len = 0;
	va_list args;

	for (unsigned i = 0; i < reader->depth && len < sizeof(path); i++) {
		const struct step *step = &reader->steps[i];
		int more =
		    snprintf(path + len, sizeof(path) - len, "%s%s", i > 0 ? "." : "", step->name);

		len += more > 0 ? (size_t)more : 0;
		if (step->index >= 0 && len < sizeof(path)) {
			more = snprintf(path + len, sizeof(path) - len, "[%ld]", step->index);
			len += more > 0 ? (size_t)more : 0;
		}
	}
	va_start(args, format);
	complaint_list(text, sizeof(text), format, args);
	va_end(args);
	reader->error->line = 0;
	reader->error->column = 0;
	snprintf(reader->error->text, sizeof(reader->error->text), "%s%s%s", path,
	    reader->depth > 0 ? ": " : "", text);
	return false;
}

static bool out_of_room(struct reader *reader)
{
	return refuse(reader, "takes too much memory");
}

static bool read_message(struct reader *reader, const json_t *json, ProtobufCMessage *message);

/* "1.0" and 1e3 stand for whole numbers too, as long as a double holds them exactly. */
static bool integer_from_real(double real, struct build_integer *integer)
{
	if (!(fabs(real) <= 9007199254740992.0) || floor(real) != real) {
		return false;
	}
	integer->negative = real < 0;
	integer->magnitude = (uint64_t)fabs(real);
	return true;
}

/* A number written as text, all of it. */
static bool parse_real(const char *text, double *real)
{
	char *end;

	/* strtod alone also takes spaces, hexadecimal, "nan" and "inf" */
	if (text[0] == '\0' || strspn(text, "0123456789+-.eE") != strlen(text) || text[0] == '+') {
		return false;
	}
	*real = strtod(text, &end);
	return *end == '\0' && isfinite(*real);
}

static bool read_integer(
    struct reader *reader, const json_t *json, const ProtobufCFieldDescriptor *field, void *value)
{
	struct build_integer integer = {0};
	double real;
	bool whole;

	if (json_is_integer(json)) {
		json_int_t number = json_integer_value(json);

		integer.negative = number < 0;
		integer.magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
		whole = true;
	} else if (json_is_string(json)) {
		const char *text = json_string_value(json);

		whole = build_parse_integer(text, strlen(text), &integer) ||
		        (parse_real(text, &real) && integer_from_real(real, &integer));
	} else {
		whole = json_is_real(json) && integer_from_real(json_real_value(json), &integer);
	}
	if (!whole) {
		return refuse(reader, "is not a whole number");
	}
	return build_store_integer(field->type, integer, value) ||
	       refuse(reader, "is out of range");
}

static bool read_real(
    struct reader *reader, const json_t *json, const ProtobufCFieldDescriptor *field, void *value)
{
	const char *text = json_string_value(json);
	double real;

	if (json_is_number(json)) {
		real = json_number_value(json);
	} else if (text != NULL && strcmp(text, "NaN") == 0) {
		real = (double)NAN;
	} else if (text != NULL && strcmp(text, "Infinity") == 0) {
		real = (double)INFINITY;
	} else if (text != NULL && strcmp(text, "-Infinity") == 0) {
		real = -(double)INFINITY;
	} else if (text == NULL || !parse_real(text, &real)) {
		return refuse(reader, "is not a number");
	}
	if (field->type == PROTOBUF_C_TYPE_DOUBLE) {
		memcpy(value, &real, sizeof(real));
	} else {
		float narrow = (float)real;

		if (isinf(narrow) && !isinf(real)) {
			return refuse(reader, "is out of range");
		}
		memcpy(value, &narrow, sizeof(narrow));
	}
	return true;
}

static bool read_enum(
    struct reader *reader, const json_t *json, const ProtobufCFieldDescriptor *field, void *value)
{
	const ProtobufCEnumValue *found = NULL;
	int32_t number;

	if (json_is_string(json)) {
		found = reflect_enum_value(
		    field->descriptor, json_string_value(json), json_string_length(json));
	} else if (json_is_integer(json) && json_integer_value(json) >= INT32_MIN &&
	           json_integer_value(json) <= INT32_MAX) {
		found = protobuf_c_enum_descriptor_get_value(
		    field->descriptor, (int)json_integer_value(json));
	}
	if (found == NULL) {
		return refuse(reader, "is no value of %s",
		    ((const ProtobufCEnumDescriptor *)field->descriptor)->short_name);
	}
	number = found->value;
	memcpy(value, &number, sizeof(number));
	return true;
}

static bool read_text(
    struct reader *reader, const json_t *json, const ProtobufCFieldDescriptor *field, void *value)
{
	const char *text = json_string_value(json);
	size_t len = json_string_length(json);

	if (text == NULL) {
		return refuse(reader, "is not a string");
	}
	if (field->type == PROTOBUF_C_TYPE_BYTES) {
		if (build_store_base64(text, len, value, reader->arena)) {
			return true;
		}
		return arena_exhausted(reader->arena) ? out_of_room(reader)
		                                      : refuse(reader, "is not base64");
	}
	if (!utf8_valid(text, len)) {
		return refuse(reader, "is not valid UTF-8 without NUL");
	}
	return build_store_string(text, len, value, reader->arena) || out_of_room(reader);
}

static bool read_value(
    struct reader *reader, const json_t *json, const ProtobufCFieldDescriptor *field, void *value)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE: {
		ProtobufCMessage *message;

		if (!json_is_object(json)) {
			return refuse(reader, "is not an object");
		}
		message = build_message(field->descriptor, reader->arena);
		*(ProtobufCMessage **)value = message;
		return message != NULL ? read_message(reader, json, message) : out_of_room(reader);
	}
	case PROTOBUF_C_TYPE_BOOL: {
		protobuf_c_boolean truth = json_is_true(json);

		if (!json_is_boolean(json)) {
			return refuse(reader, "is neither true nor false");
		}
		memcpy(value, &truth, sizeof(truth));
		return true;
	}
	case PROTOBUF_C_TYPE_ENUM:
		return read_enum(reader, json, field, value);
	case PROTOBUF_C_TYPE_FLOAT:
	case PROTOBUF_C_TYPE_DOUBLE:
		return read_real(reader, json, field, value);
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_BYTES:
		return read_text(reader, json, field, value);
	default:
		return read_integer(reader, json, field, value);
	}
}

static bool read_list(struct reader *reader, const json_t *json, ProtobufCMessage *message,
    const ProtobufCFieldDescriptor *field)
{
	struct step *step = &reader->steps[reader->depth - 1];
	size_t count = json_array_size(json);
	bool good = true;
	uint8_t *value;

	if (!json_is_array(json)) {
		return refuse(reader, "is not a list");
	}
	if (count == 0) {
		return true;
	}
	value = build_values(message, field, count, reader->arena);
	if (value == NULL) {
		return out_of_room(reader);
	}
	for (size_t i = 0; good && i < count; i++) {
		step->index = (long)i;
		good = read_value(reader, json_array_get(json, i), field, value);
		value = build_next(field, value);
	}
	step->index = -1;
	return good;
}

static bool read_field(struct reader *reader, const json_t *json, ProtobufCMessage *message,
    const ProtobufCFieldDescriptor *field)
{
	void *value;

	if (json_is_null(json)) {
		return true;
	}
	if (reflect_is_set(message, field)) {
		return refuse(reader, "stands more than once");
	}
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		return read_list(reader, json, message, field);
	}
	if (reflect_is_oneof(field) && *reflect_case(message, field) != 0) {
		return refuse(reader, "excludes %s, which is there too",
		    protobuf_c_message_descriptor_get_field(
		        message->descriptor, *reflect_case(message, field))
		        ->name);
	}
	value = build_values(message, field, 1, reader->arena);
	return value != NULL ? read_value(reader, json, field, value) : out_of_room(reader);
}

static bool read_message(struct reader *reader, const json_t *json, ProtobufCMessage *message)
{
	const char *key;
	json_t *value;
	bool good = true;

	if (reader->depth >= DEPTH_MAX) {
		return refuse(reader, "lies too deep");
	}
	/* jansson's macro casts the const away only to iterate */
	json_object_foreach((json_t *)(uintptr_t)json, key, value)
	{
		const ProtobufCFieldDescriptor *field =
		    reflect_field(message->descriptor, key, strlen(key));

		if (field == NULL) {
			return refuse(
			    reader, "%s has no field '%s'", message->descriptor->short_name, key);
		}
		reader->steps[reader->depth++] = (struct step){.name = field->name, .index = -1};
		good = read_field(reader, value, message, field);
		reader->depth--;
		if (!good) {
			break;
		}
	}
	return good;
}

ProtobufCMessage *json_read(const ProtobufCMessageDescriptor *descriptor, const char *text,
    size_t len, struct arena *arena, struct json_error *error)
{
	struct reader reader = {.arena = arena, .error = error};
	ProtobufCMessage *message = NULL;
	json_error_t parse_error;
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &parse_error);

	if (json == NULL) {
		error->line = parse_error.line > 0 ? parse_error.line : 0;
		error->column = parse_error.column > 0 ? parse_error.column : 0;
		snprintf(error->text, sizeof(error->text), "%s", parse_error.text);
		return NULL;
	}
	if (!json_is_object(json)) {
		refuse(&reader, "is not an object");
	} else {
		message = build_message(descriptor, arena);
		if (message == NULL) {
			out_of_room(&reader);
		} else if (!read_message(&reader, json, message)) {
			message = NULL;
		}
	}
	json_decref(json);
	return message;
}
