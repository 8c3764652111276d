/*
 * What has to be known of encoded events and envelopes by whoever hashes and passes them on:
 * the kind, the position, the documents. Nothing is decoded, so fields of a newer server are no
 * obstacle. Pure; any thread.
 */
#ifndef CONVENE_PROTO_PEEK_H
#define CONVENE_PROTO_PEEK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Event.body_case: the number of the body's field; 0: none, or the bytes are no message. */
uint32_t peek_kind(const uint8_t *event, size_t len);

/* An Envelope's position, field 1, which must be there exactly once. False: it is not, or this is
 * no message. */
bool peek_position(const uint8_t *envelope, size_t len, uint64_t *position);

/*
 * Calls `each` for every Attachment with a SHA-256 that is anywhere in the event, in the order of
 * the bytes, the same one perhaps more than once, until it returns false. False then, or when the
 * bytes are no message.
 */
typedef bool peek_document_fn(void *context, const uint8_t sha256[32], uint64_t size_bytes);
bool peek_documents(const uint8_t *event, size_t len, peek_document_fn *each, void *context);

#endif
