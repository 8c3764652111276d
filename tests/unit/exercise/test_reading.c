#include "tests/sim/world.h"

#include "server/exercise/ground/limits.h"

#define INVALID       CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND     CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define NOT_PERMITTED CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED
#define TOO_LARGE     CONVENE__V1__ERROR_CODE__ERROR_CODE_TOO_LARGE

static void open_thread(struct small *small, uint64_t who, const char *to)
{
	assert_int_equal(world_do(&small->world, who,
	                     "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 't',"
	                     " 'parties': [%s]}}",
	                     to),
	    0);
}

static void test_injects(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const char *read = "{'mark_read': {'inject_ids': ['W1', 'W1']}}";
	assert_int_equal(world_do(world, small->people.police, "%s", read), NOT_FOUND);
	world_wait(world, 600000);
	assert_int_equal(world_do(world, small->people.ngo, "%s", read), NOT_FOUND);
	assert_int_equal(world_do(world, small->people.police, "%s", read), 0);
	assert_int_equal(world->last.count, 1);
	const Convene__V1__InjectRead *body = world_event(world, world->count)->inject_read;
	assert_int_equal(body->participant_id, small->people.police);
	assert_string_equal(body->team_id, "AL-POL");
	assert_int_equal(world_do(world, small->people.police, "%s", read), 0);
	assert_int_equal(world->last.count, 0); /* passed over */
	assert_int_equal(world->last.first_seq, 0);
	assert_int_equal(world_do(world, small->people.police2, "%s", read), 0);
	assert_int_equal(world->last.count, 1);
	assert_int_equal(world_do(world, small->people.simulator, "%s", read), INVALID);
	assert_int_equal(world_do(world, small->people.evaluator, "%s", read), NOT_PERMITTED);
}

static void test_messages(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	open_thread(small, small->people.police, "{'entity_id': 'clinic'}");
	size_t message = world_id(world, world->count);
	uint64_t thread = world->last.made;
	assert_int_equal(
	    world_do(world, small->people.ngo, "{'mark_read': {'message_ids': [%zu]}}", message),
	    NOT_FOUND);
	char invisible[512];
	snprintf(invisible, sizeof invisible, "there is no message %zu for you", message);
	assert_string_equal(world->last.message, invisible);
	/* the author has read it; the colleague reads it for the team */
	assert_int_equal(
	    world_do(world, small->people.police, "{'mark_read': {'message_ids': [%zu]}}", message),
	    0);
	assert_int_equal(world->last.count, 0);
	assert_int_equal(world_do(world, small->people.police2,
	                     "{'mark_read': {'message_ids': [%zu]}}", message),
	    0);
	assert_int_equal(world->last.count, 1);
	assert_int_equal(world_do(world, small->people.simulator,
	                     "{'mark_read': {'message_ids': [%zu, %zu]}}", message, message),
	    0);
	assert_int_equal(world->last.count, 1);
	const Convene__V1__MessageRead *body = world_event(world, world->count)->message_read;
	assert_string_equal(body->team_id, "");
	assert_int_equal(body->participant_id, small->people.simulator);
	/* who wrote as the clinic has read it too */
	assert_int_equal(world_do(world, small->people.simulator,
	                     "{'post_message': {'thread_id': %zu, 'text': 'u', 'from': "
	                     "{'entity_id': 'clinic'}}}",
	                     (size_t)thread),
	    0);
	assert_int_equal(
	    world_do(world, small->people.simulator, "{'mark_read': {'message_ids': [%zu]}}",
	        world_id(world, world->count - 1)),
	    0);
	assert_int_equal(world->last.count, 0);
}

/* What is answered was read: by whoever answers, and nobody else; the answer's number comes first.
 */
static void test_answered_inject_was_read(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	const char *answer = "{'answer_inject': {'inject_id': 'W1', 'text': 'we come'}}";
	world_wait(world, 600000);
	assert_int_equal(world_do(world, small->people.police, "%s", answer), 0);
	assert_int_equal(world->last.count, 2);
	assert_int_equal(world_event(world, world->last.first_seq)->body_case,
	    CONVENE__V1__EVENT__BODY_INJECT_ANSWERED);
	const Convene__V1__InjectRead *read = world_event(world, world->count)->inject_read;
	assert_string_equal(read->inject_id, "W1");
	assert_int_equal(read->participant_id, small->people.police);
	assert_int_equal(world_do(world, small->people.police, "%s", answer), 0);
	assert_int_equal(world->last.count, 1);
	/* who has opened it before reads it once */
	assert_int_equal(
	    world_do(world, small->people.police2, "{'mark_read': {'inject_ids': ['W1']}}"), 0);
	assert_int_equal(world_do(world, small->people.police2, "%s", answer), 0);
	assert_int_equal(world->last.count, 1);
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_INJECT_READ), 2);
}

/* As many at once as may be marked at once: the latest. */
static void test_many_were_read(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	open_thread(small, small->people.police, "{'team_id': 'AL-NGO'}");
	uint64_t thread = world->last.made;
	for (int i = 0; i < MARK_READ_MAX; i++) {
		assert_int_equal(world_do(world, small->people.police,
		                     "{'post_message': {'thread_id': %zu, 'text': 'u'}}", thread),
		    0);
	}
	assert_int_equal(world_do(world, small->people.ngo,
	                     "{'post_message': {'thread_id': %zu, 'text': 'v'}}", thread),
	    0);
	assert_int_equal(world->last.count, 1 + MARK_READ_MAX);
	assert_int_equal(world_count(world, CONVENE__V1__EVENT__BODY_MESSAGE_READ), MARK_READ_MAX);
}

