/* Instruments of formal requests: their limits, what they have to state, and their templates. */
#include "server/scenario/scenario_check_private.h"

#include "proto/rules/instrument.h"
#include "server/exercise/ground/story.h"

#include <string.h>

/* What every request states, beside its fields (RequestAssessed.missing). */
static const char *const reserved[] = {"purpose", "legal_basis", "case"};

static void check_urgency(
    struct check *check, const Convene__V1__Urgency *urgency, int64_t story_end_ms)
{
	if (urgency->answer_story_ms > 0 &&
	    urgency->acknowledge_story_ms > urgency->answer_story_ms) {
		check_warning(
		    check, urgency, "acknowledge_story_ms", 0, "is later than answer_story_ms");
	}
	if (urgency->remind_story_ms > 0 &&
	    ((urgency->answer_story_ms > 0 &&
	         urgency->remind_story_ms >= urgency->answer_story_ms) ||
	        (urgency->answer_story_ms == 0 && urgency->acknowledge_story_ms == 0))) {
		check_warning(check, urgency, "remind_story_ms", 0,
		    "has no limit to come before; it is shorter than answer_story_ms");
	}
	/* what is for all scenarios need not fall due in each */
	if (story_end_ms > 0 && urgency->answer_story_ms > story_end_ms &&
	    check_is_own(check, urgency)) {
		check_warning(check, urgency, "answer_story_ms", 0,
		    "falls due only after the planned end of the exercise");
	}
}

static bool is_field(const Convene__V1__Instrument *instrument, const char *name, size_t len)
{
	for (size_t i = 0; i < instrument->n_fields; i++) {
		const char *id = instrument->fields[i]->id;
		if (strlen(id) == len && memcmp(id, name, len) == 0) {
			return true;
		}
	}
	return false;
}

/* "{{facts}}" stands for a field. */
static void check_template(struct check *check, const Convene__V1__Instrument *instrument,
    const void *message, const char *field, const char *text)
{
	const char *open = strstr(text, "{{");
	while (open != NULL) {
		const char *close = strstr(open, "}}");
		const char *name = open + 2;
		size_t len = close != NULL ? (size_t)(close - name) : strlen(name);
		if (close == NULL || memchr(name, '\n', len) != NULL) {
			check_error(
			    check, message, field, 0, "'{{%s' has no end; write '}}'", name);
			return;
		}
		if (!is_field(instrument, name, len)) {
			check_error(check, message, field, 0, "the instrument has no field '%.*s'",
			    len < 64 ? (int)len : 64, name);
		}
		open = strstr(close, "{{");
	}
}

static void check_reserved(
    struct check *check, Convene__V1__RequestField *const *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < sizeof(reserved) / sizeof(reserved[0]); j++) {
			if (strcmp(fields[i]->id, reserved[j]) == 0) {
				check_error(check, fields[i], "id", 0,
				    "every request has '%s' anyway; leave it out", reserved[j]);
			}
		}
	}
}

static bool is_accepted(
    const Convene__V1__Scenario *scenario, const Convene__V1__Instrument *instrument)
{
	for (size_t i = 0; i < scenario->n_countries; i++) {
		if (instrument_is_accepted(instrument, scenario->countries[i])) {
			return true;
		}
	}
	return scenario->n_countries == 0;
}

static void check_instrument(
    struct check *check, const Convene__V1__Instrument *instrument, int64_t story_end_ms)
{
	const Convene__V1__Text *template = instrument->template_;
	for (size_t i = 0; i < instrument->n_urgencies; i++) {
		check_urgency(check, instrument->urgencies[i], story_end_ms);
	}
	check_reserved(check, instrument->fields, instrument->n_fields);
	if (template != NULL) {
		check_template(check, instrument, template, "value", template->value);
		for (size_t i = 0; i < template->n_translations; i++) {
			check_template(check, instrument, template->translations[i], "value",
			    template->translations[i]->value);
		}
	}
	if (!is_accepted(check->scenario, instrument)) {
		check_warning(check, instrument, "needs_acceptance", 0,
		    "no country card accepts '%s' (accepted_instruments)", instrument->id);
	}
}

int64_t check_story_end(const struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	int64_t factor = scenario->story != NULL && scenario->story->factor != 0
	                     ? scenario->story->factor
	                     : STORY_FACTOR_DEFAULT;
	return scenario->duration_ms > 0 && scenario->duration_ms < INT64_MAX / factor
	           ? scenario->duration_ms * factor
	           : 0;
}

void check_requests(struct check *check)
{
	const Convene__V1__Scenario *scenario = check->scenario;
	for (size_t i = 0; i < scenario->n_instruments; i++) {
		check_instrument(check, scenario->instruments[i], check_story_end(check));
	}
}
