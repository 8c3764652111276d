/*
 * An inject from and to a YAML file, in the shape that scenario files have (scenario.proto,
 * Inject). One thread. What is wrong is said on stderr as file:line:column.
 */
#ifndef CONVENE_CLI_INJECT_FILE_H
#define CONVENE_CLI_INJECT_FILE_H

#include "client/cli/session.h"
#include "proto/arena.h"
#include "proto/buf.h"
#include "proto/yaml.h"

struct inject_file {
	Convene__V1__Inject *inject; /* in the arena */
	struct yaml_places *places;  /* in the arena: what stands in the file */
	uint32_t revision;           /* of "# revision: N" in the first line; 0: it is not there */
};

/* False with everything that is wrong said. Lives in the arena. */
bool inject_file_load(const char *path, struct arena *arena, struct inject_file *file);
bool inject_file_parse(
    const char *path, const char *text, size_t len, struct arena *arena, struct inject_file *file);

/* The inject alone; NULL with everything that is wrong said. Lives in the arena. */
Convene__V1__Inject *inject_file_read(const char *path, struct arena *arena);

/* A known inject as a file to edit: "# revision: N", then what it is now. */
void inject_file_export(struct buf *out, const struct view_inject *known);

/*
 * Makes the file's inject the whole inject that it is to become: what the file does not have stays
 * as it is. `note` (at least 200 bytes) says what of the file will not be looked at, and whether
 * the newest revision is taken as the base; "" when there is nothing to say. `revision` 0: the
 * file's. Returns the revision to base the edit on.
 */
uint32_t inject_file_merge(struct inject_file *file, const struct view_inject *known,
    uint64_t revision, char *note, size_t note_size);

/* Whether the file names documents that are not on the server yet. */
bool inject_file_wants_upload(const Convene__V1__Inject *inject);

/* Uploads the documents that the inject names (`file:`, beside the YAML file). Returns an exit
 * code. */
int inject_file_attach(
    struct session *session, const char *path, Convene__V1__Inject *inject, struct arena *arena);

#endif
