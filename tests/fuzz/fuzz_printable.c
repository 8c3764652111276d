/*
 * What is printed of any bytes: it is safe, no longer than it may be, and what is safe stays as it
 * is. The first byte says how much room there is; the others are a text, and once more choose one
 * from characters that matter to each other.
 */
#include "proto/complaint.h"
#include "proto/printable.h"
#include "proto/utf8.h"
#include "tests/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

/* Of one byte at most, and of one character: <U+000A>. */
#define LINE_GROWS  3
#define SHOWN_GROWS 8

/* Joiners, marks, selectors and breaks, and what they stand on. */
static const char *const telling[] = {"a", "1", " ", "\t", "\n", "\r", "\x1b", "\x7f", "\xff", "<",
    "#", "\u0301", "\u0327", "\u0600", "\u061c", "\u0628", "\u064b", "\u0661", "\u05d0", "\u0915",
    "\u0937", "\u093f", "\u094d", "\u0f71", "\u115f", "\u1160", "\u1820", "\u1843", "\u18a9",
    "\u180b", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u202e",
    "\u2066", "\u2069", "\u20e3", "\u2764", "\u2800", "\u3000", "\u3042", "\u3099", "\u3164",
    "\uac00", "\ue000", "\ufe0e", "\ufe0f", "\ufeff", "\uffa0", "\ufffd", "\U0001f1e6",
    "\U0001f1f1", "\U0001f3fd", "\U0001f469", "\U0001f680", "\U0001f8ff", "\U0001d159",
    "\U000e0041", "\U000e0100", "\U0010ffff"};
#define TELLING (sizeof(telling) / sizeof(telling[0]))

typedef void writer(struct buf *out, const char *text, size_t len);

static const char *text_of(const struct buf *out)
{
	return out->len > 0 ? (const char *)out->data : "";
}

/* With lines: apart from where they end, and tabs. */
static bool safe(const char *text, size_t len, bool lines)
{
	struct printable_walk walk;

	printable_start(&walk, text, len);
	while (printable_next(&walk)) {
		if (walk.kind >= PRINTABLE_BREAK && !(lines && walk.code == '\n')) {
			return false;
		}
	}
	return lines || printable_is_safe(text, len);
}

static void claim_stable(writer *write, const struct buf *once)
{
	struct buf twice = {0};

	write(&twice, text_of(once), once->len);
	fuzz_claim(twice.len == once->len && memcmp(text_of(&twice), text_of(once), twice.len) == 0,
	    "what is safe stays as it is");
	buf_deinit(&twice);
}

static void look_at_writers(const char *text, size_t len)
{
	static const struct {
		writer *write;
		size_t grows;
		bool lines;
	} writers[] = {{printable_line, LINE_GROWS, false}, {printable_lines, LINE_GROWS, true},
	    {printable_shown, SHOWN_GROWS, false}};

	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++) {
		struct buf out = {0};

		writers[i].write(&out, text, len);
		fuzz_claim(out.len <= len * writers[i].grows, "it grows so much and no more");
		fuzz_claim(safe(text_of(&out), out.len, writers[i].lines), "it is safe");
		fuzz_claim(utf8_valid((const uint8_t *)text_of(&out), out.len), "it is UTF-8");
		if (!writers[i].lines) {
			fuzz_claim(
			    memchr(text_of(&out), '\n', out.len) == NULL, "it is on one line");
		}
		claim_stable(writers[i].write, &out);
		buf_deinit(&out);
	}
}

static void look_at_room(const char *text, size_t len, size_t room)
{
	struct buf line = {0}, cut = {0};
	size_t columns = printable_fit_columns(text, len, room);
	size_t bytes = printable_fit_bytes(text, len, room);

	printable_line(&line, text, len);
	fuzz_claim(printable_columns(text, len) == printable_columns(text_of(&line), line.len),
	    "a line is as wide as it is said to be");
	fuzz_claim(columns <= len && bytes <= len && bytes <= room, "what fits is there");
	fuzz_claim(printable_columns(text, columns) <= room, "what fits, fits");
	printable_line_cut(&cut, text, len, room);
	fuzz_claim(printable_columns(text_of(&cut), cut.len) <= room, "what is cut, fits");
	fuzz_claim(safe(text_of(&cut), cut.len, false), "what is cut is safe");
	buf_deinit(&line);
	buf_deinit(&cut);
}

/* Memory of exactly that size. */
static void look_at_arrays(const char *text, size_t room)
{
	char *out = malloc(room + 1), *again = malloc(room + 1);
	char all[COMPLAINT_MAX + 1];

	if (out == NULL || again == NULL) {
		abort();
	}
	printable_line_in(out, room + 1, text);
	fuzz_claim(safe(out, strlen(out), false), "a line in an array is safe");
	printable_shown_in(out, room + 1, text);
	fuzz_claim(safe(out, strlen(out), false), "what is shown in an array is safe");
	complaint(out, room + 1, "no \"%s\"; take one", text);
	fuzz_claim(safe(out, strlen(out), false), "a complaint is safe");
	complaint(again, room + 1, "%s", out);
	fuzz_claim(strcmp(out, again) == 0, "a complaint about a complaint is the same");
	out[0] = '\0';
	for (int i = 0; i < 3; i++) {
		complaint_word(out, room + 1, ", ", "word");
		fuzz_claim(strlen(out) <= room, "a list fits");
	}
	complaint(all, sizeof(all), "%s: %s", text, text);
	fuzz_claim(safe(all, strlen(all), false), "a long complaint is safe");
	free(out);
	free(again);
}

static void look_at(const char *text, size_t len, size_t room)
{
	char *exact = malloc(len + 1);

	if (exact == NULL) {
		abort();
	}
	if (len > 0) {
		memcpy(exact, text, len);
	}
	exact[len] = '\0';
	look_at_arrays(exact, room);
	look_at_writers(exact, len);
	look_at_room(exact, len, room);
	free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct buf chosen = {0};

	if (len == 0) {
		return 0;
	}
	look_at((const char *)bytes + 1, len - 1, bytes[0]);
	for (size_t i = 1; i < len; i++) {
		buf_append_text(&chosen, telling[bytes[i] % TELLING]);
	}
	look_at(text_of(&chosen), chosen.len, bytes[0]);
	buf_deinit(&chosen);
	return 0;
}
