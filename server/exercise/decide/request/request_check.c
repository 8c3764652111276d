/*
 * What an instrument asks for. None of it stops anybody: it is warned of before and flagged after.
 * What is missing and who was not told is found once for all receivers. An entity has no agency and
 * no country, so nothing of that kind is said of it; and nobody is blamed for not telling their own
 * agency, or one of which no team could have been told.
 */
#include "server/exercise/decide/request/request_check.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/request.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "proto/reflect.h"
#include "proto/rules/competence.h"
#include "proto/rules/instrument.h"
#include "server/exercise/decide/channel.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/request/request_content.h"
#include "server/exercise/decide/warning.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/state.h"

#include <string.h>

static const struct team *receiving_team(
    const struct exercise *exercise, const Convene__V1__Party *to)
{
	int team = cast_end(&exercise->cast, to).team;
	return team != NO_TEAM ? exercise->cast.teams[team] : NULL;
}

/* Whether it goes where the instrument goes; where a country is not known, nobody can tell. */
static bool border_fits(Convene__V1__Border border, const struct team *from, const struct team *to)
{
	if (from->country < 0 || to->country < 0) {
		return true;
	}
	switch (border) {
	case CONVENE__V1__BORDER__BORDER_CROSSED:
		return from->country != to->country;
	case CONVENE__V1__BORDER__BORDER_DOMESTIC:
		return from->country == to->country;
	default:
		return true;
	}
}

static bool is_accepted(
    const struct exercise *exercise, const Convene__V1__Instrument *instrument, int country)
{
	return instrument_is_accepted(instrument,
	    country >= 0 ? library_at(&exercise->library, COUNTRY, Country, country) : NULL);
}

/* --- what is missing --- */

static void add_missing(struct deciding *deciding, struct request_missing *missing, const char *id)
{
	if (missing->ids != NULL) {
		missing->ids[missing->count++] = draft_text(deciding, id);
	}
}

static void find_missing(struct deciding *deciding, struct request_sending *sending)
{
	const Convene__V1__Instrument *instrument = sending->instrument;
	const Convene__V1__RequestContent *content = sending->content;
	struct request_missing *missing = &sending->missing;
	missing->count = 0;
	missing->ids = draft_array(deciding, instrument->n_fields + 3, sizeof *missing->ids);
	if (check_is_blank(content->purpose)) {
		add_missing(deciding, missing, "purpose");
	}
	if (check_is_blank(content->legal_basis)) {
		add_missing(deciding, missing, "legal_basis");
	}
	if (instrument->needs_case && content->n_case_ids == 0) {
		add_missing(deciding, missing, "case");
	}
	request_missing_fields(deciding, missing, instrument->fields, instrument->n_fields,
	    content->values, content->n_values);
}

/* --- who was not told, as scenario files write it: "social_services" --- */

static bool is_told(const struct exercise *exercise, const struct request_sending *sending,
    Convene__V1__Agency agency)
{
	for (size_t i = 0; i < sending->receivers; i++) {
		const struct team *team = receiving_team(exercise, sending->to[i]);
		if (team != NULL && team->agency == agency) {
			return true;
		}
	}
	return false;
}

/* Whether there is a team of the agency to which the sender could have turned. Nobody is of an
 * agency that has no name here, as one of a later version's scenario. */
static bool can_be_told(const struct exercise *exercise, const struct request_sending *sending,
    Convene__V1__Agency agency)
{
	const struct cast *cast = &exercise->cast;
	const struct team *from = cast->teams[sending->from_team];
	if (agency == CONVENE__V1__AGENCY__AGENCY_UNSPECIFIED) {
		return false;
	}
	for (size_t i = 0; from->agency != agency && i < cast->team_count; i++) {
		if (cast->teams[i]->agency == agency &&
		    border_fits(sending->instrument->border, from, cast->teams[i])) {
			return true;
		}
	}
	return false;
}

static void find_uninformed(struct deciding *deciding, struct request_sending *sending)
{
	const Convene__V1__Instrument *instrument = sending->instrument;
	struct request_missing *missing = &sending->uninformed;
	missing->count = 0;
	missing->ids = draft_array(deciding, instrument->n_all_agencies + 1, sizeof *missing->ids);
	for (size_t i = 0; missing->ids != NULL && i < instrument->n_all_agencies; i++) {
		Convene__V1__Agency agency = instrument->all_agencies[i];
		if (!is_told(deciding->exercise, sending, agency) &&
		    can_be_told(deciding->exercise, sending, agency)) {
			char word[REFLECT_WORD_SIZE];
			add_missing(deciding, missing,
			    reflect_word(&convene__v1__agency__descriptor, (int)agency, '_', word));
		}
	}
}

