/*
 * Every walk over a message that does not know it by name goes by the offsets of its descriptor,
 * and this is where they are read: whether a field is set, where it lies, how it is called in JSON
 * and YAML. A time is a number like any other to protobuf; that its field ends in "_ms" is our
 * convention, and how it is written stands here as well.
 */
#include "proto/reflect.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void reflect_json_name(const char *name, char *out)
{
	bool capital = false;
	for (; *name != '\0'; name++) {
		if (*name == '_') {
			capital = true;
			continue;
		}
		*out++ = capital ? (char)toupper((unsigned char)*name) : *name;
		capital = false;
	}
	*out = '\0';
}

/* Compares with the JSON spelling of `name` without writing it down. */
static bool is_json_name(const char *name, const char *text, size_t len)
{
	size_t at = 0;
	for (; *name != '\0'; name++) {
		int wanted = *name;
		if (*name == '_') {
			name++;
			if (*name == '\0') {
				break;
			}
			wanted = toupper((unsigned char)*name);
		}
		if (at == len || text[at] != wanted) {
			return false;
		}
		at++;
	}
	return at == len;
}

const ProtobufCFieldDescriptor *reflect_field(
    const ProtobufCMessageDescriptor *descriptor, const char *name, size_t len)
{
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		if ((strlen(field->name) == len && memcmp(field->name, name, len) == 0) ||
		    is_json_name(field->name, name, len)) {
			return field;
		}
	}
	return NULL;
}

/* Length of the prefix that all names of the enum share by convention: InjectMode, INJECT_MODE_. */
static size_t prefix_length(const ProtobufCEnumDescriptor *descriptor, const char *value_name)
{
	const char *name = descriptor->short_name;
	size_t at = 0;
	for (size_t i = 0; name[i] != '\0'; i++) {
		if (i > 0 && isupper((unsigned char)name[i])) {
			if (value_name[at] != '_') {
				return 0;
			}
			at++;
		}
		if (value_name[at] != toupper((unsigned char)name[i])) {
			return 0;
		}
		at++;
	}
	return value_name[at] == '_' && value_name[at + 1] != '\0' ? at + 1 : 0;
}

void reflect_enum_short(const ProtobufCEnumDescriptor *descriptor, const ProtobufCEnumValue *value,
    char *out, size_t size)
{
	const char *name = value->name + prefix_length(descriptor, value->name);
	size_t len = 0;
	if (size == 0) {
		return;
	}
	for (; *name != '\0' && len + 1 < size; name++) {
		out[len++] = (char)tolower((unsigned char)*name);
	}
	out[len] = '\0';
}

const char *reflect_word(
    const ProtobufCEnumDescriptor *descriptor, int value, char blank, char out[REFLECT_WORD_SIZE])
{
	const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(descriptor, value);
	if (value == 0) {
		snprintf(out, REFLECT_WORD_SIZE, "?");
	} else if (known == NULL) {
		snprintf(out, REFLECT_WORD_SIZE, "%d", value);
	} else {
		reflect_enum_short(descriptor, known, out, REFLECT_WORD_SIZE);
	}
	for (char *at = strchr(out, '_'); at != NULL; at = strchr(at + 1, '_')) {
		*at = blank;
	}
	return out;
}

const char *reflect_choices(const ProtobufCEnumDescriptor *descriptor, char *out, size_t size)
{
	size_t len = 0;
	for (unsigned i = 1; i < descriptor->n_values && len < size; i++) {
		const char *between = i == 1 ? "" : i + 1 < descriptor->n_values ? ", " : " or ";
		char word[REFLECT_WORD_SIZE];
		len += (size_t)snprintf(out + len, size - len, "%s%s", between,
		    reflect_word(descriptor, descriptor->values[i].value, '-', word));
	}
	return out;
}

static bool same_name(const char *wanted, const char *name, size_t len)
{
	if (strlen(wanted) != len) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		int got = name[i] == '-' ? '_' : toupper((unsigned char)name[i]);
		if (toupper((unsigned char)wanted[i]) != got) {
			return false;
		}
	}
	return true;
}

