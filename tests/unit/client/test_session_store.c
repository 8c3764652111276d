/* Remembered sessions: files, permissions, finding the right one. */
#include "client/cli/session/target.h"
#include "client/lib/session_store.h"
#include "proto/model/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define POINT(mark_, wall_ms_) ((struct view_point){.mark = (mark_), .wall_ms = (wall_ms_)})

static char root[64];

static int set_up(void **state)
{
	(void)state;
	snprintf(root, sizeof(root), "/tmp/convene-store-XXXXXX");
	if (mkdtemp(root) == NULL) {
		return -1;
	}
	setenv("XDG_STATE_HOME", root, 1);
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command) == 0 ? 0 : -1;
}

static struct stored_session make(const char *link, const char *name, uint8_t token)
{
	struct stored_session session = {.participant_id = 42, .token_len = 32};
	char why[256];

	assert_int_equal(join_link_parse(link, &session.link, why, sizeof(why)), 0);
	if (session.link.code[0] != '\0') {
		session_store_code_hash(session.link.code, session.code_hash);
	}
	snprintf(session.name, sizeof(session.name), "%s", name);
	memset(session.token, token, 32);
	return session;
}

static void save(const char *link, const char *name, uint8_t token)
{
	struct stored_session session = make(link, name, token);
	char why[256];

	if (session_store_save(&session, why, sizeof(why)) != 0) {
		fail_msg("%s", why);
	}
}

/* The first byte of the token that is found; -1: none is. */
static int find(const char *link_text, const char *name)
{
	struct stored_session session;
	struct join_link link;
	char why[256];

	assert_int_equal(join_link_parse(link_text, &link, why, sizeof(why)), 0);
	if (session_store_find(&link, name, &session, why, sizeof(why)) != 0) {
		return -1;
	}
	assert_int_equal(session.token_len, 32);
	return session.token[0];
}

#define CODE_A "7KQ2-M4XW-9DHT-2PQA"
#define CODE_B "7KQ2-M4XW-9DHT-2PQB"

static void only_the_owner_can_read(void **state)
{
	char path[256], why[256];
	struct stored_session session;
	struct stat status;
	FILE *list;
	int files = 0;

	(void)state;
	save("convene://h:1/x#" CODE_A, "Anna Ruiz/../;", 0xfa);
	snprintf(path, sizeof(path), "%s/convene", root);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	snprintf(path, sizeof(path), "find '%s' -type f", root);
	list = popen(path, "r");
	while (fgets(path, sizeof(path), list) != NULL) {
		path[strcspn(path, "\n")] = '\0';
		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_mode & 0777, 0600);
		files++;
	}
	pclose(list);
	assert_int_equal(files, 2);
	assert_int_equal(session_store_current(&session, why, sizeof(why)), 0);
	assert_string_equal(session.name, "Anna Ruiz/../;");
	assert_int_equal(session.token[31], 0xfa);
	assert_int_equal(session.participant_id, 42);
	assert_string_equal(session.link.code, "");
}

/* What was looked at: of this person in this exercise, and never less than before. */
static void looks_are_kept(void **state)
{
	struct stored_session session = make("convene://h:1/x#" CODE_A, "Anna", 1);
	struct view *view = view_new(NULL);
	struct buf text = {0};
	char why[256];

	(void)state;
	assert_null(session_store_open_looks(&session.link, 42));
	view_look(view, VIEW_LOOK_CASE, 9, POINT(120, 5000));
	view_look(view, VIEW_LOOK_ANSWER, 0, POINT(0, 1700000000000));
	view_looks_write(view, &text);
	buf_append_text(&text, "no such line\ncase 9\nplanet 1 2\ncase 9 7\n");
	buf_append_byte(&text, '\0');
	assert_int_equal(
	    session_store_save_looks(&session.link, 42, (const char *)text.data, why, sizeof(why)),
	    0);
	buf_deinit(&text);
	view_free(view);
	view = view_new(NULL);
	view_look(view, VIEW_LOOK_REQUEST, 3, POINT(4, 7));
	assert_null(session_store_open_looks(&session.link, 43));
	target_recall_looks(&session.link, 42, view);
	assert_true(view_looked(view, VIEW_LOOK_CASE, 9, POINT(120, 5000)));
	assert_false(view_looked(view, VIEW_LOOK_CASE, 9, POINT(121, 5000)));
	assert_true(view_looked(view, VIEW_LOOK_ANSWER, 0, POINT(0, 1700000000000)));
	assert_false(view_looked(view, VIEW_LOOK_ANSWER, 0, POINT(0, 1700000000001)));
	assert_true(view_looked(view, VIEW_LOOK_REQUEST, 3, POINT(4, 7)));
	assert_false(view_looked(view, VIEW_LOOK_BOOKING, 0, POINT(0, 0)));
	/* a log that was put back to a backup has the same numbers, later */
	assert_false(view_looked(view, VIEW_LOOK_CASE, 9, POINT(100, 5001)));
	view_free(view);
}

