/* SHA-256 of one or two runs of bytes. Any thread. */
#ifndef CONVENE_BASE_SHA256_H
#define CONVENE_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

void sha256(const void *bytes, size_t len, uint8_t out[SHA256_SIZE]);

/* Of `first` followed by `second`: a salt and what is salted. */
void sha256_pair(const void *first, size_t first_len, const void *second, size_t second_len,
    uint8_t out[SHA256_SIZE]);

/* Of bytes that come in pieces. */
struct sha256_stream;

struct sha256_stream *sha256_stream_new(void);
void sha256_stream_add(struct sha256_stream *stream, const void *bytes, size_t len);
/* Gives the hash and frees the stream. */
void sha256_stream_end(struct sha256_stream *stream, uint8_t out[SHA256_SIZE]);
void sha256_stream_free(struct sha256_stream *stream); /* NULL is fine */

#endif