const ProtobufCEnumValue *reflect_enum_value(
    const ProtobufCEnumDescriptor *descriptor, const char *name, size_t len)
{
	for (unsigned i = 0; i < descriptor->n_values; i++) {
		const ProtobufCEnumValue *value = &descriptor->values[i];
		if (same_name(value->name, name, len) ||
		    same_name(value->name + prefix_length(descriptor, value->name), name, len)) {
			return value;
		}
	}
	return NULL;
}

const char *reflect_id(const void *message)
{
	const ProtobufCFieldDescriptor *first =
	    &((const ProtobufCMessage *)message)->descriptor->fields[0];
	assert(first->type == PROTOBUF_C_TYPE_STRING);
	return *(char *const *)reflect_member(message, first);
}

bool reflect_says(const ProtobufCMessage *message, uint32_t number)
{
	const ProtobufCFieldDescriptor *field =
	    protobuf_c_message_descriptor_get_field(message->descriptor, number);
	return field != NULL && (field->type != PROTOBUF_C_TYPE_BOOL ||
	                            *(const protobuf_c_boolean *)reflect_member(message, field));
}

size_t reflect_size(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_INT32:
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_SFIXED32:
	case PROTOBUF_C_TYPE_UINT32:
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_FLOAT:
	case PROTOBUF_C_TYPE_ENUM:
		return 4;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_DOUBLE:
		return 8;
	case PROTOBUF_C_TYPE_BOOL:
		return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_STRING:
		return sizeof(char *);
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(ProtobufCMessage *);
	}
	return 0;
}

/* Whether the value (as from reflect_member) is proto3's default for its type. */
static bool is_default(const ProtobufCFieldDescriptor *field, const void *value)
{
	static const uint8_t zeroes[8];
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: {
		const char *text = *(char *const *)value;
		return text == NULL || text[0] == '\0';
	}
	case PROTOBUF_C_TYPE_BYTES:
		return ((const ProtobufCBinaryData *)value)->len == 0;
	case PROTOBUF_C_TYPE_MESSAGE:
		return *(ProtobufCMessage *const *)value == NULL;
	default:
		/* -0.0 differs from the default, as in every other implementation */
		return memcmp(value, zeroes, reflect_size(field->type)) == 0;
	}
}

bool reflect_is_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		return *reflect_count(message, field) > 0;
	}
	if (reflect_is_oneof(field)) {
		return *reflect_case(message, field) == field->id;
	}
	return !is_default(field, reflect_member(message, field));
}

void reflect_each(const ProtobufCMessage *message, reflect_each_fn *each, void *context)
{
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		const char *value = reflect_member(message, field);
		size_t count = 1;
		if (!reflect_is_set(message, field)) {
			continue;
		}
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			count = *reflect_count(message, field);
			value = *(const char *const *)value;
		}
		for (size_t j = 0; j < count; j++, value += reflect_size(field->type)) {
			each(context, field, value);
		}
	}
}

static bool value_has_its_texts(ProtobufCType type, const void *value)
{
	if (type == PROTOBUF_C_TYPE_STRING) {
		return *(char *const *)value != NULL;
	}
	const ProtobufCMessage *part =
	    type == PROTOBUF_C_TYPE_MESSAGE ? *(ProtobufCMessage *const *)value : NULL;
	return part == NULL || reflect_has_its_texts(part);
}

bool reflect_has_its_texts(const ProtobufCMessage *message)
{
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		const char *value = reflect_member(message, field);
		size_t count = 1;
		if (reflect_is_oneof(field) && *reflect_case(message, field) != field->id) {
			continue;
		}
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			count = *reflect_count(message, field);
			value = *(const char *const *)value;
		}
		for (size_t j = 0; j < count; j++, value += reflect_size(field->type)) {
			if (!value_has_its_texts(field->type, value)) {
				return false;
			}
		}
	}
	return true;
}

