/*
 * Decodes messages that a peer or a file wrote. protobuf-c alone accepts bad UTF-8, shortens
 * strings at a NUL, keeps unknown fields and takes many times the memory of the input; so the bytes
 * are checked against the descriptor first and decoded into an arena with a budget. Pure; any
 * thread.
 */
#ifndef CONVENE_PROTO_GUARD_H
#define CONVENE_PROTO_GUARD_H

#include "proto/arena.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Elements that the bytes may have, at all depths together: submessages, items of repeated fields
 * (a packed list counts once, its bytes bound it), unknown fields, and plain values that replace an
 * earlier one. Each takes a few bytes to send and many times that to decode, so whoever sends
 * nothing but these is refused before anything is allocated. Twice what the largest legitimate
 * message has: the list of all invites (INVITES_MAX in server/exercise/ground/limits.h).
 */
#define GUARD_ELEMENTS_MAX 32768u

/* Times are the only signed numbers of 64 bits in the protocol. Beyond this (285 000 years), what
 * is calculated with one may overflow. */
#define GUARD_TIME_MAX ((int64_t)1 << 53)

struct guard_error {
	char text[256]; /* what is wrong, naming the field: "post_message.text: is not valid UTF-8"
	                 */
	/* What is no reason to refuse a message, and yet may not be what its sender meant; set on
	 * success too. The first of these in words: "jump_clock.overdue.action: has no value 9". */
	bool unknown_value;   /* an enum's; it became "unspecified" */
	bool impossible_time; /* beyond GUARD_TIME_MAX; it stays as it is */
	char odd[256];        /* "": nothing is odd */
};

/*
 * Decodes `len` bytes. Returns the message, which lives in the arena, or NULL with `error` set.
 * Refused are: anything that is not the wire format, groups, a known field with another wire type,
 * strings with a NUL or bad UTF-8, nesting deeper than the descriptor's own (at most 32), more than
 * GUARD_ELEMENTS_MAX elements, and whatever exceeds the arena's budget. Unknown fields are skipped
 * and not kept, at any depth. An enum's value that the descriptor does not have becomes
 * "unspecified", so that a later version's word ends nobody's connection; who may not take it for
 * what was meant (a command, a file) looks at `unknown_value`.
 *
 * Stricter than other decoders in one thing: a message that is not repeated, or the member of a
 * oneof, may stand once only. No encoder writes it twice, and implementations differ in what they
 * make of it.
 */
ProtobufCMessage *guard_decode(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
    size_t len, struct arena *arena, struct guard_error *error);

#endif
