#include "server/scenario/scenario_load.h"

#include "server/exercise/limits.h"
#include "server/scenario/document.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_FILE "scenario.yaml"

struct load {
	int folder;                      /* owned */
	const char *prefix;              /* in the arena: what the names of files begin with */
	struct arena *arena;             /* borrowed: outlives the load */
	struct diagnostics *diagnostics; /* borrowed: outlives the load */
	struct scenario_source *source;  /* borrowed: outlives the load */
	scenario_document_fn *document;  /* may be NULL */
	void *context;                   /* borrowed: outlives the load */
};

static const char *shown_name(struct load *load, const char *name)
{
	const char *shown = arena_printf(load->arena, "%s%s", load->prefix, name);

	return shown != NULL ? shown : name;
}

static bool fail(struct load *load, const char *name, const char *text)
{
	diagnostics_add(load->diagnostics, DIAGNOSTIC_ERROR, shown_name(load, name), 0, 0, "%s",
	    text != NULL ? text : "takes too much memory");
	return false;
}

static enum yaml_outcome read_yaml(struct load *load, const char *name)
{
	struct scenario_source *source = load->source;
	struct document file = {0};
	const char *problem =
	    document_read(load->folder, name, SCENARIO_FILE_BYTES_MAX, load->arena, &file);
	enum yaml_outcome outcome;