void request_sending_init(struct deciding *deciding, struct request_sending *sending)
{
	find_missing(deciding, sending);
	find_uninformed(deciding, sending);
}

/* --- warnings --- */

static void warn(struct warnings *warnings, const struct request_sending *sending, const char *rule,
    const char *plain, const char *flag)
{
	struct warning warning = {
	    .rule = rule, .plain = plain, .source = sending->instrument->source, .flag = flag};
	warnings_add(warnings, &warning);
}

void request_warn_content(struct warnings *warnings, const struct request_sending *sending)
{
	const struct exercise *exercise = warnings->deciding->exercise;
	const Convene__V1__Instrument *instrument = sending->instrument;
	if (sending->missing.count > 0) {
		struct warning warning = {.rule = INSTRUMENT_INCOMPLETE,
		    .plain = "The request states everything that the instrument asks for.",
		    .source = instrument->source,
		    .flag = engine_flag(exercise, incomplete_request),
		    .missing = sending->missing.ids,
		    .n_missing = sending->missing.count};
		warnings_add(warnings, &warning);
	}
	if (instrument->n_from_agencies > 0 &&
	    !agency_among(exercise->cast.teams[sending->from_team]->agency,
	        instrument->from_agencies, instrument->n_from_agencies)) {
		warn(warnings, sending, INSTRUMENT_FROM, "Your agency is one that may send this.",
		    engine_flag(exercise, wrong_instrument));
	}
	bool listed = false;
	for (size_t i = 0; i < instrument->n_channels; i++) {
		listed |= instrument->channels[i] == sending->content->channel;
	}
	if (instrument->n_channels > 0 && !listed) {
		warn(warnings, sending, INSTRUMENT_CHANNEL,
		    "It goes on a channel that the instrument allows.",
		    engine_flag(exercise, wrong_channel));
	}
}

void request_warn_together(struct warnings *warnings, const struct request_sending *sending)
{
	if (sending->uninformed.count > 0) {
		struct warning warning = {.rule = INSTRUMENT_ALL_AGENCIES,
		    .plain =
		        "Everybody who has to be told at the same time is among the receivers.",
		    .source = sending->instrument->source,
		    .flag = engine_flag(warnings->deciding->exercise, incomplete_notification),
		    .missing = sending->uninformed.ids,
		    .n_missing = sending->uninformed.count};
		warnings_add(warnings, &warning);
	}
}

void request_warn_receiver(
    struct warnings *warnings, const struct request_sending *sending, size_t receiver)
{
	const struct exercise *exercise = warnings->deciding->exercise;
	const Convene__V1__Instrument *instrument = sending->instrument;
	const struct team *from = exercise->cast.teams[sending->from_team];
	const struct team *to = receiving_team(exercise, sending->to[receiver]);
	const char *flag = engine_flag(exercise, wrong_instrument);
	struct team_set teams = {.words = {0}};
	if (to != NULL) {
		set_add(&teams, cast_team(&exercise->cast, to->id));
	}
	if (to != NULL && instrument->n_to_agencies > 0 &&
	    !agency_among(to->agency, instrument->to_agencies, instrument->n_to_agencies)) {
		warn(warnings, sending, INSTRUMENT_TO,
		    "The receiver's agency is one that may get this.", flag);
	}
	if (to != NULL && !border_fits(instrument->border, from, to)) {
		bool domestic = instrument->border == CONVENE__V1__BORDER__BORDER_DOMESTIC;
		warn(warnings, sending, INSTRUMENT_BORDER,
		    domestic ? "The receiver is in your own country."
		             : "The receiver is in another country.",
		    flag);
	}
	if (to != NULL && !is_accepted(exercise, instrument, to->country)) {
		warn(warnings, sending, INSTRUMENT_ACCEPTANCE,
		    "The receiver's country accepts this instrument.", flag);
	}
	/* what the instrument says of channels is more precise than what is said of channels */
	if (instrument->n_channels == 0) {
		struct channel_use use = {.channel = sending->content->channel,
		    .from_team = sending->from_team,
		    .to = &teams};
		channel_warn(warnings, &use);
	}
}
