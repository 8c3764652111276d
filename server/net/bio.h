/*
 * The two ends of TLS without a socket: an OpenSSL BIO that reads ciphertext from a window on bytes
 * that somebody has just read, and appends the ciphertext it is given to a shared buffer. All
 * connections of a loop share one pair of these, because only one of them is at work at any moment;
 * so a connection at rest holds no buffer. Loop thread only. The caller owns the struct bio_ends
 * and the method; both outlive every BIO made with them. Reading past the window's end is "try
 * again", never an end of file: that is known from the socket.
 */
#ifndef CONVENE_NET_BIO_H
#define CONVENE_NET_BIO_H

#include "proto/buf.h"

#include <openssl/bio.h>
#include <stddef.h>
#include <stdint.h>

struct bio_ends {
	const uint8_t *in; /* borrowed: set only while a connection is fed; NULL otherwise */
	size_t in_len;     /* not yet taken */
	struct buf out;    /* owned; empty while no connection is at work */
};

/* Owned by the caller, freed with BIO_meth_free() after the last BIO; NULL: not enough memory. */
BIO_METHOD *bio_method_new(void);

/* Owned by the caller until SSL_set_bio() takes it; NULL: not enough memory. */
BIO *bio_new(const BIO_METHOD *method, struct bio_ends *ends);

#endif
