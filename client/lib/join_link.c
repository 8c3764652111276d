#include "client/lib/join_link.h"

#include "proto/hex.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SCHEME "convene://"

/* Crockford's base 32: no I, L, O, U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

bool join_link_code(const char *text, char *out)
{
	char code[JOIN_CODE_CHARACTERS + 4];
	size_t count = 0, at = 0;
	for (; *text != '\0'; text++) {
		char c = *text;
		if (c == ' ' || c == '-' || c == '\t') {
			continue;
		}
		if (c >= 'a' && c <= 'z') {
			c = (char)(c - 'a' + 'A');
		}
		if (c == 'O') {
			c = '0';
		}
		if (c == 'I' || c == 'L') {
			c = '1';
		}
		if (strchr(alphabet, c) == NULL || count == JOIN_CODE_CHARACTERS) {
			return false;
		}
		if (count > 0 && count % 4 == 0) {
			code[at++] = '-';
		}
		code[at++] = c;
		count++;
	}
	if (count != JOIN_CODE_CHARACTERS) {
		return false;
	}
	code[at++] = '\0';
	memcpy(out, code, at);
	return true;
}

static int wrong(char *why, size_t why_size, const char *text)
{
	snprintf(why, why_size, "%s; a join link is convene://HOST:PORT/EXERCISE#CODE", text);
	return -1;
}

static bool copy_span(char *out, size_t size, const char *text, size_t len)
{
	if (len == 0 || len >= size) {
		return false;
	}
	memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

/* "host", "host:port", "[v6]", "[v6]:port" */
static const char *parse_authority(const char *text, size_t len, struct join_link *link)
{
	const char *end = text + len, *colon;
	size_t host_len;
	if (len > 0 && text[0] == '[') {
		const char *close = memchr(text, ']', len);
		if (close == NULL) {
			return "the ] after the address is missing";
		}
		text++;
		host_len = (size_t)(close - text);
		colon = close + 1;
	} else {
		colon = memchr(text, ':', len);
		if (colon == NULL) {
			colon = end;
		}
		host_len = (size_t)(colon - text);
	}
	if (!copy_span(link->host, sizeof(link->host), text, host_len)) {
		return "the host is missing or too long";
	}
	link->port = JOIN_LINK_PORT;
	if (colon < end) {
		if (*colon != ':' || colon[1] < '0' || colon[1] > '9') {
			return "the port is not a number from 1 to 65535";
		}
		char *stop;
		unsigned long port = strtoul(colon + 1, &stop, 10);
		if (stop != end || port < 1 || port > 65535) {
			return "the port is not a number from 1 to 65535";
		}
		link->port = (uint16_t)port;
	}
	return NULL;
}

/* What stands behind the '#': CODE, CODE@sha256:HEX or @sha256:HEX. */
static const char *parse_fragment(const char *text, struct join_link *link)
{
	const char *at = strchr(text, '@');
	size_t code_len = at != NULL ? (size_t)(at - text) : strlen(text);
	char code[64];
	if (code_len > 0 &&
	    (!copy_span(code, sizeof(code), text, code_len) || !join_link_code(code, link->code))) {
		return "the join code is not sixteen letters and digits";
	}
	if (at != NULL) {
		if (strncasecmp(at, "@sha256:", 8) != 0 ||
		    !hex_read(at + 8, link->fingerprint, sizeof(link->fingerprint))) {
			return "the certificate's fingerprint is not sha256: and 64 hexadecimal "
			       "digits";
		}
		link->pinned = true;
	}
	return NULL;
}

int join_link_parse(const char *text, struct join_link *out, char *why, size_t why_size)
{
	struct join_link link = {.pinned = false};
	while (*text == ' ' || *text == '\t') {
		text++;
	}
	if (strncasecmp(text, SCHEME, strlen(SCHEME)) != 0) {
		return wrong(why, why_size, "this does not begin with " SCHEME);
	}
	text += strlen(SCHEME);
	const char *slash = strchr(text, '/');
	if (slash == NULL) {
		return wrong(why, why_size, "the exercise is missing");
	}
	const char *problem = parse_authority(text, (size_t)(slash - text), &link);
	if (problem != NULL) {
		return wrong(why, why_size, problem);
	}
	const char *hash = strchr(slash, '#');
	size_t len = hash != NULL ? (size_t)(hash - slash - 1) : strlen(slash + 1);
	if (!copy_span(link.exercise, sizeof(link.exercise), slash + 1, len)) {
		return wrong(why, why_size, "the exercise is missing or too long");
	}
	if (strpbrk(link.exercise, "/ ?%") != NULL) {
		return wrong(why, why_size, "the exercise has a character that it cannot have");
	}
	if (hash != NULL) {
		problem = parse_fragment(hash + 1, &link);
		if (problem != NULL) {
			return wrong(why, why_size, problem);
		}
	}
	*out = link;
	return 0;
}

int join_link_format(const struct join_link *link, bool with_code, char *out, size_t size)
{
	bool v6 = strchr(link->host, ':') != NULL;
	bool code = with_code && link->code[0] != '\0';
	char hex[65] = "";
	if (link->pinned) {
		hex_write(link->fingerprint, sizeof(link->fingerprint), hex);
	}
	return snprintf(out, size, SCHEME "%s%s%s:%u/%s%s%s%s%s", v6 ? "[" : "", link->host,
	    v6 ? "]" : "", link->port, link->exercise, code || link->pinned ? "#" : "",
	    code ? link->code : "", link->pinned ? "@sha256:" : "", hex);
}
