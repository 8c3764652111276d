/* A server that is put back to a backup, under clients that have seen what came after it. */
#include "tests/integration/check.h"
#include "tests/integration/hall.h"

#include <stdlib.h>
#include <unistd.h>

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "re"), *out = fopen(to, "we");
	char bytes[4096];
	size_t len;

	if (in == NULL || out == NULL) {
		fail_msg("cannot copy \"%s\" to \"%s\"", from, to);
	}
	while ((len = fread(bytes, 1, sizeof(bytes), in)) > 0) {
		assert_int_equal(fwrite(bytes, 1, len, out), len);
	}
	assert_int_equal(fclose(in), 0);
	assert_int_equal(fclose(out), 0);
}

static void announce(struct desk *controller, const char *text)
{
	assert_int_equal(desk_do(controller, "{'announce': {'text': '%s'}}", text), 0);
}

/* Whoever is beyond its end is told, sends nothing into it, and keeps what it has. */
static void expect_left(struct desk *desk, size_t announcements)
{
	assert_int_equal(desk_wait_stopped(desk), CODE(OTHER_HISTORY));
	assert_int_equal(desk->reason, CONVENE_REASON_OTHER_HISTORY);
	assert_int_equal(desk_count(desk, EVENT_KIND(ANNOUNCED)), announcements);
}

static void nothing_is_spliced(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	struct desk *police = desk_join(hall, "player", "XA-POL", "Ana"), *anew;
	struct convene_options options = {0};
	struct convene_history history;
	const uint8_t *token;
	uint8_t kept[32];
	char file[256], backup[256];

	snprintf(file, sizeof(file), "%s/exercises/test.convene", hall->server.folder);
	snprintf(backup, sizeof(backup), "%s/backup", hall->server.folder);
	announce(controller, "before");
	desk_wait_all(police);
	assert_int_equal(test_server_stop(&hall->server), 0);
	copy_file(file, backup);
	test_server_start(&hall->server);
	desk_wait_all(controller);
	announce(controller, "one");
	announce(controller, "two");
	desk_wait_all(police);
	assert_true(convene_history(driver_peek(police->client), &history));
	assert_int_equal(convene_resume_token(driver_peek(police->client), &token), 32);
	memcpy(kept, token, sizeof(kept));
	assert_int_equal(test_server_stop(&hall->server), 0);
	/* given while nobody was there: it is not to be done in another history */
	desk_send(police, "{'raise_welfare': {}}");
	copy_file(backup, file);
	test_server_start(&hall->server);
	expect_left(controller, 3);
	expect_left(police, 3);
	/* the new history grows past what was seen of the other one */
	anew = desk_join(hall, "controller", "-", "Chris");
	for (int i = 0; i < 8; i++) {
		announce(anew, "another");
	}
	options.resume_token = kept;
	options.resume_token_len = sizeof(kept);
	options.history = &history;
	expect_left(
	    desk_try(hall, test_server_link(&hall->server, "player", "XA-POL"), &options), 0);
	/* with nothing of it in hand the token is as good as ever */
	options.history = NULL;
	police = desk_try(hall, test_server_link(&hall->server, "player", "XA-POL"), &options);
	desk_wait_welcome(police, 1);
	desk_wait_all(police);
	assert_int_equal(desk_count(police, EVENT_KIND(ANNOUNCED)), 9);
	assert_int_equal(desk_count(anew, EVENT_KIND(WELFARE_RAISED)), 0);
	assert_int_equal(unlink(backup), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {TEST(nothing_is_spliced)};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
