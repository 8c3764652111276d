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
#include <stddef.h>
#include <stdint.h>

/*
 * Elements that the bytes may have, at all depths together: submessages, items of repeated fields
 * (a packed list counts once, its bytes bound it), unknown fields, and plain values that replace an
 * earlier one. Each takes a few bytes to send and many times that to decode, so whoever sends
 * nothing but these is refused before anything is allocated. Twice what the largest legitimate
 * message has: the list of all invites (INVITES_MAX in server/exercise/limits.h).
 */
#define GUARD_ELEMENTS_MAX 32768u

struct guard_error {
	char text[256]; /* what is wrong, naming the field: "post_message.text: is not valid UTF-8"
	                 */
};

/*
 * Decodes `len` bytes. Returns the message, which lives in the arena, or NULL with `error` set.
 * Refused are: anything that is not the wire format, groups, a known field with another wire type,
 * strings with a NUL or bad UTF-8, enum values that the descriptor does not have, nesting deeper
 * than the descriptor's own (at most 32), more than GUARD_ELEMENTS_MAX elements, and whatever
 * exceeds the arena's budget. Unknown fields are skipped and not kept, at any depth.
 *
 * Stricter than other decoders in one thing: a message that is not repeated, or the member of a
 * oneof, may stand once only. No encoder writes it twice, and implementations differ in what they
 * make of it.
 */
ProtobufCMessage *guard_decode(const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
    size_t len, struct arena *arena, struct guard_error *error);

#endif
