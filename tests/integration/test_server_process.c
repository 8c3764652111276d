/* The server as a process: its signals, its files, its subcommands. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"
#include "tests/integration/play.h"
#include "tests/support/raw_client.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ACCEPTED(call) assert_int_equal(call, 0)

static char output[65536];

/* Runs convened with up to 8 arguments; its output is in `output`. */
static int run(const char *a, const char *b, const char *c, const char *d, const char *e,
    const char *f, const char *g, const char *h)
{
	const char *argv[] = {getenv("CONVENED"), a, b, c, d, e, f, g, h, NULL};

	return test_run(argv, output, sizeof(output));
}

#define RUN1(a)                      run(a, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
#define RUN2(a, b)                   run(a, b, NULL, NULL, NULL, NULL, NULL, NULL)
#define RUN3(a, b, c)                run(a, b, c, NULL, NULL, NULL, NULL, NULL)
#define RUN4(a, b, c, d)             run(a, b, c, d, NULL, NULL, NULL, NULL)
#define RUN5(a, b, c, d, e)          run(a, b, c, d, e, NULL, NULL, NULL)
#define RUN6(a, b, c, d, e, f)       run(a, b, c, d, e, f, NULL, NULL)
#define RUN7(a, b, c, d, e, f, g)    run(a, b, c, d, e, f, g, NULL)
#define RUN8(a, b, c, d, e, f, g, h) run(a, b, c, d, e, f, g, h)

static void said(const char *text)
{
	if (strstr(output, text) == NULL) {
		fail_msg("\"%s\" is not in: %s", text, output);
	}
}

static void a_stop_is_announced(void **state)
{
	struct hall *hall = *state;
	struct raw_client raw[20], waiting;
	char message[256];
	uint64_t retry_ms = 0;

	desk_leave(desk_join(hall, "player", "XA-POL", "Ana")); /* it is open */
	raw_connect(&waiting, hall->server.port, NULL);
	for (size_t i = 0; i < 20; i++) {
		raw_connect(&raw[i], hall->server.port, NULL);
		raw_login(&raw[i], test_server_link(&hall->server, "observer", "-"), "Raw");
	}
	kill(hall->server.pid, SIGTERM);
	for (size_t i = 0; i < 20; i++) {
		assert_int_equal(raw_wait_error(&raw[i], message, sizeof(message), &retry_ms),
		    CODE(SHUTTING_DOWN));
		assert_in_range(retry_ms, 1, 30000);
		raw_close(&raw[i], false);
	}
	assert_int_equal(raw_wait_error(&waiting, NULL, 0, NULL), 0);
	raw_close(&waiting, false);
	/* a second signal changes nothing */
	kill(hall->server.pid, SIGTERM);
	assert_int_equal(test_server_stop(&hall->server), 0);
	assert_int_equal(test_server_log_count(&hall->server, "stopped", NULL, 0), 1);
}

static void ask_record(struct raw_client *raw)
{
	Convene__V1__ClientFrame frame = CONVENE__V1__CLIENT_FRAME__INIT;
	Convene__V1__RecordRequest request = CONVENE__V1__RECORD_REQUEST__INIT;

	frame.body_case = CONVENE__V1__CLIENT_FRAME__BODY_RECORD_REQUEST;
	frame.record_request = &request;
	assert_true(raw_send_frame(raw, &frame));
}

