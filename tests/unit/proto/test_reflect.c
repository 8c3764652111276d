#include "proto/reflect.h"

#include "convene/v1/case.pb-c.h"
#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"
#include "convene/v1/scenario.pb-c.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_names(void **state)
{
	const ProtobufCMessageDescriptor *inject = &convene__v1__inject__descriptor;
	char name[40];

	(void)state;
	reflect_json_name("planned_ms", name);
	assert_string_equal(name, "plannedMs");
	reflect_json_name("to", name);
	assert_string_equal(name, "to");
	reflect_json_name("sha256_of_it", name);
	assert_string_equal(name, "sha256OfIt");
	assert_int_equal(reflect_field(inject, "planned_ms", 10)->id, 2);
	assert_int_equal(reflect_field(inject, "plannedMs", 9)->id, 2);
	assert_null(reflect_field(inject, "plannedms", 9));
	assert_null(reflect_field(inject, "planned_m", 9));
	assert_null(reflect_field(inject, "plannedM", 8));
	assert_null(reflect_field(inject, "", 0));
}

static void test_enums(void **state)
{
	const ProtobufCEnumDescriptor *mode = &convene__v1__inject_mode__descriptor;
	const ProtobufCEnumDescriptor *agency = &convene__v1__agency__descriptor;
	const ProtobufCEnumValue *value = reflect_enum_value(mode, "on_release", 10);
	char name[40];

	(void)state;
	assert_non_null(value);
	assert_int_equal(value->value, 2);
	assert_ptr_equal(reflect_enum_value(mode, "On-Release", 10), value);
	assert_ptr_equal(reflect_enum_value(mode, "INJECT_MODE_ON_RELEASE", 22), value);
	assert_null(reflect_enum_value(mode, "release", 7));
	assert_null(reflect_enum_value(mode, "", 0));
	reflect_enum_short(mode, value, name, sizeof(name));
	assert_string_equal(name, "on_release");
	reflect_enum_short(mode, value, name, 4);
	assert_string_equal(name, "on_");
	for (unsigned i = 0; i < agency->n_values; i++) {
		reflect_enum_short(agency, &agency->values[i], name, sizeof(name));
		assert_ptr_equal(
		    reflect_enum_value(agency, name, strlen(name)), &agency->values[i]);
	}
}

static void test_words(void **state)
{
	char all[200], few[12];

	(void)state;
	assert_string_equal(REFLECT_WORD(channel, 6), "focal point");
	assert_string_equal(REFLECT_WORD(channel, 0), "?");
	/* a later version's */
	assert_string_equal(REFLECT_WORD(channel, 1000), "1000");
	assert_string_equal(REFLECT_WORD(channel, -3), "-3");
	assert_string_equal(reflect_choices(&convene__v1__channel__descriptor, all, sizeof(all)),
	    "phone, email, secure-police, judicial, fiu, focal-point, database, media, live or "
	    "plenary");
	assert_string_equal(
	    reflect_choices(&convene__v1__channel__descriptor, few, sizeof(few)), "phone, emai");
}

static void test_says(void **state)
{
	Convene__V1__Guard guard = CONVENE__V1__GUARD__INIT;

	(void)state;
	guard.rule_case = CONVENE__V1__GUARD__RULE_CONSENT;
	assert_false(reflect_says(&guard.base, guard.rule_case));
	guard.consent = true;
	assert_true(reflect_says(&guard.base, guard.rule_case));
	guard.rule_case = CONVENE__V1__GUARD__RULE_AT_MOST;
	guard.at_most = 0;
	assert_true(reflect_says(&guard.base, guard.rule_case));
	assert_false(reflect_says(&guard.base, 0));
	assert_false(reflect_says(&guard.base, 1000));
}

static void test_set(void **state)
{
	Convene__V1__Inject inject = CONVENE__V1__INJECT__INIT;
	const ProtobufCMessageDescriptor *descriptor = inject.base.descriptor;

	(void)state;
	for (unsigned i = 0; i < descriptor->n_fields; i++) {
		assert_false(reflect_is_set(&inject.base, &descriptor->fields[i]));
	}
	inject.planned_ms = 1;
	assert_true(reflect_is_set(&inject.base, reflect_field(descriptor, "planned_ms", 10)));
}

