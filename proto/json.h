/* Messages to JSON, by descriptor: proto3's own mapping, but that 64-bit integers are numbers where
 * every reader has them exactly. Pure; any thread. */
#ifndef CONVENE_PROTO_JSON_H
#define CONVENE_PROTO_JSON_H

#include "proto/buf.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_flags {
	JSON_COMPACT = 0,
	JSON_INDENT = 1, /* two spaces, for people */
};

/*
 * Appends `message` as one JSON object: lowerCamelCase names, enums by name, numbers beyond 53
 * bits, which readers with doubles would round, as strings, bytes in base64, fields with their
 * default value left out. A compact one has no newline.
 */
void json_write(struct buf *out, const ProtobufCMessage *message, enum json_flags flags);

/* One string with its quotes. What is not safe to print (printable.h) is escaped: nothing is lost,
 * and a terminal may show it. Bytes that are no UTF-8 become U+FFFD. */
void json_write_text(struct buf *out, const char *text);

/* A member of an object that the caller begins with '{' and ends with '}': its name and value,
 * after a comma if it is not the first. json_member() writes the name alone, json_members() all
 * those of a message, as compact as json_write(). */
void json_member(struct buf *out, const char *name);
void json_members(struct buf *out, const ProtobufCMessage *message);
void json_member_message(struct buf *out, const char *name, const ProtobufCMessage *message);
void json_member_text(struct buf *out, const char *name, const char *text);
void json_member_signed(struct buf *out, const char *name, int64_t number);
void json_member_unsigned(struct buf *out, const char *name, uint64_t number);
void json_member_bool(struct buf *out, const char *name, bool value);
/* With so many digits after the point. */
void json_member_real(struct buf *out, const char *name, double number, int digits);

/* A text in a list that the caller begins with '[' and ends with ']'. */
void json_item_text(struct buf *out, const char *text);

#endif
