/* What a link has to say: where clients reach the server, and by what they know it. A server that
 * runs is believed, for its port and certificate are those in use; otherwise the files are asked,
 * which makes a certificate if there is none, so that links made before the first start are good. A
 * certificate that others vouch for is not named: it changes, and the links would no longer be
 * good. */
#include "server/cli/links.h"

#include "proto/reflect.h"
#include "server/cli/complain.h"
#include "server/net/tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fingerprint_from_files(
    const Convene__V1__ServerConfig *config, struct link_base *out, struct err *err)
{
	struct tls_options options = {
	    .certificate_file = config->certificate_file[0] ? config->certificate_file : NULL,
	    .key_file = config->key_file[0] ? config->key_file : NULL,
	    .data_folder = config->data_folder,
	};
	struct tls *tls;
	int result = tls_new(&options, &tls, err);
	if (result != 0) {
		return result;
	}
	tls_fingerprint(tls, out->fingerprint);
	out->self_signed = tls_is_self_signed(tls);
	tls_free(tls);
	return 0;
}

/* "host:port" as it is; a host, an IPv6 address with or without brackets: with the port. */
static void append_address(struct buf *out, const char *address, uint32_t port)
{
	const char *first = strchr(address, ':'), *last = strrchr(address, ':');
	if (address[0] == '[') {
		buf_printf(
		    out, address[strlen(address) - 1] == ']' ? "%s:%u" : "%s", address, port);
	} else if (first == NULL) {
		buf_printf(out, "%s:%u", address, port);
	} else if (first != last) {
		buf_printf(out, "[%s]:%u", address, port);
	} else {
		buf_append_text(out, address);
	}
}

void link_base_explain(const Convene__V1__ServerConfig *config, const char *address)
{
	if (address != NULL || strpbrk(config->public_host, ".:") != NULL) {
		return;
	}
	complain("the links name this machine as \"%s\"; people elsewhere must be able to reach it "
	         "by that name. If they cannot: --address HOST, or public_host in convened.yaml",
	    config->public_host);
}

int link_base_find(const Convene__V1__ServerConfig *config, const Convene__V1__AdminReply *reply,
    const char *address, struct link_base *out, struct err *err)
{
	uint32_t port = reply != NULL && reply->port != 0 ? reply->port : config->port;
	struct buf text = {0};
	int result = 0;
	*out = (struct link_base){0};
	if (reply != NULL && reply->certificate_sha256.len == sizeof(out->fingerprint)) {
		memcpy(out->fingerprint, reply->certificate_sha256.data, sizeof(out->fingerprint));
		out->self_signed = reply->self_signed;
	} else {
		result = fingerprint_from_files(config, out, err);
	}
	if (result != 0) {
		return result;
	}
	append_address(&text, address != NULL ? address : config->public_host, port);
	out->address = buf_take_text(&text);
	return 0;
}

void link_base_deinit(struct link_base *base)
{
	free(base->address);
	base->address = NULL;
}

void link_append(
    struct buf *out, const struct link_base *base, const char *exercise_id, const char *join_code)
{
	buf_printf(out, "convene://%s/%s#%s", base->address, exercise_id, join_code);
	if (!base->self_signed) {
		return;
	}
	buf_append_text(out, "@sha256:");
	for (size_t i = 0; i < sizeof(base->fingerprint); i++) {
		buf_printf(out, "%02x", base->fingerprint[i]);
	}
}

Convene__V1__Role role_from_name(const char *name)
{
	const ProtobufCEnumValue *value =
	    reflect_enum_value(&convene__v1__role__descriptor, name, strlen(name));
	return value != NULL ? (Convene__V1__Role)value->value
	                     : CONVENE__V1__ROLE__ROLE_UNSPECIFIED;
}
