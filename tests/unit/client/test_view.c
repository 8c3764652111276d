/* The view: the fold over events. */
#include "client/lib/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Applies an event as if convene_poll() had given it. */
static void apply(struct view *view, uint64_t mark, Convene__V1__Event *event)
{
	uint8_t bytes[8192];
	struct convene_event given = {.kind = CONVENE_ENTRY};

	given.entry.mark = mark;
	given.entry.event = event;
	given.entry.event_bytes.data = bytes;
	given.entry.event_bytes.len = convene__v1__event__pack(event, bytes);
	view_apply(view, &given);
	/* nothing in the view may point into what was given */
	memset(bytes, 0xee, sizeof(bytes));
}

static Convene__V1__Event at(
    int64_t wall_ms, int64_t exercise_ms, Convene__V1__Event__BodyCase body)
{
	Convene__V1__Event event = CONVENE__V1__EVENT__INIT;

	event.wall_ms = wall_ms;
	event.exercise_ms = exercise_ms;
	event.body_case = body;
	return event;
}

static void welcome(struct view *view, uint64_t id, Convene__V1__Role role, const char *team)
{
	Convene__V1__Welcome body = CONVENE__V1__WELCOME__INIT;
	struct convene_event event = {.kind = CONVENE_WELCOME};

	body.participant_id = id;
	body.role = role;
	body.team_id = (char *)(uintptr_t)team;
	event.welcome = &body;
	view_apply(view, &event);
}

static void start(struct view *view, uint64_t mark, int64_t wall_ms, uint32_t rate)
{
	Convene__V1__ExerciseStarted body = CONVENE__V1__EXERCISE_STARTED__INIT;
	Convene__V1__Event event = at(wall_ms, 0, CONVENE__V1__EVENT__BODY_EXERCISE_STARTED);

	body.clock_revision = 1;
	body.rate_permille = rate;
	event.exercise_started = &body;
	apply(view, mark, &event);
}

static void the_clock_runs_stands_and_jumps(void **state)
{
	struct view *view = view_new(NULL);
	Convene__V1__ClockPaused paused = CONVENE__V1__CLOCK_PAUSED__INIT;
	Convene__V1__ClockResumed resumed = CONVENE__V1__CLOCK_RESUMED__INIT;
	Convene__V1__RateChanged rate = CONVENE__V1__RATE_CHANGED__INIT;
	Convene__V1__ClockJumped jumped = CONVENE__V1__CLOCK_JUMPED__INIT;
	Convene__V1__ExerciseEnded ended = CONVENE__V1__EXERCISE_ENDED__INIT;
	Convene__V1__Event event;
	char note[] = "lunch";

	(void)state;
	assert_int_equal(view_exercise_ms(view, 999), 0);
	start(view, 1, 10000, 2000);
	assert_int_equal(view->clock.phase, VIEW_RUNNING);
	assert_int_equal(view_exercise_ms(view, 10000), 0);
	assert_int_equal(view_exercise_ms(view, 11500), 3000);
	/* the server's clock is known only roughly: never back before the last event */
	assert_int_equal(view_exercise_ms(view, 9000), 0);
	event = at(12000, 4000, CONVENE__V1__EVENT__BODY_CLOCK_PAUSED);
	paused.clock_revision = 2;
	paused.note = note;
	event.clock_paused = &paused;
	apply(view, 2, &event);
	assert_int_equal(view->clock.phase, VIEW_PAUSED);
	assert_int_equal(view_exercise_ms(view, 99000), 4000);
	assert_string_equal(view->clock.note, "lunch");
	event = at(20000, 4000, CONVENE__V1__EVENT__BODY_RATE_CHANGED);
	rate.clock_revision = 3;
	rate.rate_permille = 500;
	event.rate_changed = &rate;
	apply(view, 3, &event);
	assert_int_equal(view->clock.phase, VIEW_PAUSED);
	event = at(30000, 4000, CONVENE__V1__EVENT__BODY_CLOCK_RESUMED);
	resumed.clock_revision = 4;
	event.clock_resumed = &resumed;
	apply(view, 4, &event);
	assert_int_equal(view_exercise_ms(view, 32000), 5000);
	assert_string_equal(view->clock.note, "");
	event = at(33000, 90000, CONVENE__V1__EVENT__BODY_CLOCK_JUMPED);
	jumped.clock_revision = 5;
	jumped.from_ms = 5500;
	jumped.to_ms = 90000;
	event.clock_jumped = &jumped;
	apply(view, 5, &event);
	assert_int_equal(view_exercise_ms(view, 34000), 90500);
	assert_int_equal(view->clock.revision, 5);
	event = at(35000, 91000, CONVENE__V1__EVENT__BODY_EXERCISE_ENDED);
	ended.clock_revision = 6;
	event.exercise_ended = &ended;
	apply(view, 6, &event);
	assert_int_equal(view->clock.phase, VIEW_ENDED);
	assert_int_equal(view_exercise_ms(view, 1000000), 91000);
	view_free(view);
}

