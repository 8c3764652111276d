/* A scenario's folder for one test: made in the temporary folder, removed afterwards. */
#ifndef CONVENE_TESTS_SCENARIO_FOLDER_H
#define CONVENE_TESTS_SCENARIO_FOLDER_H

#include "server/scenario/scenario_check.h"

struct folder {
	char path[64];
	char names[24][64]; /* what was put into it, for removal */
	size_t count;
	struct arena *arena; /* owned */
	struct diagnostics diagnostics;
	struct scenario_source source;
};

/* For cmocka: *state is the folder. */
int folder_setup(void **state);
int folder_teardown(void **state);

/* Puts a file, a folder (no text) or a link there. `name` is relative to the folder. */
void folder_file(struct folder *folder, const char *name, const char *text);
void folder_folder(struct folder *folder, const char *name);
void folder_link(struct folder *folder, const char *name, const char *target);

/* Loads it, or the file `name` in it, and checks it when it could be read. */
bool folder_load(struct folder *folder, const char *name);

/*
 * Fails the test unless exactly these findings were made; each is the beginning of
 * "FILE:LINE:COLUMN: severity: text" with the folder left out. The list ends with NULL.
 */
void folder_found(struct folder *folder, const char *const *wanted);

#endif
