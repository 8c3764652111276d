/*
 * Comma-separated values (RFC 4180), as spreadsheets write them: UTF-8 with or without a byte-order
 * mark; a comma, semicolon or tab between fields, whichever the first line has most of, or what a
 * line "sep=;" before it says; any line end; blank lines. Libraries for this (libcsv) do not say at
 * which line and column a field began, which is what somebody who has to mend a list wants to know.
 * Pure; any thread. Everything lives in the caller's arena. It fails by listing all mistakes.
 */
#ifndef CONVENE_CLI_PEOPLE_CSV_H
#define CONVENE_CLI_PEOPLE_CSV_H

#include "proto/arena.h"
#include "proto/buf.h"
#include "proto/yaml.h"

struct csv_field {
	const char *text; /* unquoted; blanks around what is not quoted are gone */
	int line, column; /* where it begins, from 1; columns are characters */
};

/* A line that is not blank. */
struct csv_row {
	struct csv_field *fields;
	size_t count;
};

struct csv {
	const char *file; /* borrowed: what it is called in diagnostics */
	char separator;
	bool marked; /* begins with a byte-order mark, which some spreadsheets need to know UTF-8 */
	struct csv_row *rows;
	size_t count;
};

/* Limits on what is read. */
#define CSV_BYTES_MAX  ((size_t)4 * 1024 * 1024)
#define CSV_FIELDS_MAX 64

/* False when there was an error; what could be read is there all the same. */
bool csv_read(struct csv *csv, const char *file, const char *bytes, size_t len, struct arena *arena,
    struct diagnostics *diagnostics);

extern const char csv_mark[];

/* Appends a field, in quotes where it needs them. */
void csv_append(struct buf *out, const char *text, char separator);

#endif
