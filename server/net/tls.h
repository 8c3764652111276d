/*
 * The server's TLS: one context, TLS 1.3 (1.2 if configured), the protocols of a table by ALPN.
 * Certificate and key from files, or self-signed ones made in the data folder. Loop thread only.
 * Owns the context; connections hold a reference.
 */
#ifndef CONVENE_NET_TLS_H
#define CONVENE_NET_TLS_H

#include "server/base/err.h"

#include <openssl/types.h>
#include <stdbool.h>
#include <stdint.h>

/* What is spoken over a stream, and who takes the stream. */
struct stream;
struct protocol {
	const char *name; /* in ALPN; NULL ends a table of these */
	void (*accept)(void *context, struct stream *stream); /* must stream_attach() */
};

struct tls;

struct tls_options {
	const char *certificate_file; /* PEM, chain included; NULL with key_file: self-signed in
	                                 data_folder */
	const char *key_file;
	const char *data_folder; /* tls-certificate.pem and tls-key.pem are made here, valid for ten
	                            years */
	bool allow_tls12;
};

/* The error's text names the file and says what would be right: a missing file, one that is not
 * PEM, a key that does not fit, an expired certificate. */
int tls_new(const struct tls_options *options, struct tls **out, struct err *err);
/* May be NULL. */
void tls_free(struct tls *tls);

/* Reads certificate and key again; on failure the old ones stay in use. */
int tls_reload(struct tls *tls, struct err *err);

/* Which protocols clients may choose, the one that is preferred first; at first there are none. A
 * client that offers others only, or none, is refused with the alert no_application_protocol (RFC
 * 7301, section 3.2). `protocols` is borrowed: outlives the TLS. */
void tls_speak(struct tls *tls, const struct protocol *protocols);
/* The one that a handshake has agreed on. */
const struct protocol *tls_spoken(const struct tls *tls, const SSL *ssl);

SSL_CTX *tls_context(struct tls *tls); /* borrowed: until the next tls_reload() */

/* SHA-256 of the certificate (DER). */
void tls_fingerprint(const struct tls *tls, uint8_t out[32]);
bool tls_is_self_signed(const struct tls *tls);

#endif
