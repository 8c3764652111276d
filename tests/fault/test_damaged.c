/*
 * A data folder with damaged, foreign and half-made files: the server starts, says in its log which
 * exercise cannot be opened and why, tells those who want to join it, leaves the files as they are,
 * and serves the others. A file that is put right is taken up without a restart.
 *
 *   test_damaged CONVENED SCENARIO
 */
#include "client/lib/driver.h"
#include "proto/xalloc.h"
#include "tests/support/expect.h"
#include "tests/support/test_server.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <openssl/sha.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE_MS 60000

/* One exercise and what is wrong with it. */
struct damage {
	const char *id;
	void (*spoil)(const char *path); /* NULL: nothing is wrong */
	const char *reason;              /* words that the log has to say of it */
	bool readable;                   /* this test may read it, to see that it stays as it is */
};

/* Somebody who tries to join. */
struct visitor {
	const struct damage *damage; /* borrowed: a row of the table */
	char path[192];
	struct join_link link;
	struct driver_client *client; /* owned */
	uint8_t hash[SHA256_DIGEST_LENGTH];
	bool live;
	bool refused;
	Convene__V1__ErrorCode code;
	char text[512];
};

static uint8_t *read_file(const char *path, size_t *len)
{
	struct stat status = {0};
	uint8_t *bytes;
	int file = open(path, O_RDONLY | O_CLOEXEC);

	expect(file >= 0 && fstat(file, &status) == 0, "cannot read \"%s\"", path);
	*len = (size_t)status.st_size;
	bytes = xcheck(malloc(*len + 1));
	expect(read(file, bytes, *len) == (ssize_t)*len, "cannot read \"%s\"", path);
	close(file);
	return bytes;
}

static void write_file(const char *path, const void *bytes, size_t len)
{
	FILE *file = fopen(path, "we");

	expect(file != NULL && fwrite(bytes, 1, len, file) == len && fclose(file) == 0,
	    "cannot write \"%s\"", path);
}

/* --- ways to spoil a file --- */

static void halve(const char *path)
{
	struct stat status;

	expect(stat(path, &status) == 0 && truncate(path, status.st_size / 2) == 0,
	    "cannot truncate \"%s\"", path);
}

static void empty(const char *path)
{
	expect(truncate(path, 0) == 0, "cannot truncate \"%s\"", path);
}

static void replace_with_text(const char *path)
{
	static const char text[] = "%PDF-1.4\nThis is no exercise, whatever its name says.\n";

	write_file(path, text, sizeof(text) - 1);
}

static void run_sql(const char *path, const char *sql)
{
	char *why = NULL;
	sqlite3 *db;

	expect(sqlite3_open(path, &db) == SQLITE_OK, "cannot open \"%s\"", path);
	sqlite3_exec(db, sql, NULL, NULL, &why);
	expect(why == NULL, "%s: %s", sql, why);
	sqlite3_close(db);
}

static void replace_with_database(const char *path)
{
	unlink(path);
	run_sql(path, "CREATE TABLE addresses (name TEXT)");
}

static void make_newer(const char *path)
{
	run_sql(path, "PRAGMA user_version = 4711");
}

static void drop_table(const char *path)
{
	run_sql(path, "DROP TABLE seals");
}

static void drop_last_events(const char *path)
{
	run_sql(path, "DELETE FROM events WHERE seq > 20");
}

static void alter_event(const char *path)
{
	run_sql(path, "UPDATE events SET event = CAST(event || x'00' AS BLOB) WHERE seq = 7");
}

static void forbid(const char *path)
{
	expect(chmod(path, 0) == 0, "cannot forbid \"%s\"", path);
}

static void make_readonly(const char *path)
{
	expect(chmod(path, 0400) == 0, "cannot make \"%s\" read-only", path);
}

static void give_another_name(const char *path)
{
	char other[256];

	snprintf(other, sizeof(other), "%s.another", path);
	expect(link(path, other) == 0, "cannot link \"%s\"", path);
}

