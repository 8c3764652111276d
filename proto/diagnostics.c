/*
 * Mistakes in a file, kept in the order in which they were found. All are counted, the first
 * DIAGNOSTICS_MAX kept; a file that uses up the memory for saying so is still told that.
 */
#include "proto/yaml.h"

#include "proto/complaint.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void diagnostics_init(struct diagnostics *diagnostics, struct arena *arena)
{
	*diagnostics = (struct diagnostics){.arena = arena};
}

size_t diagnostics_kept(const struct diagnostics *diagnostics)
{
	return diagnostics->count < DIAGNOSTICS_MAX ? diagnostics->count : DIAGNOSTICS_MAX;
}

void diagnostics_add(struct diagnostics *diagnostics, enum diagnostic_severity severity,
    const char *file, int line, int column, const char *format, ...)
{
	size_t at = diagnostics->count++;
	if (severity == DIAGNOSTIC_ERROR) {
		diagnostics->errors++;
	}
	if (at >= DIAGNOSTICS_MAX) {
		return;
	}
	char text[COMPLAINT_MAX];
	va_list args;
	va_start(args, format);
	complaint_list(text, sizeof(text), format, args);
	va_end(args);
	struct diagnostic *diagnostic = &diagnostics->list[at];
	*diagnostic = (struct diagnostic){.severity = severity, .line = line, .column = column};
	diagnostic->file = arena_text(diagnostics->arena, file, strlen(file));
	diagnostic->text = arena_text(diagnostics->arena, text, strlen(text));
	/* a file that uses up the arena must still be told so */
	if (diagnostic->file == NULL) {
		diagnostic->file = "";
	}
	if (diagnostic->text == NULL) {
		diagnostic->text = "takes too much memory";
	}
}

static int compare(const void *left, const void *right)
{
	const struct diagnostic *a = left, *b = right;
	int order = strcmp(a->file, b->file);
	if (order != 0) {
		return order;
	}
	if (a->line != b->line) {
		return a->line < b->line ? -1 : 1;
	}
	if (a->column != b->column) {
		return a->column < b->column ? -1 : 1;
	}
	if (a->severity != b->severity) {
		return a->severity < b->severity ? -1 : 1;
	}
	return strcmp(a->text, b->text);
}

void diagnostics_sort(struct diagnostics *diagnostics)
{
	qsort(diagnostics->list, diagnostics_kept(diagnostics), sizeof(diagnostics->list[0]),
	    compare);
}

void diagnostic_format(const struct diagnostic *diagnostic, char *out, size_t size)
{
	const char *severity = diagnostic->severity == DIAGNOSTIC_ERROR ? "error" : "warning";
	if (diagnostic->line > 0) {
		complaint(out, size, "%s:%d:%d: %s: %s", diagnostic->file, diagnostic->line,
		    diagnostic->column, severity, diagnostic->text);
	} else {
		complaint(out, size, "%s: %s: %s", diagnostic->file, severity, diagnostic->text);
	}
}
