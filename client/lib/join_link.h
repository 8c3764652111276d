/*
 * Join links: convene://HOST:PORT/EXERCISE#CODE, with @sha256:HEX64 behind the code (or in its
 * place behind the #) when the server's certificate is self-signed. The code may be missing: it is
 * then asked for elsewhere. Pure; any thread.
 */
#ifndef CONVENE_LIB_JOIN_LINK_H
#define CONVENE_LIB_JOIN_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JOIN_LINK_PORT       8443 /* when the link names none */
#define JOIN_CODE_CHARACTERS 16

struct join_link {
	char host[256]; /* name or address; an IPv6 address without its brackets */
	uint16_t port;
	char exercise[128];
	char code[32];           /* "" for none; as normalised, in groups of four */
	bool pinned;             /* trust exactly the certificate with this fingerprint */
	uint8_t fingerprint[32]; /* SHA-256 of the certificate (DER) */
};

/* Returns 0, or -1 with what is wrong and what would be right in `why`. `*out` is untouched then.
 */
int join_link_parse(const char *text, struct join_link *out, char *why, size_t why_size);

/* Writes the link, with the code only if asked to; returns its length, as snprintf does. */
int join_link_format(const struct join_link *link, bool with_code, char *out, size_t size);

/*
 * A code as people type it to the one way of writing it: upper case, spaces and hyphens dropped, O
 * read as 0, I and L as 1, then "7KQ2-M4XW-9DHT-2PQA". False when it is no code; `out` has room for
 * 20 bytes.
 */
bool join_link_code(const char *text, char *out);

#endif
