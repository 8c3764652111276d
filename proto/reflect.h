/*
 * What JSON, YAML and the guard need to know of messages, read from protobuf-c's descriptors. Pure;
 * any thread.
 */
#ifndef CONVENE_PROTO_REFLECT_H
#define CONVENE_PROTO_REFLECT_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "planned_ms" -> "plannedMs". `out` has room for strlen(name) + 1 bytes. */
void reflect_json_name(const char *name, char *out);

/* Field by its proto name or its JSON name; NULL when there is none. */
const ProtobufCFieldDescriptor *reflect_field(
    const ProtobufCMessageDescriptor *descriptor, const char *name, size_t len);

/*
 * The name of an enum value without the enum's own prefix, in lower case: INJECT_MODE_ON_RELEASE ->
 * "on_release". Writes at most `size` bytes, NUL included.
 */
void reflect_enum_short(const ProtobufCEnumDescriptor *descriptor, const ProtobufCEnumValue *value,
    char *out, size_t size);

#define REFLECT_WORD_SIZE 48

/* The same with `blank` for '_': "on release", "on-release". "?" for the first value, which says
 * that nothing was chosen, and the number of a value that nobody here knows. `out` is returned. */
const char *reflect_word(
    const ProtobufCEnumDescriptor *descriptor, int value, char blank, char out[REFLECT_WORD_SIZE]);

/* REFLECT_WORD(role, person->role): the word itself, until the end of the block. */
#define REFLECT_WORD(name, value)                                                                  \
	reflect_word(                                                                              \
	    &convene__v1__##name##__descriptor, (int)(value), ' ', (char[REFLECT_WORD_SIZE]){0})

/* All that can be chosen, as it is typed: "phone, secure-police or live". `out` is returned. */
const char *reflect_choices(const ProtobufCEnumDescriptor *descriptor, char *out, size_t size);

/* Enum value by full or short name, case and '-' against '_' ignored; NULL when there is none. */
const ProtobufCEnumValue *reflect_enum_value(
    const ProtobufCEnumDescriptor *descriptor, const char *name, size_t len);

/* Where the field's value lies in the message: for a repeated one the pointer to the elements. */
static inline void *reflect_member(
    const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	return (uint8_t *)(uintptr_t)message + field->offset;
}

/* The id of anything that has one, which is the text that it begins with. Borrowed: the message's.
 */
const char *reflect_id(const void *message);

/* The number of elements of a repeated field, and for a oneof's member the number of the field that
 * is set. */
static inline size_t *reflect_count(
    const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	return (size_t *)((uintptr_t)message + field->quantifier_offset);
}

static inline uint32_t *reflect_case(
    const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	return (uint32_t *)((uintptr_t)message + field->quantifier_offset);
}

static inline bool reflect_is_oneof(const ProtobufCFieldDescriptor *field)
{
	return (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
}

/* Whether the member of a oneof with this number, which is the one that is set, says anything: it
 * is known, and a bool says it by being true. */
bool reflect_says(const ProtobufCMessage *message, uint32_t number);

/* Bytes that one value of the type takes in a message or in a repeated field's array. */
size_t reflect_size(ProtobufCType type);

/* True when the field has a value that is written: set, not empty, not the default. */
bool reflect_is_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);

/* Whether no text in the message, or in one that it has, is NULL: so it is in what was decoded,
 * read or initialised. A message that is not there has no texts. */
bool reflect_has_its_texts(const ProtobufCMessage *message);

/* Calls `each` for every value that is set, each element of a repeated field by itself; `value` as
 * from reflect_member(). */
typedef void reflect_each_fn(
    void *context, const ProtobufCFieldDescriptor *field, const void *value);
void reflect_each(const ProtobufCMessage *message, reflect_each_fn *each, void *context);

/*
 * Milliseconds from "T+1:30:00", "1:30:00", "1:30" (hours:minutes), "90s", "15m", "24h", "2d",
 * "250ms", "T+15m", "T-0:05:00", "T+0:00:00.250", "0" or "T+0". False when it is none of these
 * (another number without a unit is none) or does not fit.
 */
bool reflect_parse_ms(const char *text, size_t len, int64_t *ms);

/* "T+1:30:00" or, with a fraction, "T+0:00:00.250". */
void reflect_format_ms(int64_t ms, char *out, size_t size);

#endif
