#include "tests/unit/exercise/condition/condition_world.h"

#include "proto/buf.h"

#include <string.h>

/*
 * What becomes of contingency injects and alternatives, by hand and by themselves: the injects
 * beside W1, W2 and C, what is done, and everything that the log says of them afterwards.
 */

struct row {
	const char *name;
	const char *injects;
	struct {
		struct act act;
		Convene__V1__ErrorCode code;
	} acts[8];
	/* "X:triggered@10" (minute at which it is due), "X>AL-POL,AL-NGO@12" (delivered, at). */
	const char *log;
};

#define INJECT(id, to, more)                                                                       \
	",{'id': '" id "', 'to': [" to "], 'channel': 'email', 'title': {'value': 't'},"           \
	"'body': {'value': 'b'}" more "}"
#define POL        "'AL-POL'"
#define BOTH       "'AL-POL', 'AL-NGO'"
#define AT(ms)     ", 'planned_ms': " ms
#define WHEN(what) ", 'when': {'all': [" what "]}"
#define ON_HAND    WHEN("{'milestone': 'hand'}")
#define ON_TEN     WHEN("{'milestone': 'ten'}")
#define DELAY(ms)  ", 'delay_ms': " ms
#define RAID       ", 'group': 'raid'"
#define LEAK       ", 'group': 'leak'"
#define RELEASE    ", 'mode': 'on_release'"

#define CONTROL(command) "controller", command
#define SET_HAND         CONTROL("{'set_milestone': {'milestone_id': 'hand'}}")
#define TAKE_BACK        CONTROL("{'set_milestone': {'milestone_id': 'hand', 'take_back': true}}")
#define JUMP(ms)         CONTROL("{'jump_clock': {'clock_revision': $clock, 'to_ms': " ms "}}")
#define DO(what, id, more)                                                                         \
	CONTROL("{'" what "_inject': {'inject_id': '" id "', 'revision': $" id more "}}")
#define EDIT(id, more)                                                                             \
	CONTROL(                                                                                   \
	    "{'edit_inject': {'revision': $" id ", 'inject': {'id': '" id                          \
	    "', 'channel': 'email', 'title': {'value': 't'}, 'body': {'value': 'b'}" more "}}}")
#define ADD(more)                                                                                  \
	CONTROL("{'add_inject': {'inject': {'id': 'Y', 'to': ['AL-POL'], 'channel': 'email', "     \
	        "'title': {'value': 't'}, 'body': {'value': 'b'}" more "}}}")
#define BY_REPLY                                                                                   \
	"simulator", "{'open_thread': {'subject': 's', 'channel': 'phone', 'text': 'Yes.', "       \
	             "'from': {'entity_id': 'clinic'}, 'parties': [{'team_id': 'AL-NGO'}], "       \
	             "'canned_reply': 'yes'}}"

#define INVALID     CONVENE__V1__ERROR_CODE__ERROR_CODE_INVALID
#define NOT_FOUND   CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_FOUND
#define WRONG_STATE CONVENE__V1__ERROR_CODE__ERROR_CODE_WRONG_STATE

