/*
 * Fields of an encoded message, one after the other, without decoding them: for what has to be
 * known of a message whose other fields may be anybody's. Pure; any thread.
 */
#ifndef CONVENE_PROTO_WIRE_H
#define CONVENE_PROTO_WIRE_H

#include <stddef.h>
#include <stdint.h>

struct wire_field {
	uint32_t number;
	uint64_t value;       /* of a varint or a fixed-size number; else 0 */
	const uint8_t *bytes; /* borrowed; NULL: a number */
	size_t len;
};

/* What is left to be read. */
struct wire {
	const uint8_t *at, *end; /* borrowed */
};

/* 1: there is one; 0: the end; -1: this is no message. Groups, which protobuf no longer has, are
 * none. */
int wire_next(struct wire *wire, struct wire_field *field);

#endif
