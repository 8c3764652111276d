/*
 * Every instrument that is shipped, with every urgency: sent as it ought to be, nothing is said;
 * with any one thing missing or wrong, just that is warned of, and flagged when it is sent anyway.
 * `test_instruments FOLDER`, the folder of scenarios/common.
 */
#include "server/scenario/scenario_load.h"
#include "tests/sim/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WARNED    CONVENE__V1__ERROR_CODE__ERROR_CODE_WARNED
#define AGENCIES  CONVENE__V1__AGENCY__AGENCY_MUNICIPALITY
#define COUNTRIES 3
#define FIELDS    64

/* AL and BR accept every instrument, CR none; each has a team of each agency, "AL-1". */
static const char *const countries[COUNTRIES] = {"AL", "BR", "CR"};

static const char *folder;

struct field {
	struct world world;
	Convene__V1__Scenario *scenario; /* borrowed: the arena's */
	struct arena *arena;             /* owned */
	uint64_t people[AGENCIES + 1];   /* one in each team of AL */
	uint64_t cases[AGENCIES + 1];    /* that team's */
	size_t sent, broken;
};

/* What is sent, in a form that is easily broken. */
struct sending {
	const Convene__V1__Instrument *instrument;
	const Convene__V1__Urgency *urgency;
	int from;        /* agency, of AL */
	char to[22][16]; /* Team.id */
	size_t receivers;
	Convene__V1__Channel channel;
	const char *without; /* id of what is missing; NULL: nothing is */
};

/* --- the exercise --- */

static void *make(struct arena *arena, const ProtobufCMessageDescriptor *descriptor)
{
	void *message = arena_alloc(arena, descriptor->sizeof_message);
	protobuf_c_message_init(descriptor, message);
	return message;
}

static char *team_id(struct arena *arena, const char *country, int agency)
{
	char line[16];
	snprintf(line, sizeof line, "%s-%d", country, agency);
	return arena_text(arena, line, strlen(line));
}

static void add_country(struct field *field, int number)
{
	struct arena *arena = field->arena;
	Convene__V1__Scenario *scenario = field->scenario;
	Convene__V1__Country *country = make(arena, &convene__v1__country__descriptor);
	country->id = (char *)countries[number];
	country->accepted_instruments =
	    arena_array(arena, scenario->n_instruments + 1, sizeof(char *));
	for (size_t i = 0; number < 2 && i < scenario->n_instruments; i++) {
		country->accepted_instruments[country->n_accepted_instruments++] =
		    scenario->instruments[i]->id;
	}
	scenario->countries[scenario->n_countries++] = country;
	for (int agency = 1; agency <= (int)AGENCIES; agency++) {
		Convene__V1__Team *team = make(arena, &convene__v1__team__descriptor);
		team->id = team_id(arena, countries[number], agency);
		team->country = country->id;
		team->agency = (Convene__V1__Agency)agency;
		scenario->teams[scenario->n_teams++] = team;
	}
}

/* Of the library only what requests are about. */
static void load(struct field *field)
{
	static struct diagnostics diagnostics;
	struct scenario_source source = {0};
	field->arena = arena_new(SCENARIO_ARENA_BYTES);
	diagnostics_init(&diagnostics, field->arena);
	if (!scenario_load_library(folder, field->arena, &diagnostics, &source)) {
		char line[700] = "it cannot be read";
		if (diagnostics_kept(&diagnostics) > 0) {
			diagnostic_format(&diagnostics.list[0], line, sizeof line);
		}
		fail_msg("%s", line);
	}
	Convene__V1__Scenario *scenario = make(field->arena, &convene__v1__scenario__descriptor);
	scenario->id = (char *)"instruments";
	scenario->language = (char *)"en";
	scenario->flags = source.scenario->flags;
	scenario->n_flags = source.scenario->n_flags;
	scenario->engine_flags = source.scenario->engine_flags;
	scenario->channel_rules = source.scenario->channel_rules;
	scenario->n_channel_rules = source.scenario->n_channel_rules;
	scenario->instruments = source.scenario->instruments;
	scenario->n_instruments = source.scenario->n_instruments;
	scenario->countries = arena_array(field->arena, COUNTRIES, sizeof(void *));
	scenario->teams = arena_array(field->arena, COUNTRIES * AGENCIES, sizeof(void *));
	field->scenario = scenario;
	for (int i = 0; i < COUNTRIES; i++) {
		add_country(field, i);
	}
}

