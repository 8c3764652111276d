/*
 * The order of reading: what the scenario uses, scenario.yaml, its other files by name, and then
 * the documents that injects name. Files are opened from step to step below one folder
 * (document.h). Reading goes on after a mistake, so that all of them are told at once.
 */
#include "server/scenario/scenario_load.h"

#include "proto/complaint.h"
#include "server/exercise/ground/limits.h"
#include "server/scenario/document.h"
#include "server/scenario/scenario_load_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *load_name(struct load *load, const char *name)
{
	const char *shown = arena_printf(load->arena, "%s%s", load->prefix, name);
	return shown != NULL ? shown : name;
}

bool load_fail(struct load *load, const char *name, const char *text)
{
	diagnostics_add(load->diagnostics, DIAGNOSTIC_ERROR, load_name(load, name), 0, 0, "%s",
	    text != NULL ? text : "takes too much memory");
	return false;
}

enum yaml_outcome load_read(struct load *load, const char *name)
{
	struct scenario_source *source = load->source;
	struct document file = {0};
	const char *problem =
	    document_read(load->folder, name, SCENARIO_FILE_BYTES_MAX, load->arena, &file);
	if (problem != NULL) {
		load_fail(load, name, problem);
		return YAML_UNREADABLE;
	}
	enum yaml_outcome outcome = yaml_read_more(&source->scenario->base, load_name(load, name),
	    (char *)file.bytes, file.len, load->arena, load->diagnostics, source->places);
	document_deinit(&file);
	return outcome;
}

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* A file of the scenario: no hidden one, as editors leave such behind. */
bool load_is_yaml(const char *name)
{
	size_t len = strlen(name);
	return name[0] != '.' && len > 5 && strcmp(name + len - 5, ".yaml") == 0;
}

