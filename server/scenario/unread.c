/*
 * What lies in a scenario's folder, or in one that it uses, and is not read: named, so that nobody
 * who put it there believes that it counts. Only warnings; the reading itself is elsewhere.
 */
#include "server/scenario/scenario_load_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* More than a scenario has; what lies deeper is somebody's archive. */
#define DEPTH_MAX  8
#define NAMED_MAX  40
#define NAME_BYTES 300

struct looking {
	struct load *load; /* borrowed: outlives this */
	bool is_library;   /* documents do not belong there at all */
	size_t named;
};

static void warn(struct looking *looking, const char *path, const char *text)
{
	if (looking->named++ < NAMED_MAX) {
		diagnostics_add(looking->load->diagnostics, DIAGNOSTIC_WARNING,
		    load_name(looking->load, path), 0, 0, "%s", text);
	}
}

static bool ends_with(const char *name, const char *ending)
{
	size_t len = strlen(name), ending_len = strlen(ending);
	return len > ending_len && strcasecmp(name + len - ending_len, ending) == 0;
}

/* What editors put beside a file: a copy, what is not saved yet, a lock. */
static bool is_of_editor(const char *name)
{
	static const char *const endings[] = {
	    "~", "#", ".bak", ".orig", ".rej", ".swp", ".swo", ".tmp", ".old", ".save"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		if (ends_with(name, endings[i])) {
			return true;
		}
	}
	return name[0] == '#' || strncmp(name, ".#", 2) == 0;
}

/* Written for those who open the folder, not for the exercise. */
static bool is_for_people(const char *name)
{
	static const char *const names[] = {"README", "LICENSE", "LICENCE", "COPYING", "CHANGES"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = strlen(names[i]);
		if (strncasecmp(name, names[i], len) == 0 &&
		    (name[len] == '\0' || name[len] == '.')) {
			return true;
		}
	}
	return false;
}

static bool is_document(const struct load *load, const char *path)
{
	for (size_t i = 0; i < load->document_count; i++) {
		if (strcmp(load->documents[i], path) == 0) {
			return true;
		}
	}
	return false;
}

/* "is not read; name it more.yaml" where the name alone is wrong. */
static void warn_of_name(struct looking *looking, const char *path, const char *name)
{
	size_t stem = strlen(name) - (ends_with(name, ".yml") ? 4 : 5);
	const char *text = arena_printf(looking->load->arena,
	    "is not read: only files whose names end in .yaml are; name it %.*s.yaml, or take it "
	    "away",
	    (int)(stem < 200 ? stem : 200), name);
	warn(looking, path, text != NULL ? text : "is not read");
}

static void look_at_file(struct looking *looking, const char *path, const char *name)
{
	bool below = name != path;
	if (is_document(looking->load, path)) {
		return;
	}
	if (is_of_editor(name)) {
		warn(looking, path,
		    "is not read: it looks like what an editor left behind; take it away");
	} else if (ends_with(name, ".yaml") && name[0] == '.') {
		warn(looking, path,
		    "is not read, because its name begins with a dot; rename it, or take it away");
	} else if (name[0] == '.') {
		return;
	} else if (ends_with(name, ".yaml") && below) {
		warn(looking, path,
		    "is not read: only files in the folder itself are; put it there, or take it "
		    "away");
	} else if (!below && load_is_yaml(name)) {
		return;
	} else if (ends_with(name, ".yaml") || ends_with(name, ".yml")) {
		warn_of_name(looking, path, name);
	} else if (!is_for_people(name)) {
		warn(looking, path,
		    looking->is_library
		        ? "is not read: only .yaml files in a folder that scenarios use are"
		        : "goes with no inject: name it in the attachments of one, or take it "
		          "away");
	}
}

static void look_into(struct looking *looking, int folder, const char *path, unsigned depth);

/* `path` is that of the entry below the scenario's folder. */
static void look_at(
    struct looking *looking, int folder, const char *path, const char *name, unsigned depth)
{
	int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (below < 0 && errno != ENOTDIR && errno != ELOOP) {
		const char *text = arena_printf(
		    looking->load->arena, "cannot be looked into: %s", strerror(errno));
		warn(looking, path, text != NULL ? text : "cannot be looked into");
		return;
	}
	if (below >= 0 && name[0] == '.') {
		close(below); /* of version control and the like */
	} else if (below >= 0) {
		look_into(looking, below, path, depth + 1);
	} else {
		look_at_file(looking, path, name);
	}
}

/* Takes over `folder`. */
static void look_into(struct looking *looking, int folder, const char *path, unsigned depth)
{
	DIR *directory = depth <= DEPTH_MAX ? fdopendir(folder) : NULL;
	if (directory == NULL) {
		close(folder);
		warn(looking, path, "is not looked into: so many folders in each other");
		return;
	}
	const struct dirent *entry;
	while ((entry = readdir(directory)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
			continue;
		}
		char name[NAME_BYTES * (DEPTH_MAX + 1)];
		int len = snprintf(name, sizeof(name), "%s%s", path, path[0] != '\0' ? "/" : "");
		snprintf(name + len, sizeof(name) - (size_t)len, "%s", entry->d_name);
		look_at(looking, dirfd(directory), name, name + len, depth);
	}
	closedir(directory);
}

void load_name_unread(struct load *load, bool is_library)
{
	struct looking looking = {.load = load, .is_library = is_library};
	int folder = openat(load->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* a folder that cannot be listed was reported when its files were to be read */
	if (folder >= 0) {
		look_into(&looking, folder, "", 0);
	}
	if (looking.named > NAMED_MAX) {
		diagnostics_add(load->diagnostics, DIAGNOSTIC_WARNING, load_name(load, ""), 0, 0,
		    "%zu more files in it are not read", looking.named - NAMED_MAX);
	}
}
