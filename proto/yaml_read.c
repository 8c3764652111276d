/*
 * The tree of a YAML file (yaml_tree.h) into a message, by its descriptor. Goes on after a mistake,
 * so that an author is told all of them at once; each is complained of at its own place. What could
 * be read is in the message either way.
 */
#include "proto/yaml.h"

#include "proto/build.h"
#include "proto/complaint.h"
#include "proto/reflect.h"
#include "proto/yaml_suggest.h"
#include "proto/yaml_tree.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More than any message of convene.v1 has. */
#define FIELDS_MAX 128u

struct reader {
	const char *file;                /* in the arena */
	struct arena *arena;             /* borrowed: outlives the reader */
	struct diagnostics *diagnostics; /* borrowed: outlives the reader */
	struct yaml_places *places;      /* borrowed: outlives the reader; may be NULL */
	const struct yaml_times *times;  /* borrowed: likewise; may be NULL */
};

/* As printf. */
#define complain(reader, node, ...)                                                                \
	diagnostics_add((reader)->diagnostics, DIAGNOSTIC_ERROR, (reader)->file, (node)->line,     \
	    (node)->column, __VA_ARGS__)

static void out_of_room(struct reader *reader, const struct yaml_node *node)
{
	complain(reader, node, "takes too much memory");
}

static void read_map(
    struct reader *reader, const struct yaml_node *node, ProtobufCMessage *message);

/* Larger numbers hardly lack just a letter: nobody plans 1430 minutes. */
#define UNIT_GUESS_MAX 999u

/* Nobody plans in milliseconds: "20" is twenty minutes without its unit, "1430" half past two. */
static void complain_unit(struct reader *reader, const struct yaml_node *node,
    const ProtobufCFieldDescriptor *field, struct build_integer integer)
{
	if (!integer.negative && integer.magnitude <= UNIT_GUESS_MAX) {
		complain(reader, node, "%s: %s has no unit; did you mean %sm, %ss or %sms?",
		    field->name, node->text, node->text, node->text, node->text);
	} else {
		complain(reader, node,
		    "%s: %s has no unit; write for example \"T+1:30:00\", 15m or 90s", field->name,
		    node->text);
	}
}

static void read_integer(struct reader *reader, const struct yaml_node *node,
    const ProtobufCFieldDescriptor *field, void *value)
{
	size_t name_len = strlen(field->name);
	bool is_time = name_len > 3 && strcmp(field->name + name_len - 3, "_ms") == 0;
	char why[COMPLAINT_MAX] = "";
	int64_t ms;
	if (is_time && reader->times != NULL && strcmp(field->name, reader->times->field) == 0) {
		if (reader->times->read(
		        reader->times->context, node->text, &ms, why, sizeof(why))) {
			memcpy(value, &ms, sizeof(ms));
		} else {
			complain(reader, node, "%s: %s", field->name, why);
		}
		return;
	}
	struct build_integer integer;
	if (build_parse_integer(node->text, node->len, &integer)) {
		if (is_time && integer.magnitude > 0) {
			complain_unit(reader, node, field, integer);
		} else if (!build_store_integer(field->type, integer, value)) {
			complain(reader, node, "%s: %s is out of range", field->name, node->text);
		}
		return;
	}
	if (!is_time) {
		complain(reader, node, "%s: '%s' is not a whole number", field->name, node->text);
		return;
	}
	if (!reflect_parse_ms(node->text, node->len, &ms)) {
		complain(reader, node,
		    "%s: '%s' is not a time; write for example T+1:30:00, 15m or 90s", field->name,
		    node->text);
		return;
	}
	integer.negative = ms < 0;
	integer.magnitude = ms < 0 ? 0 - (uint64_t)ms : (uint64_t)ms;
	if (!build_store_integer(field->type, integer, value)) {
		complain(reader, node, "%s: '%s' is out of range", field->name, node->text);
	}
}

static void read_enum(struct reader *reader, const struct yaml_node *node,
    const ProtobufCFieldDescriptor *field, void *value)
{
	const ProtobufCEnumValue *found =
	    reflect_enum_value(field->descriptor, node->text, node->len);
	if (found != NULL) {
		int32_t number = found->value;
		memcpy(value, &number, sizeof(number));
	} else {
		char allowed[320] = "";
		yaml_suggest_enum(
		    field->descriptor, node->text, node->len, allowed, sizeof(allowed));
		complain(reader, node, "%s: '%s' is none of its values; %s", field->name,
		    node->text, allowed);
	}
}

