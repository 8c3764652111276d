/* Rules, requests and questionnaires: a row each mistake. Lines count from the beginning of the
 * row. */
#include "rows.h"

static const struct row rows[] = {
    {"rule on any disclosure", "disclosure_rules: [{id: x, title: X, flag: BAD}]\n",
        {"1:20: error: the rule says nothing of what breaks it; every disclosure would"}},
    {"rule without flag", "disclosure_rules: [{id: x, title: X, child: true}]\n",
        {"1:20: warning: flag: is missing; whoever breaks the rule will not be flagged"}},
    {"rule: unknown",
        "disclosure_rules: [{id: x, title: X, flag: BAD, track: status, states: [presumed, none, "
        "clos], fields: [nam]}]\n",
        {"1:89: error: states: track 'status' has no state 'clos'; did you mean 'closed'?",
            "1:105: error: fields: there is no field 'nam'; did you mean 'name'?"}},
    {"rule: states and track",
        "disclosure_rules: [{id: x, title: X, flag: BAD, states: presumed}, {id: y, title: Y, "
        "flag: BAD, track: status}]\n",
        {"1:20: error: the rule says nothing of what breaks it; every disclosure would",
            "1:57: error: states: need the track that they are of",
            "1:104: error: track: needs states of it"}},
    {"rule: agency of an entity",
        "disclosure_rules: [{id: x, title: X, flag: BAD, to_entity: true, to_agencies: ngo}]\n",
        {"1:79: error: to_agencies: can never fit: to_entity is written too, and entities have no "
         "agency"}},
    {"channel rule",
        "channel_rules: [{id: x, title: X}, {id: y, title: Y, channel: fiu, agencies: financial, "
        "flag: BED}]\n",
        {"1:17: error: agencies: are missing: whom the channel is for",
            "1:17: error: channel: is missing",
            "1:17: warning: flag: is missing, and so is engine_flags.wrong_channel; nothing will "
            "be flagged",
            "1:95: error: flag: there is no flag 'BED'; did you mean 'BAD'?"}},
    {"instrument without urgency", "instruments: [{id: x, title: X, border: crossed}]\n",
        {"1:15: error: urgencies: are missing; at least one, without limits if it is only "
         "measured"}},
    {"instrument: limits",
        "instruments: [{id: x, title: X, urgencies: [{id: a, title: A, acknowledge_story_ms: 3h, "
        "answer_story_ms: 2h}, {id: b, title: B, remind_story_ms: 3h, answer_story_ms: 2h}, {id: "
        "c, title: C, answer_story_ms: 2d}, {id: d, title: D, remind_story_ms: 2h}, {id: a, title: "
        "A}]}]\n",
        {"1:85: warning: acknowledge_story_ms: is later than answer_story_ms",
            "1:146: warning: remind_story_ms: has no limit to come before; it is shorter than "
            "answer_story_ms",
            "1:207: warning: answer_story_ms: falls due only after the planned end of the exercise",
            "1:247: warning: remind_story_ms: has no limit to come before; it is shorter than "
            "answer_story_ms",
            "1:257: error: id: there is another urgency 'a'"}},
    {"instrument: fields",
        "instruments: [{id: x, title: X, urgencies: {id: a, title: A}, fields: [{id: facts, title: "
        "F}, {id: facts, title: F}, {id: purpose, title: P}], answer_fields: {id: case}, template: "
        "'{{facts}} {{fact}} {{facts'}]\n",
        {"1:100: error: id: there is another field 'facts'",
            "1:123: error: id: every request has 'purpose' anyway; leave it out",
            "1:159: warning: title: is missing; players will see the id",
            "1:181: error: value: '{{facts' has no end; write '}}'",
            "1:181: error: value: the instrument has no field 'fact'"}},
    {"instrument of nobody",
        "instruments: [{id: x, title: X, urgencies: {id: a, title: A}, needs_acceptance: true}]\n",
        {"1:81: warning: needs_acceptance: no country card accepts 'x' (accepted_instruments)"}},
    {"questionnaire of nothing", "questionnaires: [{id: x, title: X, to: [AL-NGO, AL-NG]}]\n",
        {"1:18: error: questions: are missing",
            "1:49: error: to: there is no team 'AL-NG'; did you mean 'AL-NGO'?"}},
    {"questionnaire: times",
        "questionnaires: [{id: x, title: X, open_ms: 20m, close_ms: 10m, questions: {id: y, text: "
        "T, kind: text}}]\n",
        {"1:60: error: close_ms: is not after open_ms"}},
    {"questionnaire: before STARTEX",
        "questionnaires: [{id: no good, title: X, open_ms: 'T-0:05:00', questions: {id: y, text: "
        "T, kind: text}}]\n",
        {"1:23: error: id: 'no good' is not an id", "1:51: error: open_ms: is out of range"}},
    {"questionnaire: beyond the end",
        "questionnaires:\n"
        "- {id: x, title: X, open_ms: 2h, questions: {id: y, text: T, kind: text}}\n"
        "- {id: y, title: Y, open_ms: 50m, close_ms: 2h, questions: {id: y, text: T, kind: "
        "text}}\n",
        {"2:30: error: open_ms: lies beyond the end of the exercise, duration_ms",
            "3:45: warning: close_ms: lies beyond the end of the exercise, duration_ms"}},
    {"question without kind",
        "questionnaires: [{id: x, title: X, questions: [{id: y}, {id: y, text: T, kind: text}]}]\n",
        {"1:48: error: kind: is missing: single, multiple, scale or text",
            "1:48: error: text: is missing", "1:62: error: id: there is another question 'y'"}},
    {"question: no choices",
        "questionnaires: [{id: x, title: X, questions: [{id: y, text: T, kind: single}]}]\n",
        {"1:48: error: choices: are missing"}},
    {"question: one choice",
        "questionnaires: [{id: x, title: X, questions: [{id: y, text: T, kind: multiple, choices: "
        "{id: a, text: A}}]}]\n",
        {"1:90: warning: choices: there is only one"}},
    {"question: choices twice",
        "questionnaires: [{id: x, title: X, questions: [{id: y, text: T, kind: single, choices: "
        "[{id: a, text: A}, {id: a}]}]}]\n",
        {"1:107: error: text: is missing", "1:112: error: id: there is another choice 'a'"}},
    {"question: choices of a text",
        "questionnaires: [{id: x, title: X, questions: [{id: y, text: T, kind: text, choices: "
        "[{id: a, text: A}, {id: b, text: B}]}]}]\n",
        {"1:87: error: choices: are for questions of kind single or multiple"}},
    {"question: scale",
        "questionnaires: [{id: x, title: X, questions: [{id: y, text: T, kind: scale, least: 5, "
        "most: 5}]}]\n",
        {"1:94: error: most: has to be more than least, which is 5"}},
    {"question: long scale",
        "questionnaires: [{id: x, title: X, questions: [{id: y, text: T, kind: scale, least: 1, "
        "most: 200}]}]\n",
        {"1:94: error: most: gives a scale of more than 101 steps"}},
    {"question: endless scale",
        "questionnaires: [{id: x, title: X, questions: [{id: y, text: T, kind: scale, least: "
        "-2147483648, most: 2147483647}]}]\n",
        {"1:104: error: most: gives a scale of more than 101 steps"}},
    {"question: scale of a text",
        "questionnaires: [{id: x, title: X, questions: [{id: y, text: T, kind: text, most: 5, "
        "least_label: L}]}]\n",
        {"1:83: error: most: is for questions of kind scale",
            "1:99: error: least_label: is for questions of kind scale"}},
};

int main(void)
{
	return rows_run(
	    "scenario rules, requests and questionnaires", rows, sizeof(rows) / sizeof(rows[0]));
}
