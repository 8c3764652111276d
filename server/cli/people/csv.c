/* A reader that goes through the bytes once and counts lines and characters as an editor does. What
 * is wrong is told at its place and reading goes on, so that all of a list is mended at once; only
 * bytes that are no UTF-8 end it, as all that follows might be misread. A separator counts in the
 * first line outside of quotes only. */
#include "server/cli/people/csv.h"

#include "proto/utf8.h"

#include <string.h>

const char csv_mark[] = "\xef\xbb\xbf";

struct reader {
	struct csv *csv;                 /* borrowed: outlives this */
	struct arena *arena;             /* borrowed: outlives this */
	struct diagnostics *diagnostics; /* borrowed: outlives this */
	const char *at, *end;            /* borrowed: the bytes */
	int line, column;
	size_t room; /* for rows */
};

static void complain(struct reader *reader, int line, int column, const char *text)
{
	diagnostics_add(
	    reader->diagnostics, DIAGNOSTIC_ERROR, reader->csv->file, line, column, "%s", text);
}

/* One byte on; a column is a character, a line ends with LF, CR or both. */
static void advance(struct reader *reader)
{
	unsigned char byte = (unsigned char)*reader->at++;
	bool more = byte == '\r' && reader->at < reader->end && *reader->at == '\n';
	if ((byte == '\n' || byte == '\r') && !more) {
		reader->line++;
		reader->column = 1;
	} else if ((byte & 0xc0) != 0x80 && !more) {
		reader->column++;
	}
}

static bool at_line_end(const struct reader *reader)
{
	return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

static bool at_field_end(const struct reader *reader)
{
	return at_line_end(reader) || *reader->at == reader->csv->separator;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static void skip_blanks(struct reader *reader)
{
	while (!at_field_end(reader) && is_blank(*reader->at)) {
		advance(reader);
	}
}

static void skip_line_end(struct reader *reader)
{
	bool two = reader->end - reader->at > 1 && memcmp(reader->at, "\r\n", 2) == 0;
	for (int i = 0; i < (two ? 2 : 1) && reader->at < reader->end; i++) {
		advance(reader);
	}
}

/* From the quote on. */
static void read_quoted(struct reader *reader, struct buf *text)
{
	int line = reader->line, column = reader->column;
	advance(reader);
	for (;;) {
		if (reader->at == reader->end) {
			complain(reader, line, column,
			    "this quote has no end: put one at the end of the field; a quote "
			    "within it is written twice");
			return;
		}
		if (*reader->at == '"') {
			advance(reader);
			if (reader->at == reader->end || *reader->at != '"') {
				break;
			}
		}
		buf_append_byte(text, (uint8_t)*reader->at);
		advance(reader);
	}
	skip_blanks(reader);
	if (!at_field_end(reader)) {
		complain(reader, reader->line, reader->column,
		    "text follows the end of the quotes: a quote within a field is written twice");
	}
	while (!at_field_end(reader)) {
		advance(reader);
	}
}

static void read_plain(struct reader *reader, struct buf *text)
{
	bool told = false;
	while (!at_field_end(reader)) {
		if (*reader->at == '"' && !told) {
			complain(reader, reader->line, reader->column,
			    "a quote within a field: put the whole field in quotes, and write this "
			    "one twice");
			told = true;
		}
		buf_append_byte(text, (uint8_t)*reader->at);
		advance(reader);
	}
	while (text->len > 0 && is_blank((char)text->data[text->len - 1])) {
		text->len--;
	}
}

static bool read_field(struct reader *reader, struct csv_field *field)
{
	struct buf text = {0};
	skip_blanks(reader);
	*field = (struct csv_field){.line = reader->line, .column = reader->column};
	if (!at_field_end(reader) && *reader->at == '"') {
		read_quoted(reader, &text);
	} else {
		read_plain(reader, &text);
	}
	field->text =
	    text.len > 0 ? arena_text(reader->arena, (const char *)text.data, text.len) : "";
	buf_deinit(&text);
	return field->text != NULL;
}

/* The fields of one line, which may go over several. */
static bool read_row(struct reader *reader, struct csv_row *row)
{
	row->fields = arena_array(reader->arena, CSV_FIELDS_MAX, sizeof(*row->fields));
	row->count = 0;
	if (row->fields == NULL) {
		return false;
	}
	for (size_t number = 0;; number++) {
		struct csv_field field;
		if (!read_field(reader, &field)) {
			return false;
		}
		if (number < CSV_FIELDS_MAX) {
			row->fields[row->count++] = field;
		} else if (number == CSV_FIELDS_MAX) {
			complain(reader, field.line, field.column, "more than 64 fields in a line");
		}
		if (at_line_end(reader)) {
			break;
		}
		advance(reader); /* over the separator */
	}
	skip_line_end(reader);
	return true;
}

/* A line of nothing, also as spreadsheets write it: separators alone. */
static bool is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++) {
		if (row->fields[i].text[0] != '\0') {
			return false;
		}
	}
	return true;
}