static void what_another_window_looked_at_is_noticed(void **state)
{
	struct stored_session session = make("convene://h:1/x#" CODE_A, "Anna", 1);
	struct view *here = view_new(NULL), *there = view_new(NULL);
	struct session_stamp stamp = {0};

	(void)state;
	assert_false(session_store_looks_changed(&session.link, 7, &stamp));
	view_look(here, VIEW_LOOK_CASE, 1, POINT(10, 10));
	target_keep_looks(&session.link, 7, here);
	assert_true(session_store_looks_changed(&session.link, 7, &stamp));
	assert_false(session_store_looks_changed(&session.link, 7, &stamp));
	view_look(there, VIEW_LOOK_CASE, 2, POINT(20, 20));
	target_keep_looks(&session.link, 7, there);
	assert_true(session_store_looks_changed(&session.link, 7, &stamp));
	target_recall_looks(&session.link, 7, here);
	assert_true(view_looked(here, VIEW_LOOK_CASE, 2, POINT(20, 20)));
	assert_true(view_looked(there, VIEW_LOOK_CASE, 1, POINT(10, 10)));
	view_free(here);
	view_free(there);
}

#define WINDOWS    2
#define LOOKS_OF   100
#define CASE(w, i) ((uint64_t)(1 + (w)*LOOKS_OF + (i)))

/* Each look by a program of its own, which knows nothing but what is kept. */
static void look_and_look(const struct join_link *link, int window)
{
	for (int i = 0; i < LOOKS_OF; i++) {
		struct view *view = view_new(NULL);

		view_look(view, VIEW_LOOK_CASE, CASE(window, i), POINT(1, 1));
		target_keep_looks(link, 8, view);
		view_free(view);
	}
}

static void windows_that_look_at_once_lose_nothing(void **state)
{
	struct stored_session session = make("convene://h:1/x#" CODE_A, "Anna", 1);
	struct view *view = view_new(NULL);
	pid_t windows[WINDOWS];
	int status, lost = 0;

	(void)state;
	for (int w = 0; w < WINDOWS; w++) {
		windows[w] = fork();
		assert_true(windows[w] >= 0);
		if (windows[w] == 0) {
			look_and_look(&session.link, w);
			_exit(0);
		}
	}
	for (int w = 0; w < WINDOWS; w++) {
		assert_int_equal(waitpid(windows[w], &status, 0), windows[w]);
		assert_int_equal(status, 0);
	}
	target_recall_looks(&session.link, 8, view);
	for (int w = 0; w < WINDOWS; w++) {
		for (int i = 0; i < LOOKS_OF; i++) {
			lost += !view_looked(view, VIEW_LOOK_CASE, CASE(w, i), POINT(1, 1));
		}
	}
	assert_int_equal(lost, 0);
	view_free(view);
}

static void the_code_is_not_stored(void **state)
{
	char command[256];

	(void)state;
	save("convene://h:1/x#" CODE_A, "Anna", 1);
	snprintf(command, sizeof(command), "grep -rqi '7kq2' '%s'", root);
	assert_int_not_equal(system(command), 0);
}

