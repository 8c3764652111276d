/* Join links: what people are given to join with. */
#ifndef CONVENE_CLI_LINKS_H
#define CONVENE_CLI_LINKS_H

#include "convene/v1/admin.pb-c.h"
#include "convene/v1/config.pb-c.h"
#include "proto/buf.h"
#include "server/base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* Where clients reach the server and how they know it. */
struct link_base {
	char *address; /* owned: "host:port" */
	bool self_signed;
	uint8_t fingerprint[32];
};

/* Says on stderr when links name nothing but this machine's bare name. */
void link_base_explain(const Convene__V1__ServerConfig *config, const char *address);

/*
 * Finds out: from the running server's answer if there is one (`reply` not NULL), else from the
 * configuration and the certificate in the data folder, which is made if need be. `address` (may be
 * NULL) is used instead of public_host; without a port it gets that of the server.
 */
int link_base_find(const Convene__V1__ServerConfig *config, const Convene__V1__AdminReply *reply,
    const char *address, struct link_base *out, struct err *err);
void link_base_deinit(struct link_base *base);

/* Appends "convene://HOST:PORT/EXERCISE#CODE" and, for a self-signed certificate,
 * "@sha256:FINGERPRINT". */
void link_append(
    struct buf *out, const struct link_base *base, const char *exercise_id, const char *join_code);

/* role_name (roles.h) and back; ROLE_UNSPECIFIED when it is none. */
Convene__V1__Role role_from_name(const char *name);

#endif