/* Digits at *at; false when there are none or they do not fit. */
static bool read_digits(const char **at, const char *end, int64_t *value)
{
	const char *start = *at;
	int64_t sum = 0;
	while (*at < end && isdigit((unsigned char)**at)) {
		if (__builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, **at - '0', &sum)) {
			return false;
		}
		(*at)++;
	}
	*value = sum;
	return *at > start;
}

/* sum += count * unit; false when it does not fit. */
static bool add_units(int64_t *sum, int64_t count, int64_t unit)
{
	int64_t part;
	return !__builtin_mul_overflow(count, unit, &part) &&
	       !__builtin_add_overflow(*sum, part, sum);
}

/* ":mm" with two digits below 60. */
static bool read_sixty(const char **at, const char *end, int64_t *value)
{
	if (end - *at < 3 || (*at)[0] != ':' || !isdigit((unsigned char)(*at)[1]) ||
	    !isdigit((unsigned char)(*at)[2])) {
		return false;
	}
	*value = ((*at)[1] - '0') * 10 + ((*at)[2] - '0');
	*at += 3;
	return *value < 60;
}

/* What follows the hours in "1:30:00.250". */
static bool read_clock(const char *at, const char *end, int64_t hours, int64_t *ms)
{
	int64_t minutes, seconds = 0, sum = 0, scale = 100;
	if (!read_sixty(&at, end, &minutes) || (at < end && !read_sixty(&at, end, &seconds))) {
		return false;
	}
	if (at < end && *at == '.' && end - at > 1 && end - at <= 4) {
		for (at++; at < end && isdigit((unsigned char)*at); at++, scale /= 10) {
			sum += (*at - '0') * scale;
		}
	}
	if (at != end || !add_units(&sum, hours, 3600000) || !add_units(&sum, minutes, 60000) ||
	    !add_units(&sum, seconds, 1000)) {
		return false;
	}
	*ms = sum;
	return true;
}

static bool read_unit(const char *at, const char *end, int64_t count, int64_t *ms)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = {
	    {"ms", 1}, {"s", 1000}, {"m", 60000}, {"min", 60000}, {"h", 3600000}, {"d", 86400000}};
	int64_t sum = 0;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strlen(units[i].name) == (size_t)(end - at) &&
		    memcmp(units[i].name, at, (size_t)(end - at)) == 0) {
			if (!add_units(&sum, count, units[i].ms)) {
				return false;
			}
			*ms = sum;
			return true;
		}
	}
	return false;
}

bool reflect_parse_ms(const char *text, size_t len, int64_t *ms)
{
	const char *at = text, *end = text + len;
	bool negative = false;
	int64_t count, value;
	if (len >= 2 && (at[0] == 'T' || at[0] == 't') && (at[1] == '+' || at[1] == '-')) {
		negative = at[1] == '-';
		at += 2;
	}
	if (!read_digits(&at, end, &count)) {
		return false;
	}
	if (at == end) {
		/* a bare number could be minutes, seconds or milliseconds; 0 is the same in all */
		if (count != 0) {
			return false;
		}
		value = 0;
	} else if (*at == ':' ? !read_clock(at, end, count, &value)
	                      : !read_unit(at, end, count, &value)) {
		return false;
	}
	*ms = negative ? -value : value;
	return true;
}

void reflect_format_ms(int64_t ms, char *out, size_t size)
{
	uint64_t left = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
	unsigned thousandths = (unsigned)(left % 1000);
	char fraction[8] = "";
	left /= 1000;
	unsigned seconds = (unsigned)(left % 60);
	unsigned minutes = (unsigned)(left / 60 % 60);
	if (thousandths != 0) {
		snprintf(fraction, sizeof(fraction), ".%03u", thousandths % 1000);
	}
	snprintf(out, size, "T%c%" PRIu64 ":%02u:%02u%s", ms < 0 ? '-' : '+', left / 3600, minutes,
	    seconds, fraction);
}
