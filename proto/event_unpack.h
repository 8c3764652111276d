/*
 * Events decoded in large numbers: reading a log back is for the most part decoding. protobuf-c
 * goes through all fields that a message may have each time, and Event has one for each kind of
 * event; given its head and the one that is there, it has a tenth of the work. No state; any
 * thread.
 */
#ifndef CONVENE_PROTO_EVENT_UNPACK_H
#define CONVENE_PROTO_EVENT_UNPACK_H

#include "convene/v1/event.pb-c.h"

/* As convene__v1__event__unpack, with the same result for all bytes, as long as there is memory:
 * what has a field that is unknown here, or two bodies, is decoded twice, and an arena may have
 * room for once. Then NULL. */
Convene__V1__Event *event_unpack(ProtobufCAllocator *allocator, size_t len, const uint8_t *bytes);

#endif