static void replace_with_link(const char *path)
{
	expect(unlink(path) == 0 && symlink("good.convene", path) == 0, "cannot link \"%s\"", path);
}

static void replace_with_folder(const char *path)
{
	expect(unlink(path) == 0 && mkdir(path, 0700) == 0, "cannot make \"%s\"", path);
}

/* The good one beside itself. */
static void replace_with_copy(const char *path)
{
	size_t len;
	uint8_t *bytes;
	char good[256];

	snprintf(good, sizeof(good), "%.*s/good.convene", (int)(strrchr(path, '/') - path), path);
	bytes = read_file(good, &len);
	write_file(path, bytes, len);
	free(bytes);
}

static const struct damage damages[] = {
    {"good", NULL, NULL, true},
    {"halved", halve, "damaged", true},
    {"empty", empty, "not an exercise file", true},
    {"text", replace_with_text, "damaged", true},
    {"foreign", replace_with_database, "not an exercise file", true},
    {"newer", make_newer, "format version 4711", true},
    {"tableless", drop_table, "damaged", true},
    {"shortened", drop_last_events, "event 21", true},
    {"altered", alter_event, "event 7", true},
    {"readonly", make_readonly, "chmod 600", true},
    {"many-names", give_another_name, "hard links", true},
    {"linked", replace_with_link, "is a link to", false},
    {"copied", replace_with_copy, "does not run twice", true},
    {"forbidden", forbid, "access denied", false},
    {"folder", replace_with_folder, "folder.convene", false},
};

#define DAMAGES (sizeof(damages) / sizeof(damages[0]))
#define GOOD    0
#define HALVED  1

#define READONLY 9

struct test {
	struct test_server server;
	struct driver *driver; /* owned */
	struct visitor visitors[DAMAGES];
	struct visitor late;     /* wants what was only half made */
	struct visitor *awaited; /* borrowed: see is_live() and is_refused() */
};

/* --- the folder --- */

/* An administrator may read every file, but the server is to be refused one: it goes without that
 * right. Somebody else never had it. */
static void give_up_rights(void *context)
{
	(void)context;
	prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
	prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH);
}

static void file_path(const struct test *test, const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s/exercises/%s", test->server.folder, name);
}

/* What is left when the machine stops while exercises are being made: none of it is one. */
static void leave_half_made(const struct test *test, const uint8_t *whole, size_t len)
{
	static const char *const names[] = {"half.convene.new-4711", "half.convene.new",
	    "half.convene.new-4711-wal", "half.convene-wal", "half.convene-lock", ".convene",
	    "with blank.convene", "-.convene", "Capital.convene", "stray.convene.bak"};
	char path[256];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		file_path(test, names[i], path, sizeof(path));
		write_file(path, whole, len / (i + 1));
	}
}

static void make_folder(struct test *test, const char *program, const char *scenario)
{
	uint8_t *whole = NULL;
	size_t len = 0;
	char name[64];

	test_server_prepare(&test->server, program);
	test->server.before_start = give_up_rights;
	for (size_t i = 0; i < DAMAGES; i++) {
		struct visitor *visitor = &test->visitors[i];

		visitor->damage = &damages[i];
		snprintf(name, sizeof(name), "%s.convene", damages[i].id);
		file_path(test, name, visitor->path, sizeof(visitor->path));
		snprintf(test->server.exercise, sizeof(test->server.exercise), "%s", damages[i].id);
		test_server_create(&test->server, scenario);
		if (i == GOOD) {
			whole = read_file(visitor->path, &len);
		}
		visitor->link = *test_server_link(&test->server, "observer", "-");
		snprintf(
		    visitor->link.exercise, sizeof(visitor->link.exercise), "%s", damages[i].id);
	}
	leave_half_made(test, whole, len);
	test->late.link = test->visitors[GOOD].link;
	snprintf(test->late.link.exercise, sizeof(test->late.link.exercise), "half");
	free(whole);
}

