#include "server/scenario/rules.h"

#include "convene/v1/scenario.pb-c.h"
#include "proto/reflect.h"
#include "server/exercise/ground/limits.h"
#include "server/scenario/check.h"
#include "server/scenario/names.h"

#include <string.h>

#define OF(message) &convene__v1__##message##__descriptor

/* Countries, teams, entities, objectives and injects have their ids and texts checked where the
 * rest of them is. */
const struct rule rules[] = {
    /* what the engine has room for */
    {OF(scenario), "flags", RULE_COUNT, FLAGS_MAX},
    {OF(scenario), "tracks", RULE_COUNT, TRACKS_MAX},
    {OF(scenario), "forms", RULE_COUNT, FORMS_MAX},
    {OF(scenario), "interpreters", RULE_COUNT, INTERPRETERS_MAX},
    {OF(scenario), "milestones", RULE_COUNT, MILESTONES_MAX},
    {OF(scenario), "switches", RULE_COUNT, SWITCHES_MAX},
    {OF(scenario), "alternatives", RULE_COUNT, ALTERNATIVES_MAX},
    {OF(scenario), "questionnaires", RULE_COUNT, QUESTIONNAIRES_MAX},
    {OF(track), "states", RULE_COUNT, TRACK_STATES_MAX},
    {OF(track), "transitions", RULE_COUNT, TRACK_TRANSITIONS_MAX},
    {OF(transition), "guards", RULE_COUNT, TRANSITION_GUARDS_MAX},
    {OF(transition), "raises", RULE_COUNT, TRANSITION_RAISES_MAX},
    {OF(questionnaire), "questions", RULE_COUNT, QUESTIONS_MAX},
    {OF(question), "choices", RULE_COUNT, CHOICES_MAX},
    /* the cast */
    {OF(team), "country", RULE_NAME, NAME_BIT(COUNTRY) | RULE_REQUIRED},
    {OF(entity), "country", RULE_NAME, NAME_BIT(COUNTRY)},
    {OF(canned_reply), "sets_milestones", RULE_NAME, NAME_BIT(MILESTONE) | RULE_NO_USE},
    {OF(canned_reply), "releases_injects", RULE_NAME, NAME_BIT(INJECT)},
    {OF(competence), "id", RULE_ID, ID_LOWER},
    {OF(country), "accepted_instruments", RULE_NAME, NAME_BIT(INSTRUMENT)},
    /* injects and conditions */
    {OF(inject), "from", RULE_NAME, NAME_BIT(ENTITY)},
    {OF(inject), "to", RULE_NAME, NAME_BIT(TEAM)},
    {OF(inject), "objectives", RULE_NAME, NAME_BIT(OBJECTIVE)},
    {OF(inject), "group", RULE_NAME, NAME_BIT(ALTERNATIVES)},
    {OF(expected_action), "by", RULE_NAME, NAME_BIT(TEAM)},
    {OF(milestone), "id", RULE_ID, ID_LOWER},
    {OF(milestone), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_LINE},
    {OF(switch), "id", RULE_ID, ID_LOWER},
    {OF(switch), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_LINE},
    {OF(alternatives), "id", RULE_ID, ID_LOWER},
    {OF(alternatives), "title", RULE_TEXT, TEXT_LINE},
    {OF(milestone), "notes", RULE_TEXT, 0},
    {OF(milestone), "objectives", RULE_NAME, NAME_BIT(OBJECTIVE)},
    {OF(pattern), "milestone", RULE_NAME, NAME_BIT(MILESTONE) | RULE_REQUIRED},
    {OF(pattern), "switched_on", RULE_NAME, NAME_BIT(SWITCH) | RULE_REQUIRED},
    {OF(anchor), "inject", RULE_NAME, NAME_BIT(INJECT) | RULE_REQUIRED},
    {OF(anchor), "milestone", RULE_NAME, NAME_BIT(MILESTONE) | RULE_REQUIRED},
    {OF(inject_pattern), "id", RULE_NAME, NAME_BIT(INJECT) | RULE_REQUIRED},
    {OF(inject_pattern), "by", RULE_NAME, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)},
    {OF(message_pattern), "from", RULE_NAME, NAMES_OF_PARTIES},
    {OF(message_pattern), "to", RULE_NAME, NAMES_OF_PARTIES},
    {OF(message_pattern), "person", RULE_NAME, NAME_BIT(PERSON)},
    {OF(message_pattern), "inject", RULE_NAME, NAME_BIT(INJECT)},
    {OF(request_pattern), "instrument", RULE_NAME, NAME_BIT(INSTRUMENT)},
    {OF(request_pattern), "from", RULE_NAME, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)},
    {OF(request_pattern), "to", RULE_NAME, NAME_BIT(TEAM) | NAME_BIT(COUNTRY) | NAME_BIT(ENTITY)},
    {OF(request_pattern), "person", RULE_NAME, NAME_BIT(PERSON)},
    {OF(case_pattern), "person", RULE_NAME, NAME_BIT(PERSON)},
    {OF(case_pattern), "track", RULE_NAME, NAME_BIT(TRACK)},
    {OF(case_pattern), "flag", RULE_NAME, NAME_BIT(FLAG)},
    {OF(case_pattern), "by", RULE_NAME, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)},
    {OF(case_pattern), "form", RULE_NAME, NAME_BIT(FORM)},
    {OF(answer_pattern), "questionnaire", RULE_NAME, NAME_BIT(QUESTIONNAIRE) | RULE_REQUIRED},
    {OF(answer_pattern), "by", RULE_NAME, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)},
    {OF(disclosure_pattern), "from", RULE_NAME, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)},
    {OF(disclosure_pattern), "to", RULE_NAME,
        NAME_BIT(TEAM) | NAME_BIT(COUNTRY) | NAME_BIT(ENTITY)},
    {OF(disclosure_pattern), "person", RULE_NAME, NAME_BIT(PERSON)},
    {OF(disclosure_pattern), "fields", RULE_NAME, NAME_BIT(FIELD)},
    {OF(decision_pattern), "by", RULE_NAME, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)},
    {OF(decision_pattern), "inject", RULE_NAME, NAME_BIT(INJECT)},
    /* cases */
    {OF(flag), "id", RULE_ID, ID_FLAG},
    {OF(flag), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_LINE},
    {OF(flag), "description", RULE_TEXT, 0},
    {OF(engine_flags), "no_consent", RULE_NAME, NAME_BIT(FLAG)},
    {OF(engine_flags), "wrong_channel", RULE_NAME, NAME_BIT(FLAG)},
    {OF(engine_flags), "wrong_instrument", RULE_NAME, NAME_BIT(FLAG)},
    {OF(engine_flags), "incomplete_request", RULE_NAME, NAME_BIT(FLAG)},
    {OF(engine_flags), "incomplete_notification", RULE_NAME, NAME_BIT(FLAG)},
    {OF(track), "id", RULE_ID, ID_LOWER},
    {OF(track), "title", RULE_TEXT, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(case_state), "id", RULE_ID, ID_LOWER},
    {OF(case_state), "title", RULE_TEXT, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(transition), "id", RULE_ID, ID_LOWER},
    {OF(transition), "title", RULE_TEXT, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(transition), "not_competent", RULE_NAME, NAME_BIT(FLAG)},
    {OF(transition), "raises", RULE_NAME, NAME_BIT(FLAG)},
    {OF(guard), "id", RULE_ID, ID_LOWER},
    {OF(guard), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(guard), "flag", RULE_NAME, NAME_BIT(FLAG)},
    {OF(guard), "source", RULE_LINE, 0},
    {OF(guard), "form", RULE_NAME, NAME_BIT(FORM) | RULE_REQUIRED},
    {OF(state_rule), "track", RULE_NAME, NAME_BIT(TRACK) | RULE_REQUIRED},
    {OF(field), "id", RULE_ID, ID_LOWER},
    {OF(field), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(form), "id", RULE_ID, ID_LOWER},
    {OF(form), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(form), "instructions", RULE_TEXT, TEXT_FOR_PLAYERS},
    {OF(form_group), "id", RULE_ID, ID_LOWER},
    {OF(form_group), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(form_group), "source", RULE_LINE, 0},
    {OF(form_item), "id", RULE_ID, ID_LOWER},
    {OF(form_item), "text", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS},
    {OF(case_person), "id", RULE_ID, ID_LOWER},
    {OF(case_person), "pseudonym", RULE_LINE, 0},
    {OF(case_person), "aliases", RULE_LINE, 0},
    {OF(case_person), "origin", RULE_NAME, NAME_BIT(COUNTRY)},
    {OF(case_person), "entity", RULE_NAME, NAME_BIT(ENTITY)},
    {OF(case_person), "notes", RULE_TEXT, 0},
    {OF(field_value), "field", RULE_NAME, NAME_BIT(FIELD) | RULE_REQUIRED},
    {OF(interpreter), "id", RULE_ID, ID_LOWER},
    {OF(interpreter), "name", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(interpreter), "notes", RULE_TEXT, 0},
    {OF(interpreter), "countries", RULE_NAME, NAME_BIT(COUNTRY)},
    {OF(interpreter), "conflicts", RULE_NAME, NAME_BIT(PERSON)},
    {OF(interpreter), "conflict_flag", RULE_NAME, NAME_BIT(FLAG)},
    /* disclosures and requests */
    {OF(disclosure_rule), "id", RULE_ID, ID_LOWER},
    {OF(disclosure_rule), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(disclosure_rule), "source", RULE_LINE, 0},
    {OF(disclosure_rule), "flag", RULE_NAME, NAME_BIT(FLAG)},
    {OF(disclosure_rule), "track", RULE_NAME, NAME_BIT(TRACK)},
    {OF(disclosure_rule), "fields", RULE_NAME, NAME_BIT(FIELD)},
    {OF(channel_rule), "id", RULE_ID, ID_LOWER},
    {OF(channel_rule), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(channel_rule), "source", RULE_LINE, 0},
    {OF(channel_rule), "flag", RULE_NAME, NAME_BIT(FLAG)},
    {OF(instrument), "id", RULE_ID, ID_LOWER},
    {OF(instrument), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(instrument), "description", RULE_TEXT, TEXT_FOR_PLAYERS},
    {OF(instrument), "source", RULE_LINE, 0},
    {OF(instrument), "template", RULE_TEXT, TEXT_FOR_PLAYERS},
    {OF(request_field), "id", RULE_ID, ID_LOWER},
    {OF(request_field), "title", RULE_TEXT, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(urgency), "id", RULE_ID, ID_LOWER},
    {OF(urgency), "title", RULE_TEXT, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE},
    /* questionnaires */
    {OF(questionnaire), "id", RULE_ID, ID_LOWER},
    {OF(questionnaire), "title", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(questionnaire), "instructions", RULE_TEXT, TEXT_FOR_PLAYERS},
    {OF(questionnaire), "to", RULE_NAME, NAME_BIT(TEAM)},
    {OF(questionnaire), "objectives", RULE_NAME, NAME_BIT(OBJECTIVE)},
    {OF(question), "id", RULE_ID, ID_LOWER},
    {OF(question), "text", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS},
    {OF(question), "least_label", RULE_TEXT, TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(question), "most_label", RULE_TEXT, TEXT_FOR_PLAYERS | TEXT_LINE},
    {OF(choice), "id", RULE_ID, ID_LOWER},
    {OF(choice), "text", RULE_TEXT, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE},
};
const size_t rule_count = sizeof(rules) / sizeof(rules[0]);

const ProtobufCFieldDescriptor *rule_field(const struct rule *rule)
{
	return reflect_field(rule->of, rule->field, strlen(rule->field));
}

unsigned rule_kinds(const struct rule *rule)
{
	return rule->what & ~(RULE_REQUIRED | RULE_NO_USE);
}

char **rule_names(const struct rule *rule, const ProtobufCMessage *message, size_t *count)
{
	const ProtobufCFieldDescriptor *field = rule_field(rule);
	void *member = reflect_member(message, field);

	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		*count = *reflect_count(message, field);
		return *(char ***)member;
	}
	*count = !reflect_is_oneof(field) || *reflect_case(message, field) == field->id;
	return member;
}
