/* Files that somebody else holds: what waits for them, and what must not. */
#include "convene/v1/admin.pb-c.h"
#include "proto/frame.h"
#include "tests/integration/check.h"
#include "tests/integration/hall.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ACCEPTED(call) assert_int_equal(call, 0)

/* --- a file held --- */

static sqlite3 *hold(const struct hall *hall, const char *exercise_id, const char *sql)
{
	char path[256], *why = NULL;
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/exercises/%s.convene", hall->server.folder, exercise_id);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, HALL_PATIENCE_MS);
	sqlite3_exec(db, sql, NULL, NULL, &why);
	if (why != NULL) {
		fail_msg("%s: %s", sql, why);
	}
	return db;
}

static void let_go(sqlite3 *db)
{
	assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* --- local administration, a connection of which nobody waits for the answer --- */

static int admin_connect(const struct hall *hall)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s/convened.sock", hall->server.folder);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static void admin_send(int fd, const Convene__V1__AdminRequest *request)
{
	struct buf out = {0};
	size_t len = convene__v1__admin_request__get_packed_size(request);

	buf_append_varint(&out, len);
	convene__v1__admin_request__pack(request, buf_reserve(&out, len));
	out.len += len;
	assert_int_equal(send(fd, out.data, out.len, MSG_NOSIGNAL), out.len);
	buf_deinit(&out);
}

static void admin_list(int fd)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ListExercises list = CONVENE__V1__LIST_EXERCISES__INIT;

	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LIST_EXERCISES;
	request.list_exercises = &list;
	admin_send(fd, &request);
}

static void admin_load(int fd, const char *exercise_id)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__LoadExercise load = CONVENE__V1__LOAD_EXERCISE__INIT;

	load.exercise_id = (char *)(uintptr_t)exercise_id;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LOAD_EXERCISE;
	request.load_exercise = &load;
	admin_send(fd, &request);
}

static void admin_delete(int fd, const char *exercise_id)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__DeleteExercise body = CONVENE__V1__DELETE_EXERCISE__INIT;

	body.exercise_id = (char *)(uintptr_t)exercise_id;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_DELETE_EXERCISE;
	request.delete_exercise = &body;
	admin_send(fd, &request);
}

static void admin_archive(int fd, const char *exercise_id)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ArchiveExercise body = CONVENE__V1__ARCHIVE_EXERCISE__INIT;

	body.exercise_id = (char *)(uintptr_t)exercise_id;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_ARCHIVE_EXERCISE;
	request.archive_exercise = &body;
	admin_send(fd, &request);
}

static void admin_list_invites(int fd, const char *exercise_id)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ListInvites body = CONVENE__V1__LIST_INVITES__INIT;

	body.exercise_id = (char *)(uintptr_t)exercise_id;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LIST_INVITES;
	request.list_invites = &body;
	admin_send(fd, &request);
}

/* Waits for the answer. The caller frees it. */
static Convene__V1__AdminReply *admin_receive(int fd)
{
	struct frame_decoder decoder;
	Convene__V1__AdminReply *reply = NULL;

	frame_decoder_init(&decoder, FRAME_LIMIT);
	while (reply == NULL) {
		uint8_t bytes[4096];
		const uint8_t *in = bytes, *frame;
		ssize_t count = recv(fd, bytes, sizeof(bytes), 0);
		size_t len = (size_t)count, frame_len;

		assert_true(count > 0);
		if (frame_decoder_next(&decoder, &in, &len, &frame, &frame_len) == FRAME_READY) {
			reply = convene__v1__admin_reply__unpack(NULL, frame_len, frame);
			assert_non_null(reply);
		}
	}
	frame_decoder_deinit(&decoder);
	return reply;
}