static void read_real(struct reader *reader, const struct yaml_node *node,
    const ProtobufCFieldDescriptor *field, void *value)
{
	char *end;
	double real = strtod(node->text, &end);
	if (node->len == 0 || strspn(node->text, "0123456789+-.eE") != node->len || *end != '\0' ||
	    !isfinite(real)) {
		complain(reader, node, "%s: '%s' is not a number", field->name, node->text);
	} else if (field->type == PROTOBUF_C_TYPE_DOUBLE) {
		memcpy(value, &real, sizeof(real));
	} else {
		float narrow = (float)real;
		memcpy(value, &narrow, sizeof(narrow));
	}
}

static void read_bool(struct reader *reader, const struct yaml_node *node,
    const ProtobufCFieldDescriptor *field, void *value)
{
	protobuf_c_boolean truth = strcmp(node->text, "true") == 0;
	if (truth || strcmp(node->text, "false") == 0) {
		memcpy(value, &truth, sizeof(truth));
	} else {
		complain(
		    reader, node, "%s: '%s' is neither true nor false", field->name, node->text);
	}
}

static void read_scalar(struct reader *reader, const struct yaml_node *node,
    const ProtobufCFieldDescriptor *field, void *value)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		if (!build_store_string(node->text, node->len, value, reader->arena)) {
			out_of_room(reader, node);
		}
		break;
	case PROTOBUF_C_TYPE_BYTES:
		if (!build_store_base64(node->text, node->len, value, reader->arena)) {
			complain(reader, node, "%s: is not base64", field->name);
		}
		break;
	case PROTOBUF_C_TYPE_BOOL:
		read_bool(reader, node, field, value);
		break;
	case PROTOBUF_C_TYPE_ENUM:
		read_enum(reader, node, field, value);
		break;
	case PROTOBUF_C_TYPE_FLOAT:
	case PROTOBUF_C_TYPE_DOUBLE:
		read_real(reader, node, field, value);
		break;
	default:
		read_integer(reader, node, field, value);
	}
}

/* What a message wants to see, for the error text. */
static const char *kind_name(enum yaml_kind kind)
{
	return kind == YAML_KIND_MAP ? "'name: value' pairs"
	                             : (kind == YAML_KIND_LIST ? "a list" : "a single value");
}

/* A scalar for a message: its field number 1, if that is a string. */
static const ProtobufCFieldDescriptor *shorthand(const ProtobufCMessageDescriptor *descriptor)
{
	const ProtobufCFieldDescriptor *field =
	    protobuf_c_message_descriptor_get_field(descriptor, 1);
	return field != NULL && field->type == PROTOBUF_C_TYPE_STRING &&
	               field->label != PROTOBUF_C_LABEL_REPEATED
	           ? field
	           : NULL;
}

/* In a message that an earlier file began: where `field` stands already. `name` is what the author
 * calls it. */
static void complain_again(struct reader *reader, const struct yaml_node *node, const char *name,
    const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	struct yaml_position position;
	if (yaml_place(reader->places, message, field->name, 0, &position)) {
		complain(reader, node, "%s: is already written in %s, line %d", name, position.file,
		    position.line);
	} else {
		complain(reader, node, "%s: is already written", name);
	}
}

/* A message whose field number 1 is an enum, like OverdueRule: a single value is probably that. */
static const ProtobufCFieldDescriptor *choice(const ProtobufCMessageDescriptor *descriptor)
{
	const ProtobufCFieldDescriptor *field =
	    protobuf_c_message_descriptor_get_field(descriptor, 1);
	return field != NULL && field->type == PROTOBUF_C_TYPE_ENUM &&
	               field->label != PROTOBUF_C_LABEL_REPEATED
	           ? field
	           : NULL;
}

static void complain_choice(struct reader *reader, const struct yaml_node *node,
    const ProtobufCFieldDescriptor *field, const ProtobufCFieldDescriptor *first)
{
	const ProtobufCEnumDescriptor *values = first->descriptor;
	const ProtobufCEnumValue *example = reflect_enum_value(values, node->text, node->len);
	char allowed[320] = "", name[64];
	if (example == NULL || example->value == 0) {
		example = &values->values[values->n_values > 1 ? 1 : 0];
		yaml_suggest_enum(values, node->text, node->len, allowed, sizeof(allowed));
	}
	reflect_enum_short(values, example, name, sizeof(name));
	complain(reader, node, "%s: write it as %s: {%s: %s}%s%s", field->name, field->name,
	    first->name, name, allowed[0] != '\0' ? "; " : "", allowed);
}

