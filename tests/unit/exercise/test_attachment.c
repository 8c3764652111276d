#include "tests/sim/world.h"

#define INVALID   CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define TOO_LARGE CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE

#define TWOS "'AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI='"
#define ONES "'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE='"

static const char *const store = "{'store_attachment': {'attachment': {'sha256': " TWOS
                                 ", 'name': 'map.pdf', 'media_type': 'application/pdf',"
                                 " 'size_bytes': 1000}}}";

static bool may_see(struct small *small, uint8_t byte, uint64_t participant_id)
{
	uint8_t sha256[32];
	memset(sha256, byte, sizeof sha256);
	struct standing standing;
	assert_true(exercise_standing(small->world.exercise, participant_id, &standing));
	return exercise_may_see_attachment(small->world.exercise, &standing.viewer, sha256);
}

static void test_of_the_scenario(void **state)
{
	struct small *small = *state;
	const struct people *people = &small->people;
	assert_true(may_see(small, 1, people->simulator));
	assert_true(may_see(small, 1, people->evaluator));
	assert_false(may_see(small, 1, people->observer));
	assert_false(may_see(small, 1, people->police));
	world_wait(&small->world, 2400000); /* W4 goes to AL-POL and AL-NGO */
	assert_true(may_see(small, 1, people->police));
	assert_true(may_see(small, 1, people->ngo));
	assert_false(may_see(small, 1, people->abroad));
	assert_false(may_see(small, 9, people->controller));
}

static void test_store(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct people *people = &small->people;
	assert_int_equal(world_do(world, people->police, "%s", store), 0);
	assert_int_equal(world->last.count, 1);
	const Convene__V1__AttachmentStored *body =
	    world_event(world, world->count)->attachment_stored;
	assert_string_equal(body->team_id, "AL-POL");
	assert_string_equal(body->attachment->name, "map.pdf");
	assert_int_equal(body->attachment->size_bytes, 1000);
	assert_true(may_see(small, 2, people->police2));
	assert_true(may_see(small, 2, people->controller));
	assert_false(may_see(small, 2, people->ngo));
	assert_int_equal(world_do(world, people->police2, "%s", store), 0);
	assert_int_equal(world->last.count, 0); /* the team has it */
	assert_int_equal(world_do(world, people->ngo, "%s", store), 0);
	assert_int_equal(world->last.count, 1);
	assert_true(may_see(small, 2, people->ngo));
}

static void test_store_refusals(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t police = small->people.police;
	static const struct {
		Convene__V1__ErrorCode code;
		const char *attachment;
	} bad[] = {
	    {INVALID, "'sha256': 'AgI=', 'name': 'a', 'size_bytes': 1000"},
	    {INVALID, "'sha256': " TWOS ", 'size_bytes': 1000"},
	    {INVALID, "'sha256': " TWOS ", 'name': 'a/b', 'size_bytes': 1000"},
	    {INVALID, "'sha256': " TWOS ", 'name': '..', 'size_bytes': 1000"},
	    {INVALID, "'sha256': " TWOS ", 'name': 'a\\nb', 'size_bytes': 1000"},
	    {INVALID, "'sha256': " TWOS ", 'name': 'a', 'size_bytes': 999"},
	    {INVALID, "'sha256': " TWOS ", 'name': 'a', 'size_bytes': 1000,"
	              " 'media_type': 'text'"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(
		    world_do(world, police, "{'store_attachment': {'attachment': {%s}}}",
		        bad[i].attachment),
		    bad[i].code);
	}
	assert_int_equal(world_do(world, police, "{'store_attachment': {}}"), INVALID);
	world->stored_size = 0;
	assert_int_equal(world_do(world, police, "%s", store), NOT_FOUND);
	world->stored_size = 16 * 1024 * 1024 + 1;
	assert_int_equal(world_do(world, police,
	                     "{'store_attachment': {'attachment': {'sha256': " TWOS
	                     ", 'name': 'a', 'size_bytes': 16777217}}}"),
	    TOO_LARGE);
}

/* "sha256 and name suffice": the size comes from what is known, whatever the sender says. */
static void test_refer(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const struct people *people = &small->people;
	const char *send = "{'open_thread': {'subject': 's', 'channel': 'email', 'text': 't',"
	                   " 'parties': [{'team_id': 'BR-POL'}], 'attachments': [{'sha256': " TWOS
	                   ", 'name': 'the map.pdf', 'size_bytes': 5, 'file': 'x',"
	                   " 'media_type': 'text/html'}]}}";
	assert_int_equal(world_do(world, people->police, "%s", send), NOT_FOUND);
	char unknown[512];
	snprintf(unknown, sizeof unknown, "%s", world->last.message);
	assert_int_equal(world_do(world, people->police, "%s", store), 0);
	assert_int_equal(world_do(world, people->police, "%s", send), 0);
	const Convene__V1__MessagePosted *body = world_event(world, world->count)->message_posted;
	assert_int_equal(body->n_attachments, 1);
	assert_string_equal(body->attachments[0]->name, "the map.pdf");
	assert_string_equal(body->attachments[0]->media_type, "text/html");
	assert_int_equal(body->attachments[0]->size_bytes, 1000);
	assert_string_equal(body->attachments[0]->file, "");
	assert_true(may_see(small, 2, people->abroad));
	assert_false(may_see(small, 2, people->ngo));
	/* another team's document does not exist for others */
	assert_int_equal(world_do(world, people->ngo, "%s", send), NOT_FOUND);
	assert_string_equal(world->last.message, unknown);
}

static void test_refer_to_the_scenario(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const char *decide = "{'log_decision': {'text': 'a', 'attachments': [{'sha256': " ONES
	                     ", 'name': 'names.txt'}]}}";
	assert_int_equal(world_do(world, small->people.police, "%s", decide), NOT_FOUND);
	world_wait(world, 2400000);
	assert_int_equal(world_do(world, small->people.police, "%s", decide), 0);
	const Convene__V1__DecisionLogged *body = world_event(world, world->count)->decision_logged;
	assert_string_equal(body->attachments[0]->name, "names.txt");
	assert_string_equal(body->attachments[0]->media_type, "text/plain");
	assert_int_equal(body->attachments[0]->size_bytes, 12);
}

/* What a document is called elsewhere is not told to whoever leaves the name out. */
static void test_refer_without_a_name(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t police = small->people.police;
	static const char *const rest[] = {
	    "", ", 'name': '..'", ", 'name': 'a', 'media_type': 'text'"};
	assert_int_equal(world_do(world, police, "%s", store), 0);
	for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) {
		assert_int_equal(
		    world_do(world, police,
		        "{'log_decision': {'text': 'a', 'attachments': [{'sha256': " TWOS "%s}]}}",
		        rest[i]),
		    INVALID);
	}
}

static void test_too_many(void **state)
{
	struct small *small = *state;
	char list[4096] = "";
	for (int i = 0; i < 17; i++) {
		snprintf(list + strlen(list), sizeof list - strlen(list), "%s{'sha256': " ONES "}",
		    i > 0 ? "," : "");
	}
	assert_int_equal(world_do(&small->world, small->people.police,
	                     "{'log_decision': {'text': 'a', 'attachments': [%s]}}", list),
	    TOO_LARGE);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_of_the_scenario),
	    SMALL_TEST(test_store),
	    SMALL_TEST(test_store_refusals),
	    SMALL_TEST(test_refer),
	    SMALL_TEST(test_refer_to_the_scenario),
	    SMALL_TEST(test_refer_without_a_name),
	    SMALL_TEST(test_too_many),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