static const struct row rows[] = {
    /* by itself */
    {"due at once", INJECT("X", POL, ON_HAND), {{{5, SET_HAND}, 0}}, "X:triggered@5 X>AL-POL@5"},
    {"due after its delay", INJECT("X", POL, ON_HAND DELAY("120000")), {{{5, SET_HAND}, 0}},
        "X:triggered@7 X>AL-POL@7"},
    {"not before its time", INJECT("X", POL, ON_HAND AT("1200000") DELAY("120000")),
        {{{5, SET_HAND}, 0}}, "X:triggered@20 X>AL-POL@20"},
    {"on release", INJECT("X", POL, ON_HAND RELEASE), {{{5, SET_HAND}, 0}},
        "X:triggered@5 X:due@5"},
    {"unreachable", INJECT("X", POL, WHEN("{'milestone': 'lost'}")), {{{0}, 0}}, "X:unreachable@0"},
    {"what it brought about stays", INJECT("X", POL, ON_HAND DELAY("120000")),
        {{{5, SET_HAND}, 0}, {{1, TAKE_BACK}, 0}}, "X:triggered@7 X>AL-POL@7"},
    {"once", INJECT("X", POL, ON_HAND),
        {{{5, SET_HAND}, 0}, {{1, TAKE_BACK}, 0}, {{1, SET_HAND}, 0}}, "X:triggered@5 X>AL-POL@5"},
    {"set twice", "", {{{5, SET_HAND}, 0}, {{1, SET_HAND}, WRONG_STATE}}, ""},
    {"taken back without being set", "", {{{5, TAKE_BACK}, WRONG_STATE}}, ""},
    {"passed over by a jump", INJECT("X", POL, ON_TEN DELAY("300000")), {{{5, JUMP("1800000")}, 0}},
        "X:triggered@15 X:overdue@15"},
    {"due exactly where a jump leads", INJECT("X", POL, ON_TEN DELAY("300000")),
        {{{5, JUMP("900000")}, 0}}, "X:triggered@15 X>AL-POL@15"},

    /* by hand */
    {"released", INJECT("X", POL, ON_HAND), {{{5, DO("release", "X", "")}, 0}, {{1, SET_HAND}, 0}},
        "X>AL-POL@5"},
    {"released though unreachable", INJECT("X", POL, WHEN("{'milestone': 'lost'}")),
        {{{6, DO("release", "X", "")}, 0}}, "X:unreachable@0 X>AL-POL@6"},
    {"skipped", INJECT("X", POL, ON_HAND), {{{5, DO("skip", "X", "")}, 0}, {{1, SET_HAND}, 0}},
        "X:skipped@0"},
    {"held", INJECT("X", POL, ON_HAND), {{{5, DO("hold", "X", "")}, 0}, {{1, SET_HAND}, 0}},
        "X:held@0"},
    {"given a time", INJECT("X", POL, ON_HAND),
        {{{5, DO("reschedule", "X", ", 'due_ms': 1200000")}, 0}, {{1, SET_HAND}, 0}},
        "X:rescheduled@20 X>AL-POL@20"},
    {"held once it was planned", INJECT("X", POL, ON_HAND DELAY("300000")),
        {{{5, SET_HAND}, 0}, {{1, DO("hold", "X", "")}, 0}}, "X:triggered@10 X:held@10"},
    {"another condition", INJECT("X", POL, ON_HAND),
        {{{3, EDIT("X", ON_TEN)}, 0}, {{1, SET_HAND}, 0}}, "X:edited@0 X:triggered@10 X>AL-POL@10"},
    {"another condition that holds already", INJECT("X", POL, WHEN("{'switched_on': 'press'}")),
        {{{12, EDIT("X", ON_TEN)}, 0}}, "X:edited@0 X:triggered@10 X>AL-POL@12"},
    {"another condition while it is planned", INJECT("X", POL, ON_HAND DELAY("300000")),
        {{{3, SET_HAND}, 0}, {{1, EDIT("X", ON_TEN DELAY("60000"))}, 0}},
        "X:triggered@8 X:edited@0 X:triggered@11 X>AL-POL@11"},
    {"the same condition has no second say", INJECT("X", POL, ON_HAND DELAY("300000")),
        {{{3, SET_HAND}, 0}, {{1, EDIT("X", ON_HAND DELAY("60000"))}, 0}},
        "X:triggered@8 X:edited@8 X>AL-POL@8"},
    {"another delay", INJECT("X", POL, ON_HAND DELAY("300000")),
        {{{3, EDIT("X", ON_HAND DELAY("60000"))}, 0}, {{1, SET_HAND}, 0}},
        "X:edited@0 X:triggered@5 X>AL-POL@5"},
    {"no condition any more", INJECT("X", POL, ON_HAND AT("1200000")), {{{3, EDIT("X", "")}, 0}},
        "X:edited@20 X>AL-POL@20"},
    {"a condition after all", INJECT("X", POL, AT("1200000")), {{{3, EDIT("X", ON_HAND)}, 0}},
        "X:edited@20"},
    {"taken away and given back", INJECT("X", POL, ON_HAND AT("1200000")),
        {{{3, EDIT("X", "")}, 0}, {{1, EDIT("X", ON_HAND)}, 0}, {{21, SET_HAND}, 0}},
        "X:edited@20 X:edited@20 X:triggered@25 X>AL-POL@25"},
    {"added", "", {{{3, ADD(ON_HAND)}, 0}, {{1, SET_HAND}, 0}},
        "Y:added@0 Y:triggered@4 Y>AL-POL@4"},
    {"a condition on what is not there", INJECT("X", POL, ON_HAND),
        {{{3, EDIT("X", WHEN("{'milestone': 'no'}"))}, INVALID},
            {{0, ADD(WHEN("{'switched_on': 'no'}"))}, INVALID}, {{0, ADD(", 'when': {}")}, INVALID},
            {{0, ADD(AT("1200000") ", 'group': 'no'")}, NOT_FOUND}},
        ""},
    {"what is not there", "",
        {{{1, CONTROL("{'set_milestone': {'milestone_id': 'no'}}")}, NOT_FOUND},
            {{0, CONTROL("{'turn_switch': {'switch_id': 'no', 'on': true}}")}, NOT_FOUND}},
        ""},

    /* alternatives */
    {"the first that is due",
        INJECT("X", POL, RAID AT("600000")) INJECT("Y", POL, RAID AT("300000")), {{{0}, 0}},
        "Y>AL-POL@5 X:superseded@10"},
    {"the scenario's order",
        INJECT("X", POL, RAID AT("300000")) INJECT("Y", POL, RAID AT("300000")), {{{0}, 0}},
        "X>AL-POL@5 Y:superseded@5"},
    {"only teams that have none",
        INJECT("X", POL, RAID AT("300000")) INJECT("Y", BOTH, RAID AT("600000")), {{{0}, 0}},
        "X>AL-POL@5 Y>AL-NGO@10"},
    {"one that waits", INJECT("X", POL, RAID AT("300000")) INJECT("Y", POL, RAID ON_HAND),
        {{{6, SET_HAND}, 0}}, "X>AL-POL@5 Y:superseded@0"},
    {"released by hand", INJECT("X", BOTH, RAID AT("600000")) INJECT("Y", POL, RAID AT("1200000")),
        {{{1, DO("release", "Y", "")}, 0}}, "Y>AL-POL@1 X>AL-NGO@10"},
    {"nobody is left", INJECT("X", POL, RAID AT("300000")) INJECT("Y", POL, RAID AT("600000")),
        {{{6, DO("release", "Y", "")}, WRONG_STATE},
            {{0, DO("release", "Y", ", 'anyway': true")}, 0}},
        "X>AL-POL@5 Y:superseded@10 Y>AL-POL@6"},
    {"added to them", INJECT("X", POL, RAID AT("300000")),
        {{{6, CONTROL("{'add_inject': {'release_now': true, 'inject': {'to': ['AL-POL'], "
                      "'channel': 'email', 'title': {'value': 't'}, 'body': {'value': 'b'}, "
                      "'group': 'raid'}}}")},
            WRONG_STATE}},
        "X>AL-POL@5"},
    {"a controller chooses",
        INJECT("X", POL, LEAK AT("300000")) INJECT("Y", POL, LEAK AT("600000"))
            INJECT("Z", POL, LEAK ON_HAND),
        {{{6, DO("release", "Y", "")}, 0}, {{1, SET_HAND}, 0}},
        "X:choice@5 Y:choice@10 Z:choice@0 Y>AL-POL@6 X:superseded@5 Z:superseded@0"},
    {"others of them remain for others",
        INJECT("X", POL, LEAK AT("300000")) INJECT("Y", BOTH, LEAK AT("600000")),
        {{{6, DO("release", "X", "")}, 0}, {{1, DO("release", "Y", "")}, 0}},
        "X:choice@5 Y:choice@10 X>AL-POL@6 Y>AL-NGO@7"},

    /* canned replies */
    {"a canned reply sets a milestone", INJECT("X", POL, ON_HAND), {{{3, BY_REPLY}, 0}},
        "X:triggered@3 X>AL-POL@3"},
};