static void begin(struct field *field)
{
	struct world *world = &field->world;
	struct decision decision;
	world_init(world, 1);
	struct creation creation = {
	    .wall_ms = world->wall_ms, .exercise_id = "test", .scenario = field->scenario};
	decision_init(&decision, world->arena, 1);
	exercise_decide_create(world->exercise, &creation, &decision);
	if (decision.refusal != NULL) {
		fail_msg("%s", decision.refusal->message);
	}
	world_take(world, &decision);
	uint64_t controller = world_join(world, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	assert_int_equal(world_do(world, controller, "{'start_exercise': {}}"), 0);
	for (int agency = 1; agency <= (int)AGENCIES; agency++) {
		char team[16];
		snprintf(team, sizeof team, "AL-%d", agency);
		field->people[agency] = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, team);
		assert_int_equal(world_do(world, field->people[agency],
		                     "{'open_case': {'reference': 'W%d'}}", agency),
		    0);
		field->cases[agency] = world->last.made;
	}
	world_wait(world, 12345); /* so that limits do not count from 0 */
}

/* --- what is sent --- */

static bool has(const Convene__V1__Agency *list, size_t count, int agency)
{
	for (size_t i = 0; i < count; i++) {
		if ((int)list[i] == agency) {
			return true;
		}
	}
	return false;
}

/* Some agency that is (or is not) in the list and is not `other`; 0: none. */
static int pick(const Convene__V1__Agency *list, size_t count, bool in, int other)
{
	for (int agency = 1; agency <= (int)AGENCIES; agency++) {
		if (agency != other && (in ? count == 0 || has(list, count, agency)
		                           : count > 0 && !has(list, count, agency))) {
			return agency;
		}
	}
	return 0;
}

static void receiver(struct sending *sending, const char *country, int agency)
{
	snprintf(sending->to[sending->receivers], sizeof sending->to[0], "%s-%d", country, agency);
	sending->receivers++;
}

/* As it ought to be. */
static struct sending good(
    const Convene__V1__Instrument *instrument, const Convene__V1__Urgency *urgency)
{
	struct sending sending = {.instrument = instrument, .urgency = urgency};
	bool crossed = instrument->border == CONVENE__V1__BORDER__BORDER_CROSSED;
	const char *country = crossed ? "BR" : "AL";
	/* who has to be told is no good sender for this: nobody would be left out */
	for (int agency = 1; agency <= (int)AGENCIES && sending.from == 0; agency++) {
		bool may = instrument->n_from_agencies == 0 ||
		           has(instrument->from_agencies, instrument->n_from_agencies, agency);
		if (may && !has(instrument->all_agencies, instrument->n_all_agencies, agency)) {
			sending.from = agency;
		}
	}
	assert_int_not_equal(sending.from, 0);
	for (size_t i = 0; i < instrument->n_all_agencies; i++) {
		receiver(&sending, country, (int)instrument->all_agencies[i]);
	}
	if (sending.receivers == 0) {
		receiver(&sending, country,
		    pick(instrument->to_agencies, instrument->n_to_agencies, true,
		        crossed ? 0 : sending.from));
	}
	sending.channel = instrument->n_channels > 0 ? instrument->channels[0]
	                                             : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	return sending;
}

static bool is_missing(const struct sending *sending, const char *what)
{
	return sending->without != NULL && strcmp(sending->without, what) == 0;
}

static Convene__V1__ErrorCode send(struct field *field, const struct sending *sending, bool anyway)
{
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;
	Convene__V1__SendRequest body = CONVENE__V1__SEND_REQUEST__INIT;
	Convene__V1__RequestContent content = CONVENE__V1__REQUEST_CONTENT__INIT;
	Convene__V1__Party parties[22], *also_to[22];
	Convene__V1__RequestValue values[FIELDS], *given[FIELDS];
	const Convene__V1__Instrument *instrument = sending->instrument;
	for (size_t i = 0; i < sending->receivers; i++) {
		convene__v1__party__init(&parties[i]);
		parties[i].kind_case = CONVENE__V1__PARTY__KIND_TEAM_ID;
		parties[i].team_id = (char *)sending->to[i];
		also_to[i] = &parties[i];
	}
	for (size_t i = 0; i < instrument->n_fields; i++) {
		const Convene__V1__RequestField *declared = instrument->fields[i];
		if (!declared->optional && !is_missing(sending, declared->id)) {
			Convene__V1__RequestValue *value = &values[content.n_values];
			convene__v1__request_value__init(value);
			value->field = declared->id;
			value->value = (char *)"stated";
			given[content.n_values++] = value;
		}
	}
	content.values = given;
	content.instrument = instrument->id;
	content.urgency = sending->urgency->id;
	content.to = &parties[0];
	content.channel = sending->channel;
	content.purpose = (char *)(is_missing(sending, "purpose") ? "" : "p");
	content.legal_basis = (char *)(is_missing(sending, "legal_basis") ? "" : "l");
	content.case_ids = &field->cases[sending->from];
	content.n_case_ids = !is_missing(sending, "case");
	body.content = &content;
	body.anyway = anyway;
	body.also_to = also_to + 1;
	body.n_also_to = sending->receivers - 1;
	command.body_case = CONVENE__V1__COMMAND__BODY_SEND_REQUEST;
	command.send_request = &body;
	arena_reset(field->world.arena);
	return world_command(&field->world, field->people[sending->from], &command);
}

