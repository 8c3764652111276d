/*
 * Reads a scenario that somebody wrote: a folder with scenario.yaml, or such a file alone. Any
 * thread; blocks on the disk. What it hands out lives in the caller's arena. It fails by listing,
 * in one go, everything that cannot be read; scenario_check then looks at what the scenario says.
 */
#ifndef CONVENE_SCENARIO_SCENARIO_LOAD_H
#define CONVENE_SCENARIO_SCENARIO_LOAD_H

#include "convene/v1/scenario.pb-c.h"
#include "proto/arena.h"
#include "proto/yaml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits on what is read; a scenario beyond them is refused. */
#define SCENARIO_FILES_MAX      64
#define SCENARIO_FILE_BYTES_MAX ((size_t)4 * 1024 * 1024)

/* Enough memory for a scenario at these limits and for 200 diagnostics. */
#define SCENARIO_ARENA_BYTES ((size_t)256 * 1024 * 1024)

/* Room for the text of one diagnostic's path. */
#define SCENARIO_PATH_MAX 1024

/*
 * Gets the bytes of a document that an inject names, once for each time it is named; by then the
 * attachment's sha256, name, media_type and size_bytes are filled in. The bytes are borrowed: valid
 * during the call. Returns 0, or anything else to end the reading, which then fails with a
 * diagnostic at the attachment that says the document could not be stored.
 */
typedef int scenario_document_fn(
    void *context, const Convene__V1__Attachment *attachment, const uint8_t *bytes, size_t len);

struct scenario_source {
	Convene__V1__Scenario
	    *scenario;              /* borrowed: the arena's; NULL when a file could not be read */
	struct yaml_places *places; /* borrowed: the arena's; where everything stood */
	/* names, as diagnostics show them, of the files that Scenario.uses brought; the arena's */
	const char *library_files[SCENARIO_FILES_MAX];
	size_t library_file_count;
	bool is_library; /* a part for scenarios, not one itself: scenario_load_library */
};

/*
 * Reads `path`. What the scenario uses comes first (Scenario.uses: folders or files beside the
 * scenario's folder). In a folder, scenario.yaml follows and then every further *.yaml in the order
 * of their names; lists grow from file to file, anything else may stand in one of them only.
 * Afterwards `uses` is empty, and Inject.planned_story has become `planned_ms`.
 * Documents are read from below the folder, never through a symbolic link; their Attachment.file is
 * emptied, as it means nothing elsewhere. `document` may be NULL when nobody wants the bytes.
 *
 * True when there was no error. Also when false, `source->scenario` may be set, so that
 * scenario_check can find further mistakes; it must then not be used for anything else.
 */
bool scenario_load(const char *path, struct arena *arena, struct diagnostics *diagnostics,
    scenario_document_fn *document, void *context, struct scenario_source *source);

/* Whether `path` is a folder of files for other scenarios to use: *.yaml, but no scenario.yaml. */
bool scenario_is_library(const char *path);

/* Reads such a folder, for scenario_check only. As scenario_load otherwise. */
bool scenario_load_library(const char *path, struct arena *arena, struct diagnostics *diagnostics,
    struct scenario_source *source);

#endif
