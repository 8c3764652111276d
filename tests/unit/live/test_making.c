/* An exercise is put in place as a whole or not at all, wherever the disk fills up: also while what
 * SQLite keeps beside the file moves into it, after everything was committed. */
#include "server/cli/making.h"

#include "proto/xalloc.h"
#include "server/journal/journal_verify.h"
#include "server/scenario/scenario_load.h"
#include "server/store/files.h"
#include "tests/unit/journal/fault_vfs.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define PATIENCE 400 /* operations of the disk tried; there are some dozens */

struct scene {
	char folder[64], exercises[96];
	Convene__V1__ServerConfig config;
	struct arena *arena; /* owned */
	struct scenario_source source;
	struct scenario_documents documents;
};

static int scene_setup(void **state)
{
	struct scene *scene = xcalloc(1, sizeof(*scene));
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	const char *base = getenv("TMPDIR");

	snprintf(scene->folder, sizeof(scene->folder), "%s/convene-making-XXXXXX",
	    base != NULL && strlen(base) < 32 ? base : "/tmp");
	assert_non_null(mkdtemp(scene->folder));
	snprintf(scene->exercises, sizeof(scene->exercises), "%s/exercises", scene->folder);
	assert_int_equal(mkdir(scene->exercises, 0700), 0);
	convene__v1__server_config__init(&scene->config);
	scene->config.data_folder = scene->folder;
	scene->config.public_host = (char *)(uintptr_t) "play.example";
	scene->arena = arena_new(SCENARIO_ARENA_BYTES);
	scene->documents.arena = scene->arena;
	diagnostics_init(diagnostics, scene->arena);
	assert_true(scenario_load(getenv("CONVENE_TEST_SCENARIO"), scene->arena, diagnostics,
	    scenario_documents_keep, &scene->documents, &scene->source));
	free(diagnostics);
	fault_vfs_register();
	*state = scene;
	return 0;
}

/* How many files are in a folder; `remove`: were. */
static unsigned files_in(const char *path, bool remove)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	unsigned count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		count += entry->d_type == DT_REG;
		if (remove) {
			unlinkat(dirfd(folder), entry->d_name, 0);
		}
	}
	closedir(folder);
	return count;
}

static int scene_teardown(void **state)
{
	struct scene *scene = *state;

	fault_vfs_unregister();
	files_in(scene->exercises, true);
	rmdir(scene->exercises);
	files_in(scene->folder, true);
	rmdir(scene->folder);
	free(scene->documents.list);
	arena_free(scene->arena);
	free(scene);
	return 0;
}

/* Makes "test" as `create` does; 0 or the code, with the text in `err`. */
static int make(const struct scene *scene, struct err *err)
{
	struct making making = {.config = &scene->config,
	    .scenario = scene->source.scenario,
	    .documents = scene->documents.list,
	    .document_count = scene->documents.count};
	int result;

	making_init(&making);
	result = making_prepare(&making, "test", NULL, err);
	if (result == 0) {
		result = making_put_in_place(&making, err);
	}
	making_deinit(&making);
	fault_vfs_forget();
	return result;
}

static void assert_is_whole(const struct scene *scene)
{
	char path[128];
	struct record_verdict verdict;
	struct err err;

	snprintf(path, sizeof(path), "%s/test.convene", scene->exercises);
	assert_int_equal(files_in(scene->exercises, false), 1);
	assert_int_equal(journal_verify(&store_files, path, &verdict, &err), 0);
	assert_true(verdict.ok);
	assert_true(verdict.events > 0);
	files_in(scene->exercises, true); /* reading leaves an empty log beside it */
}

static void a_full_disk_makes_no_exercise(void **state)
{
	const struct scene *scene = *state;
	struct err err = {0};
	unsigned refused = 0;
	bool tripped = true;

	/* key and certificate are made before anything can fail */
	assert_int_equal(make(scene, &err), 0);
	assert_is_whole(scene);
	for (long after = 1; tripped; after++) {
		assert_true(after < PATIENCE);
		fault_vfs_arm(FAULT_FULL, after);
		int result = make(scene, &err);
		tripped = fault_vfs_tripped();
		fault_vfs_disarm();
		if (result == 0) {
			assert_is_whole(scene);
			continue;
		}
		assert_int_equal(result, ERR_DISK_FULL);
		assert_int_equal(files_in(scene->exercises, false), 0);
		refused++;
	}
	assert_true(refused > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        a_full_disk_makes_no_exercise, scene_setup, scene_teardown),
	};

	return cmocka_run_group_tests_name("making", tests, NULL, NULL);
}