static void hash_of(const struct visitor *visitor, uint8_t hash[SHA256_DIGEST_LENGTH])
{
	size_t len;
	uint8_t *bytes = read_file(visitor->path, &len);

	SHA256(bytes, len, hash);
	free(bytes);
}

/* --- those who want to join --- */

static void on_event(void *context, struct driver_client *client, const struct convene_event *event)
{
	struct visitor *visitor = context;

	(void)client;
	if (event->kind == CONVENE_CAUGHT_UP) {
		visitor->live = true;
	}
	if (event->kind != CONVENE_OFFLINE && event->kind != CONVENE_STOPPED) {
		return;
	}
	expect(event->loss.reason == CONVENE_REASON_SERVER, "\"%s\": lost for another reason: %s",
	    visitor->link.exercise, event->loss.text);
	visitor->refused = true;
	visitor->code = event->loss.code;
	snprintf(visitor->text, sizeof(visitor->text), "%s", event->loss.text);
}

static void visit(struct test *test, struct visitor *visitor)
{
	struct convene_options options = {.name = "Anna Ruiz"};

	visitor->client = driver_add(test->driver, &visitor->link, &options, on_event, visitor);
	expect(visitor->client != NULL, "the link of \"%s\" is no good", visitor->link.exercise);
}

static bool is_live(void *context)
{
	return ((struct test *)context)->awaited->live;
}

/* Refused because it has failed, not because it is still being looked at. */
static bool is_refused(void *context)
{
	const struct visitor *visitor = ((struct test *)context)->awaited;

	return visitor->refused && strstr(visitor->text, "loaded") == NULL;
}

static void wait_until(struct test *test, struct visitor *visitor, bool (*done)(void *context))
{
	bool held;

	test->awaited = visitor;
	held = driver_wait(test->driver, done, test, PATIENCE_MS);
	expect(test_server_runs(&test->server), "the server must not end by itself");
	expect(held, "\"%s\": waited in vain, was told \"%s\"; the data are in %s",
	    visitor->link.exercise, visitor->text, test->server.folder);
}

/* --- what has to hold --- */

/* The log names the exercise and the reason, and does not repeat itself for as long as that stays.
 */
static void check_log(const struct test *test, const struct visitor *visitor)
{
	char wanted[128], line[1024];
	unsigned count;

	snprintf(wanted, sizeof(wanted), "exercise \"%s\" cannot be opened", visitor->damage->id);
	count = test_server_log_count(&test->server, wanted, line, sizeof(line));
	expect(count > 0, "the log does not say that \"%s\" cannot be opened", visitor->damage->id);
	expect(strstr(line, visitor->damage->reason) != NULL,
	    "\"%s\": the log does not say \"%s\": %s", visitor->damage->id, visitor->damage->reason,
	    line);
	expect(count == 1, "the log says %u times that \"%s\" cannot be opened", count,
	    visitor->damage->id);
}

static void check_refusal(const struct test *test, const struct visitor *visitor)
{
	expect(visitor->code == CONVENE__V1__ERROR_CODE__ERROR_CODE_EXERCISE_UNAVAILABLE,
	    "\"%s\" is refused with code %d: %s", visitor->damage->id, (int)visitor->code,
	    visitor->text);
	/* whoever only knocks is not told how the server keeps its files */
	expect(strstr(visitor->text, test->server.folder) == NULL &&
	           strstr(visitor->text, ".convene") == NULL,
	    "\"%s\" is refused with a path: %s", visitor->damage->id, visitor->text);
}

static void check_list(const struct test *test)
{
	const char *argv[] = {test->server.program, "list", "--data", test->server.folder, NULL};
	char output[8192];

	expect(test_run(argv, output, sizeof(output)) == 0, "list fails: %s", output);
	for (size_t i = 0; i < DAMAGES; i++) {
		expect(strstr(output, damages[i].id) != NULL, "\"%s\" is not listed:\n%s",
		    damages[i].id, output);
	}
	/* what is none is named, but not as one */
	expect(strstr(output, "\nhalf") == NULL && strstr(output, "\nstray") == NULL &&
	           strstr(output, "\"stray.convene.bak\" is") != NULL,
	    "something is listed that is no exercise:\n%s", output);
}

