/*
 * An inject from and to a YAML file, in the shape that scenario files have (scenario.proto,
 * Inject). One thread. What is wrong is said on stderr as file:line:column.
 */
#ifndef CONVENE_ACT_INJECT_FILE_H
#define CONVENE_ACT_INJECT_FILE_H

#include "proto/model/view.h"

struct inject_file {
	Convene__V1__Inject *inject; /* in the arena */
	struct yaml_places *places;  /* in the arena: what stands in the file */
	uint32_t revision;           /* of "# revision: N" in the first line; 0: it is not there */
};

/* What is to become of it, and what its times are counted from. */
struct inject_file_use {
	const struct view *view; /* borrowed: outlives the reading; NULL: not connected yet, so that
	                            only the form of times is looked at */
	int64_t now_ms;          /* exercise time */
	bool adding;             /* so it needs a time, or a condition, ... */
	bool now;                /* ... unless it is delivered at once */
	struct buf *complaints;  /* borrowed: where what is wrong is said; NULL: on stderr */
};

/*
 * False with everything that is wrong said. Lives in the arena. `planned_ms` may be any form of
 * time (when.h); so may `planned_story`, which afterwards has become `planned_ms`.
 */
bool inject_file_load(const char *path, const struct inject_file_use *use, struct arena *arena,
    struct inject_file *file);
bool inject_file_parse(const char *path, const char *text, size_t len,
    const struct inject_file_use *use, struct arena *arena, struct inject_file *file);

/* A known inject as a file to edit: "# revision: N", then what it is now. */
void inject_file_export(struct buf *out, const struct view_inject *known);

/*
 * Makes the file's inject the whole inject that it is to become: what the file does not have stays
 * as it is. `note` (at least 200 bytes) says what of the file will not be looked at, and whether
 * the newest revision is taken as the base; "" when there is nothing to say. `revision` 0: the
 * file's. Returns the revision to base the edit on.
 */
uint32_t inject_file_merge(struct inject_file *file, const struct view_inject *known,
    uint32_t revision, char *note, size_t note_size);

/* Whether the file names documents that are not on the server yet. */
bool inject_file_wants_upload(const Convene__V1__Inject *inject);

#endif
