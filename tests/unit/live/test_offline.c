/* However little memory there is for it, an answer is whole, or it is an error. */
#include "server/cli/offline.h"

#include "tests/unit/live/live_fixture.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUDGET_MOST ((size_t)1 << 20)

/* Puts the fixture's files where they are looked for, or back. */
static void arrange(struct live_fixture *fixture, bool back)
{
	static const char *const names[][2] = {
	    {"test.convene", "exercises/test.convene"}, {"key.pem", "signing-key.pem"}};

	for (size_t i = 0; i < 2; i++) {
		char here[128], there[128];

		snprintf(here, sizeof(here), "%s/%s", fixture->folder, names[i][0]);
		snprintf(there, sizeof(there), "%s/%s", fixture->folder, names[i][1]);
		assert_int_equal(rename(back ? there : here, back ? here : there), 0);
	}
}

static int setup(void **state)
{
	char folder[96];

	live_fixture_setup(state);
	struct live_fixture *fixture = *state;
	exercise_file_close(fixture->file);
	fixture->file = NULL;
	snprintf(folder, sizeof(folder), "%s/exercises", fixture->folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	arrange(fixture, false);
	return 0;
}

static int teardown(void **state)
{
	struct live_fixture *fixture = *state;
	char folder[96];

	arrange(fixture, true);
	snprintf(folder, sizeof(folder), "%s/exercises", fixture->folder);
	rmdir(folder);
	return live_fixture_teardown(state);
}

typedef bool whole_fn(const Convene__V1__AdminReply *reply);

/* Asks with more and more memory, by `step` bytes, until there is enough of it. */
static void ask(const struct live_fixture *fixture, const Convene__V1__AdminRequest *request,
    size_t step, whole_fn *is_whole)
{
	Convene__V1__ServerConfig config = CONVENE__V1__SERVER_CONFIG__INIT;
	unsigned refused = 0;

	config.data_folder = (char *)(uintptr_t)fixture->folder;
	for (size_t budget = step;; budget += step) {
		struct arena *arena = arena_new(budget);
		const Convene__V1__AdminReply *reply = NULL;
		struct err err = {0};

		assert_true(budget < BUDGET_MOST);
		int result = offline_or_ask(&config, request, arena, &reply, &err);
		bool enough = !arena_exhausted(arena);

		if (result == 0 && !is_whole(reply)) {
			fail_msg("not whole with %zu bytes", budget);
		}
		if (result != 0) {
			assert_int_equal(result, ERR_MEMORY);
		}
		refused += result != 0;
		arena_free(arena);
		if (result == 0 && enough) {
			break;
		}
	}
	assert_true(refused > 0);
}

static bool has_exercise(const Convene__V1__AdminReply *reply)
{
	return reply->n_exercises == 1 && reply->exercises[0]->title != NULL &&
	       reply->exercises[0]->title[0] != '\0';
}

static void a_list_of_exercises(void **state)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ListExercises list = CONVENE__V1__LIST_EXERCISES__INIT;

	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LIST_EXERCISES;
	request.list_exercises = &list;
	ask(*state, &request, 32, has_exercise);
}

static bool has_code(const Convene__V1__AdminReply *reply)
{
	return reply->n_issued == 1 && reply->issued != NULL && reply->issued[0] != NULL &&
	       reply->issued[0]->join_code[0] != '\0' && reply->exercise != NULL;
}

static bool has_invite(const Convene__V1__AdminReply *reply)
{
	return reply->n_invites == 1 && reply->invites[0]->person_name[0] != '\0' &&
	       reply->exercise != NULL;
}

static void invites(void **state)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__ListInvites list = CONVENE__V1__LIST_INVITES__INIT;
	Convene__V1__IssueInvites issue = CONVENE__V1__ISSUE_INVITES__INIT;
	Convene__V1__IssueInvite invite = CONVENE__V1__ISSUE_INVITE__INIT, *one = &invite;
	struct live_fixture *fixture = *state;
	char code[JOIN_CODE_SIZE];

	arrange(fixture, true);
	live_fixture_reopen(fixture);
	live_fixture_invite(fixture, CONVENE__V1__ROLE__ROLE_CONTROLLER, "", "Ada Arden", 0, code);
	live_fixture_commit(fixture);
	exercise_file_close(fixture->file);
	fixture->file = NULL;
	arrange(fixture, false);
	list.exercise_id = issue.exercise_id = (char *)(uintptr_t) "test";
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_LIST_INVITES;
	request.list_invites = &list;
	ask(fixture, &request, 256, has_invite);
	invite.role = CONVENE__V1__ROLE__ROLE_OBSERVER;
	issue.invites = &one;
	issue.n_invites = 1;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_ISSUE_INVITES;
	request.issue_invites = &issue;
	ask(fixture, &request, 256, has_code);
}

static bool has_result(const Convene__V1__AdminReply *reply)
{
	return reply->result != NULL &&
	       (reply->result->error != NULL || reply->result->join_code[0] != '\0');
}

static void one_invite(void **state)
{
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__AdministerInvite administer = CONVENE__V1__ADMINISTER_INVITE__INIT;
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__IssueInvite invite = CONVENE__V1__ISSUE_INVITE__INIT;
	uint8_t id[COMMAND_ID_SIZE] = {1};

	command.id = (ProtobufCBinaryData){.len = sizeof(id), .data = id};
	command.body_case = CONVENE__V1__COMMAND__BODY_ISSUE_INVITE;
	command.issue_invite = &invite;
	invite.role = CONVENE__V1__ROLE__ROLE_OBSERVER;
	administer.exercise_id = (char *)(uintptr_t) "test";
	administer.command = &command;
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_ADMINISTER_INVITE;
	request.administer_invite = &administer;
	ask(*state, &request, 32, has_result);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_list_of_exercises),
	    TEST(invites),
	    TEST(one_invite),
	};

	return cmocka_run_group_tests_name("offline", tests, NULL, NULL);
}