/* Also while the disk is being read for somebody, and while commits are under way. */
static void a_stop_waits_for_readers_and_writers(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	struct raw_client raw[6];
	char text[16001];

	memset(text, 'z', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (int i = 0; i < 60; i++) {
		desk_send(controller, "{'announce': {'text': '%s'}}", text);
	}
	desk_wait_answers(controller);
	for (int round = 0; round < 4; round++) {
		for (size_t i = 0; i < 6; i++) {
			raw_connect(&raw[i], hall->server.port, NULL);
			raw_login(
			    &raw[i], test_server_link(&hall->server, "controller", "-"), "Raw");
		}
		for (size_t i = 0; i < 24; i++) {
			ask_record(&raw[i % 6]);
		}
		/* either may be the last to end: now the commits, now the readings */
		for (size_t i = 0; i < 30 && round % 2 == 0; i++) {
			desk_send(controller, "{'announce': {'text': 'round %d'}}", round);
		}
		driver_step(hall->driver, 0);
		kill(hall->server.pid, SIGTERM);
		for (size_t i = 0; i < 6; i++) {
			raw_close(&raw[i], true);
		}
		desk_leave(controller);
		assert_int_equal(test_server_stop(&hall->server), 0);
		test_server_start(&hall->server);
		controller = desk_join(hall, "controller", "-", "Cora");
	}
}

static void fingerprint_of(struct raw_client *raw, uint8_t out[32])
{
	X509 *certificate = SSL_get1_peer_certificate(raw->ssl);

	assert_int_equal(X509_digest(certificate, EVP_sha256(), out, NULL), 1);
	X509_free(certificate);
}

static void copy_file_as(const char *from, const char *to_folder, const char *name)
{
	char to[512];
	const char *argv[] = {"/bin/cp", from, to, NULL};

	snprintf(to, sizeof(to), "%s/%s", to_folder, name);
	assert_int_equal(test_run(argv, output, sizeof(output)), 0);
}

static void copy_file(const char *from_folder, const char *to_folder, const char *name)
{
	char from[512];

	snprintf(from, sizeof(from), "%s/%s", from_folder, name);
	copy_file_as(from, to_folder, name);
}

static void remove_folder(const char *path)
{
	const char *argv[] = {"/bin/rm", "-r", path, NULL};

	assert_int_equal(test_run(argv, output, sizeof(output)), 0);
}

static void a_hang_up_reads_the_certificate_again(void **state)
{
	struct hall *hall = *state;
	struct desk *player = desk_join(hall, "player", "XA-POL", "Ana");
	const struct join_link *link = test_server_link(&hall->server, "player", "XA-POL");
	char other[] = "/tmp/convene-test-XXXXXX";
	struct raw_client raw;
	uint8_t before[32], after[32];

	raw_connect(&raw, hall->server.port, NULL);
	fingerprint_of(&raw, before);
	assert_memory_equal(before, link->fingerprint, 32);
	raw_close(&raw, false);
	/* another server's certificate takes its place */
	assert_non_null(mkdtemp(other));
	assert_int_equal(RUN4("create", "--data", other, getenv("CONVENE_TEST_SCENARIO")), 0);
	copy_file(other, hall->server.folder, "tls-certificate.pem");
	copy_file(other, hall->server.folder, "tls-key.pem");
	remove_folder(other);
	kill(hall->server.pid, SIGHUP);
	do {
		raw_connect(&raw, hall->server.port, NULL);
		fingerprint_of(&raw, after);
		raw_close(&raw, false);
	} while (memcmp(before, after, 32) == 0);
	/* who was there stays */
	ACCEPTED(desk_do(player, "{'raise_welfare': {}}"));
	assert_int_equal(player->welcomes, 1);
	/* with nonsense in its place, the good one stays */
	copy_file_as("/etc/passwd", hall->server.folder, "tls-certificate.pem");
	kill(hall->server.pid, SIGHUP);
	while (
	    test_server_log_count(&hall->server, "the certificate stays as it was", NULL, 0) == 0) {
		raw_connect(&raw, hall->server.port, NULL);
		raw_close(&raw, false);
	}
	raw_connect(&raw, hall->server.port, NULL);
	fingerprint_of(&raw, before);
	assert_memory_equal(before, after, 32);
	raw_close(&raw, false);
}

static void a_second_server_is_refused(void **state)
{
	struct hall *hall = *state;
	char other[] = "/tmp/convene-test-XXXXXX", port[16];

	assert_int_equal(RUN5("serve", "--data", hall->server.folder, "--port", "0"), 1);
	said("another server runs on");
	said(hall->server.folder);
	assert_non_null(mkdtemp(other));
	snprintf(port, sizeof(port), "%u", hall->server.port);
	assert_int_equal(RUN4("create", "--data", other, getenv("CONVENE_TEST_SCENARIO")), 0);
	assert_int_equal(
	    RUN7("serve", "--data", other, "--listen", "127.0.0.1", "--port", port), 1);
	said(port);
	said("in use");
	remove_folder(other);
	desk_join(hall, "player", "XA-POL", "Ana");
}

/* Exercises are being opened by then: it ends in order all the same. */
static void a_port_that_cannot_be_told_ends_it(void **state)
{
	struct hall *hall = *state;
	char path[256];

	ACCEPTED(test_server_stop(&hall->server));
	snprintf(path, sizeof(path), "%s/nowhere/port", hall->server.folder);
	assert_int_equal(
	    RUN7("serve", "--data", hall->server.folder, "--port", "0", "--port-file", path), 1);
	said("nowhere/port\": No such file");
	said("stopped");
	test_server_start(&hall->server);
	desk_join(hall, "player", "XA-POL", "Ana");
}

static void check_mode(const struct hall *hall, const char *name, mode_t wanted)
{
	struct stat info;
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", hall->server.folder, name);
	if (stat(path, &info) != 0) {
		fail_msg("%s is not there", path);
	}
	if ((info.st_mode & 0777) != wanted) {
		fail_msg("%s has mode %o", path, info.st_mode & 0777);
	}
}

static void files_are_the_servers_own(void **state)
{
	struct hall *hall = *state;

	umask(022);
	check_mode(hall, "exercises", 0700);
	check_mode(hall, "signing-key.pem", 0600);
	check_mode(hall, "tls-key.pem", 0600);
	check_mode(hall, "convened.sock", 0600);
	check_mode(hall, "links", 0600);
	check_mode(hall, "lock", 0600);
	check_mode(hall, "exercises/test.convene", 0600);
	check_mode(hall, "exercises/test.convene-wal", 0600);
}

static void each_command_has_help(void **state)
{
	static const char *const commands[] = {
	    "serve", "create", "list", "archive", "restore", "delete", "invite", "check", "verify"};

	(void)state;
	assert_non_null(getenv("CONVENED"));
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		char usage[64];

		snprintf(usage, sizeof(usage), "Usage: convened %s", commands[i]);
		assert_int_equal(RUN2(commands[i], "--help"), 0);
		said(usage);
		assert_int_equal(RUN2(commands[i], "--nonsense"), 2);
		said("there is no option \"--nonsense\"");
		assert_int_equal(RUN1("--help"), 0);
		said(commands[i]);
	}
	assert_int_equal(RUN1("nonsense"), 2);
	said("there is no command \"nonsense\"");
	assert_int_equal(RUN1("--version"), 0);
	assert_int_equal(RUN3("serve", "--port", "65536"), 2);
	said("--port");
	assert_int_equal(RUN2("serve", "--port"), 2);
	assert_int_equal(RUN3("serve", "--log-level", "loud"), 2);
	assert_int_equal(RUN1("create"), 2);
}