static void write_line(struct small *small, struct buf *out, uint64_t seq)
{
	const Convene__V1__Event *event = world_event(&small->world, seq);
	if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_REVISED) {
		const Convene__V1__InjectRevised *body = event->inject_revised;
		if (*body->inject_id == 'W') {
			return;
		}
		const char *change = protobuf_c_enum_descriptor_get_value(
		    &convene__v1__inject_change__descriptor, (int)body->change)
		                         ->name;
		buf_printf(out, "%s%s:", out->len > 0 ? " " : "", body->inject_id);
		for (change += strlen("INJECT_CHANGE_"); *change != '\0'; change++) {
			buf_append_byte(out, (uint8_t)(*change | 0x20));
		}
		buf_printf(out, "@%d", (int)(body->due_ms / 60000));
	} else if (event->body_case == CONVENE__V1__EVENT__BODY_INJECT_DELIVERED) {
		const Convene__V1__InjectDelivered *body = event->inject_delivered;
		if (*body->inject_id == 'W') {
			return;
		}
		buf_printf(out, "%s%s>", out->len > 0 ? " " : "", body->inject_id);
		for (size_t i = 0; i < body->n_to; i++) {
			buf_printf(out, "%s%s", i > 0 ? "," : "", body->to[i]);
		}
		buf_printf(out, "@%d", (int)(event->exercise_ms / 60000));
	}
}

