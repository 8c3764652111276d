#include "tests/bench/links.h"

#include <strings.h>

/* convene://HOST:PORT/EXERCISE#CODE, perhaps with a fingerprint after an @. */
static bool take_link(const char *text, struct link *out)
{
	const char *rest = strstr(text, "://");
	const char *exercise = rest ? strchr(rest + 3, '/') : NULL;
	const char *code = exercise ? strchr(exercise, '#') : NULL;
	if (!code) {
		return false;
	}
	size_t exercise_len = (size_t)(code - exercise - 1);
	size_t code_len = strcspn(code + 1, "@");
	if (exercise_len >= sizeof(out->exercise) || code_len >= sizeof(out->code)) {
		return false;
	}
	snprintf(out->exercise, exercise_len + 1, "%s", exercise + 1);
	snprintf(out->code, code_len + 1, "%s", code + 1);
	return true;
}

bool links_find(const char *path, const char *role, unsigned which, struct link *out)
{
	FILE *file = fopen(path, "re");
	if (!file) {
		return false;
	}
	char line[1024], found[64], link[640];
	bool ok = false;
	while (!ok && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%63s %63s %639s", found, out->team, link) == 3 &&
		    strcasecmp(found, role) == 0 && which-- == 0) {
			ok = take_link(link, out);
		}
	}
	fclose(file);
	return ok;
}
