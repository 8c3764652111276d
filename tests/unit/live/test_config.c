#include "server/cli/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/convene-config-XXXXXX";

static int enter_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
	(void)state;
	unlink("convened.yaml");
	unlink("other.yaml");
	rmdir("made/exercises");
	rmdir("made");
	return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void everything_has_a_default(void **state)
{
	struct arena *arena = arena_new(1024 * 1024);
	Convene__V1__ServerConfig *config;

	(void)state;
	unlink("convened.yaml");
	config = config_read(NULL, NULL, arena);
	assert_non_null(config);
	assert_string_equal(config->data_folder, "convene-data");
	assert_int_equal(config->n_listen, 2);
	assert_string_equal(config->listen[0], "0.0.0.0");
	assert_string_equal(config->listen[1], "::");
	assert_int_equal(config->port, 8443);
	assert_string_equal(config->log_level, "info");
	assert_int_equal(config->bridge_ms, 60000);
	assert_int_equal(config->max_connections, 10000);
	assert_int_equal(config->max_unauthenticated_per_address, 2000);
	assert_int_equal(config->attachment_quota_bytes, 1 << 30);
	assert_int_equal(config->new_participants_per_code, 1000);
	assert_true(strlen(config->public_host) > 0);
	arena_free(arena);
}

static void the_file_and_then_the_option_prevail(void **state)
{
	struct arena *arena = arena_new(1024 * 1024);
	Convene__V1__ServerConfig *config;

	(void)state;
	write_file("convened.yaml", "data_folder: from-file\nport: 1234\nlisten: \"127.0.0.1\"\n"
	                            "bridge_ms: 5m\nlog_level: debug\n");
	config = config_read(NULL, NULL, arena);
	assert_non_null(config);
	assert_string_equal(config->data_folder, "from-file");
	assert_int_equal(config->port, 1234);
	assert_int_equal(config->n_listen, 1);
	assert_int_equal(config->bridge_ms, 300000);
	config = config_read(NULL, "from-option", arena);
	assert_string_equal(config->data_folder, "from-option");
	/* a file that is named is the only one that is read */
	write_file("other.yaml", "port: 4321\n");
	config = config_read("other.yaml", NULL, arena);
	assert_string_equal(config->data_folder, "convene-data");
	assert_int_equal(config->port, 4321);
	/* an empty one says nothing */
	write_file("other.yaml", "# only a comment\n");
	config = config_read("other.yaml", NULL, arena);
	assert_non_null(config);
	assert_int_equal(config->port, 8443);
	arena_free(arena);
}

static void mistakes_are_refused(void **state)
{
	static const char *const bad[] = {"prot: 1\n", "port: many\n", "port: 65536\n",
	    "bridge_ms: T-0:00:01\n", "bridge_ms: 1430\n", "bridge_ms: 60\n", "bridge_ms: 0\n",
	    "log_level: loud\n", "certificate_file: a.pem\n", "key_file: a.pem\n", "listen: [a\n",
	    "- 1\n", "port: 1\nport: 2\n"};
	struct arena *arena = arena_new(1024 * 1024);

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		write_file("other.yaml", bad[i]);
		if (config_read("other.yaml", NULL, arena) != NULL) {
			fail_msg("accepted: %s", bad[i]);
		}
	}
	assert_null(config_read("not-there.yaml", NULL, arena));
	assert_null(config_read("/", NULL, arena));
	arena_free(arena);
}

static void the_data_folder_is_ones_own(void **state)
{
	Convene__V1__ServerConfig config = CONVENE__V1__SERVER_CONFIG__INIT;
	struct stat info;

	(void)state;
	umask(0);
	config.data_folder = (char *)(uintptr_t) "made";
	assert_true(config_make_data_folder(&config));
	assert_true(config_make_data_folder(&config)); /* it may be there already */
	assert_int_equal(stat("made", &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	assert_int_equal(stat("made/exercises", &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	config.data_folder = (char *)(uintptr_t) "not/there";
	assert_false(config_make_data_folder(&config));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(everything_has_a_default),
	    cmocka_unit_test(the_file_and_then_the_option_prevail),
	    cmocka_unit_test(mistakes_are_refused),
	    cmocka_unit_test(the_data_folder_is_ones_own),
	};

	return cmocka_run_group_tests_name("config", tests, enter_folder, leave_folder);
}
