/*
 * Messages decoded in large numbers: reading a log back is for the most part decoding. protobuf-c
 * notes each field, goes through all that the message may have, and only then reads; here each
 * field is read when it is met, in a third of the time. No state; one thread at a time for an
 * arena.
 */
#ifndef CONVENE_PROTO_UNPACK_H
#define CONVENE_PROTO_UNPACK_H

#include "proto/arena.h"

#include <stddef.h>
#include <stdint.h>

/* As protobuf_c_message_unpack into the arena, with the same result for all bytes, as long as there
 * is memory: what is not as every encoder writes it (a field that is unknown here, two bodies) is
 * decoded twice, and the arena may have room for once. Then NULL. Nothing is checked that
 * protobuf-c does not check: for what others wrote there is guard.h. */
ProtobufCMessage *message_unpack(const ProtobufCMessageDescriptor *descriptor, struct arena *arena,
    size_t len, const uint8_t *bytes);

#endif
