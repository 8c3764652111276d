/*
 * Messages put together field by field, by descriptor: what the readers of JSON and YAML share.
 * Everything is allocated in the caller's arena; NULL or false means that its budget is used up,
 * unless said otherwise. Pure; any thread.
 */
#ifndef CONVENE_PROTO_BUILD_H
#define CONVENE_PROTO_BUILD_H

#include "proto/arena.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An empty message of that type. */
ProtobufCMessage *build_message(const ProtobufCMessageDescriptor *descriptor, struct arena *arena);

/*
 * Where `count` more values of the field go. A repeated field grows by as many elements, all of
 * which the caller then fills in; of any other field it is the member itself (`count` is 1), and in
 * a oneof it becomes the one that is set.
 */
void *build_values(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, size_t count,
    struct arena *arena);

/* The element after `value` in an array of the field's type. */
void *build_next(const ProtobufCFieldDescriptor *field, void *value);

/* A whole number as text: an optional minus and digits. */
struct build_integer {
	bool negative;
	uint64_t magnitude;
};

/* False when `text` is no whole number or exceeds 64 bits. */
bool build_parse_integer(const char *text, size_t len, struct build_integer *integer);

/* Stores a whole number in a field of an integer type; false when it does not fit. */
bool build_store_integer(ProtobufCType type, struct build_integer integer, void *value);

/* Stores a copy of `text`, which has no NUL. */
bool build_store_string(const char *text, size_t len, void *value, struct arena *arena);

/* Stores what base64 `text` stands for. False also when it is no base64 (arena_exhausted tells). */
bool build_store_base64(const char *text, size_t len, void *value, struct arena *arena);

#endif
