/*
 * Bytes that are made once and sent to many: immutable, counted by reference, freed with the last.
 * Loop thread only.
 */
#ifndef CONVENE_BASE_BLOB_H
#define CONVENE_BASE_BLOB_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

/* Immutable bytes that several outboxes may hold: one delimited frame or more. */
struct blob {
	uint32_t references;
	size_t len;
	uint8_t bytes[];
};

struct blob *blob_new(const void *bytes, size_t len); /* one reference, the caller's */
void blob_drop(struct blob *blob);

/* A delimited frame of `message`; one reference, the caller's. */
struct blob *blob_of_message(const ProtobufCMessage *message);

#endif
