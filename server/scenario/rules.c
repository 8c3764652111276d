/*
 * The rules that are the same for many fields, a row each: how an id is written, which texts there
 * have to be, which names lead where, how many there may be. The walk over a scenario
 * (check_fields.c) goes by descriptors and looks at a field as its rows say, so a new field is a
 * row and no code. From the same rows it is known what depends on what when a scenario is made
 * shorter (abridge.c, abridge_prune.c).
 */
#include "server/scenario/rules_private.h"

#include "proto/reflect.h"
#include "server/exercise/ground/limits.h"
#include "server/scenario/names.h"
#include "server/scenario/scenario_check_private.h"

#include <string.h>

#define ROW(of, field, kind, what, words)                                                          \
	{                                                                                          \
		&convene__v1__##of##__descriptor, #field, RULE_##kind, what, words                 \
	}
#define ID(of, style)             ROW(of, id, ID, style, NULL)
#define TEXT(of, field, flags)    ROW(of, field, TEXT, flags, NULL)
#define NAME(of, field, kinds)    ROW(of, field, NAME, kinds, NULL)
#define COUNT(of, field, most)    ROW(of, field, COUNT, most, NULL)
#define LINE(of, field)           ROW(of, field, LINE, 0, NULL)
#define NEEDED(of, field, words)  ROW(of, field, NEEDED, 0, words)
#define ADVISED(of, field, words) ROW(of, field, ADVISED, 0, words)