/* Beside a running server, and without one: the same. */
static void administration_works_either_way(void **state)
{
	struct hall *hall = *state;
	const char *data = hall->server.folder, *scenario = getenv("CONVENE_TEST_SCENARIO");
	struct join_link link;
	char why[256], invite[32];
	struct convene_options options = {.name = "Ana"};
	struct desk *desk;

	for (int running = 1; running >= 0; running--) {
		const char *id = running ? "second" : "third";
		char *at;

		if (!running) {
			ACCEPTED(test_server_stop(&hall->server));
		}
		ACCEPTED(RUN6("create", "--data", data, "--id", id, scenario));
		said("controller");
		said("convene://");
		assert_int_equal(RUN6("create", "--data", data, "--id", id, scenario), 1);
		said("exists already");
		ACCEPTED(RUN3("list", "--data", data));
		said(id);
		said("planned");
		ACCEPTED(RUN4("list", "--json", "--data", data));
		said("\"exerciseId\":\"test\"");
		ACCEPTED(RUN7("invite", "--data", data, "--role=player", "--team=XA-POL",
		    "--address=127.0.0.1:1", id));
		at = strchr(output, '\n');
		assert_non_null(at);
		*at = '\0';
		if (join_link_parse(output, &link, why, sizeof(why)) != 0) {
			fail_msg("%s: %s", output, why);
		}
		ACCEPTED(RUN5("invite", "--data", data, "--list", id));
		said("XA-POL");
		said("valid");
		/* the newest is the last line of the table */
		at = strstr(output, "\n\n");
		assert_non_null(at);
		*at = '\0';
		snprintf(invite, sizeof(invite), "%.*s",
		    (int)strcspn(strrchr(output, '\n') + 1, " "), strrchr(output, '\n') + 1);
		if (!running) {
			test_server_start(&hall->server);
		}
		link.port = hall->server.port;
		snprintf(link.host, sizeof(link.host), "127.0.0.1");
		desk = desk_try(hall, &link, &options);
		desk_wait_welcome(desk, 1);
		desk_leave(desk);
		ACCEPTED(RUN6("invite", "--data", data, "--revoke", invite, id));
		ACCEPTED(RUN5("invite", "--data", data, "--list", id));
		said("revoked");
	}
	assert_int_equal(RUN7("invite", "--data", data, "--role", "king", "--team", "XA-POL"), 2);
	assert_int_equal(RUN6("invite", "--data", data, "--role", "king", "test"), 2);
	said("--role takes");
	assert_int_equal(RUN6("invite", "--data", data, "--role", "controller", "nowhere"), 1);
	said("no such exercise");
	assert_int_equal(
	    RUN8("invite", "--data", data, "--role", "player", "--team", "Q", "test"), 1);
	assert_int_equal(RUN6("invite", "--data", data, "--revoke", "99999", "test"), 1);
	assert_int_equal(RUN3("list", "--data", "/nonexistent/folder"), 1);
	said("/nonexistent/folder");
}

