/*
 * YAML files to messages, by descriptor: the shape of a file is the shape of the message, with
 * these shorthands: a scalar where a message is wanted sets the field with number 1 if that is a
 * string; an enum goes by its short name ("on_release"); a whole number whose name ends in "_ms"
 * is a time (reflect_parse_ms), with its unit unless it is 0; a single value where a list is wanted
 * is a list of one; a field without a value is as if it had not been written. What a plain scalar
 * means depends on the field alone, so "NO", "1.0" and "0123" are text where text is wanted.
 * Anchors, aliases, tags and several documents in a file are refused. Pure but for reading the
 * bytes given; any thread.
 */
#ifndef CONVENE_PROTO_YAML_H
#define CONVENE_PROTO_YAML_H

#include "proto/arena.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum diagnostic_severity { DIAGNOSTIC_ERROR, DIAGNOSTIC_WARNING };

struct diagnostic {
	enum diagnostic_severity severity;
	const char *file; /* in the list's arena */
	int line, column; /* from 1; 0 where it concerns the file as a whole */
	const char *text; /* in the list's arena: what is wrong and what would be right */
};

/* Everything found wrong, in the order of the files. Bounded: at most DIAGNOSTICS_MAX are kept, the
 * rest are counted. */
#define DIAGNOSTICS_MAX 200
struct diagnostics {
	struct arena *arena; /* borrowed: outlives the list */
	struct diagnostic list[DIAGNOSTICS_MAX];
	size_t count; /* found, kept or not */
	size_t errors;
};

void diagnostics_init(struct diagnostics *diagnostics, struct arena *arena);
void diagnostics_add(struct diagnostics *diagnostics, enum diagnostic_severity severity,
    const char *file, int line, int column, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* Orders by file, then line, then column; errors before warnings. */
void diagnostics_sort(struct diagnostics *diagnostics);
/* How many are in `list`. */
size_t diagnostics_kept(const struct diagnostics *diagnostics);
/*
 * "FILE:LINE:COLUMN: error: TEXT", without a newline, at most `size` bytes with its NUL: a
 * complaint (complaint.h), so that a terminal may show it whatever stands in the file and its name.
 */
void diagnostic_format(const struct diagnostic *diagnostic, char *out, size_t size);

/* Where each message and field of a file stood: for checks that come after reading. */
struct yaml_places;

struct yaml_position {
	const char *file; /* in the arena; "" when not known */
	int line, column; /* from 1; 0 when not known */
};

/* Reads `text` into a message in the arena. Finds all mistakes in one go; NULL when any was an
 * error. `places` may be NULL. */
ProtobufCMessage *yaml_read(const ProtobufCMessageDescriptor *descriptor, const char *file,
    const char *text, size_t len, struct arena *arena, struct diagnostics *diagnostics,
    struct yaml_places *places);

/* Who knows of more forms of time than reflect_parse_ms() reads one int64 field's: "next morning
 * 08:00". */
struct yaml_times {
	const char *field; /* "planned_ms" */
	/* False: `why` says what is wrong, and what would be right. */
	bool (*read)(void *context, const char *text, int64_t *ms, char *why, size_t why_size);
	void *context; /* borrowed: outlives the reading */
};

/* As yaml_read(); `times` may be NULL. */
ProtobufCMessage *yaml_read_timed(const ProtobufCMessageDescriptor *descriptor, const char *file,
    const char *text, size_t len, struct arena *arena, struct diagnostics *diagnostics,
    struct yaml_places *places, const struct yaml_times *times);

enum yaml_outcome {
	YAML_GOOD,
	YAML_MISTAKES,   /* some values are missing from the message; the rest is good for checks */
	YAML_UNREADABLE, /* the file is not YAML, or too large: nothing, or not all of it, was read
	                  */
};

/*
 * Reads a further file into `message`, an empty one or one that was read with the same `places`:
 * lists grow, a field that is already set is a mistake.
 */
enum yaml_outcome yaml_read_more(ProtobufCMessage *message, const char *file, const char *text,
    size_t len, struct arena *arena, struct diagnostics *diagnostics, struct yaml_places *places);

struct yaml_places *yaml_places_new(struct arena *arena);

/*
 * Where `field` of `message` (a pointer that yaml_read made) stands; element `index` of a list;
 * with an empty `field`, where the message itself begins. False, with the nearest known place of
 * the message, when the field was not written.
 */
bool yaml_place(const struct yaml_places *places, const void *message, const char *field,
    size_t index, struct yaml_position *position);

#endif
