/*
 * The rules stand in kind_of(). A character that is invisible and yet part of writing (joiners in
 * Persian and Indic scripts and in emoji, variation selectors, direction marks in Arabic) is right
 * only in its place, so the walk remembers the letter before and looks at the one behind.
 */
#include "proto/printable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define REPLACEMENT "\xef\xbf\xbd"
#define ELLIPSIS    "\xe2\x80\xa6"

enum {
	ZERO_WIDTH_NON_JOINER = 0x200c,
	ZERO_WIDTH_JOINER = 0x200d,
	MONGOLIAN_VOWEL_SEPARATOR = 0x180e,
	VIRAMA_CLASS = 9, /* canonical combining class of what kills a vowel in Indic scripts */
};

struct range {
	uint32_t first, last;
};

static bool is_in(uint32_t code, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (code >= ranges[i].first && code <= ranges[i].last) {
			return true;
		}
	}
	return false;
}
#define IS_IN(code, ranges) is_in(code, ranges, sizeof(ranges) / sizeof((ranges)[0]))

/* Default_Ignorable_Code_Point is kept free for more of its kind here; the library knows the
 * property of assigned characters only. */
static const struct range kept_for_ignorable[] = {
    {0x2065, 0x2065}, {0xfff0, 0xfff8}, {0xe0000, 0xe0fff}};

/* Format characters that are seen: signs of Arabic, Syriac and Kaithi that enclose a number. */
static const struct range seen_formats[] = {{0x600, 0x605}, {0x6dd, 0x6dd}, {0x70f, 0x70f},
    {0x890, 0x891}, {0x8e2, 0x8e2}, {0x110bd, 0x110bd}, {0x110cd, 0x110cd}};

/* What is a letter or a symbol by its properties and yet an empty place: the braille pattern
 * without a dot, the null note head. */
static const struct range blank_symbols[] = {{0x2800, 0x2800}, {0x1d159, 0x1d159}};

static const struct range direction_marks[] = {{0x61c, 0x61c}, {0x200e, 0x200f}};
static const struct range variation_selectors[] = {{0xfe00, 0xfe0f}, {0xe0100, 0xe01ef}};
static const struct range mongolian_selectors[] = {{0x180b, 0x180d}, {0x180f, 0x180f}};
static const struct range mongolian_letters[] = {{0x1820, 0x18aa}};
static const struct range skin_tones[] = {{0x1f3fb, 0x1f3ff}};
static const struct range line_breaks[] = {{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}};

/* One character, or one byte that begins none. */
static size_t decode(const char *text, size_t len, uint32_t *code, bool *well_formed)
{
	utf8proc_int32_t character;
	utf8proc_ssize_t size =
	    utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &character);
	*well_formed = size > 0;
	if (size <= 0) {
		*code = (uint8_t)text[0];
		return 1;
	}
	*code = (uint32_t)character;
	return (size_t)size;
}

static const utf8proc_property_t *property(uint32_t code)
{
	return utf8proc_get_property((utf8proc_int32_t)code);
}

static bool is_mark(uint32_t code)
{
	utf8proc_propval_t category = property(code)->category;
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
	       category == UTF8PROC_CATEGORY_ME;
}

