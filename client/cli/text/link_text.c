#include "client/cli/text/link_text.h"

#include "client/lib/join_link.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char scheme[] = "convene://";

void link_text_trim(char *text)
{
	char *to = text;
	for (; *text != '\0'; text++) {
		if (!isspace((unsigned char)*text)) {
			*to++ = *text;
		}
	}
	*to = '\0';
}

bool link_text_is_link(const char *text)
{
	while (isspace((unsigned char)*text)) {
		text++;
	}
	return strncasecmp(text, scheme, strlen(scheme)) == 0;
}

bool link_text_ends_early(const char *text)
{
	static const char pin[] = "@sha256:";
	size_t code = 0;
	if (!link_text_is_link(text)) {
		return text[0] != '\0' && strncasecmp(scheme, text, strlen(text)) == 0;
	}
	const char *hash = strchr(text, '#');
	if (hash == NULL) {
		return strchr(text + strlen(scheme), '/') == NULL || text[strlen(text) - 1] == '/';
	}
	const char *at = strchr(hash, '@');
	for (const char *c = hash + 1; *c != '\0' && c != at; c++) {
		code += *c != '-';
	}
	if (at == NULL) {
		return code < JOIN_CODE_CHARACTERS;
	}
	if (strlen(at) < strlen(pin)) {
		return strncasecmp(pin, at, strlen(at)) == 0;
	}
	return strncasecmp(pin, at, strlen(pin)) == 0 && strlen(at) < strlen(pin) + 64;
}
