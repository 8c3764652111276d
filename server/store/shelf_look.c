/* What lies in a folder of exercises, by name alone: an exercise, what belongs to one, or something
 * strange, for which there is a reason that an organiser can act upon. No file is opened here. A
 * name is taken, too, by what an exercise left behind: a log without its file would be played into
 * the next exercise of that name. */
#include "server/store/shelf.h"

#include "proto/xalloc.h"
#include "server/store/folder.h"
#include "server/store/shelf_private.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {[SHELF_SERVED] = "exercises", [SHELF_ARCHIVED] = "archive"};

const char *const shelf_companions[] = {"-wal", "-shm", "-lock", NULL};

/* --- names --- */

bool shelf_id_valid(const char *id)
{
	size_t len = strlen(id);
	return len > 0 && len <= SHELF_ID_MAX && id[0] != '-' &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

char *shelf_folder(const char *data_folder, enum shelf shelf)
{
	return folder_path("%s/%s", data_folder, folders[shelf]);
}

static char *path_with(
    const char *data_folder, enum shelf shelf, const char *id, const char *suffix)
{
	return folder_path("%s/%s/%s%s", data_folder, folders[shelf], id, suffix);
}

char *shelf_path(const char *data_folder, enum shelf shelf, const char *id)
{
	return path_with(data_folder, shelf, id, SHELF_SUFFIX);
}

bool shelf_name_ends(const char *name, const char *suffix)
{
	size_t len = strlen(name), suffix_len = strlen(suffix);
	return len > suffix_len && strcmp(name + len - suffix_len, suffix) == 0;
}

const char *shelf_taken(const char *data_folder, enum shelf shelf, const char *id)
{
	/* a log without its file would be taken for the new file's */
	static const struct {
		const char *suffix, *why;
		bool unless_empty;
	} rows[] = {
	    {SHELF_SUFFIX, "exists already", false},
	    {SHELF_DELETED, "is being deleted; `convened delete` finishes that", false},
	    {SHELF_SUFFIX "-wal", "has left a log there without its file: move that away", true},
	};
	const char *why = NULL;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && why == NULL; i++) {
		char *path = path_with(data_folder, shelf, id, rows[i].suffix);
		struct stat status;
		if (lstat(path, &status) == 0 && (!rows[i].unless_empty || status.st_size > 0)) {
			why = rows[i].why;
		}
		free(path);
	}
	return why;
}

/* --- what lies there --- */

char *shelf_owner_of(const char *name)
{
	for (size_t i = 0; shelf_companions[i] != NULL; i++) {
		size_t len =
		    strlen(name) -
		    (shelf_name_ends(name, shelf_companions[i]) ? strlen(shelf_companions[i]) : 0);
		if (name[len] == '\0') {
			continue;
		}
		char *owner = xcheck(strndup(name, len));
		if (shelf_name_ends(owner, SHELF_SUFFIX)) {
			return owner;
		}
		free(owner);
	}
	return NULL;
}

bool shelf_has(const char *folder, const char *name, struct stat *status)
{
	char *path = folder_path("%s/%s", folder, name);
	bool there = lstat(path, status) == 0;
	free(path);
	return there;
}

/* NULL: it is an exercise, or belongs to one, or is the business of half_made.h. */
static const char *why_strange(const char *folder, const char *name)
{
	if (strstr(name, SHELF_SUFFIX ".new-") != NULL) {
		return NULL;
	}
	if (shelf_name_ends(name, SHELF_DELETED)) {
		return "is what is left of an exercise that was deleted";
	}
	char *owner = shelf_owner_of(name);
	struct stat status;
	if (owner != NULL) {
		bool lost = !shelf_has(folder, owner, &status);
		free(owner);
		return lost ? "belongs to an exercise whose file is not there" : NULL;
	}
	if (strcasestr(name, SHELF_SUFFIX) != NULL) {
		return "is not taken for an exercise: an exercise's file is called ID.convene, and "
		       "an id has lower-case letters, digits and hyphens";
	}
	return "is no exercise and is not looked at";
}

static void visit_one(const char *folder, const char *name, const struct shelf_visitor *visitor)
{
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		return;
	}
	if (shelf_name_ends(name, SHELF_SUFFIX)) {
		char *id = xcheck(strndup(name, strlen(name) - strlen(SHELF_SUFFIX)));
		if (shelf_id_valid(id)) {
			visitor->exercise(visitor->context, id);
			free(id);
			return;
		}
		free(id);
	}
	const char *why = visitor->strange != NULL ? why_strange(folder, name) : NULL;
	if (why != NULL) {
		visitor->strange(visitor->context, name, why);
	}
}

int shelf_visit(
    const char *data_folder, enum shelf shelf, const struct shelf_visitor *visitor, struct err *err)
{
	char *folder = shelf_folder(data_folder, shelf);
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort), result = 0;
	if (count < 0 && !(shelf == SHELF_ARCHIVED && errno == ENOENT)) {
		result = err_set(err, err_from_errno(errno), "cannot read the folder \"%s\": %s",
		    folder, strerror(errno));
	}
	for (int i = 0; i < count; i++) {
		visit_one(folder, entries[i]->d_name, visitor);
		free(entries[i]);
	}
	if (count >= 0) {
		free(entries);
	}
	free(folder);
	return result;
}

static void note_exercise(void *context, const char *id)
{
	(void)id;
	*(bool *)context = true;
}

bool shelf_has_exercises(const char *data_folder)
{
	bool any = false;
	struct shelf_visitor visitor = {.context = &any, .exercise = note_exercise};
	shelf_visit(data_folder, SHELF_SERVED, &visitor, NULL);
	shelf_visit(data_folder, SHELF_ARCHIVED, &visitor, NULL);
	return any;
}