	if (problem != NULL) {
		fail(load, name, problem);
		return YAML_UNREADABLE;
	}
	outcome = yaml_read_more(&source->scenario->base, shown_name(load, name),
	    (char *)file.bytes, file.len, load->arena, load->diagnostics, source->places);
	document_deinit(&file);
	return outcome;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* A file of the scenario: no hidden one, as editors leave such behind. */
static bool is_yaml(const char *name)
{
	size_t len = strlen(name);

	return name[0] != '.' && len > 5 && strcmp(name + len - 5, ".yaml") == 0;
}

/* The names of the further files. -1 when they cannot be listed, which the diagnostics then have.
 */
static int list_names(struct load *load, const char **names)
{
	int count = 0, copy = openat(load->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = copy >= 0 ? fdopendir(copy) : NULL;
	const struct dirent *entry;

	if (directory == NULL) {
		if (copy >= 0) {
			close(copy);
		}
		fail(load, "", strerror(errno));
		return -1;
	}
	while ((entry = readdir(directory)) != NULL && count >= 0) {
		if (!is_yaml(entry->d_name) || strcmp(entry->d_name, FIRST_FILE) == 0) {
			continue;
		}
		if (count == SCENARIO_FILES_MAX) {
			fail(load, "", "has more than 64 further files; merge some of them");
			count = -1;
			break;
		}
		names[count] = arena_text(load->arena, entry->d_name, strlen(entry->d_name));
		if (names[count++] == NULL) {
			fail(load, "", NULL);
			count = -1;
		}
	}
	closedir(directory);
	if (count > 0) {
		qsort(names, (size_t)count, sizeof(names[0]), compare_names);
	}
	return count;
}

/* The worst outcome of all files. */
static enum yaml_outcome read_folder(struct load *load)
{
	const char *names[SCENARIO_FILES_MAX];
	int count = list_names(load, names);
	enum yaml_outcome worst = read_yaml(load, FIRST_FILE);

	if (count < 0) {
		return YAML_UNREADABLE;
	}
	for (int i = 0; i < count; i++) {
		enum yaml_outcome outcome = read_yaml(load, names[i]);

		worst = outcome > worst ? outcome : worst;
	}
	return worst;
}

static bool __attribute__((format(printf, 4, 5))) refuse(struct load *load,
    const Convene__V1__Attachment *attachment, const char *field, const char *format, ...)
{
	struct yaml_position at;
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	yaml_place(load->source->places, attachment, field, 0, &at);
	diagnostics_add(load->diagnostics, DIAGNOSTIC_ERROR, at.file, at.line, at.column, "%s: %s",
	    field, text);
	return false;
}

/* Fills in what the author left out and what nobody writes by hand. */
static bool describe(
    struct load *load, Convene__V1__Attachment *attachment, const struct document *document)
{
	const char *slash = strrchr(attachment->file, '/');
	const char *name = slash != NULL ? slash + 1 : attachment->file, *type;

	attachment->sha256.data = arena_alloc(load->arena, SHA256_DIGEST_LENGTH);
	if (attachment->sha256.data == NULL) {
		return refuse(load, attachment, "file", "takes too much memory");
	}
	attachment->sha256.len = SHA256_DIGEST_LENGTH;
	SHA256(document->bytes, document->len, attachment->sha256.data);
	attachment->size_bytes = document->len;
	if (attachment->name[0] == '\0') {
		attachment->name = arena_text(load->arena, name, strlen(name));
	}
	if (attachment->name == NULL) {
		return refuse(load, attachment, "file", "takes too much memory");
	}
	if (attachment->media_type[0] == '\0') {
		type = document_media_type(attachment->name);
		attachment->media_type = arena_text(load->arena, type, strlen(type));
	}
	return attachment->media_type != NULL ||
	       refuse(load, attachment, "file", "takes too much memory");
}

static bool read_attachment(struct load *load, Convene__V1__Attachment *attachment)
{
	struct document document = {0};
	const char *problem;
	bool good;

	if (attachment->file[0] == '\0') {
		return refuse(load, attachment, "file",
		    "is missing: the path of the document below the scenario's folder");
	}
	problem = document_read(
	    load->folder, attachment->file, ATTACHMENT_BYTES_MAX, load->arena, &document);
	if (problem != NULL) {
		return refuse(load, attachment, "file", "%s", problem);
	}
	good = describe(load, attachment, &document);
	if (good && load->document != NULL &&
	    load->document(load->context, attachment, document.bytes, document.len) != 0) {
		good =
		    refuse(load, attachment, "file", "'%s' could not be stored", attachment->file);
	}
	document_deinit(&document);
	attachment->file = (char *)(uintptr_t)protobuf_c_empty_string;
	return good;
}

static bool read_attachments(struct load *load)
{
	Convene__V1__Scenario *scenario = load->source->scenario;
	bool good = true;

	for (size_t i = 0; i < scenario->n_injects; i++) {
		for (size_t j = 0; j < scenario->injects[i]->n_attachments; j++) {
			good &= read_attachment(load, scenario->injects[i]->attachments[j]);
		}
	}
	return good;
}

/* Splits the path of a file into its folder, which is opened, and its name. */
static bool open_folder(struct load *load, const char *path, bool is_folder, const char **name)
{
	const char *slash = strrchr(path, '/'), *folder = path;

	*name = NULL;
	if (!is_folder) {
		*name = slash != NULL ? slash + 1 : path;
		folder =
		    slash == NULL ? "." : arena_text(load->arena, path, (size_t)(slash - path) + 1);
		load->prefix =
		    slash == NULL ? "" : arena_text(load->arena, path, (size_t)(slash - path) + 1);
	} else {
		bool slashed = slash != NULL && slash[1] == '\0';

		load->prefix = arena_printf(load->arena, "%s%s", path, slashed ? "" : "/");
	}
	if (folder == NULL || load->prefix == NULL) {
		load->prefix = "";
		return fail(load, path, NULL);
	}
	load->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return load->folder >= 0 || fail(load, "", strerror(errno));
}

bool scenario_load(const char *path, struct arena *arena, struct diagnostics *diagnostics,
    scenario_document_fn *document, void *context, struct scenario_source *source)
{
	struct load load = {.folder = -1,
	    .prefix = "",
	    .arena = arena,
	    .source = source,
	    .diagnostics = diagnostics,
	    .document = document,
	    .context = context};
	struct stat status;
	enum yaml_outcome outcome;
	const char *name;
	bool good = false;

	*source = (struct scenario_source){0};
	if (stat(path, &status) != 0) {
		return fail(&load, path, strerror(errno));
	}
	if (!open_folder(&load, path, S_ISDIR(status.st_mode), &name)) {
		return false;
	}
	source->places = yaml_places_new(arena);
	source->scenario = arena_alloc(arena, sizeof(*source->scenario));
	if (source->places == NULL || source->scenario == NULL) {
		source->scenario = NULL;
		close(load.folder);
		return fail(&load, path, NULL);
	}
	convene__v1__scenario__init(source->scenario);
	outcome = name != NULL ? read_yaml(&load, name) : read_folder(&load);
	/* with a file missing every name in it would be reported as unknown */
	if (outcome == YAML_UNREADABLE) {
		source->scenario = NULL;
	} else {
		good = read_attachments(&load) && outcome == YAML_GOOD;
	}
	close(load.folder);
	return good;
}