const struct rule rules[] = {
    /* what the engine has room for, or nobody has more of; of countries there are 26 x 26 ids */
    COUNT(scenario, countries, 676),
    COUNT(scenario, teams, TEAMS_MAX),
    COUNT(scenario, entities, ENTITIES_MAX),
    COUNT(scenario, objectives, OBJECTIVES_MAX),
    COUNT(scenario, injects, INJECTS_MAX),
    COUNT(scenario, persons, PERSONS_MAX),
    COUNT(scenario, flags, FLAGS_MAX),
    COUNT(scenario, tracks, TRACKS_MAX),
    COUNT(scenario, fields, FIELDS_MAX),
    COUNT(scenario, forms, FORMS_MAX),
    COUNT(scenario, interpreters, INTERPRETERS_MAX),
    COUNT(scenario, milestones, MILESTONES_MAX),
    COUNT(scenario, switches, SWITCHES_MAX),
    COUNT(scenario, alternatives, ALTERNATIVES_MAX),
    COUNT(scenario, questionnaires, QUESTIONNAIRES_MAX),
    COUNT(track, states, TRACK_STATES_MAX),
    COUNT(track, transitions, TRACK_TRANSITIONS_MAX),
    COUNT(transition, guards, TRANSITION_GUARDS_MAX),
    COUNT(transition, raises, TRANSITION_RAISES_MAX),
    COUNT(questionnaire, questions, QUESTIONS_MAX),
    COUNT(question, choices, CHOICES_MAX),
    COUNT(entity, canned_replies, 100),
    COUNT(inject, objectives, EVENT_REFERENCES_MAX),
    COUNT(inject, expected_actions, EVENT_REFERENCES_MAX),
    COUNT(case_person, aliases, ALIASES_MAX),
    /* the head */
    ID(scenario, ID_LOWER),
    LINE(scenario, version),
    TEXT(scenario, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(scenario, summary, TEXT_FOR_PLAYERS),
    TEXT(scenario, content_note, TEXT_FOR_PLAYERS),
    ADVISED(scenario, content_note,
        "is missing: what may distress a reader, said before anybody joins"),
    TEXT(scenario, briefing, TEXT_FOR_PLAYERS),
    /* the cast */
    ID(country, ID_COUNTRY),
    TEXT(country, name, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(country, part, TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(country, instruments, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(country, card, TEXT_FOR_PLAYERS),
    ID(team, ID_MIXED),
    TEXT(team, name, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    NEEDED(team, agency, "is missing: the kind of agency, for example police or ngo"),
    TEXT(team, briefing, TEXT_FOR_PLAYERS),
    ADVISED(team, briefing, "is missing"),
    NAME(team, country, NAME_BIT(COUNTRY) | RULE_REQUIRED),
    ID(entity, ID_LOWER),
    TEXT(entity, name, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(entity, description, TEXT_FOR_PLAYERS),
    TEXT(entity, brief, 0),
    NAME(entity, country, NAME_BIT(COUNTRY)),
    ID(canned_reply, ID_LOWER),
    LINE(canned_reply, label),
    NEEDED(canned_reply, label, "is missing: what a simulator picks it by"),
    TEXT(canned_reply, body, TEXT_REQUIRED | TEXT_FOR_PLAYERS),
    NAME(canned_reply, sets_milestones, NAME_BIT(MILESTONE) | RULE_NO_USE),
    NAME(canned_reply, releases_injects, NAME_BIT(INJECT)),
    ID(competence, ID_LOWER),
    NAME(country, accepted_instruments, NAME_BIT(INSTRUMENT)),
    /* objectives */
    ID(objective, ID_LOWER),
    NEEDED(objective, pillar, "is missing: prevent, protect, prosecute or partner"),
    TEXT(objective, title, TEXT_REQUIRED | TEXT_LINE),
    TEXT(objective, description, 0),
    /* injects and conditions */
    ID(inject, ID_MIXED),
    TEXT(inject, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(inject, body, TEXT_FOR_PLAYERS),
    TEXT(inject, content_note, TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(inject, notes, 0),
    NAME(inject, from, NAME_BIT(ENTITY)),
    NAME(inject, to, NAME_BIT(TEAM)),
    NEEDED(inject, to, "is missing: the teams that get it"),
    NAME(inject, objectives, NAME_BIT(OBJECTIVE)),
    NAME(inject, group, NAME_BIT(ALTERNATIVES)),
    LINE(attachment, name),
    NAME(expected_action, by, NAME_BIT(TEAM)),
    NEEDED(expected_action, by, "is missing: the teams that are expected to act"),
    TEXT(expected_action, what, TEXT_REQUIRED),
    ID(milestone, ID_LOWER),
    TEXT(milestone, title, TEXT_REQUIRED | TEXT_LINE),
    ID(switch, ID_LOWER),
    TEXT(switch, title, TEXT_REQUIRED | TEXT_LINE),
    ID(alternatives, ID_LOWER),
    TEXT(alternatives, title, TEXT_LINE),
    TEXT(milestone, notes, 0),
    NAME(milestone, objectives, NAME_BIT(OBJECTIVE)),
    NAME(pattern, milestone, NAME_BIT(MILESTONE) | RULE_REQUIRED),
    NAME(pattern, switched_on, NAME_BIT(SWITCH) | RULE_REQUIRED),
    NAME(anchor, inject, NAME_BIT(INJECT) | RULE_REQUIRED),
    NAME(anchor, milestone, NAME_BIT(MILESTONE) | RULE_REQUIRED),
    NAME(inject_pattern, id, NAME_BIT(INJECT) | RULE_REQUIRED),
    NAME(inject_pattern, by, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)),
    NAME(message_pattern, from, NAMES_OF_PARTIES),
    NAME(message_pattern, to, NAMES_OF_PARTIES),
    NAME(message_pattern, person, NAME_BIT(PERSON)),
    NAME(message_pattern, inject, NAME_BIT(INJECT)),
    NAME(request_pattern, instrument, NAME_BIT(INSTRUMENT)),
    NAME(request_pattern, from, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)),
    NAME(request_pattern, to, NAME_BIT(TEAM) | NAME_BIT(COUNTRY) | NAME_BIT(ENTITY)),
    NAME(request_pattern, person, NAME_BIT(PERSON)),
    NAME(case_pattern, person, NAME_BIT(PERSON)),
    NAME(case_pattern, track, NAME_BIT(TRACK)),
    NAME(case_pattern, flag, NAME_BIT(FLAG)),
    NAME(case_pattern, by, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)),
    NAME(case_pattern, form, NAME_BIT(FORM)),
    NAME(answer_pattern, questionnaire, NAME_BIT(QUESTIONNAIRE) | RULE_REQUIRED),
    NAME(answer_pattern, by, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)),
    NAME(disclosure_pattern, from, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)),
    NAME(disclosure_pattern, to, NAME_BIT(TEAM) | NAME_BIT(COUNTRY) | NAME_BIT(ENTITY)),
    NAME(disclosure_pattern, person, NAME_BIT(PERSON)),
    NAME(disclosure_pattern, fields, NAME_BIT(FIELD)),
    NAME(decision_pattern, by, NAME_BIT(TEAM) | NAME_BIT(COUNTRY)),
    NAME(decision_pattern, inject, NAME_BIT(INJECT)),
    /* cases */
    ID(flag, ID_FLAG),
    TEXT(flag, title, TEXT_REQUIRED | TEXT_LINE),
    TEXT(flag, description, 0),
    NAME(engine_flags, no_consent, NAME_BIT(FLAG)),
    NAME(engine_flags, wrong_channel, NAME_BIT(FLAG)),
    NAME(engine_flags, wrong_instrument, NAME_BIT(FLAG)),
    NAME(engine_flags, incomplete_request, NAME_BIT(FLAG)),
    NAME(engine_flags, incomplete_notification, NAME_BIT(FLAG)),
    ID(track, ID_LOWER),
    TEXT(track, title, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE),
    NEEDED(track, states, "are missing; a case begins in the first of them"),
    ID(case_state, ID_LOWER),
    TEXT(case_state, title, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE),
    ID(transition, ID_LOWER),
    TEXT(transition, title, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE),
    NAME(transition, not_competent, NAME_BIT(FLAG)),
    NAME(transition, raises, NAME_BIT(FLAG)),
    ID(guard, ID_LOWER),
    TEXT(guard, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    NAME(guard, flag, NAME_BIT(FLAG)),
    ADVISED(guard, flag, "is missing; whoever breaks the guard will not be flagged"),
    LINE(guard, source),
    NAME(guard, form, NAME_BIT(FORM) | RULE_REQUIRED),
    NAME(state_rule, track, NAME_BIT(TRACK) | RULE_REQUIRED),
    ID(field, ID_LOWER),
    TEXT(field, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    ID(form, ID_LOWER),
    TEXT(form, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(form, instructions, TEXT_FOR_PLAYERS),
    ID(form_group, ID_LOWER),
    TEXT(form_group, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    LINE(form_group, source),
    ID(form_item, ID_LOWER),
    TEXT(form_item, text, TEXT_REQUIRED | TEXT_FOR_PLAYERS),
    ID(case_person, ID_LOWER),
    LINE(case_person, pseudonym),
    NEEDED(case_person, pseudonym, "is missing: what players call the person"),
    LINE(case_person, aliases),
    NAME(case_person, origin, NAME_BIT(COUNTRY)),
    NAME(case_person, entity, NAME_BIT(ENTITY)),
    TEXT(case_person, notes, 0),
    NAME(field_value, field, NAME_BIT(FIELD) | RULE_REQUIRED),
    ID(interpreter, ID_LOWER),
    TEXT(interpreter, name, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(interpreter, notes, 0),
    NEEDED(interpreter, languages, "are missing"),
    NAME(interpreter, countries, NAME_BIT(COUNTRY)),
    NAME(interpreter, conflicts, NAME_BIT(PERSON)),
    NAME(interpreter, conflict_flag, NAME_BIT(FLAG)),
    /* disclosures and requests */
    ID(disclosure_rule, ID_LOWER),
    TEXT(disclosure_rule, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    LINE(disclosure_rule, source),
    NAME(disclosure_rule, flag, NAME_BIT(FLAG)),
    ADVISED(disclosure_rule, flag, "is missing; whoever breaks the rule will not be flagged"),
    NAME(disclosure_rule, track, NAME_BIT(TRACK)),
    NAME(disclosure_rule, fields, NAME_BIT(FIELD)),
    ID(channel_rule, ID_LOWER),
    TEXT(channel_rule, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    LINE(channel_rule, source),
    NEEDED(channel_rule, channel, "is missing"),
    NEEDED(channel_rule, agencies, "are missing: whom the channel is for"),
    NAME(channel_rule, flag, NAME_BIT(FLAG)),
    ID(instrument, ID_LOWER),
    TEXT(instrument, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(instrument, description, TEXT_FOR_PLAYERS),
    LINE(instrument, source),
    TEXT(instrument, template, TEXT_FOR_PLAYERS),
    NEEDED(
        instrument, urgencies, "are missing; at least one, without limits if it is only measured"),
    ID(request_field, ID_LOWER),
    TEXT(request_field, title, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE),
    ID(urgency, ID_LOWER),
    TEXT(urgency, title, TEXT_WANTED | TEXT_FOR_PLAYERS | TEXT_LINE),
    /* questionnaires */
    ID(questionnaire, ID_LOWER),
    TEXT(questionnaire, title, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(questionnaire, instructions, TEXT_FOR_PLAYERS),
    NEEDED(questionnaire, questions, "are missing"),
    NAME(questionnaire, to, NAME_BIT(TEAM)),
    NAME(questionnaire, objectives, NAME_BIT(OBJECTIVE)),
    ID(question, ID_LOWER),
    TEXT(question, text, TEXT_REQUIRED | TEXT_FOR_PLAYERS),
    NEEDED(question, kind, "is missing: single, multiple, scale or text"),
    TEXT(question, least_label, TEXT_FOR_PLAYERS | TEXT_LINE),
    TEXT(question, most_label, TEXT_FOR_PLAYERS | TEXT_LINE),
    ID(choice, ID_LOWER),
    TEXT(choice, text, TEXT_REQUIRED | TEXT_FOR_PLAYERS | TEXT_LINE),
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

bool rule_has_end(const Convene__V1__Pattern *pattern)
{
	const Convene__V1__Window *window = pattern->window;
	return window != NULL &&
	       (window->before_ms > 0 || window->within_ms > 0 || window->ahead_ms > 0);
}