static void play_row(const struct row *row)
{
	struct small *small = condition_world("'all': [{'switched_on': 'strike'}]", row->injects);
	struct buf log = {.len = 0};
	for (size_t i = 0; i < sizeof row->acts / sizeof row->acts[0]; i++) {
		Convene__V1__ErrorCode code = condition_act(small, &row->acts[i].act);
		if (code != row->acts[i].code) {
			fail_msg("%s: act %zu: %d, not %d: %s", row->name, i, (int)code,
			    (int)row->acts[i].code, small->world.last.message);
		}
	}
	world_wait(&small->world, 3600000);
	for (uint64_t seq = 1; seq <= small->world.count; seq++) {
		write_line(small, &log, seq);
	}
	buf_append_byte(&log, 0);
	if (strcmp((const char *)log.data, row->log) != 0) {
		fail_msg("%s: came\n  %s\ninstead of\n  %s", row->name, (const char *)log.data,
		    row->log);
	}
	buf_deinit(&log);
	condition_world_free(small);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		print_message("%s\n", rows[i].name);
		play_row(&rows[i]);
	}
}

/* --- what is asked --- */

static const struct {
	const char *who, *milestone, *inject;
	Convene__V1__ErrorCode code;
	size_t conditions;
} queries[] = {
    {"controller", "", "", 0, 5}, /* four milestones and C */
    {"organiser", "tried", "", 0, 1},
    {"simulator", "", "C", 0, 1},
    {"evaluator", "ten", "C", 0, 2},
    {"controller", "no", "", NOT_FOUND, 0},
    {"controller", "", "W1", NOT_FOUND, 0},
    {"police", "", "", CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED, 0},
    {"observer", "", "C", CONVENE__V1__ERROR_CODE__ERROR_CODE_NOT_PERMITTED, 0},
};

static void test_queries(void **state)
{
	(void)state;
	struct small *small = condition_world(NULL, "");
	for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
		Convene__V1__ConditionsQuery conditions = CONVENE__V1__CONDITIONS_QUERY__INIT;
		Convene__V1__Query query = CONVENE__V1__QUERY__INIT;
		struct request request = {.participant_id = steps_person(small, queries[i].who),
		    .wall_ms = small->world.wall_ms};
		struct decision decision;
		struct answer answer;
		conditions.milestone_id = (char *)queries[i].milestone;
		conditions.inject_id = (char *)queries[i].inject;
		query.body_case = CONVENE__V1__QUERY__BODY_CONDITIONS;
		query.conditions = &conditions;
		arena_reset(small->world.arena);
		decision_init(&decision, small->world.arena, 1);
		exercise_answer(small->world.exercise, &request, &query, &decision, &answer);
		assert_int_equal(
		    decision.refusal != NULL ? decision.refusal->code : 0, queries[i].code);
		if (queries[i].code == 0) {
			assert_int_equal(answer.conditions->n_conditions, queries[i].conditions);
		}
	}
	condition_world_free(small);
}

/* --- what a controller may not write --- */