static void joined(struct view *view, uint64_t id, const char *team)
{
	Convene__V1__ParticipantJoined body = CONVENE__V1__PARTICIPANT_JOINED__INIT;
	Convene__V1__Event event = at(0, 0, CONVENE__V1__EVENT__BODY_PARTICIPANT_JOINED);

	body.participant_id = id;
	body.role = CONVENE__V1__ROLE__ROLE_PLAYER;
	body.team_id = (char *)(uintptr_t)team;
	event.participant_joined = &body;
	apply(view, id, &event);
}

static void named(struct view *view, uint64_t id, const char *name)
{
	Convene__V1__Person person = CONVENE__V1__PERSON__INIT, *list[] = {&person};
	Convene__V1__PeopleUpdate update = CONVENE__V1__PEOPLE_UPDATE__INIT;
	struct convene_event event = {.kind = CONVENE_PEOPLE};

	person.participant_id = id;
	person.name = (char *)(uintptr_t)name;
	update.n_people = 1;
	update.people = list;
	event.people = &update;
	view_apply(view, &event);
}

static void present(struct view *view, uint64_t *ids, size_t count, bool connected, bool complete)
{
	Convene__V1__PresenceUpdate update = CONVENE__V1__PRESENCE_UPDATE__INIT;
	struct convene_event event = {.kind = CONVENE_PRESENCE};

	if (connected) {
		update.n_connected = count;
		update.connected = ids;
	} else {
		update.n_disconnected = count;
		update.disconnected = ids;
	}
	update.complete = complete;
	event.presence = &update;
	view_apply(view, &event);
}

static void people_come_in_any_order(void **state)
{
	struct view *view = view_new(NULL);
	uint64_t both[] = {3, 5}, three[] = {3};
	char name[32];
	Convene__V1__ParticipantJoined late_joined;
	Convene__V1__Event late;
	size_t at = 0;
	uint64_t mark;

	(void)state;
	/* names and presence before the events that say who that is */
	named(view, 5, "Ben");
	present(view, both, 2, true, true);
	joined(view, 3, "AL-NGO");
	joined(view, 5, "AL-LI");
	/* who was named before is told of at once, the other when the name has come */
	assert_false(view_person(view, 5)->join_waits);
	assert_true(view_person(view, 3)->join_waits);
	assert_false(view_next_late_join(view, &at, &mark, &late, &late_joined));
	named(view, 3, "Anna");
	at = 0;
	assert_true(view_next_late_join(view, &at, &mark, &late, &late_joined));
	assert_int_equal(late.participant_joined->participant_id, 3);
	assert_int_equal(mark, 3);
	assert_string_equal(late_joined.team_id, "AL-NGO");
	assert_false(view_next_late_join(view, &at, &mark, &late, &late_joined));
	assert_int_equal(view->person_count, 2);
	assert_string_equal(view_name(view, 3, name), "Anna");
	assert_string_equal(view_name(view, 5, name), "Ben");
	assert_string_equal(view_name(view, 4, name), "somebody");
	assert_string_equal(view_person(view, 5)->team_id, "AL-LI");
	assert_true(view_person(view, 3)->connected);
	present(view, three, 1, false, false);
	assert_false(view_person(view, 3)->connected);
	assert_true(view_person(view, 5)->connected);
	present(view, three, 1, true, true);
	assert_true(view_person(view, 3)->connected);
	assert_false(view_person(view, 5)->connected);
	/* erased */
	named(view, 3, "");
	assert_string_equal(view_name(view, 3, name), "a player");
	at = 0;
	assert_false(view_next_late_join(view, &at, &mark, &late, &late_joined));
	view_free(view);
}