static bool admin_is_answered(int fd)
{
	char byte;

	return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

static size_t count_exercises(const struct hall *hall)
{
	int fd = admin_connect(hall);
	Convene__V1__AdminReply *reply;
	size_t count;

	admin_list(fd);
	reply = admin_receive(fd);
	count = reply->n_exercises;
	convene__v1__admin_reply__free_unpacked(reply, NULL);
	close(fd);
	return count;
}

/* --- commits and loads --- */

/* Files that cannot be read for five seconds each, far more of them than there are workers. */
static void a_commit_does_not_wait_for_loads(void **state)
{
	enum { HELD = 24 };
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	sqlite3 *held[HELD];
	int asking[HELD];

	for (int i = 0; i < HELD; i++) {
		char id[16];

		snprintf(id, sizeof(id), "held-%d", i);
		held[i] = hold(hall, id, "CREATE TABLE held (x); BEGIN EXCLUSIVE");
		asking[i] = admin_connect(hall);
		admin_load(asking[i], id);
	}
	while (count_exercises(hall) < HELD + 1)
		;
	ACCEPTED(desk_do(controller, "{'announce': {'text': 'meanwhile'}}"));
	/* had it stood in line behind the loads, nearly all of them would have been given up */
	assert_in_range(
	    test_server_log_count(&hall->server, "cannot be opened", NULL, 0), 0, HELD / 2);
	/* nor does a stop wait for what has not begun */
	desk_leave(controller);
	ACCEPTED(test_server_stop(&hall->server));
	assert_in_range(
	    test_server_log_count(&hall->server, "cannot be opened", NULL, 0), 0, HELD / 2);
	for (int i = 0; i < HELD; i++) {
		let_go(held[i]);
		close(asking[i]);
	}
}

/* --- what administration says --- */

static uint32_t participants(const Convene__V1__AdminReply *reply)
{
	assert_null(reply->error);
	assert_int_equal(reply->n_exercises, 1);
	return reply->exercises[0]->participants;
}

/* Somebody joins, and the commit of it is held: until it is on disk nobody may be told of it, the
 * administrator neither. */
static void a_list_waits_for_the_disk(void **state)
{
	struct hall *hall = *state;
	struct convene_options options = {.name = "Ana"};
	Convene__V1__AdminReply *reply;
	struct desk *desk;
	sqlite3 *held;
	int fd = admin_connect(hall);
	uint32_t before, told;

	desk_leave(desk_join(hall, "controller", "-", "Cora")); /* it is open */
	admin_list(fd);
	reply = admin_receive(fd);
	before = participants(reply);
	convene__v1__admin_reply__free_unpacked(reply, NULL);
	held = hold(hall, "test", "BEGIN IMMEDIATE");
	desk = desk_try(hall, test_server_link(&hall->server, "player", "XA-POL"), &options);
	/* until the server has heard of her, it may answer: with what was */
	for (;;) {
		int other = admin_connect(hall);

		driver_step(hall->driver, 0);
		admin_list(fd);
		for (int i = 0; i < 3; i++) {
			/* refused at once, and after what came before it */
			admin_load(other, "No id");
			convene__v1__admin_reply__free_unpacked(admin_receive(other), NULL);
		}
		close(other);
		if (!admin_is_answered(fd)) {
			break;
		}
		reply = admin_receive(fd);
		told = participants(reply);
		convene__v1__admin_reply__free_unpacked(reply, NULL);
		if (told != before) {
			fail_msg("the list tells of somebody who is not on disk");
		}
	}
	let_go(held);
	reply = admin_receive(fd);
	assert_int_equal(participants(reply), before + 1);
	convene__v1__admin_reply__free_unpacked(reply, NULL);
	desk_wait_welcome(desk, 1);
	close(fd);
}

/* The code of the refusal, 0 for none, and whether it is worth another try. */
static Convene__V1__ErrorCode try_to_delete(const struct hall *hall, bool *again)
{
	int fd = admin_connect(hall);
	Convene__V1__AdminReply *reply;
	Convene__V1__ErrorCode code = 0;

	admin_delete(fd, "test");
	reply = admin_receive(fd);
	*again = reply->error != NULL && reply->error->retry_after_ms > 0;
	if (reply->error != NULL) {
		code = reply->error->code;
	}
	convene__v1__admin_reply__free_unpacked(reply, NULL);
	close(fd);
	return code;
}

/* An ENDEX that is not on disk yet may be lost: what it ends is still under way there. */
static void an_end_that_is_not_on_disk_deletes_nothing(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	Convene__V1__ErrorCode code;
	bool again = false;
	sqlite3 *held;

	assert_int_equal(desk_do(controller, "{'start_exercise': {}}"), 0);
	held = hold(hall, "test", "BEGIN IMMEDIATE");
	desk_send(controller, "{'end_exercise': {'clock_revision': 1}}");
	/* until the server has heard of it, the exercise is under way */
	do {
		driver_step(hall->driver, 0);
		code = try_to_delete(hall, &again);
		assert_int_not_equal(code, 0);
	} while (code == CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID);
	assert_true(again);
	let_go(held);
	desk_wait_answers(controller);
	assert_int_equal(try_to_delete(hall, &again), 0);
}

/* --- what others are told --- */

static bool knows_name(const struct desk *desk, const char *name)
{
	for (size_t i = 0; i < desk->people_count; i++) {
		if (strcmp(desk->people[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* How many it knows to be connected, itself included. */
static size_t count_present(const struct desk *desk)
{
	size_t count = 0;

	for (size_t i = 0; i < desk->people_count; i++) {
		count += desk->people[i].connected;
	}
	return count;
}

static bool is_present_itself(void *context)
{
	return count_present(context) == 1;
}

/* What was written before is on disk first; meanwhile the exercise is neither here nor gone. */
static void what_is_being_archived_is_said_to_be(void **state)
{
	struct hall *hall = *state;
	struct desk *controller = desk_join(hall, "controller", "-", "Cora");
	int archiving = admin_connect(hall), asking = admin_connect(hall);
	Convene__V1__AdminReply *reply;
	sqlite3 *held = hold(hall, "test", "BEGIN IMMEDIATE");

	desk_send(controller, "{'announce': {'text': 'to be kept'}}");
	admin_archive(archiving, "test");
	assert_int_equal(desk_wait_stopped(controller), CODE(NO_SUCH_EXERCISE));
	admin_list_invites(asking, "test");
	reply = admin_receive(asking);
	assert_non_null(reply->error);
	assert_int_equal(reply->error->code, CODE(EXERCISE_UNAVAILABLE));
	assert_non_null(strstr(reply->error->message, "is being archived"));
	convene__v1__admin_reply__free_unpacked(reply, NULL);
	assert_false(admin_is_answered(archiving));
	let_go(held);
	reply = admin_receive(archiving);
	assert_null(reply->error);
	convene__v1__admin_reply__free_unpacked(reply, NULL);
	close(archiving);
	close(asking);
}

struct told {
	struct desk *desk; /* borrowed */
	const char *name;
};

static bool is_told(void *context)
{
	const struct told *told = context;

	return knows_name(told->desk, told->name);
}

struct moment {
	struct driver *driver; /* borrowed */
	int64_t ms;
};

static bool has_come(void *context)
{
	const struct moment *moment = context;

	return driver_now_ms(moment->driver) >= moment->ms;
}

/* Presence does not wait for events: only for the disk, as all that tells of somebody new. */
static void a_newcomer_waits_for_the_disk(void **state)
{
	struct hall *hall = *state;
	struct convene_options options = {.name = "Ana"};
	struct desk *controller = desk_join(hall, "controller", "-", "Cora"), *desk;
	struct told told = {controller, "Ana"};
	struct moment moment = {hall->driver, 0};
	sqlite3 *held;

	hall_wait(hall, is_present_itself, controller, "its own presence");
	held = hold(hall, "test", "BEGIN IMMEDIATE");
	desk = desk_try(hall, test_server_link(&hall->server, "player", "XA-POL"), &options);
	/* in this time the others would have been told twice; the server waits for five seconds */
	moment.ms = driver_now_ms(hall->driver) + 2500;
	hall_wait(hall, has_come, &moment, "a moment");
	assert_false(knows_name(controller, "Ana"));
	assert_int_equal(count_present(controller), 1);
	let_go(held);
	hall_wait(hall, is_told, &told, "the name");
	desk_wait_welcome(desk, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, hall_setup, hall_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_commit_does_not_wait_for_loads),
	    TEST(a_list_waits_for_the_disk),
	    TEST(an_end_that_is_not_on_disk_deletes_nothing),
	    TEST(what_is_being_archived_is_said_to_be),
	    TEST(a_newcomer_waits_for_the_disk),
	};

	return cmocka_run_group_tests_name("held", tests, NULL, NULL);
}