static void read_submessage(struct reader *reader, const struct yaml_node *node,
    const ProtobufCFieldDescriptor *field, void *value)
{
	const ProtobufCMessageDescriptor *descriptor = field->descriptor;
	const ProtobufCFieldDescriptor *first = shorthand(descriptor);
	ProtobufCMessage *message = *(ProtobufCMessage **)value;
	if (message == NULL) {
		message = build_message(descriptor, reader->arena);
		*(ProtobufCMessage **)value = message;
	}
	if (message == NULL) {
		out_of_room(reader, node);
		return;
	}
	yaml_places_add(reader->places, message, NULL, 0, reader->file, node->line, node->column);
	if (node->kind == YAML_KIND_MAP) {
		read_map(reader, node, message);
	} else if (node->kind == YAML_KIND_SCALAR && first != NULL &&
	           reflect_is_set(message, first)) {
		complain_again(reader, node, field->name, message, first);
	} else if (node->kind == YAML_KIND_SCALAR && first != NULL) {
		read_scalar(reader, node, first, build_values(message, first, 1, reader->arena));
		yaml_places_add(reader->places, message, first->name, 0, reader->file, node->line,
		    node->column);
	} else if (node->kind == YAML_KIND_SCALAR && choice(descriptor) != NULL) {
		complain_choice(reader, node, field, choice(descriptor));
	} else {
		complain(reader, node, "%s: expected %s%s, found %s", field->name,
		    kind_name(YAML_KIND_MAP), first != NULL ? " or a single text" : "",
		    kind_name(node->kind));
	}
}

static void read_value(struct reader *reader, const struct yaml_node *node,
    const ProtobufCFieldDescriptor *field, void *value)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
		read_submessage(reader, node, field, value);
	} else if (node->kind == YAML_KIND_SCALAR) {
		read_scalar(reader, node, field, value);
	} else {
		complain(reader, node, "%s: expected %s, found %s", field->name,
		    kind_name(YAML_KIND_SCALAR), kind_name(node->kind));
	}
}

static void read_list(struct reader *reader, const struct yaml_node *node,
    ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	size_t index = *reflect_count(message, field);
	bool is_list = node->kind == YAML_KIND_LIST;
	size_t count = is_list ? node->count : 1;
	const struct yaml_node *child = is_list ? node->first : node;
	if (count == 0) {
		/* written all the same: who merges files wants to know that it is to be empty */
		yaml_places_add(reader->places, message, field->name, 0, reader->file, node->line,
		    node->column);
		return;
	}
	uint8_t *value = build_values(message, field, count, reader->arena);
	if (value == NULL) {
		out_of_room(reader, node);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		yaml_places_add(reader->places, message, field->name, index + i, reader->file,
		    child->line, child->column);
		/* a message in the list is never NULL: who walks over it after errors relies on it
		 */
		if (yaml_node_is_null(child)) {
			complain(reader, child, "%s: an element of the list is empty", field->name);
			if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
				*(ProtobufCMessage **)(void *)value =
				    build_message(field->descriptor, reader->arena);
				yaml_places_add(reader->places, *(ProtobufCMessage **)(void *)value,
				    NULL, 0, reader->file, child->line, child->column);
			}
		} else {
			read_value(reader, child, field, value);
		}
		value = build_next(field, value);
		if (is_list) {
			child = child->next;
		}
	}
}

static void read_field(struct reader *reader, const struct yaml_node *key,
    const struct yaml_node *node, ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	if (yaml_node_is_null(node)) {
		return;
	}
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		read_list(reader, node, message, field);
		return;
	}
	if (reflect_is_set(message, field) && field->type != PROTOBUF_C_TYPE_MESSAGE) {
		complain_again(reader, key, field->name, message, field);
		return;
	}
	if (reflect_is_oneof(field) && *reflect_case(message, field) != 0 &&
	    *reflect_case(message, field) != field->id) {
		complain(reader, key, "%s: excludes %s, which is written too", field->name,
		    protobuf_c_message_descriptor_get_field(
		        message->descriptor, *reflect_case(message, field))
		        ->name);
		return;
	}
	yaml_places_add(
	    reader->places, message, field->name, 0, reader->file, node->line, node->column);
	void *value = reflect_is_set(message, field)
	                  ? reflect_member(message, field)
	                  : build_values(message, field, 1, reader->arena);
	read_value(reader, node, field, value);
}