static bool add_row(struct reader *reader, const struct csv_row *row)
{
	struct csv *csv = reader->csv;
	struct csv_row *rows =
	    arena_room(reader->arena, csv->rows, csv->count, &reader->room, sizeof(*rows));
	if (rows == NULL) {
		return false;
	}
	csv->rows = rows;
	csv->rows[csv->count++] = *row;
	return true;
}

/* What the first line that is not blank has most of. */
static char find_separator(const char *at, const char *end)
{
	static const char separators[] = {',', ';', '\t'};
	size_t counts[sizeof(separators)] = {0}, best = 0;
	bool quoted = false, something = false;
	for (; at < end && (quoted || !something || (*at != '\n' && *at != '\r')); at++) {
		quoted = quoted != (*at == '"');
		something = something || (*at != '\n' && *at != '\r' && *at != ' ');
		for (size_t i = 0; i < sizeof(separators) && !quoted; i++) {
			counts[i] += *at == separators[i];
		}
	}
	for (size_t i = 1; i < sizeof(separators); i++) {
		best = counts[i] > counts[best] ? i : best;
	}
	return separators[best];
}

static void choose_separator(struct reader *reader)
{
	if (reader->end - reader->at > 4 && memcmp(reader->at, "sep=", 4) == 0 &&
	    strchr(",;\t", reader->at[4]) != NULL) {
		reader->csv->separator = reader->at[4];
		while (!at_line_end(reader)) {
			advance(reader);
		}
		skip_line_end(reader);
	} else {
		reader->csv->separator = find_separator(reader->at, reader->end);
	}
}

/* Goes on to the first bytes that are no character. */
static void complain_encoding(struct reader *reader)
{
	const char *rest = reader->at;
	while (rest < reader->end) {
		size_t size = 1;
		while (size < 4 && rest + size < reader->end &&
		       ((unsigned char)rest[size] & 0xc0) == 0x80) {
			size++;
		}
		if (!utf8_valid(rest, size)) {
			break;
		}
		for (size_t i = 0; i < size; i++) {
			advance(reader);
		}
		rest += size;
	}
	complain(reader, reader->line, reader->column,
	    "this is not UTF-8: save the list as \"CSV UTF-8\"");
}

bool csv_read(struct csv *csv, const char *file, const char *bytes, size_t len, struct arena *arena,
    struct diagnostics *diagnostics)
{
	struct reader reader = {.csv = csv,
	    .arena = arena,
	    .diagnostics = diagnostics,
	    .at = bytes,
	    .end = bytes + len,
	    .line = 1,
	    .column = 1};
	size_t errors = diagnostics->errors;
	*csv = (struct csv){.file = file, .separator = ','};
	csv->marked = len >= strlen(csv_mark) && memcmp(bytes, csv_mark, strlen(csv_mark)) == 0;
	reader.at += csv->marked ? strlen(csv_mark) : 0;
	if (!utf8_valid(reader.at, (size_t)(reader.end - reader.at))) {
		complain_encoding(&reader);
		return false;
	}
	choose_separator(&reader);
	while (reader.at < reader.end) {
		struct csv_row row;
		if (!read_row(&reader, &row) || (!is_empty(&row) && !add_row(&reader, &row))) {
			complain(&reader, reader.line, 0, "the list takes too much memory");
			return false;
		}
	}
	return diagnostics->errors == errors;
}

void csv_append(struct buf *out, const char *text, char separator)
{
	size_t len = strlen(text);
	bool quoted = strpbrk(text, "\"\r\n") != NULL || strchr(text, separator) != NULL ||
	              (len > 0 && (is_blank(text[0]) || is_blank(text[len - 1])));
	if (!quoted) {
		buf_append_text(out, text);
		return;
	}
	buf_append_byte(out, '"');
	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '"') {
			buf_append_byte(out, '"');
		}
		buf_append_byte(out, (uint8_t)*at);
	}
	buf_append_byte(out, '"');
}
