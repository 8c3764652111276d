#include "client/cli/inject_file.h"

#include "client/cli/attach.h"
#include "client/cli/output.h"
#include "proto/xalloc.h"
#include "proto/yaml.h"

#include <stdio.h>
#include <string.h>

/* The longest inject that could be sent: a frame. */
#define FILE_MAX (1024u * 1024u)

Convene__V1__Inject *inject_file_read(const char *path, struct arena *arena)
{
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	ProtobufCMessage *inject = NULL;
	size_t len;
	char *text = output_read(path, FILE_MAX, &len);

	if (text != NULL) {
		diagnostics_init(diagnostics, arena);
		inject = yaml_read(
		    &convene__v1__inject__descriptor, path, text, len, arena, diagnostics, NULL);
		for (size_t i = 0; i < diagnostics->count && i < DIAGNOSTICS_MAX; i++) {
			const struct diagnostic *at = &diagnostics->list[i];

			fprintf(stderr, "%s:%d:%d: %s: %s\n", at->file, at->line, at->column,
			    at->severity == DIAGNOSTIC_ERROR ? "error" : "warning", at->text);
		}
	}
	free(text);
	free(diagnostics);
	return (Convene__V1__Inject *)inject;
}

int inject_file_attach(
    struct session *session, const char *path, Convene__V1__Inject *inject, struct arena *arena)
{
	const char *slash = strrchr(path, '/');
	int folder_len = slash != NULL ? (int)(slash - path + 1) : 0;

	for (size_t i = 0; i < inject->n_attachments; i++) {
		Convene__V1__Attachment *attachment = inject->attachments[i];
		uint8_t *hash = arena_alloc(arena, CONVENE_SHA256_SIZE);
		const char *file;
		char *name;
		int status;

		if (attachment->file == NULL || attachment->file[0] == '\0')
			continue;
		file = arena_printf(arena, "%.*s%s", folder_len, path, attachment->file);
		if (file == NULL || hash == NULL)
			return CLI_LOCAL;
		name = attachment->name;
		status = attach_file(session, file, attachment, hash);
		if (status != CLI_OK)
			return status;
		if (name != NULL && name[0] != '\0')
			attachment->name = name;
		attachment->file = (char *)(uintptr_t) "";
	}
	return CLI_OK;
}
