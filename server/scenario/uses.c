/*
 * What a scenario uses (Scenario.uses): folders or files beside its own folder, read before its own
 * files into the same message. The list is needed before anything is read for good, so the file
 * that has it is read once more, for the list alone.
 */
#include "server/scenario/document.h"
#include "server/scenario/scenario_load_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct identity {
	dev_t device;
	ino_t number;
};

struct uses {
	struct load *load;                  /* borrowed: outlives this */
	const Convene__V1__Scenario *draft; /* in the arena; has nothing but the list */
	struct yaml_places *places;         /* in the arena; of the draft */
	int beside;                         /* owned; the folder in which the scenario's lies */
	struct identity own;                /* the scenario's folder */
	struct identity seen[SCENARIO_FILES_MAX]; /* files that were read, as library_files */
	enum yaml_outcome worst;
};

/* Reports at element `index` of the list. */
static void __attribute__((format(printf, 3, 4)))
complain(struct uses *uses, size_t index, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	load_refuse_list(uses->load, uses->places, uses->draft, "uses", index, format, args);
	va_end(args);
	/* names that it would have brought must not be reported as unknown */
	uses->worst = YAML_UNREADABLE;
}

static bool identify(int file, struct identity *identity, mode_t *mode)
{
	struct stat status;
	if (fstat(file, &status) != 0) {
		return false;
	}
	*identity = (struct identity){.device = status.st_dev, .number = status.st_ino};
	*mode = status.st_mode;
	return true;
}

static bool is_same(struct identity left, struct identity right)
{
	return left.device == right.device && left.number == right.number;
}

/* The file that was read already; NULL when it was not. */
static const char *find_seen(const struct uses *uses, struct identity identity)
{
	for (size_t i = 0; i < uses->load->source->library_file_count; i++) {
		if (is_same(uses->seen[i], identity)) {
			return uses->load->source->library_files[i];
		}
	}
	return NULL;
}

/* Reads one file of `library`, a folder beside the scenario's or that in which it lies. */
static void read_file(struct uses *uses, size_t index, struct load *library, const char *name)
{
	struct scenario_source *source = library->source;
	Convene__V1__Scenario *scenario = source->scenario;
	const char *shown = load_name(library, name);
	int file;
	const char *problem = document_open(library->folder, name, library->arena, &file);
	if (problem != NULL) {
		complain(uses, index, "%s", problem);
		return;
	}
	struct identity identity;
	mode_t mode;
	if (!identify(file, &identity, &mode) || find_seen(uses, identity) != NULL) {
		close(file);
		complain(uses, index, "'%s' is read already", shown);
		return;
	}
	close(file);
	if (source->library_file_count == SCENARIO_FILES_MAX) {
		complain(uses, index, "brings more than %d files", SCENARIO_FILES_MAX);
		return;
	}
	uses->seen[source->library_file_count] = identity;
	source->library_files[source->library_file_count++] = shown;
	enum yaml_outcome outcome = load_read(library, name);
	if (scenario->n_uses > 0) {
		load_refuse(library, scenario, "uses", 0,
		    "is for scenarios only; what a scenario uses cannot use more");
		scenario->n_uses = 0;
		outcome = outcome > YAML_MISTAKES ? outcome : YAML_MISTAKES;
	}
	uses->worst = outcome > uses->worst ? outcome : uses->worst;
}