int load_list(struct load *load, const char **names)
{
	int count = 0, copy = openat(load->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = copy >= 0 ? fdopendir(copy) : NULL;
	if (directory == NULL) {
		if (copy >= 0) {
			close(copy);
		}
		load_fail(load, "", strerror(errno));
		return -1;
	}
	const struct dirent *entry;
	while ((entry = readdir(directory)) != NULL && count >= 0) {
		if (!load_is_yaml(entry->d_name) || strcmp(entry->d_name, LOAD_FIRST) == 0) {
			continue;
		}
		if (count == SCENARIO_FILES_MAX) {
			load_fail(load, "", "has more than 64 further files; merge some of them");
			count = -1;
			break;
		}
		names[count] = arena_text(load->arena, entry->d_name, strlen(entry->d_name));
		if (names[count++] == NULL) {
			load_fail(load, "", NULL);
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
	Convene__V1__Scenario *scenario = load->source->scenario;
	int count = load_list(load, names);
	enum yaml_outcome worst =
	    load->source->is_library ? YAML_GOOD : load_read(load, LOAD_FIRST);
	if (count < 0) {
		return YAML_UNREADABLE;
	}
	for (int i = 0; i < count; i++) {
		size_t uses = scenario->n_uses;
		enum yaml_outcome outcome = load_read(load, names[i]);
		if (scenario->n_uses > uses) {
			load_refuse(load, scenario, "uses", uses, "%s",
			    load->source->is_library
			        ? "is for scenarios only; what a scenario uses cannot use more"
			        : "belongs into " LOAD_FIRST
			          ", which is read before the other files");
			outcome = outcome > YAML_MISTAKES ? outcome : YAML_MISTAKES;
		}
		worst = outcome > worst ? outcome : worst;
	}
	return worst;
}

bool load_refuse_list(struct load *load, const struct yaml_places *places, const void *message,
    const char *field, size_t index, const char *format, va_list args)
{
	char text[COMPLAINT_MAX];
	complaint_list(text, sizeof(text), format, args);
	struct yaml_position at;
	yaml_place(places, message, field, index, &at);
	diagnostics_add(load->diagnostics, DIAGNOSTIC_ERROR, at.file, at.line, at.column, "%s: %s",
	    field, text);
	return false;
}

bool load_refuse(struct load *load, const void *message, const char *field, size_t index,
    const char *format, ...)
{
	va_list args;
	va_start(args, format);
	load_refuse_list(load, load->source->places, message, field, index, format, args);
	va_end(args);
	return false;
}

/* Fills in what the author left out and what nobody writes by hand. */
static bool describe(
    struct load *load, Convene__V1__Attachment *attachment, const struct document *document)
{
	const char *slash = strrchr(attachment->file, '/');
	const char *name = slash != NULL ? slash + 1 : attachment->file;
	uint8_t *hash = arena_alloc(load->arena, SHA256_DIGEST_LENGTH);
	if (attachment->name[0] == '\0') {
		attachment->name = arena_text(load->arena, name, strlen(name));
	}
	if (attachment->name != NULL && attachment->media_type[0] == '\0') {
		const char *type = document_media_type(attachment->name);
		attachment->media_type = arena_text(load->arena, type, strlen(type));
	}
	if (hash == NULL || attachment->name == NULL || attachment->media_type == NULL) {
		return load_refuse(load, attachment, "file", 0, "takes too much memory");
	}
	SHA256(document->bytes, document->len, hash);
	attachment->sha256 = (ProtobufCBinaryData){.data = hash, .len = SHA256_DIGEST_LENGTH};
	attachment->size_bytes = document->len;
	return true;
}

static bool read_attachment(struct load *load, Convene__V1__Attachment *attachment, bool in_library)
{
	struct document document = {0};
	if (in_library) {
		return load_refuse(
		    load, attachment, "file", 0, "documents go with a scenario's own injects only");
	}
	if (attachment->file[0] == '\0') {
		return load_refuse(load, attachment, "file", 0,
		    "is missing: the path of the document below the scenario's folder");
	}
	load->documents[load->document_count++] = attachment->file;
	const char *problem = document_read(
	    load->folder, attachment->file, ATTACHMENT_BYTES_MAX, load->arena, &document);
	if (problem != NULL) {
		return load_refuse(load, attachment, "file", 0, "%s", problem);
	}
	bool good = describe(load, attachment, &document);
	if (good && load->document != NULL &&
	    load->document(load->context, attachment, document.bytes, document.len) != 0) {
		good = load_refuse(
		    load, attachment, "file", 0, "'%s' could not be stored", attachment->file);
	}
	document_deinit(&document);
	attachment->file = (char *)(uintptr_t)protobuf_c_empty_string;
	return good;
}

static bool read_attachments(struct load *load)
{
	Convene__V1__Scenario *scenario = load->source->scenario;
	size_t count = 0;
	bool good = true;
	for (size_t i = 0; i < scenario->n_injects; i++) {
		count += scenario->injects[i]->n_attachments;
	}
	load->documents = arena_array(load->arena, count + 1, sizeof(*load->documents));
	if (load->documents == NULL) {
		return load_fail(load, "", NULL);
	}
	for (size_t i = 0; i < scenario->n_injects; i++) {
		for (size_t j = 0; j < scenario->injects[i]->n_attachments; j++) {
			good &= read_attachment(load, scenario->injects[i]->attachments[j],
			    i < load->library_injects || load->source->is_library);
		}
	}
	return good;
}

/*
 * What the names of files beside a folder begin with: its own path without the last step, unless
 * that step is a link or none, so that only ".." leads there.
 */
static const char *find_beside(struct load *load, const char *folder)
{
	size_t len = strlen(folder), start;
	while (len > 1 && folder[len - 1] == '/') {
		len--;
	}
	for (start = len; start > 0 && folder[start - 1] != '/';) {
		start--;
	}
	const char *bare = arena_text(load->arena, folder, len);
	struct stat status;
	if (bare == NULL || strcmp(bare + start, ".") == 0 || strcmp(bare + start, "..") == 0 ||
	    lstat(bare, &status) != 0 || !S_ISDIR(status.st_mode)) {
		return arena_printf(load->arena, "%s../", load->prefix);
	}
	return arena_text(load->arena, folder, start);
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
	if (folder == NULL || load->prefix == NULL ||
	    (load->beside = find_beside(load, folder)) == NULL) {
		load->prefix = "";
		return load_fail(load, path, NULL);
	}
	load->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return load->folder >= 0 || load_fail(load, "", strerror(errno));
}

/* What it uses, its own files, the documents. */
static bool read_everything(struct load *load, const char *name)
{
	struct scenario_source *source = load->source;
	enum yaml_outcome outcome = YAML_GOOD, used = YAML_GOOD;
	if (!source->is_library) {
		used = load_uses(load, name != NULL ? name : LOAD_FIRST);
	}
	outcome = name != NULL ? load_read(load, name) : read_folder(load);
	/* with a file missing every name in it would be reported as unknown */
	if (outcome == YAML_UNREADABLE || used == YAML_UNREADABLE) {
		source->scenario = NULL;
		return false;
	}
	source->scenario->n_uses = 0;
	source->scenario->uses = NULL;
	bool good = load_planned(load);
	good = read_attachments(load) && good;
	if (name == NULL) {
		load_name_unread(load, source->is_library);
	}
	return good && outcome == YAML_GOOD && used == YAML_GOOD;
}

static bool load_path(struct load *load, const char *path)
{
	struct scenario_source *source = load->source;
	load->prefix = load->beside = "";
	struct stat status;
	if (stat(path, &status) != 0) {
		return load_fail(load, path, strerror(errno));
	}
	const char *name;
	if (!open_folder(load, path, S_ISDIR(status.st_mode), &name)) {
		return false;
	}
	source->places = yaml_places_new(load->arena);
	source->scenario = arena_alloc(load->arena, sizeof(*source->scenario));
	if (source->places == NULL || source->scenario == NULL) {
		source->scenario = NULL;
		close(load->folder);
		return load_fail(load, path, NULL);
	}
	convene__v1__scenario__init(source->scenario);
	bool good = read_everything(load, name);
	close(load->folder);
	return good;
}

bool scenario_load(const char *path, struct arena *arena, struct diagnostics *diagnostics,
    scenario_document_fn *document, void *context, struct scenario_source *source)
{
	struct load load = {.arena = arena,
	    .source = source,
	    .diagnostics = diagnostics,
	    .document = document,
	    .context = context};
	*source = (struct scenario_source){0};
	return load_path(&load, path);
}

bool scenario_load_library(const char *path, struct arena *arena, struct diagnostics *diagnostics,
    struct scenario_source *source)
{
	struct load load = {.arena = arena, .source = source, .diagnostics = diagnostics};
	*source = (struct scenario_source){.is_library = true};
	return load_path(&load, path);
}

bool scenario_is_library(const char *path)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = folder >= 0 ? fdopendir(folder) : NULL;
	bool found = false, scenario = false;
	if (directory == NULL) {
		if (folder >= 0) {
			close(folder);
		}
		return false;
	}
	const struct dirent *entry;
	while ((entry = readdir(directory)) != NULL) {
		found = found || load_is_yaml(entry->d_name);
		scenario = scenario || strcmp(entry->d_name, LOAD_FIRST) == 0;
	}
	closedir(directory);
	return found && !scenario;
}
