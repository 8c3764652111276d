/*
 * A message and all that it points to, copied into an arena. Any thread, as the arena is; the copy
 * lives as long as the arena and shares nothing with what it was made from.
 */
#ifndef CONVENE_PROTO_COPY_H
#define CONVENE_PROTO_COPY_H

#include "proto/arena.h"

#include <protobuf-c/protobuf-c.h>

/*
 * What packing and unpacking would bring, without the bytes in between: a text that is NULL is "",
 * a oneof whose member is NULL is unset, unknown fields are dropped. NULL when the arena's budget
 * does not allow it.
 */
void *message_copy(struct arena *arena, const ProtobufCMessage *message);

#endif