/* What is no exercise is named, once, or was left over and is gone. */
static void check_strange(const struct test *test)
{
	static const char *const named[] = {"half.convene.new", "half.convene-wal", ".convene",
	    "-.convene", "Capital.convene", "stray.convene.bak", "with blank.convene",
	    "many-names.convene.another"};
	static const char *const gone[] = {
	    "half.convene.new-4711", "half.convene.new-4711-wal", "half.convene-lock"};
	char text[128], path[256];

	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		snprintf(text, sizeof(text), "warning \"%s\" in ", named[i]);
		expect(test_server_log_count(&test->server, text, NULL, 0) == 1,
		    "the log does not say %s", text);
	}
	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
		file_path(test, gone[i], path, sizeof(path));
		expect(access(path, F_OK) != 0, "\"%s\" is still there", path);
	}
}

int main(int argc, char **argv)
{
	struct test *test = xcalloc(1, sizeof(*test));
	struct visitor *halved = &test->visitors[HALVED];
	struct visitor *readonly = &test->visitors[READONLY];
	uint8_t hash[SHA256_DIGEST_LENGTH], *whole;
	char why[256] = "";
	size_t len;

	expect(argc == 3, "usage: test_damaged CONVENED SCENARIO");
	make_folder(test, argv[1], argv[2]);
	whole = read_file(halved->path, &len);
	for (size_t i = GOOD + 1; i < DAMAGES; i++) {
		damages[i].spoil(test->visitors[i].path);
		if (damages[i].readable) {
			hash_of(&test->visitors[i], test->visitors[i].hash);
		}
	}
	test_server_start(&test->server);
	test->driver = driver_new(0, why, sizeof(why));
	expect(test->driver != NULL, "no driver: %s", why);
	for (size_t i = 0; i < DAMAGES; i++) {
		visit(test, &test->visitors[i]);
	}
	visit(test, &test->late);
	wait_until(test, &test->visitors[GOOD], is_live);
	wait_until(test, &test->late, is_refused);
	expect(test->late.code == CONVENE__V1__ERROR_CODE__ERROR_CODE_NO_SUCH_EXERCISE,
	    "what is half made is refused with code %d", (int)test->late.code);
	for (size_t i = GOOD + 1; i < DAMAGES; i++) {
		wait_until(test, &test->visitors[i], is_refused);
		check_refusal(test, &test->visitors[i]);
	}
	check_list(test);
	check_strange(test);
	/* put right while the server runs; it has tried the others again by then */
	write_file(halved->path, whole, len);
	wait_until(test, halved, is_live);
	expect(chmod(readonly->path, 0600) == 0, "cannot make \"%s\" writable", readonly->path);
	wait_until(test, readonly, is_live);
	for (size_t i = GOOD + 1; i < DAMAGES; i++) {
		check_log(test, &test->visitors[i]);
		if (!damages[i].readable || i == HALVED || i == READONLY) {
			continue;
		}
		hash_of(&test->visitors[i], hash);
		expect(memcmp(hash, test->visitors[i].hash, sizeof(hash)) == 0,
		    "\"%s\" was changed by the attempt to open it", damages[i].id);
	}
	expect(!test->visitors[GOOD].refused, "those in the good exercise were disturbed");
	driver_free(test->driver);
	expect(test_server_stop(&test->server) == 0, "the server did not stop cleanly");
	chmod(test->visitors[DAMAGES - 2].path, 0600);
	test_server_deinit(&test->server, false);
	printf("%zu spoilt exercises are named, refused and left alone; 2 put right, 1 untouched\n",
	    DAMAGES - 1);
	free(whole);
	free(test);
	return 0;
}
