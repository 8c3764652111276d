/* Messages from JSON in proto3's mapping, by descriptor: how tests write them. Pure; any thread. */
#ifndef CONVENE_TESTS_JSON_READ_H
#define CONVENE_TESTS_JSON_READ_H

#include "proto/arena.h"

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

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