static void deliver(struct view *view, uint64_t mark, const char *id)
{
	Convene__V1__InjectDelivered body = CONVENE__V1__INJECT_DELIVERED__INIT;
	Convene__V1__Text title = CONVENE__V1__TEXT__INIT;
	Convene__V1__Translation french = CONVENE__V1__TRANSLATION__INIT, *list[] = {&french};
	Convene__V1__Event event =
	    at(0, (int64_t)mark * 10, CONVENE__V1__EVENT__BODY_INJECT_DELIVERED);
	char original[] = "Title", translated[] = "Titre", tag[] = "fr";

	title.value = original;
	french.language = tag;
	french.value = translated;
	title.n_translations = 1;
	title.translations = list;
	body.inject_id = (char *)(uintptr_t)id;
	body.title = &title;
	event.inject_delivered = &body;
	apply(view, mark, &event);
}

static void withdraw(struct view *view, uint64_t mark, const char *id)
{
	Convene__V1__InjectWithdrawn body = CONVENE__V1__INJECT_WITHDRAWN__INIT;
	Convene__V1__Event event = at(0, 0, CONVENE__V1__EVENT__BODY_INJECT_WITHDRAWN);
	char reason[] = "by mistake";

	body.inject_id = (char *)(uintptr_t)id;
	body.reason = reason;
	event.inject_withdrawn = &body;
	apply(view, mark, &event);
}