/* --- what comes of it --- */

static void check_sent(const struct sending *sending, const Convene__V1__Event *event)
{
	const Convene__V1__RequestSent *sent = event->request_sent;
	const Convene__V1__Urgency *urgency = sending->urgency;
	assert_true(event->story_ms > 0);
	assert_int_equal(sent->acknowledge_by_story_ms,
	    urgency->acknowledge_story_ms > 0 ? event->story_ms + urgency->acknowledge_story_ms
	                                      : 0);
	assert_int_equal(sent->answer_by_story_ms,
	    urgency->answer_story_ms > 0 ? event->story_ms + urgency->answer_story_ms : 0);
}

/* Each receiver has one request; `flag` was raised at least once (NULL: nothing was). */
static void check_events(struct field *field, const struct sending *sending, const char *flag)
{
	struct world *world = &field->world;
	size_t sent = 0, flagged = 0;
	for (uint64_t nth = 0; nth < world->last.count; nth++) {
		uint64_t seq = world->last.first_seq + nth;
		const Convene__V1__Event *event = world_event(world, seq);
		if (event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_SENT) {
			check_sent(sending, event);
			sent++;
		} else if (event->body_case == CONVENE__V1__EVENT__BODY_REQUEST_ASSESSED) {
			const Convene__V1__RequestAssessed *assessed = event->request_assessed;
			assert_int_equal(assessed->n_missing, sending->without != NULL);
			assert_int_equal(assessed->complete, sending->without == NULL);
			if (sending->without != NULL) {
				assert_string_equal(assessed->missing[0], sending->without);
			}
		} else {
			assert_int_equal(event->body_case, CONVENE__V1__EVENT__BODY_CASE_FLAGGED);
			assert_non_null(flag);
			assert_string_equal(event->case_flagged->flag, flag);
			flagged++;
		}
	}
	assert_int_equal(sent, sending->receivers);
	assert_int_equal(flagged > 0, flag != NULL);
	world_forget(world);
}

static void check_good(struct field *field, const struct sending *sending)
{
	if (send(field, sending, false) != 0) {
		fail_msg("%s, %s: %s", sending->instrument->id, sending->urgency->id,
		    field->world.last.message);
	}
	check_events(field, sending, NULL);
	field->sent++;
}

static void check_broken(
    struct field *field, const struct sending *sending, const char *what, const char *flag)
{
	assert_true(flag != NULL && *flag != '\0');
	if (send(field, sending, false) != WARNED) {
		fail_msg("%s, %s: nobody was warned of %s", sending->instrument->id,
		    sending->urgency->id, what);
	}
	assert_int_equal(send(field, sending, true), 0);
	check_events(field, sending, flag);
	field->broken++;
}

/* --- breaking one thing --- */

/* Of a team's id. */
static int agency_of(const char *id)
{
	return (int)strtol(id + 3, NULL, 10);
}

static void break_missing(struct field *field, const struct sending *whole)
{
	const Convene__V1__Instrument *instrument = whole->instrument;
	const char *flag = field->scenario->engine_flags->incomplete_request;
	struct sending sending = *whole;
	const char *always[] = {"purpose", "legal_basis", instrument->needs_case ? "case" : NULL};
	for (size_t i = 0; i < 3; i++) {
		sending.without = always[i];
		if (always[i] != NULL) {
			check_broken(field, &sending, always[i], flag);
		}
	}
	for (size_t i = 0; i < instrument->n_fields; i++) {
		sending.without = instrument->fields[i]->id;
		if (!instrument->fields[i]->optional) {
			check_broken(field, &sending, sending.without, flag);
		}
	}
}