static void the_right_one_is_found(void **state)
{
	(void)state;
	assert_int_equal(find("convene://h:1/x", NULL), -1);
	save("convene://h:1/x#" CODE_A, "Anna", 1);
	save("convene://h:1/x#" CODE_B, "Anna", 2);
	save("convene://h:1/x#" CODE_A, "Ben", 3);
	save("convene://h:2/x#" CODE_A, "Anna", 4);
	assert_int_equal(find("convene://h:1/x#" CODE_A, "Anna"), 1);
	assert_int_equal(find("convene://h:1/x#" CODE_B, "Anna"), 2);
	assert_int_equal(find("convene://h:1/x#" CODE_B, NULL), 2);
	assert_int_equal(find("convene://h:1/x#" CODE_A, "Ben"), 3);
	assert_int_equal(find("convene://h:1/x", "Ben"), 3);
	assert_int_equal(find("convene://h:2/x", NULL), 4);
	assert_int_equal(find("convene://h:1/x#" CODE_A, "Cara"), -1);
	assert_int_equal(find("convene://h:1/y#" CODE_A, "Anna"), -1);
	assert_int_equal(find("convene://h:1/x#7KQ2-M4XW-9DHT-2PQC", "Anna"), -1);
	/* a token is for the server whose certificate it came from */
	assert_int_equal(find("convene://h:1/x#" CODE_A "@sha256:"
	                      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	                     "Anna"),
	    -1);
}

static void saving_again_replaces(void **state)
{
	(void)state;
	save("convene://h:1/x#" CODE_A, "Anna", 1);
	save("convene://h:1/x#" CODE_A, "Anna", 9);
	assert_int_equal(find("convene://h:1/x#" CODE_A, "Anna"), 9);
}

/* What else lies in the folder is left alone, and nothing is added to it but the session. */
static void what_lies_beside_is_left_alone(void **state)
{
	char path[256], text[16] = "", command[256];
	FILE *file;

	(void)state;
	save("convene://h:1/x#" CODE_A, "Anna", 1);
	snprintf(path, sizeof(path), "%s/convene/current.%ld.new", root, (long)getpid());
	file = fopen(path, "w");
	fputs("precious", file);
	fclose(file);
	save("convene://h:1/x#" CODE_A, "Anna", 9);
	assert_int_equal(find("convene://h:1/x#" CODE_A, "Anna"), 9);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof(text), file));
	fclose(file);
	assert_string_equal(text, "precious");
	snprintf(command, sizeof(command), "test $(ls -A '%s/convene' | wc -l) = 3", root);
	assert_int_equal(system(command), 0);
}

static void broken_files_are_no_sessions(void **state)
{
	struct stored_session session;
	char path[256], why[256];
	FILE *file;

	(void)state;
	save("convene://h:1/x#" CODE_A, "Anna", 1);
	snprintf(path, sizeof(path), "%s/convene/current", root);
	file = fopen(path, "w");
	fputs("../../etc/passwd", file);
	fclose(file);
	assert_int_equal(session_store_current(&session, why, sizeof(why)), -1);
	snprintf(path, sizeof(path), "%s/convene/junk.session", root);
	file = fopen(path, "w");
	fputs("link convene://h:1/x\ntoken zz\n", file);
	fclose(file);
	assert_int_equal(find("convene://h:1/x#" CODE_A, "Anna"), 1);
}

static void a_name_of_two_lines_is_refused(void **state)
{
	struct stored_session session = make("convene://h:1/x#" CODE_A, "Anna\ntoken 00", 1);
	char why[256];

	(void)state;
	assert_int_equal(session_store_save(&session, why, sizeof(why)), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(only_the_owner_can_read),
	    TEST(the_code_is_not_stored), TEST(the_right_one_is_found), TEST(saving_again_replaces),
	    TEST(what_lies_beside_is_left_alone), TEST(looks_are_kept),
	    TEST(what_another_window_looked_at_is_noticed),
	    TEST(windows_that_look_at_once_lose_nothing), TEST(broken_files_are_no_sessions),
	    TEST(a_name_of_two_lines_is_refused)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