static void test_parse_ms(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
	    {"0", 0},
	    {"00", 0},
	    {"T+0", 0},
	    {"250ms", 250},
	    {"90s", 90000},
	    {"15m", 900000},
	    {"15min", 900000},
	    {"24h", 86400000},
	    {"2d", 172800000},
	    {"1:30", 5400000},
	    {"1:30:05", 5405000},
	    {"T+1:30:00", 5400000},
	    {"T+100:00:00", 360000000},
	    {"t+0:00:00.5", 500},
	    {"T+0:00:00.250", 250},
	    {"T+15m", 900000},
	    {"T-0:05:00", -300000},
	    {"9223372036854775807ms", INT64_MAX},
	};
	static const char *const bad[] = {"", "T+", "T+90", "1", "90", "1500",
	    "9223372036854775807", "-5", "1:5", "1:60", "1:30:60", "1:30:5", "90 s", "s", "90x",
	    "1.5h", "1:30:00.", "1:30:00.1234", "1:30.5", "T1:30", "9223372036854775808",
	    "999999999999999999d", "1:30:00x", "0x10", ":30", "1:-3"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		int64_t ms = -1;

		if (!reflect_parse_ms(good[i].text, strlen(good[i].text), &ms) ||
		    ms != good[i].ms) {
			fail_msg("'%s' gave %lld", good[i].text, (long long)ms);
		}
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t ms = 77;

		if (reflect_parse_ms(bad[i], strlen(bad[i]), &ms) || ms != 77) {
			fail_msg("'%s' gave %lld", bad[i], (long long)ms);
		}
	}
}

static void test_format_ms(void **state)
{
	static const int64_t values[] = {0, 1, 250, 999, 1000, 59999, 60000, 5400000, 86399999,
	    -300000, -1, INT64_MAX, INT64_MIN + 1};
	char text[40];

	(void)state;
	reflect_format_ms(5400000, text, sizeof(text));
	assert_string_equal(text, "T+1:30:00");
	reflect_format_ms(250, text, sizeof(text));
	assert_string_equal(text, "T+0:00:00.250");
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		int64_t ms = 0;

		reflect_format_ms(values[i], text, sizeof(text));
		assert_true(reflect_parse_ms(text, strlen(text), &ms));
		assert_true(ms == values[i]);
	}
	reflect_format_ms(INT64_MIN, text, sizeof(text));
	assert_int_equal(text[1], '-');
}

static void test_texts(void **state)
{
	char first[] = "a", second[] = "b", *cases[] = {first, second};
	Convene__V1__Text title = CONVENE__V1__TEXT__INIT;
	Convene__V1__Party to = CONVENE__V1__PARTY__INIT;
	Convene__V1__Inject inject = CONVENE__V1__INJECT__INIT;

	(void)state;
	assert_true(reflect_has_its_texts(&inject.base));
	inject.title = &title;
	inject.to = cases;
	inject.n_to = 2;
	assert_true(reflect_has_its_texts(&inject.base));
	inject.id = NULL;
	assert_false(reflect_has_its_texts(&inject.base));
	inject.id = cases[0];
	cases[1] = NULL;
	assert_false(reflect_has_its_texts(&inject.base));
	inject.n_to = 1;
	title.value = NULL;
	assert_false(reflect_has_its_texts(&inject.base));
	/* of a oneof the one that is set counts */
	to.team_id = NULL;
	assert_true(reflect_has_its_texts(&to.base));
	to.kind_case = CONVENE__V1__PARTY__KIND_ENTITY_ID;
	assert_false(reflect_has_its_texts(&to.base));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_enums),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_says),
	    cmocka_unit_test(test_set),
	    cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_parse_ms),
	    cmocka_unit_test(test_format_ms),
	};

	return cmocka_run_group_tests_name("reflect", tests, NULL, NULL);
}
