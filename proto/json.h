/* Messages to JSON and back, in proto3's own mapping, by descriptor. Pure; any thread. */
#ifndef CONVENE_PROTO_JSON_H
#define CONVENE_PROTO_JSON_H

#include "proto/arena.h"
#include "proto/buf.h"

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

enum json_flags {
	JSON_COMPACT = 0,
	JSON_INDENT = 1, /* two spaces, for people */
};

/*
 * Appends `message` as one JSON object: lowerCamelCase names, enums by name, 64-bit integers as
 * strings, bytes in base64, fields with their default value left out. A compact one has no newline.
 */
void json_write(struct buf *out, const ProtobufCMessage *message, enum json_flags flags);

struct json_error {
	int line, column; /* from 1; 0 where not known */
	char text[256];
};

/*
 * Reads one JSON object. Takes both spellings of names, full or short names of enum values, numbers
 * or strings for integers (a bare number above 2^63 - 1 only as a string), null for a default.
 * Returns the message, which lives in the arena, or NULL with `error` set; unknown names, names
 * that stand twice and unknown enum values are errors. While it reads it takes memory outside the
 * arena in proportion to `len`, which the caller bounds.
 */
ProtobufCMessage *json_read(const ProtobufCMessageDescriptor *descriptor, const char *text,
    size_t len, struct arena *arena, struct json_error *error);

#endif