static bool is_pictograph(uint32_t code)
{
	return property(code)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/* Letters of the scripts in which letters are joined and parted: neither Latin, Greek and Cyrillic,
 * which have case, nor those that are two columns wide. */
static bool is_joining_letter(uint32_t code)
{
	const utf8proc_property_t *of = property(code);
	return of->category == UTF8PROC_CATEGORY_LO && of->charwidth < 2 && !of->ignorable;
}

static uint32_t code_behind(const struct printable_walk *walk)
{
	uint32_t code = 0;
	if (walk->next == walk->end) {
		return 0;
	}
	bool well_formed;
	decode(walk->next, (size_t)(walk->end - walk->next), &code, &well_formed);
	return well_formed ? code : 0;
}

/* RFC 5892 appendix A: behind a virama, or between letters; a joiner also between pictographs. */
static bool joiner_is_right(const struct printable_walk *walk, uint32_t code)
{
	uint32_t behind = code_behind(walk);
	if (walk->base == 0 || walk->before == ZERO_WIDTH_JOINER ||
	    walk->before == ZERO_WIDTH_NON_JOINER || walk->before == MONGOLIAN_VOWEL_SEPARATOR) {
		return false;
	}
	if (code == MONGOLIAN_VOWEL_SEPARATOR) {
		return IS_IN(walk->base, mongolian_letters) && IS_IN(behind, mongolian_letters);
	}
	if (property(walk->before)->combining_class == VIRAMA_CLASS) {
		return true;
	}
	if (is_joining_letter(walk->base) ||
	    (property(walk->base)->category == UTF8PROC_CATEGORY_ND && walk->base > 0x7f)) {
		return is_joining_letter(behind) || code == ZERO_WIDTH_JOINER ||
		       (is_mark(behind) && !property(behind)->ignorable &&
		           walk->marks < PRINTABLE_MARKS_MAX);
	}
	return code == ZERO_WIDTH_JOINER && is_pictograph(walk->base) && is_pictograph(behind);
}

/* One selector, on what has variants: symbols, pictographs, keycaps, ideographs. */
static bool selector_is_right(const struct printable_walk *walk, uint32_t code)
{
	utf8proc_propval_t category = property(walk->base)->category;
	if (walk->base == 0 || walk->before != walk->base) {
		return false;
	}
	if (IS_IN(code, mongolian_selectors)) {
		return IS_IN(walk->base, mongolian_letters);
	}
	return is_pictograph(walk->base) || category == UTF8PROC_CATEGORY_LO ||
	       (category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO) ||
	       (walk->base >= '0' && walk->base <= '9') || walk->base == '#' || walk->base == '*';
}

static bool has_right_to_left(const char *text, const char *end)
{
	while (text < end) {
		uint32_t code;
		bool well_formed;
		text += decode(text, (size_t)(end - text), &code, &well_formed);
		if (well_formed && !IS_IN(code, direction_marks)) {
			switch (property(code)->bidi_class) {
			case UTF8PROC_BIDI_CLASS_R:
			case UTF8PROC_BIDI_CLASS_AL:
			case UTF8PROC_BIDI_CLASS_AN:
				return true;
			default:
				break;
			}
		}
	}
	return false;
}

/* A mark of direction belongs where both directions meet; in other text it only moves digits. */
static bool direction_is_right(struct printable_walk *walk)
{
	if (!walk->right_to_left_known) {
		walk->right_to_left = has_right_to_left(walk->start, walk->end);
		walk->right_to_left_known = true;
	}
	return walk->right_to_left && !IS_IN(walk->before, direction_marks);
}

static enum printable format_kind(struct printable_walk *walk, uint32_t code)
{
	bool right = false;
	if (IS_IN(code, seen_formats)) {
		return PRINTABLE_VISIBLE;
	}
	if (code == ZERO_WIDTH_JOINER || code == ZERO_WIDTH_NON_JOINER ||
	    code == MONGOLIAN_VOWEL_SEPARATOR) {
		right = joiner_is_right(walk, code);
	} else if (IS_IN(code, variation_selectors) || IS_IN(code, mongolian_selectors)) {
		right = selector_is_right(walk, code);
	} else if (IS_IN(code, direction_marks)) {
		right = direction_is_right(walk);
	}
	return right ? PRINTABLE_INNER : PRINTABLE_HIDDEN;
}

static enum printable kind_of(struct printable_walk *walk, uint32_t code)
{
	const utf8proc_property_t *of = property(code);
	if (IS_IN(code, line_breaks)) {
		return PRINTABLE_BREAK;
	}
	if (code == '\t' || of->category == UTF8PROC_CATEGORY_ZS || IS_IN(code, blank_symbols)) {
		return PRINTABLE_BLANK;
	}
	if (of->category == UTF8PROC_CATEGORY_CC || of->category == UTF8PROC_CATEGORY_CO ||
	    (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef)) {
		return PRINTABLE_UNSAFE;
	}
	if (of->ignorable || of->category == UTF8PROC_CATEGORY_CF ||
	    IS_IN(code, kept_for_ignorable)) {
		return format_kind(walk, code);
	}
	if (is_mark(code)) {
		return walk->base != 0 && walk->marks < PRINTABLE_MARKS_MAX ? PRINTABLE_INNER
		                                                            : PRINTABLE_HIDDEN;
	}
	return PRINTABLE_VISIBLE;
}

static size_t columns_of(uint32_t code, enum printable kind)
{
	switch (kind) {
	case PRINTABLE_VISIBLE:
	case PRINTABLE_INNER:
		/* nothing is known of what is not assigned yet; new pictographs are wide */
		if (property(code)->category == UTF8PROC_CATEGORY_CN) {
			return code >= 0x1f000 && code <= 0x1faff ? 2 : 1;
		}
		return property(code)->charwidth;
	case PRINTABLE_BLANK:
		return code == 0x3000 ? 2 : 1;
	case PRINTABLE_HIDDEN:
		return 0;
	default:
		return 1;
	}
}

void printable_start(struct printable_walk *walk, const char *text, size_t len)
{
	*walk = (struct printable_walk){
	    .text = text, .start = text, .next = text, .end = len > 0 ? text + len : text};
}

/* What is left out is as if it had never been there. */
static void remember(struct printable_walk *walk)
{
	switch (walk->kind) {
	case PRINTABLE_VISIBLE:
		/* the skin of a person belongs to the person */
		if (!IS_IN(walk->code, skin_tones) || !is_pictograph(walk->base)) {
			walk->base = walk->code;
		}
		walk->marks = 0;
		walk->before = walk->base == walk->code ? walk->code : 0;
		break;
	case PRINTABLE_INNER:
		if (is_mark(walk->code) && !property(walk->code)->ignorable) {
			walk->marks++;
		}
		walk->before = walk->code;
		break;
	case PRINTABLE_BLANK:
		walk->base = walk->code == '\t' ? 0 : walk->code;
		walk->marks = 0;
		walk->before = walk->code;
		break;
	case PRINTABLE_BREAK:
		walk->base = 0;
		walk->marks = 0;
		walk->before = 0;
		break;
	case PRINTABLE_UNSAFE:
		walk->base = walk->before = 0xfffd; /* which stands there in its place */
		walk->marks = 0;
		break;
	case PRINTABLE_HIDDEN:
		break;
	}
}

bool printable_next(struct printable_walk *walk)
{
	if (walk->next == walk->end) {
		return false;
	}
	walk->text = walk->next;
	walk->size =
	    decode(walk->text, (size_t)(walk->end - walk->text), &walk->code, &walk->well_formed);
	walk->next += walk->size;
	walk->kind = walk->well_formed ? kind_of(walk, walk->code) : PRINTABLE_UNSAFE;
	walk->columns = columns_of(walk->code, walk->kind);
	remember(walk);
	return true;
}

/* CR LF is one line break. */
static bool ends_nothing(const struct printable_walk *walk)
{
	return walk->code == '\r' && walk->next < walk->end && *walk->next == '\n';
}

static void append_clean(struct buf *out, const struct printable_walk *walk, bool lines)
{
	switch (walk->kind) {
	case PRINTABLE_BREAK:
		if (!ends_nothing(walk)) {
			buf_append_byte(out, lines ? '\n' : ' ');
		}
		break;
	case PRINTABLE_UNSAFE:
		buf_append_text(out, REPLACEMENT);
		break;
	case PRINTABLE_HIDDEN:
		break;
	case PRINTABLE_BLANK:
		if (walk->code == '\t' && !lines) {
			buf_append_byte(out, ' ');
			break;
		}
		/* fall through */
	default:
		buf_append(out, walk->text, walk->size);
	}
}

static void append_shown(struct buf *out, struct printable_walk *walk)
{
	if (walk->kind == PRINTABLE_VISIBLE || walk->kind == PRINTABLE_INNER || walk->code == ' ') {
		buf_append(out, walk->text, walk->size);
		return;
	}
	buf_printf(out, walk->well_formed ? "<U+%04X>" : "<0x%02X>", (unsigned)walk->code);
	walk->base = 0; /* nothing stands on that */
}

void printable_line(struct buf *out, const char *text, size_t len)
{
	struct printable_walk walk;
	printable_start(&walk, text, len);
	while (printable_next(&walk)) {
		append_clean(out, &walk, false);
	}
}

void printable_lines(struct buf *out, const char *text, size_t len)
{
	struct printable_walk walk;
	printable_start(&walk, text, len);
	while (printable_next(&walk)) {
		append_clean(out, &walk, true);
	}
}

void printable_shown(struct buf *out, const char *text, size_t len)
{
	struct printable_walk walk;
	printable_start(&walk, text, len);
	while (printable_next(&walk)) {
		append_shown(out, &walk);
	}
}

bool printable_is_nothing(const char *text, size_t len)
{
	struct printable_walk walk;
	printable_start(&walk, text, len);
	while (printable_next(&walk)) {
		if (walk.kind == PRINTABLE_VISIBLE) {
			return false;
		}
	}
	return true;
}

bool printable_is_safe(const char *text, size_t len)
{
	struct printable_walk walk;
	printable_start(&walk, text, len);
	while (printable_next(&walk)) {
		if (walk.kind >= PRINTABLE_BREAK || walk.code == '\t') {
			return false;
		}
	}
	return true;
}

size_t printable_columns(const char *text, size_t len)
{
	struct printable_walk walk;
	size_t columns = 0;
	printable_start(&walk, text, len);
	while (printable_next(&walk)) {
		columns += ends_nothing(&walk) ? 0 : walk.columns;
	}
	return columns;
}

/* Up to the last place between two characters as a reader has them at which neither limit is
 * passed. */
static size_t fit(const char *text, size_t len, size_t columns_max, size_t bytes_max)
{
	struct printable_walk walk;
	size_t columns = 0, good = 0;
	utf8proc_int32_t before = 0, state = 0;
	printable_start(&walk, text, len);
	while (printable_next(&walk)) {
		utf8proc_int32_t code = walk.well_formed ? (utf8proc_int32_t)walk.code : 0xfffd;
		if (walk.text == text || utf8proc_grapheme_break_stateful(before, code, &state)) {
			good = (size_t)(walk.text - text);
		}
		columns += walk.columns;
		if (columns > columns_max || (size_t)(walk.next - text) > bytes_max) {
			return good;
		}
		before = code;
	}
	return len;
}

size_t printable_fit_columns(const char *text, size_t len, size_t columns)
{
	return fit(text, len, columns, SIZE_MAX);
}

size_t printable_fit_bytes(const char *text, size_t len, size_t bytes)
{
	return fit(text, len, SIZE_MAX, bytes);
}

void printable_line_cut(struct buf *out, const char *text, size_t len, size_t columns)
{
	size_t whole = printable_fit_columns(text, len, columns);
	if (whole == len) {
		printable_line(out, text, len);
	} else if (columns > 0) {
		printable_line(out, text, printable_fit_columns(text, len, columns - 1));
		buf_append_text(out, ELLIPSIS);
	}
}

/* What is right in its place may be wrong where the rest is gone: what was cut is made safe anew.
 */
static const char *into(char *out, size_t size, struct buf *written)
{
	const char *text = written->len > 0 ? (const char *)written->data : "";
	size_t ellipsis = strlen(ELLIPSIS);
	struct buf cut = {0};
	if (written->len < size) {
		buf_append(&cut, text, written->len);
	} else if (size > ellipsis) {
		printable_line(
		    &cut, text, printable_fit_bytes(text, written->len, size - 1 - ellipsis));
		buf_append_text(&cut, ELLIPSIS);
	}
	if (cut.len > 0) {
		memcpy(out, cut.data, cut.len);
	}
	if (size > 0) {
		out[cut.len] = '\0';
	}
	buf_deinit(&cut);
	buf_deinit(written);
	return out;
}

const char *printable_line_in(char *out, size_t size, const char *text)
{
	struct buf written = {0};
	printable_line(&written, text, strlen(text));
	return into(out, size, &written);
}

const char *printable_shown_in(char *out, size_t size, const char *text)
{
	struct buf written = {0};
	printable_shown(&written, text, strlen(text));
	return into(out, size, &written);
}