static void read_folder(struct uses *uses, size_t index, struct load *library, const char *path)
{
	size_t errors = library->diagnostics->errors;
	if (faccessat(library->folder, LOAD_FIRST, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		complain(uses, index,
		    "'%s' is a scenario of its own; name single files of it, as in "
		    "'%s/countries.yaml'",
		    path, path);
		return;
	}
	const char *names[SCENARIO_FILES_MAX];
	int count = load_list(library, names);
	if (count == 0) {
		complain(uses, index, "'%s' has no .yaml files", path);
	} else if (count < 0 && library->diagnostics->errors > errors) {
		uses->worst = YAML_UNREADABLE;
	}
	for (int i = 0; i < count; i++) {
		read_file(uses, index, library, names[i]);
	}
	load_name_unread(library, true);
}

/* Only names between single slashes: nothing that leads elsewhere. */
static bool is_safe(const char *path)
{
	for (const char *step = path;;) {
		size_t len = strcspn(step, "/");
		if (len == 0 || step[0] == '.') {
			return false;
		}
		if (step[len] == '\0') {
			return true;
		}
		step += len + 1;
	}
}

/* True when the path begins with the scenario's own folder, or is that. */
static bool is_own(const struct uses *uses, const char *path)
{
	const char *first = arena_text(uses->load->arena, path, strcspn(path, "/"));
	struct stat status;
	return first != NULL && fstatat(uses->beside, first, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       status.st_dev == uses->own.device && status.st_ino == uses->own.number;
}

static void read_entry(struct uses *uses, size_t index, const char *path)
{
	struct load library = *uses->load;
	mode_t mode = 0;
	int file = -1;
	if (!is_safe(path)) {
		complain(uses, index,
		    "'%s' must be a path of what lies beside the scenario's folder, as in "
		    "'common', without a leading slash, '.' or '..'",
		    path);
		return;
	}
	if (is_own(uses, path)) {
		complain(uses, index, "'%s' is of the scenario's own folder", path);
		return;
	}
	const char *problem = document_open(uses->beside, path, library.arena, &file);
	struct identity identity;
	if (problem != NULL || !identify(file, &identity, &mode)) {
		complain(uses, index, "%s", problem != NULL ? problem : "cannot be read");
	} else if (S_ISDIR(mode)) {
		library.folder = file;
		library.prefix = arena_printf(library.arena, "%s%s/", uses->load->beside, path);
		library.prefix = library.prefix != NULL ? library.prefix : "";
		read_folder(uses, index, &library, path);
	} else if (!load_is_yaml(strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path)) {
		complain(uses, index, "'%s' is neither a folder nor a .yaml file", path);
	} else {
		library.folder = uses->beside;
		library.prefix = uses->load->beside;
		read_file(uses, index, &library, path);
	}
	if (file >= 0) {
		close(file);
	}
}

/* Reads the list alone; mistakes in the file are found when it is read for good. */
static bool read_draft(struct uses *uses, const char *name)
{
	struct load draft = *uses->load;
	struct scenario_source source = {0};
	struct diagnostics unheard;
	diagnostics_init(&unheard, draft.arena);
	draft.diagnostics = &unheard;
	draft.source = &source;
	source.scenario = arena_alloc(draft.arena, sizeof(*source.scenario));
	source.places = yaml_places_new(draft.arena);
	if (source.scenario == NULL || source.places == NULL) {
		return false;
	}
	convene__v1__scenario__init(source.scenario);
	load_read(&draft, name);
	uses->draft = source.scenario;
	uses->places = source.places;
	return true;
}

enum yaml_outcome load_uses(struct load *load, const char *name)
{
	Convene__V1__Scenario *scenario = load->source->scenario;
	struct uses uses = {.load = load, .beside = -1, .worst = YAML_GOOD};
	if (!read_draft(&uses, name)) {
		load_fail(load, name, NULL);
		return YAML_UNREADABLE;
	}
	if (uses.draft->n_uses == 0) {
		return YAML_GOOD;
	}
	/* the scenario begins in its own file, also where another one is read first */
	yaml_read_more(&scenario->base, load_name(load, name), "", 0, load->arena,
	    load->diagnostics, load->source->places);
	uses.beside = openat(load->folder, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	mode_t mode;
	if (uses.beside < 0 || !identify(load->folder, &uses.own, &mode)) {
		complain(
		    &uses, 0, "what lies beside the scenario cannot be read: %s", strerror(errno));
	}
	for (size_t i = 0; i < uses.draft->n_uses && uses.beside >= 0; i++) {
		read_entry(&uses, i, uses.draft->uses[i]);
	}
	if (uses.beside >= 0) {
		close(uses.beside);
	}
	load->library_injects = scenario->n_injects;
	return uses.worst;
}