static const struct {
	const char *when; /* of an inject that is added */
	const char *says;
} mistakes[] = {
    {"", "give it 1 to"},
    {"'none': [{'message': {}}]", "waits for nothing"},
    {"'all': [{}]", "nothing that happens"},
    {"'all': [{'milestone': 'no'}]", "no milestone \"no\""},
    {"'all': [{'switched_on': 'no'}]", "no switch \"no\""},
    {"'all': [{'inject': {'id': 'no', 'is': 'read'}}]", "no inject \"no\""},
    {"'all': [{'inject': {'id': 'X', 'is': 'read', 'by': ['no']}}]", "no team or country \"no\""},
    {"'all': [{'message': {'from': ['no']}}]", "no team, country or entity \"no\""},
    {"'all': [{'message': {'person': 'no'}}]", "no person \"no\""},
    {"'all': [{'request': {'instrument': 'no'}}]", "no instrument \"no\""},
    {"'all': [{'case_state': {'track': 'no', 'state': 'signal'}}]", "no track \"no\""},
    {"'all': [{'case_state': {'track': 'protection', 'state': 'no'}}]", "no state \"no\""},
    {"'all': [{'case_state': {'flag': 'no'}}]", "no flag \"no\""},
    {"'all': [{'case_state': {'form': 'no'}}]", "no form \"no\""},
    {"'all': [{'case_state': {}}]", "names one of these"},
    {"'all': [{'answer': {'questionnaire': 'no', 'question': 'lead'}}]", "no questionnaire \"no\""},
    {"'all': [{'answer': {'questionnaire': 'picture', 'question': 'no'}}]", "no question \"no\""},
    {"'all': [{'answer': {'questionnaire': 'picture', 'question': 'lead', 'choices': ['no']}}]",
        "no choice \"no\""},
    {"'all': [{'disclosure': {'fields': ['no']}}]", "no field \"no\""},
    {"'all': [{'disclosure': {'with_consent': true, 'without_consent': true}}]", "choose one"},
    {"'all': [{'decision': {'inject': 'no'}}]", "no inject \"no\""},
    {"'all': [{'time': {'since': {'inject': 'no'}}}]", "no inject \"no\""},
    {"'all': [{'time': {'since': {}}}]", "to count from"},
    {"'all': [{'time': {'at_ms': 1, 'since': {'inject': 'X'}}}]", "do not go together"},
    {"'all': [{'time': {'delay_ms': 1}}]", "needs `since`"},
    {"'all': [{'message': {}, 'window': {'within_ms': 1}}]", "need `of`"},
    {"'all': [{'message': {}, 'window': {'of': {'milestone': 'no'}}}]", "no milestone \"no\""},
    {"'all': [{'message': {}, 'window': {'of': {'inject': 'X'}, 'within_ms': 1, 'ahead_ms': 1}}]",
        "do not go together"},
    {"'all': [{'message': {}, 'window': {'after_ms': 2, 'before_ms': 1}}]", "ends before"},
    {"'all': [{'message': {}, 'window': {'after_ms': -1}}]", "out of range"},
};

static void test_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct world world;
		struct buf json = {.len = 0};
		world_init(&world, 1);
		buf_printf(&json,
		    "{'id': 'x', 'teams': [{'id': 'AL-POL'}], 'countries': ["
		    "{'id': 'AL'}, {'id': 'BR'}], %s, 'injects': [{'id': 'X', "
		    "'to': ['AL-POL']}]}",
		    world_library);
		buf_append_byte(&json, 0);
		world_create(&world, (const char *)json.data);
		uint64_t controller = world_join(&world, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
		world_do(&world, controller,
		    "{'add_inject': {'inject': {'id': 'Y', 'to': ['AL-POL'], 'channel': 'email', "
		    "'title': {'value': 't'}, 'body': {'value': 'b'}, 'when': {%s}}}}",
		    mistakes[i].when);
		if (world.last.code != INVALID ||
		    strstr(world.last.message, mistakes[i].says) == NULL) {
			fail_msg("%s: \"%s\" does not say \"%s\"", mistakes[i].when,
			    world.last.message, mistakes[i].says);
		}
		buf_deinit(&json);
		world_deinit(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_queries), cmocka_unit_test(test_mistakes)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