static void injects_are_followed(void **state)
{
	struct view *view = view_new("fr-CA");
	Convene__V1__InjectRevised revised = CONVENE__V1__INJECT_REVISED__INIT;
	Convene__V1__InjectRead read = CONVENE__V1__INJECT_READ__INIT;
	Convene__V1__InjectAnswered answered = CONVENE__V1__INJECT_ANSWERED__INIT;
	const struct view_inject *inject;
	Convene__V1__Event event;
	char id[] = "W1-calls", text[] = "We call back.";

	(void)state;
	welcome(view, 3, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");
	event = at(0, 50, CONVENE__V1__EVENT__BODY_INJECT_REVISED);
	revised.inject_id = id;
	revised.revision = 2;
	revised.status = CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD;
	revised.due_ms = 700;
	event.inject_revised = &revised;
	apply(view, 5, &event);
	inject = view_inject(view, "w1-CALLS");
	assert_non_null(inject);
	assert_int_equal(inject->revision, 2);
	assert_int_equal(inject->status, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_HELD);
	assert_int_equal(view_unread(view), 0);
	deliver(view, 6, "W1-calls");
	inject = view_inject(view, "W1-calls");
	assert_int_equal(inject->status, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED);
	assert_int_equal(inject->revision, 3);
	assert_string_equal(view_text(view, inject->delivered->title), "Titre");
	assert_int_equal(view_unread(view), 1);
	event = at(0, 70, CONVENE__V1__EVENT__BODY_INJECT_READ);
	read.inject_id = id;
	read.participant_id = 4;
	event.inject_read = &read;
	apply(view, 7, &event);
	assert_int_equal(view_unread(view), 1);
	read.participant_id = 3;
	apply(view, 8, &event);
	assert_int_equal(view_unread(view), 0);
	event = at(0, 90, CONVENE__V1__EVENT__BODY_INJECT_ANSWERED);
	answered.inject_id = id;
	answered.text = text;
	event.inject_answered = &answered;
	apply(view, 9, &event);
	inject = view_inject(view, "W1-calls");
	assert_int_equal(inject->readings.count, 2);
	assert_int_equal(inject->answer_count, 1);
	assert_string_equal(inject->answers[0].answer->text, "We call back.");
	/* it stays as it was read, and nobody has to read it any more */
	deliver(view, 10, "W2");
	assert_int_equal(view_unread(view), 1);
	withdraw(view, 11, "W2");
	inject = view_inject(view, "W2");
	assert_int_equal(view_unread(view), 0);
	assert_int_equal(inject->status, CONVENE__V1__INJECT_STATUS__INJECT_STATUS_WITHDRAWN);
	assert_non_null(inject->delivered);
	assert_string_equal(inject->withdrawn->reason, "by mistake");
	view_free(view);
}

static void post(struct view *view, uint64_t mark, uint64_t thread, const char *team, uint64_t by)
{
	Convene__V1__MessagePosted body = CONVENE__V1__MESSAGE_POSTED__INIT;
	Convene__V1__Party from = CONVENE__V1__PARTY__INIT;
	Convene__V1__Event event = at(0, 0, CONVENE__V1__EVENT__BODY_MESSAGE_POSTED);

	from.kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
	from.team_id = (char *)(uintptr_t)team;
	body.message_id = mark;
	body.thread_id = thread;
	body.from = &from;
	body.participant_id = by;
	event.message_posted = &body;
	apply(view, mark, &event);
}

static void correct(struct view *view, uint64_t mark, uint64_t message, uint64_t by)
{
	Convene__V1__MessageCorrected body = CONVENE__V1__MESSAGE_CORRECTED__INIT;
	Convene__V1__Event event = at(0, 0, CONVENE__V1__EVENT__BODY_MESSAGE_CORRECTED);

	body.message_id = message;
	body.participant_id = by;
	event.message_corrected = &body;
	apply(view, mark, &event);
}

/* Who corrects has read it; the others are to read it again. */
static void a_corrected_text_is_new_to_others(void **state)
{
	struct view *view = view_new(NULL);

	(void)state;
	welcome(view, 3, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	post(view, 6, 5, "AL-NGO", 9);
	assert_int_equal(view_unread(view), 1);
	correct(view, 7, 6, 3);
	assert_int_equal(view_unread(view), 0);
	assert_true(view_is_mine(view, view_message(view, 6)));
	correct(view, 8, 6, 9);
	assert_int_equal(view_unread(view), 1);
	assert_false(view_is_mine(view, view_message(view, 6)));
	view_free(view);
}

static void threads_are_followed(void **state)
{
	struct view *view = view_new(NULL);
	Convene__V1__ThreadOpened opened = CONVENE__V1__THREAD_OPENED__INIT;
	Convene__V1__MessageRead read = CONVENE__V1__MESSAGE_READ__INIT;
	Convene__V1__Event event = at(0, 0, CONVENE__V1__EVENT__BODY_THREAD_OPENED);
	char subject[] = "Subject";

	(void)state;
	welcome(view, 3, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");
	opened.thread_id = 5;
	opened.subject = subject;
	event.thread_opened = &opened;
	apply(view, 5, &event);
	post(view, 6, 5, "AL-NGO", 3);
	post(view, 7, 5, "AL-LI", 9);
	post(view, 8, 5, "AL-NGO", 4);
	assert_int_equal(view_thread(view, 5)->message_count, 3);
	assert_int_equal(view_thread(view, 5)->last_message_id, 8);
	assert_true(view_is_mine(view, view_message(view, 6)));
	assert_true(view_is_mine(view, view_message(view, 8)));
	assert_false(view_is_mine(view, view_message(view, 7)));
	assert_int_equal(view_unread(view), 1);
	event = at(0, 0, CONVENE__V1__EVENT__BODY_MESSAGE_READ);
	read.message_id = 7;
	read.participant_id = 3;
	event.message_read = &read;
	apply(view, 9, &event);
	assert_int_equal(view_unread(view), 0);
	/* what refers to nothing, or comes again, changes nothing */
	read.message_id = 1234;
	apply(view, 10, &event);
	post(view, 7, 5, "AL-LI", 9);
	assert_int_equal(view->message_count, 3);
	view_free(view);
}

static void story_time(void **state)
{
	struct view *view = view_new(NULL);
	Convene__V1__ExerciseCreated created = CONVENE__V1__EXERCISE_CREATED__INIT;
	Convene__V1__StoryTime story = CONVENE__V1__STORY_TIME__INIT;
	Convene__V1__Event event = at(0, 0, CONVENE__V1__EVENT__BODY_EXERCISE_CREATED);
	char start_at[] = "2031-08-18T08:00", text[32];

	(void)state;
	view_story_text(view, 0, text, sizeof(text));
	assert_string_equal(text, "");
	story.start = start_at;
	created.story = &story;
	event.exercise_created = &created;
	apply(view, 1, &event);
	/* an hour of play is a day of story */
	view_story_text(view, 3600000 + 150000, text, sizeof(text));
	assert_string_equal(text, "2031-08-19 09:00");
	view_free(view);
}

/* What does not fit is not missing in silence. */
static void a_full_view_says_so(void **state)
{
	static char text[1000];
	struct view *view = view_new_sized(NULL, 40000);
	Convene__V1__Announced said = CONVENE__V1__ANNOUNCED__INIT;
	uint64_t mark = 1;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	said.text = text;
	while (!view_is_full(view)) {
		Convene__V1__Event event = at(0, 0, CONVENE__V1__EVENT__BODY_ANNOUNCED);

		assert_int_equal(view->announcement_count, mark - 1);
		assert_true(mark < 100);
		event.announced = &said;
		apply(view, mark, &event);
		mark++;
	}
	assert_true(mark > 10);
	assert_int_equal(view->announcement_count, mark - 2);
	assert_int_equal(view->last_mark, mark - 2);
	/* what needs no room does not make the one that is missing look seen */
	Convene__V1__ReceiptReached reached = CONVENE__V1__RECEIPT_REACHED__INIT;
	Convene__V1__Event event = at(0, 0, CONVENE__V1__EVENT__BODY_RECEIPT_REACHED);
	event.receipt_reached = &reached;
	apply(view, mark, &event);
	assert_int_equal(view->last_mark, mark - 2);
	view_free(view);
}

/* A server that says what cannot be must not make the client calculate what cannot be. */
static void the_clock_has_an_end(void **state)
{
	struct view *view = view_new(NULL);

	(void)state;
	start(view, 1, 0, UINT32_MAX);
	assert_int_equal(view_exercise_ms(view, INT64_MAX), (int64_t)1 << 53);
	start(view, 2, -((int64_t)1 << 53), UINT32_MAX);
	assert_int_equal(view_exercise_ms(view, INT64_MAX), (int64_t)1 << 53);
	view_free(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_clock_runs_stands_and_jumps),
	    cmocka_unit_test(people_come_in_any_order), cmocka_unit_test(injects_are_followed),
	    cmocka_unit_test(threads_are_followed),
	    cmocka_unit_test(a_corrected_text_is_new_to_others), cmocka_unit_test(story_time),
	    cmocka_unit_test(a_full_view_says_so), cmocka_unit_test(the_clock_has_an_end)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