static void complain_unknown(struct reader *reader, const struct yaml_node *key,
    const ProtobufCMessageDescriptor *descriptor)
{
	char allowed[320] = "";
	/* a guess takes time, and nobody would see it */
	if (reader->diagnostics->count < DIAGNOSTICS_MAX) {
		yaml_suggest_field(descriptor, key->text, key->len, allowed, sizeof(allowed));
	}
	complain(reader, key, "unknown name '%s'; %s", key->text, allowed);
}

static void read_map(struct reader *reader, const struct yaml_node *node, ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *descriptor = message->descriptor;
	const struct yaml_node *seen[FIELDS_MAX] = {NULL};
	for (const struct yaml_node *key = node->first; key != NULL; key = key->next->next) {
		if (key->kind != YAML_KIND_SCALAR) {
			complain(
			    reader, key, "a name is expected here, not %s", kind_name(key->kind));
			continue;
		}
		const ProtobufCFieldDescriptor *field =
		    reflect_field(descriptor, key->text, key->len);
		size_t index = field != NULL ? (size_t)(field - descriptor->fields) : FIELDS_MAX;
		if (index >= FIELDS_MAX) {
			complain_unknown(reader, key, descriptor);
		} else if (seen[index] != NULL) {
			complain(reader, key, "'%s' stands twice; it is already in line %d",
			    key->text, seen[index]->line);
		} else {
			seen[index] = key;
			read_field(reader, key, key->next, message, field);
		}
	}
}

static enum yaml_outcome read_more(ProtobufCMessage *message, const char *file, const char *text,
    size_t len, struct arena *arena, struct diagnostics *diagnostics, struct yaml_places *places,
    const struct yaml_times *times)
{
	struct reader reader = {
	    .arena = arena, .diagnostics = diagnostics, .places = places, .times = times};
	size_t errors = diagnostics->errors;
	struct yaml_node *root = NULL;
	reader.file = arena_text(arena, file, strlen(file));
	if (reader.file == NULL) {
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, file, 0, 0, "takes too much memory");
		return YAML_UNREADABLE;
	}
	if (!yaml_tree_parse(reader.file, text, len, arena, diagnostics, &root)) {
		return YAML_UNREADABLE;
	}
	yaml_places_add(places, message, NULL, 0, reader.file, 1, 1);
	if (root == NULL || yaml_node_is_null(root)) {
		return YAML_GOOD;
	}
	if (root->kind == YAML_KIND_MAP) {
		read_map(&reader, root, message);
	} else {
		complain(&reader, root, "expected %s, found %s", kind_name(YAML_KIND_MAP),
		    kind_name(root->kind));
	}
	if (arena_exhausted(arena)) {
		if (diagnostics->errors == errors) {
			out_of_room(&reader, root);
		}
		return YAML_UNREADABLE;
	}
	return diagnostics->errors == errors ? YAML_GOOD : YAML_MISTAKES;
}

enum yaml_outcome yaml_read_more(ProtobufCMessage *message, const char *file, const char *text,
    size_t len, struct arena *arena, struct diagnostics *diagnostics, struct yaml_places *places)
{
	return read_more(message, file, text, len, arena, diagnostics, places, NULL);
}

ProtobufCMessage *yaml_read_timed(const ProtobufCMessageDescriptor *descriptor, const char *file,
    const char *text, size_t len, struct arena *arena, struct diagnostics *diagnostics,
    struct yaml_places *places, const struct yaml_times *times)
{
	ProtobufCMessage *message = build_message(descriptor, arena);
	if (message == NULL) {
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, file, 0, 0, "takes too much memory");
		return NULL;
	}
	return read_more(message, file, text, len, arena, diagnostics, places, times) == YAML_GOOD
	           ? message
	           : NULL;
}

ProtobufCMessage *yaml_read(const ProtobufCMessageDescriptor *descriptor, const char *file,
    const char *text, size_t len, struct arena *arena, struct diagnostics *diagnostics,
    struct yaml_places *places)
{
	return yaml_read_timed(descriptor, file, text, len, arena, diagnostics, places, NULL);
}