static void test_answered_messages_were_read(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	open_thread(small, small->people.police, "{'team_id': 'BR-POL'}, {'team_id': 'AL-NGO'}");
	uint64_t thread = world->last.made;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(world_do(world, small->people.police,
		                     "{'post_message': {'thread_id': %zu, 'text': 'u'}}", thread),
		    0);
		assert_int_equal(world->last.count, 1); /* nobody else wrote */
	}
	/* one of the three was opened before */
	assert_int_equal(
	    world_do(world, small->people.abroad, "{'mark_read': {'message_ids': [%zu]}}",
	        world_id(world, world->count)),
	    0);
	assert_int_equal(world_do(world, small->people.abroad,
	                     "{'post_message': {'thread_id': %zu, 'text': 'v'}}", thread),
	    0);
	assert_int_equal(world->last.count, 3);
	assert_int_equal(world_event(world, world->last.first_seq)->body_case,
	    CONVENE__V1__EVENT__BODY_MESSAGE_POSTED);
	for (uint64_t seq = world->last.first_seq + 1; seq <= world->count; seq++) {
		const Convene__V1__MessageRead *read = world_event(world, seq)->message_read;
		assert_int_equal(read->participant_id, small->people.abroad);
		assert_string_equal(read->team_id, "BR-POL");
	}
	/* nor what one's colleagues wrote, nor what is before one's own last message */
	assert_int_equal(world_do(world, small->people.police2,
	                     "{'post_message': {'thread_id': %zu, 'text': 'w'}}", thread),
	    0);
	assert_int_equal(world->last.count, 2);
	assert_int_equal(world_do(world, small->people.abroad,
	                     "{'post_message': {'thread_id': %zu, 'text': 'x'}}", thread),
	    0);
	assert_int_equal(world->last.count, 2);
}

static void test_all_or_nothing(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	world_wait(world, 600000);
	size_t before = world->count;
	assert_int_equal(world_do(world, small->people.police,
	                     "{'mark_read': {'inject_ids': ['W1'], 'message_ids': [77777]}}"),
	    NOT_FOUND);
	assert_int_equal(world->count, before);
}

static void test_too_many(void **state)
{
	struct small *small = *state;
	char ids[4096] = "1";
	for (int i = 0; i < 256; i++) {
		snprintf(ids + strlen(ids), sizeof ids - strlen(ids), ",1");
	}
	assert_int_equal(world_do(&small->world, small->people.police,
	                     "{'mark_read': {'message_ids': [%s]}}", ids),
	    TOO_LARGE);
}

static void receipt(struct small *small, uint64_t who, size_t through, size_t events)
{
	assert_int_equal(
	    world_do(&small->world, who, "{'reach_receipt': {'through_seq': %zu}}", through), 0);
	assert_int_equal(small->world.last.count, events);
}

static void test_receipts(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	uint64_t police = small->people.police, ngo = small->people.ngo;
	receipt(small, police, world->count, 0); /* nothing was for the team yet */
	assert_int_equal(
	    world_do(world, police, "{'reach_receipt': {'through_seq': %zu}}", world->count + 1),
	    INVALID);
	world_wait(world, 600000);
	size_t delivered = world->count;
	receipt(small, police, delivered - 1, 0);
	receipt(small, ngo, delivered, 0);
	receipt(small, police, delivered, 1);
	const Convene__V1__ReceiptReached *body = world_event(world, world->count)->receipt_reached;
	assert_int_equal(body->through_seq, delivered);
	assert_string_equal(body->team_id, "AL-POL");
	receipt(small, police, delivered, 0);
	receipt(small, police, world->count, 0);
	receipt(small, police, 1, 0); /* only forward */
	receipt(small, small->people.police2, world->count, 1);
}

static void test_receipts_of_messages(void **state)
{
	struct small *small = *state;
	struct world *world = &small->world;
	open_thread(small, small->people.police, "{'team_id': 'AL-NGO'}");
	receipt(small, small->people.police, world->count, 0); /* one's own team wrote it */
	receipt(small, small->people.ngo, world->count, 1);
	receipt(small, small->people.simulator, world->count, 0);
	open_thread(small, small->people.ngo, "{'control': true}");
	receipt(small, small->people.simulator, world->count, 1);
	const Convene__V1__ReceiptReached *body = world_event(world, world->count)->receipt_reached;
	assert_string_equal(body->team_id, "");
	receipt(small, small->people.police, world->count, 0);
}

#define SMALL_TEST(name) cmocka_unit_test_setup_teardown(name, small_setup_started, small_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    SMALL_TEST(test_injects),
	    SMALL_TEST(test_messages),
	    SMALL_TEST(test_all_or_nothing),
	    SMALL_TEST(test_too_many),
	    SMALL_TEST(test_answered_inject_was_read),
	    SMALL_TEST(test_answered_messages_were_read),
	    SMALL_TEST(test_many_were_read),
	    SMALL_TEST(test_receipts),
	    SMALL_TEST(test_receipts_of_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
