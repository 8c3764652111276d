/* Everything goes out by say.h, so nothing that is printed steers a terminal, whoever wrote it. */
#include "server/cli/print.h"

#include "proto/json.h"
#include "proto/say.h"
#include "proto/wrap.h"

#define COLUMNS    80
#define LINE_BYTES 2048

void print_wrapped(FILE *out, struct buf *text, size_t column)
{
	struct buf lines = {0};
	buf_append_byte(text, 0);
	wrap_append(&lines, (const char *)text->data, COLUMNS, column, column);
	say(out, "%.*s", (int)lines.len, (const char *)lines.data);
	buf_deinit(&lines);
	buf_deinit(text);
}

void print_json(FILE *out, const ProtobufCMessage *message)
{
	struct buf line = {0};
	json_write(&line, message, JSON_COMPACT);
	say(out, "%.*s\n", (int)line.len, (const char *)line.data);
	buf_deinit(&line);
}

void print_diagnostics(FILE *out, struct diagnostics *diagnostics)
{
	size_t kept = diagnostics_kept(diagnostics);
	diagnostics_sort(diagnostics);
	char line[LINE_BYTES];
	for (size_t i = 0; i < kept; i++) {
		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		say(out, "%s\n", line);
	}
	if (diagnostics->count > kept) {
		say(out, "and %zu more\n", diagnostics->count - kept);
	}
}
