/*
 * What the files of scenario_load share: one reading of a folder. Part of server/scenario only; any
 * thread; blocks on the disk.
 */
#ifndef CONVENE_SCENARIO_LOAD_PRIVATE_H
#define CONVENE_SCENARIO_LOAD_PRIVATE_H

#include "server/scenario/scenario_load.h"

#include <stdarg.h>

#define LOAD_FIRST "scenario.yaml"

struct load {
	int folder;          /* owned */
	const char *prefix;  /* in the arena: what the names of files begin with */
	const char *beside;  /* in the arena: the same for what lies beside the folder */
	struct arena *arena; /* borrowed: outlives the load */
	struct diagnostics *diagnostics; /* borrowed: outlives the load */
	struct scenario_source *source;  /* borrowed: outlives the load */
	scenario_document_fn *document;  /* may be NULL */
	void *context;                   /* borrowed: outlives the load */
	size_t library_injects;          /* the first so many injects are of what it uses */
	const char **documents;          /* in the arena: paths that injects name */
	size_t document_count;
};

/* A file's name as diagnostics show it. */
const char *load_name(struct load *load, const char *name);

/* Reports what concerns a file as a whole, or a field; NULL stands for a lack of memory. False. */
bool load_fail(struct load *load, const char *name, const char *text);
bool load_refuse(struct load *load, const void *message, const char *field, size_t index,
    const char *format, ...) __attribute__((format(printf, 5, 6)));
bool load_refuse_list(struct load *load, const struct yaml_places *places, const void *message,
    const char *field, size_t index, const char *format, va_list args)
    __attribute__((format(printf, 6, 0)));

/* A file of a scenario, by its name: no hidden one, as editors leave such behind. */
bool load_is_yaml(const char *name);

/*
 * The names of the folder's files except LOAD_FIRST, in their order, at most SCENARIO_FILES_MAX. -1
 * when they cannot be listed, which the diagnostics then have.
 */
int load_list(struct load *load, const char **names);

/* Reads a file of the folder into the scenario. */
enum yaml_outcome load_read(struct load *load, const char *name);

/* uses.c: reads what the file `name` of the folder says that the scenario uses. */
enum yaml_outcome load_uses(struct load *load, const char *name);

/* unread.c: warns of each file of the folder that nothing reads; `is_library`: of one that is used.
 */
void load_name_unread(struct load *load, bool is_library);

/* planned.c: turns each Inject.planned_story into planned_ms. */
bool load_planned(struct load *load);

#endif
