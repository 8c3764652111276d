#include "tests/integration/play.h"

#include "tests/integration/check.h"

#define ACCEPTED(call) assert_int_equal(call, 0)

void play_open(struct play *play, struct hall *hall)
{
	*play = (struct play){
	    .hall = hall,
	    .organiser = desk_join(hall, "organiser", "-", "Olga"),
	    .controller = desk_join(hall, "controller", "-", "Cora"),
	    .simulator = desk_join(hall, "simulator", "-", "Simon"),
	    .evaluator = desk_join(hall, "evaluator", "-", "Emil"),
	    .police = desk_join(hall, "player", "XA-POL", "Ana"),
	    .shelter = desk_join(hall, "player", "XA-NGO", "Ben"),
	    .abroad = desk_join(hall, "player", "XB-POL", "Eva"),
	    .observer = desk_join(hall, "observer", "-", "Otto"),
	};
}

/* Of any event that changes the clock; 0 for others. */
static unsigned revision_in(const Convene__V1__Event *event)
{
	switch (event->body_case) {
	case EVENT_KIND(EXERCISE_STARTED):
		return event->exercise_started->clock_revision;
	case EVENT_KIND(CLOCK_PAUSED):
		return event->clock_paused->clock_revision;
	case EVENT_KIND(CLOCK_RESUMED):
		return event->clock_resumed->clock_revision;
	case EVENT_KIND(RATE_CHANGED):
		return event->rate_changed->clock_revision;
	case EVENT_KIND(CLOCK_JUMPED):
		return event->clock_jumped->clock_revision;
	case EVENT_KIND(CLOCK_RESTORED):
		return event->clock_restored->clock_revision;
	case EVENT_KIND(EXERCISE_ENDED):
		return event->exercise_ended->clock_revision;
	default:
		return 0;
	}
}

unsigned play_clock_revision(const struct play *play)
{
	const struct desk *desk = play->controller;

	for (size_t i = desk->entry_count; i > 0; i--) {
		unsigned revision = revision_in(desk->entries[i - 1].event);

		if (revision != 0) {
			return revision;
		}
	}
	return 0;
}

unsigned play_inject_revision(const struct play *play, const char *inject_id)
{
	const struct desk *desk = play->controller;
	unsigned revision = 1;

	for (size_t i = 0; i < desk->entry_count; i++) {
		const Convene__V1__Event *event = desk->entries[i].event;

		if (event->body_case == EVENT_KIND(INJECT_REVISED) &&
		    strcmp(event->inject_revised->inject_id, inject_id) == 0) {
			revision = event->inject_revised->revision;
		}
		if (event->body_case == EVENT_KIND(INJECT_DELIVERED) &&
		    strcmp(event->inject_delivered->inject_id, inject_id) == 0) {
			revision++;
		}
	}
	return revision;
}

void play_start(struct play *play)
{
	ACCEPTED(desk_do(play->controller, "{'start_exercise': {}}"));
	desk_wait(play->controller, EVENT_KIND(EXERCISE_STARTED));
}

void play_jump(struct play *play, int64_t to_ms)
{
	ACCEPTED(desk_do(play->controller,
	    "{'jump_clock': {'clock_revision': %u, 'to_ms': '%lld', 'overdue': {'action': "
	    "'fire'}}}",
	    play_clock_revision(play), (long long)to_ms));
}

static void talk(struct play *play)
{
	uint64_t thread;

	ACCEPTED(desk_do(play->shelter,
	    "{'open_thread': {'subject': 'Account', 'parties': [{'entity_id': 'bank'}],"
	    " 'channel': 'email', 'text': 'BETWEEN-NGO-AND-BANK', 'language': 'en'}}"));
	thread = desk_wait(play->simulator, EVENT_KIND(THREAD_OPENED))->thread_opened->thread_id;
	ACCEPTED(desk_do(play->simulator,
	    "{'post_message': {'thread_id': '%llu', 'from': {'entity_id': 'bank'},"
	    " 'text': 'BETWEEN-NGO-AND-BANK: no', 'language': 'en'}}",
	    (unsigned long long)thread));
	ACCEPTED(desk_do(play->shelter, "{'mark_read': {'message_ids': ['%llu']}}",
	    (unsigned long long)play->simulator->answer.object_id));
	ACCEPTED(desk_do(play->police,
	    "{'open_thread': {'subject': 'Two teams', 'parties': [{'team_id': 'XB-POL'}],"
	    " 'channel': 'secure_police', 'text': 'Between two police forces.'}}"));
	ACCEPTED(desk_do(play->controller,
	    "{'open_thread': {'subject': 'To one', 'parties': [{'team_id': 'XA-POL'}],"
	    " 'channel': 'phone', 'from': {'control': true}, 'text': 'Control speaking.'}}"));
}

static void decide(struct play *play)
{
	ACCEPTED(desk_do(play->police, "{'mark_read': {'inject_ids': ['A1', 'A3']}}"));
	ACCEPTED(desk_do(play->police, "{'answer_inject': {'inject_id': 'A1', 'text': 'We go.'}}"));
	ACCEPTED(desk_do(play->police, "{'reach_receipt': {'through_seq': '%llu'}}",
	    (unsigned long long)convene_last_seq(driver_peek(play->police->client))));
	ACCEPTED(desk_do(play->shelter,
	    "{'log_decision': {'text': 'DECISION-OF-NGO', 'reason': 'DECISION-OF-NGO'}}"));
}

void play_first_hour(struct play *play)
{
	play_start(play);
	play_jump(play, 60 * 60 * 1000);
	ACCEPTED(desk_do(play->controller, "{'hold_inject': {'inject_id': 'R2', 'revision': %u}}",
	    play_inject_revision(play, "R2")));
	/* delivered or not, the police hear nothing of what is for others */
	desk_wait(play->police, EVENT_KIND(INJECT_DELIVERED));
	talk(play);
	decide(play);
}

void play_all(struct play *play)
{
	play_first_hour(play);
	ACCEPTED(desk_do(play->abroad, "{'raise_welfare': {'note': 'WELFARE-NOTE'}}"));
	desk_wait(play->controller, EVENT_KIND(WELFARE_RAISED));
	ACCEPTED(desk_do(play->controller,
	    "{'answer_welfare': {'participant_id': '%llu', 'text': 'WELFARE-ANSWER'}}",
	    (unsigned long long)play->abroad->participant_id));
	ACCEPTED(desk_do(play->controller, "{'resume_clock': {'clock_revision': %u}}",
	    play_clock_revision(play)));
	ACCEPTED(desk_do(play->controller, "{'announce': {'text': 'LAST-WORDS'}}"));
	ACCEPTED(desk_do(play->controller, "{'end_exercise': {'clock_revision': %u}}",
	    play_clock_revision(play)));
}

int play_setup(void **state)
{
	static struct hall hall;
	static struct play play;

	hall_open(&hall, NULL);
	play_open(&play, &hall);
	*state = &play;
	return 0;
}

int play_teardown(void **state)
{
	hall_close(((struct play *)*state)->hall);
	return 0;
}