/* The file is written first: codes are shown only once. */
static void links_that_cannot_be_written_make_no_exercise(void **state)
{
	struct hall *hall = *state;
	const char *data = hall->server.folder, *scenario = getenv("CONVENE_TEST_SCENARIO");

	assert_int_equal(RUN8("create", "--data", data, "--id", "lost", "--links",
	                     "/nonexistent/folder/links", scenario),
	    1);
	said("/nonexistent/folder/links");
	ACCEPTED(RUN3("list", "--data", data));
	assert_null(strstr(output, "lost"));
}

/* They may be those of another exercise. */
static void links_that_are_there_stay(void **state)
{
	struct hall *hall = *state;
	const char *data = hall->server.folder, *scenario = getenv("CONVENE_TEST_SCENARIO");
	char path[128], link[128], before[4096] = "", after[4096] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/links", data);
	snprintf(link, sizeof(link), "%s/elsewhere", data);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_true(fread(before, 1, sizeof(before) - 1, file) > 0);
	fclose(file);
	assert_int_equal(
	    RUN8("create", "--data", data, "--id", "second", "--links", path, scenario), 1);
	said("is there already and is left as it is");
	said("no exercise was created");
	assert_int_equal(symlink("links-of-somebody", link), 0);
	assert_int_equal(
	    RUN8("create", "--data", data, "--id", "second", "--links", link, scenario), 1);
	ACCEPTED(RUN3("list", "--data", data));
	assert_null(strstr(output, "second"));
	file = fopen(path, "re");
	assert_true(fread(after, 1, sizeof(after) - 1, file) > 0);
	fclose(file);
	assert_string_equal(before, after);
	snprintf(path, sizeof(path), "%s/links-of-somebody", data);
	assert_int_equal(access(path, F_OK), -1);
}

static void check_config(const struct hall *hall, const char *text, const char *wanted)
{
	char path[128], folder[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/bad.yaml", hall->server.folder);
	snprintf(folder, sizeof(folder), "%s/other", hall->server.folder);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(RUN7("serve", "--config", path, "--data", folder, "--port", "0"), 1);
	said(wanted);
}

static void configuration_mistakes_are_pointed_at(void **state)
{
	struct hall *hall = *state;

	check_config(hall, "# comment\nport: 8443\nprot: 1\n", "bad.yaml:3:1: error: ");
	check_config(hall, "port: many\n", "bad.yaml:1:7: error: ");
	check_config(hall, "listen: [\"::\"\n", "bad.yaml:");
	check_config(hall, "bridge_ms: -5\n", "bridge_ms");
	check_config(hall, "port: 70000\n", "port");
	check_config(hall, "log_level: loud\n", "log_level");
	check_config(hall, "key_file: x.pem\n", "certificate_file");
	check_config(hall, "listen: [nowhere.example]\n", "nowhere.example");
	assert_int_equal(RUN3("serve", "--config", "/nonexistent.yaml"), 1);
	said("/nonexistent.yaml");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_stop_is_announced),
	    TEST(a_stop_waits_for_readers_and_writers),
	    TEST(a_hang_up_reads_the_certificate_again),
	    TEST(a_second_server_is_refused),
	    TEST(a_port_that_cannot_be_told_ends_it),
	    TEST(files_are_the_servers_own),
	    cmocka_unit_test(each_command_has_help),
	    TEST(administration_works_either_way),
	    TEST(links_that_cannot_be_written_make_no_exercise),
	    TEST(links_that_are_there_stay),
	    TEST(configuration_mistakes_are_pointed_at),
	};

	return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