static void break_channel(struct field *field, const struct sending *whole)
{
	const Convene__V1__Instrument *instrument = whole->instrument;
	struct sending sending = *whole;
	for (int channel = 1; channel <= (int)CONVENE__V1__CHANNEL__CHANNEL_PLENARY; channel++) {
		bool listed = instrument->n_channels == 0;
		for (size_t i = 0; i < instrument->n_channels; i++) {
			listed |= (int)instrument->channels[i] == channel;
		}
		sending.channel = (Convene__V1__Channel)channel;
		if (!listed) {
			check_broken(field, &sending, "the channel",
			    field->scenario->engine_flags->wrong_channel);
		}
	}
}

static void break_ends(struct field *field, const struct sending *whole)
{
	const Convene__V1__Instrument *instrument = whole->instrument;
	const char *flag = field->scenario->engine_flags->wrong_instrument;
	struct sending sending = *whole;
	int to = agency_of(whole->to[0]);
	sending.from = pick(instrument->from_agencies, instrument->n_from_agencies, false, to);
	if (sending.from != 0) {
		check_broken(field, &sending, "the sender's agency", flag);
	}
	sending = *whole;
	int wrong = pick(instrument->to_agencies, instrument->n_to_agencies, false, whole->from);
	if (wrong != 0) {
		snprintf(sending.to[0], sizeof sending.to[0], "%.2s-%d", whole->to[0], wrong);
		check_broken(field, &sending, "the receiver's agency", flag);
	}
}

static void break_border(struct field *field, const struct sending *whole)
{
	const Convene__V1__Instrument *instrument = whole->instrument;
	const char *flag = field->scenario->engine_flags->wrong_instrument;
	struct sending sending = *whole;
	int to = agency_of(whole->to[0]);
	if (instrument->border == CONVENE__V1__BORDER__BORDER_CROSSED) {
		int other =
		    pick(instrument->to_agencies, instrument->n_to_agencies, true, whole->from);
		snprintf(sending.to[0], sizeof sending.to[0], "AL-%d", other);
		if (other != 0) {
			check_broken(field, &sending, "the border", flag);
		}
	} else if (instrument->border == CONVENE__V1__BORDER__BORDER_DOMESTIC &&
	           whole->receivers == 1) {
		snprintf(sending.to[0], sizeof sending.to[0], "BR-%d", to);
		check_broken(field, &sending, "the border", flag);
	} else if (instrument->border == CONVENE__V1__BORDER__BORDER_DOMESTIC) {
		/* besides those who have to be told, somebody abroad */
		receiver(&sending, "BR", to);
		check_broken(field, &sending, "the border", flag);
	}
	if (instrument->needs_acceptance) {
		sending = *whole;
		snprintf(sending.to[0], sizeof sending.to[0], "CR-%d", to);
		check_broken(field, &sending, "acceptance", flag);
	}
}

static void break_notification(struct field *field, const struct sending *whole)
{
	for (size_t i = 0; whole->receivers > 1 && i < whole->receivers; i++) {
		struct sending sending = *whole;
		memmove(sending.to[i], sending.to[i + 1],
		    (whole->receivers - i - 1) * sizeof sending.to[0]);
		sending.receivers--;
		check_broken(field, &sending, whole->to[i],
		    field->scenario->engine_flags->incomplete_notification);
	}
}

static void test_every_instrument(void **state)
{
	(void)state;
	struct field field = {.sent = 0};
	size_t urgencies = 0;
	load(&field);
	begin(&field);
	assert_true(field.scenario->n_instruments > 0);
	for (size_t i = 0; i < field.scenario->n_instruments; i++) {
		const Convene__V1__Instrument *instrument = field.scenario->instruments[i];
		assert_true(instrument->n_urgencies > 0 && instrument->n_fields < FIELDS);
		for (size_t j = 0; j < instrument->n_urgencies; j++, urgencies++) {
			struct sending sending = good(instrument, instrument->urgencies[j]);
			check_good(&field, &sending);
			break_missing(&field, &sending);
			break_channel(&field, &sending);
			break_ends(&field, &sending);
			break_border(&field, &sending);
			break_notification(&field, &sending);
		}
	}
	print_message("%zu instruments, %zu urgencies: %zu sent as they ought to be, %zu broken\n",
	    field.scenario->n_instruments, urgencies, field.sent, field.broken);
	assert_int_equal(field.sent, urgencies);
	world_check_replay(&field.world);
	world_deinit(&field.world);
	arena_free(field.arena);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_instrument)};
	if (argc != 2) {
		fprintf(stderr, "usage: test_instruments FOLDER\n");
		return 2;
	}
	folder = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
