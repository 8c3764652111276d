/*
 * A name is cleaned first, then cut, with its extension kept, then tried: another with a number
 * where there is a file already.
 */
#include "client/cli/join/save_name.h"

#include "proto/new_file.h"
#include "proto/printable.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Longer ones are no extensions, but the end of a sentence. */
#define EXTENSION_MAX 16

#define ATTEMPTS 1000

static const char ellipsis[] = "\xe2\x80\xa6";

/* Folders, and what DOS, Windows and shells read something into. */
static bool is_reserved(char c)
{
	return strchr("/\\:*?\"<>|", c) != NULL;
}

/* Devices, on other systems whatever stands behind their dot. */
static bool is_device(const char *name)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul", "com", "lpt"};
	size_t len = strcspn(name, ".");
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
		bool numbered = i >= 4;
		if (strncasecmp(name, devices[i], 3) == 0 && len == (numbered ? 4u : 3u) &&
		    (!numbered || (name[3] >= '0' && name[3] <= '9'))) {
			return true;
		}
	}
	return false;
}

static void append(struct buf *out, const struct printable_walk *walk)
{
	switch (walk->kind) {
	case PRINTABLE_HIDDEN:
		break;
	case PRINTABLE_BLANK:
	case PRINTABLE_BREAK:
		buf_append_byte(out, ' ');
		break;
	case PRINTABLE_UNSAFE:
		buf_append_byte(out, '_');
		break;
	default:
		if (walk->size == 1 && is_reserved(*walk->text)) {
			buf_append_byte(out, '_');
		} else {
			buf_append(out, walk->text, walk->size);
		}
	}
}

/* Blanks and dots at the end are lost on other systems, at the beginning they hide a file. */
static void strip_ends(struct buf *text)
{
	size_t from = 0;
	while (text->len > 0 && strchr(" .", text->data[text->len - 1]) != NULL) {
		text->len--;
	}
	while (from < text->len && strchr(" .", text->data[from]) != NULL) {
		from++;
	}
	buf_consume(text, from);
}

/* Where the extension begins, with its dot; `len` when there is none. */
static size_t extension_of(const char *name, size_t len)
{
	size_t dot = len;
	while (dot > 0 && name[dot - 1] != '.') {
		dot--;
	}
	if (dot <= 1 || len - dot > EXTENSION_MAX || memchr(name + dot, ' ', len - dot) != NULL) {
		return len;
	}
	return dot - 1;
}

/* `name` with `added` before its extension, cut there so that all of it fits. */
static void compose(const char *name, const char *added, char out[SAVE_NAME_SIZE])
{
	size_t len = strlen(name), stem = extension_of(name, len);
	const char *extension = name + stem, *cut = "";
	size_t room = SAVE_NAME_SIZE - 1 - strlen(extension) - strlen(added);
	if (stem > room) {
		stem = printable_fit_bytes(name, stem, room - strlen(ellipsis));
		cut = ellipsis;
	}
	snprintf(out, SAVE_NAME_SIZE, "%.*s%s%s%s", (int)stem, name, cut, added, extension);
}

static void clean(const char *name, struct buf *out)
{
	struct printable_walk walk;
	struct buf text = {0};
	printable_start(&walk, name, strlen(name));
	while (printable_next(&walk)) {
		append(&text, &walk);
	}
	strip_ends(&text);
	buf_append_byte(&text, '\0');
	name = (const char *)text.data;
	if (printable_is_nothing(name, strlen(name))) {
		name = "document";
	}
	/* an option, where a shell's pattern becomes a command's words */
	if (name[0] == '-' || name[0] == '~' || is_device(name)) {
		buf_append_byte(out, '_');
	}
	buf_append_text(out, name);
	buf_append_byte(out, '\0');
	buf_deinit(&text);
}

void save_name(const char *name, char out[SAVE_NAME_SIZE])
{
	struct buf text = {0};
	clean(name, &text);
	compose((const char *)text.data, "", out);
	buf_deinit(&text);
}

bool save_name_write(const char *name, const void *bytes, size_t len, char out[SAVE_NAME_SIZE],
    char *why, size_t size)
{
	struct buf text = {0};
	char added[16] = "";
	bool written = false;
	clean(name, &text);
	for (int i = 2; i < ATTEMPTS && !written; i++) {
		compose((const char *)text.data, added, out);
		written = new_file_write(out, 0, bytes, len, why, size);
		if (!written && errno != EEXIST) {
			break;
		}
		snprintf(added, sizeof(added), " (%d)", i);
	}
	buf_deinit(&text);
	return written;
}
