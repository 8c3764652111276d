#include "tests/integration/hall.h"

#include "tests/integration/check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* In the new process: freed memory is not to be kept long by a sanitiser, so that what the server
 * takes can be measured; and the configuration is found in the working folder. */
static void before_start(void *context)
{
	const struct hall *hall = context;
	const char *options = getenv("ASAN_OPTIONS");
	char longer[1024];

	snprintf(longer, sizeof(longer), "%s:quarantine_size_mb=2", options ? options : "");
	setenv("ASAN_OPTIONS", longer, 1);
	if (chdir(hall->server.folder) != 0) {
		_exit(127);
	}
}

static const char *needed(const char *name)
{
	const char *value = getenv(name);

	if (value == NULL) {
		fail_msg("%s is not set; run this through meson test", name);
	}
	return value;
}

static void write_config(struct hall *hall, const char *config)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/convened.yaml", hall->server.folder);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(config, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

void hall_open(struct hall *hall, const char *config)
{
	char why[256];

	*hall = (struct hall){0};
	test_server_prepare(&hall->server, needed("CONVENED"));
	hall->server.before_start = before_start;
	hall->server.before_context = hall;
	if (config != NULL) {
		write_config(hall, config);
	}
	test_server_create(&hall->server, needed("CONVENE_TEST_SCENARIO"));
	test_server_start(&hall->server);
	hall->driver = driver_new(0, why, sizeof(why));
	if (hall->driver == NULL) {
		fail_msg("%s", why);
	}
	hall->arena = arena_new(4u * 1024 * 1024);
}

static void free_desk(struct desk *desk)
{
	for (size_t i = 0; i < desk->entry_count; i++) {
		convene__v1__event__free_unpacked(desk->entries[i].event, NULL);
		if (desk->entries[i].envelope != NULL) {
			convene__v1__envelope__free_unpacked(desk->entries[i].envelope, NULL);
		}
		buf_deinit(&desk->entries[i].bytes);
	}
	free(desk->entries);
	buf_deinit(&desk->downloaded);
	buf_deinit(&desk->record);
	free(desk);
}

void hall_close(struct hall *hall)
{
	if (!test_server_runs(&hall->server)) {
		fail_msg("the server ended by itself");
	}
	driver_free(hall->driver);
	while (hall->desks != NULL) {
		struct desk *desk = hall->desks;

		hall->desks = desk->next;
		free_desk(desk);
	}
	arena_free(hall->arena);
	if (hall->server.pid != 0) {
		assert_int_equal(test_server_stop(&hall->server), 0);
	}
	test_server_deinit(&hall->server, false);
}

void hall_restart(struct hall *hall, bool kill)
{
	if (kill) {
		test_server_kill(&hall->server);
	} else {
		assert_int_equal(test_server_stop(&hall->server), 0);
	}
	test_server_start(&hall->server);
}

void hall_wait(struct hall *hall, bool (*done)(void *context), void *context, const char *what)
{
	int64_t begun_ms;

	driver_step(hall->driver, 0);
	begun_ms = driver_now_ms(hall->driver);
	while (!done(context)) {
		if (driver_now_ms(hall->driver) - begun_ms > HALL_PATIENCE_MS) {
			test_server_runs(&hall->server);
			fail_msg("waited in vain for %s", what);
		}
		driver_step(hall->driver, 1000);
	}
}

int hall_hold_commits(const struct hall *hall)
{
	struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 120, .l_len = 1};
	char path[256], file[280];
	int fd;

	test_server_file(&hall->server, path, sizeof(path));
	snprintf(file, sizeof(file), "%s-shm", path);
	fd = open(file, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_SETLKW, &lock), 0);
	return fd;
}

int hall_setup(void **state)
{
	static struct hall hall;

	hall_open(&hall, NULL);
	*state = &hall;
	return 0;
}

int hall_teardown(void **state)
{
	hall_close(*state);
	return 0;
}
