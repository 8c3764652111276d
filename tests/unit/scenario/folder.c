#include "folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

int folder_setup(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	snprintf(folder->path, sizeof(folder->path), "/tmp/convene-scenario-XXXXXX");
	assert_non_null(mkdtemp(folder->path));
	folder->arena = arena_new(16 << 20);
	diagnostics_init(&folder->diagnostics, folder->arena);
	*state = folder;
	return 0;
}

static const char *full_path(const struct folder *folder, const char *name, char *out, size_t size)
{
	snprintf(out, size, "%s/%s", folder->path, name);
	return out;
}

int folder_teardown(void **state)
{
	struct folder *folder = *state;
	char path[200];

	while (folder->count > 0) {
		folder->count--;
		remove(full_path(folder, folder->names[folder->count], path, sizeof(path)));
	}
	rmdir(folder->path);
	arena_free(folder->arena);
	free(folder);
	return 0;
}

static void remember(struct folder *folder, const char *name)
{
	assert_true(folder->count < 24);
	snprintf(folder->names[folder->count++], sizeof(folder->names[0]), "%s", name);
}

void folder_file(struct folder *folder, const char *name, const char *text)
{
	char path[200];
	FILE *file = fopen(full_path(folder, name, path, sizeof(path)), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
	remember(folder, name);
}

void folder_folder(struct folder *folder, const char *name)
{
	char path[200];

	assert_int_equal(mkdir(full_path(folder, name, path, sizeof(path)), 0700), 0);
	remember(folder, name);
}

void folder_link(struct folder *folder, const char *name, const char *target)
{
	char path[200];

	assert_int_equal(symlink(target, full_path(folder, name, path, sizeof(path))), 0);
	remember(folder, name);
}

bool folder_load(struct folder *folder, const char *name)
{
	char path[200];
	bool good;

	snprintf(path, sizeof(path), "%s%s%s", folder->path, name != NULL ? "/" : "",
	    name != NULL ? name : "");
	good =
	    scenario_load(path, folder->arena, &folder->diagnostics, NULL, NULL, &folder->source);
	if (folder->source.scenario != NULL) {
		good = scenario_check(&folder->source, &folder->diagnostics) && good;
	}
	diagnostics_sort(&folder->diagnostics);
	return good;
}

void folder_found(struct folder *folder, const char *const *wanted)
{
	size_t prefix = strlen(folder->path), i, kept = diagnostics_kept(&folder->diagnostics);

	for (i = 0; i < kept && wanted[i] != NULL; i++) {
		char line[700];

		diagnostic_format(&folder->diagnostics.list[i], line, sizeof(line));
		assert_true(strlen(line) > prefix && strncmp(line, folder->path, prefix) == 0);
		if (strncmp(line + prefix, wanted[i], strlen(wanted[i])) != 0) {
			fail_msg("'%s', expected '%s'", line + prefix, wanted[i]);
		}
	}
	if (i < kept) {
		fail_msg("also %d:%d '%s'", folder->diagnostics.list[i].line,
		    folder->diagnostics.list[i].column, folder->diagnostics.list[i].text);
	}
	if (wanted[i] != NULL) {
		fail_msg("not found: %s", wanted[i]);
	}
}
