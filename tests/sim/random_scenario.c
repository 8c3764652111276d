#include "tests/sim/random_scenario.h"

#define MILESTONES 8

static unsigned below(struct play *play, unsigned count)
{
	return (unsigned)world_random(&play->world, count);
}

static bool chance(struct play *play, unsigned percent)
{
	return below(play, 100) < percent;
}

static unsigned some_time(struct play *play)
{
	return below(play, 60) * 60000;
}

/* --- conditions --- */

static void write_anchor(struct play *play, struct buf *json)
{
	if (chance(play, 50)) {
		buf_printf(json, "{'inject': 'W%u'}", below(play, play->injects));
	} else {
		buf_printf(json, "{'milestone': 'm%u'}", below(play, MILESTONES));
	}
}

/* "'from': [...]", or nothing. */
static void write_parties(struct play *play, struct buf *json, const char *name, bool teams_only)
{
	if (chance(play, 50)) {
		return;
	}
	unsigned kind = below(play, teams_only ? 3 : 5);
	buf_printf(json, ", '%s': [", name);
	if (kind < 2) {
		buf_printf(json, "'T%u']", below(play, play->teams));
	} else if (kind == 2) {
		buf_append_text(json, chance(play, 50) ? "'AL']" : "'BR']");
	} else if (kind == 3) {
		buf_printf(json, "'e%u']", below(play, 2));
	} else {
		buf_append_text(json, "'control', 'T0']");
	}
}

static void write_person(struct play *play, struct buf *json)
{
	if (chance(play, 30)) {
		buf_printf(json, ", 'person': 'w%u'", 1 + below(play, 2));
	}
}

static void write_time(struct play *play, struct buf *json)
{
	if (chance(play, 60)) {
		buf_printf(json, "'time': {'at_ms': %u}", some_time(play));
		return;
	}
	buf_append_text(json, "'time': {'since': ");
	write_anchor(play, json);
	buf_printf(json, ", 'delay_ms': %u}", some_time(play) / 4);
}

static void write_inject_pattern(struct play *play, struct buf *json)
{
	static const char *const moments[] = {"delivered", "read", "answered"};
	buf_printf(json, "'inject': {'id': 'W%u', 'is': '%s'", below(play, play->injects),
	    moments[below(play, 3)]);
	write_parties(play, json, "by", true);
	buf_append_text(json, "}");
}

static void write_message(struct play *play, struct buf *json)
{
	buf_append_text(json, "'message': {'inject': ''");
	write_parties(play, json, "from", false);
	write_parties(play, json, "to", false);
	write_person(play, json);
	buf_append_text(json, chance(play, 20) ? ", 'channels': ['email', 'phone']}" : "}");
}

static void write_request(struct play *play, struct buf *json)
{
	static const char *const states[] = {
	    "draft", "sent", "acknowledged", "answered", "refused", "returned", "withdrawn"};
	static const char *const complete[] = {"complete", "incomplete"};
	buf_printf(json, "'request': {'instrument': '%s'",
	    chance(play, 50)   ? ""
	    : chance(play, 70) ? "information"
	                       : "notice");
	if (chance(play, 15)) {
		buf_append_text(json, ", 'overdue': true");
	} else {
		buf_printf(json, ", 'state': '%s'", states[below(play, 7)]);
	}
	if (chance(play, 30)) {
		buf_printf(json, ", 'completeness': '%s'", complete[below(play, 2)]);
	}
	write_parties(play, json, "from", false);
	write_parties(play, json, "to", false);
	write_person(play, json);
	buf_append_text(json, "}");
}

static void write_case(struct play *play, struct buf *json)
{
	static const char *const what[] = {"'track': 'identification', 'state': 'signal'",
	    "'track': 'identification', 'state': 'detected'",
	    "'track': 'identification', 'state': 'presumed'",
	    "'track': 'protection', 'state': 'safe'", "'track': 'protection', 'state': 'needs'",
	    "'flag': 'NO_CONSENT'", "'flag': 'SEEN_TOGETHER'", "'form': 'screening'"};
	buf_printf(json, "'case_state': {%s", what[below(play, 8)]);
	write_parties(play, json, "by", true);
	write_person(play, json);
	buf_append_text(json, "}");
}

static void write_answer(struct play *play, struct buf *json)
{
	static const char *const what[] = {"'questionnaire': 'picture', 'question': 'lead'",
	    "'questionnaire': 'picture', 'question': 'lead', 'choices': ['them']",
	    "'questionnaire': 'picture', 'question': 'sure', 'least': 2, 'most': 4",
	    "'questionnaire': 'persons', 'question': 'why'"};
	buf_printf(json, "'answer': {%s", what[below(play, 4)]);
	write_parties(play, json, "by", true);
	buf_append_text(json, "}");
}

static void write_disclosure(struct play *play, struct buf *json)
{
	static const char *const what[] = {"'fields': []", "'fields': ['name']",
	    "'with_consent': true", "'without_consent': true"};
	buf_printf(json, "'disclosure': {%s", what[below(play, 4)]);
	write_parties(play, json, "from", true);
	write_parties(play, json, "to", false);
	write_person(play, json);
	buf_append_text(json, "}");
}

static void write_decision(struct play *play, struct buf *json)
{
	buf_append_text(json, "'decision': {'inject': '");
	if (chance(play, 30)) {
		buf_printf(json, "W%u", below(play, play->injects));
	}
	buf_append_text(json, "'");
	write_parties(play, json, "by", true);
	buf_append_text(json, "}");
}

static void write_milestone(struct play *play, struct buf *json)
{
	buf_printf(json, "'milestone': 'm%u'", below(play, MILESTONES));
}

static void write_switch(struct play *play, struct buf *json)
{
	buf_printf(json, "'switched_on': '%s'", chance(play, 50) ? "press" : "strike");
}

typedef void write_fn(struct play *play, struct buf *json);

static void write_window(struct play *play, struct buf *json)
{
	unsigned after_ms = chance(play, 40) ? some_time(play) : 0;
	buf_printf(json, ", 'window': {'after_ms': %u", after_ms);
	if (chance(play, 40)) {
		buf_printf(json, ", 'before_ms': %u", after_ms + 60000 + some_time(play));
	}
	if (chance(play, 60)) {
		buf_append_text(json, ", 'of': ");
		write_anchor(play, json);
		if (chance(play, 70)) {
			buf_printf(json, ", '%s': %u", chance(play, 60) ? "within_ms" : "ahead_ms",
			    60000 + some_time(play) / 3);
		}
	}
	buf_append_text(json, "}");
}

static void write_pattern(struct play *play, struct buf *json)
{
	static write_fn *const kinds[] = {write_time, write_inject_pattern, write_message,
	    write_message, write_request, write_case, write_case, write_answer, write_disclosure,
	    write_decision, write_milestone, write_milestone, write_switch, write_switch};
	buf_append_text(json, "{");
	kinds[below(play, sizeof kinds / sizeof kinds[0])](play, json);
	if (chance(play, 35)) {
		write_window(play, json);
	}
	if (chance(play, 15)) {
		buf_append_text(json, ", 'times': 2");
	}
	buf_append_text(json, "}");
}

static void write_patterns(struct play *play, struct buf *json, const char *part, unsigned count)
{
	buf_printf(json, "'%s': [", part);
	for (unsigned i = 0; i < count; i++) {
		buf_append_text(json, i > 0 ? ", " : "");
		write_pattern(play, json);
	}
	buf_append_text(json, "]");
}

void random_condition(struct play *play, struct buf *json)
{
	unsigned all = below(play, 3), any = below(play, 3), none = chance(play, 40);
	buf_append_text(json, "{");
	write_patterns(play, json, "all", all + any == 0 ? 1 : all);
	buf_append_text(json, ", ");
	write_patterns(play, json, "any", any);
	buf_append_text(json, ", ");
	write_patterns(play, json, "none", none);
	buf_append_text(json, "}");
}

/* --- the scenario --- */

static void write_teams(struct play *play, struct buf *json)
{
	static const char *const agencies[] = {"police", "ngo", "migration"};
	buf_append_text(json, "'countries': [{'id': 'AL'}, {'id': 'BR'}], 'teams': [");
	for (unsigned i = 0; i < play->teams; i++) {
		buf_printf(json,
		    "%s{'id': 'T%u', 'briefing': {'value': 'secret of T%u'}, 'country': '%s', "
		    "'agency': '%s'}",
		    i > 0 ? "," : "", i, i, i % 2 == 0 ? "AL" : "BR", agencies[i % 3]);
	}
	buf_append_text(json, "], 'entities': [{'id': 'e0'");
	if (!play->plain) {
		buf_append_text(json,
		    ", 'canned_replies': [{'id': 'yes', 'body': {'value': 'Yes.'},"
		    "'sets_milestones': ['m0'], 'releases_injects': ['W0']}]");
	}
	buf_append_text(json, "}, {'id': 'e1'}], 'objectives': [{'id': 'o0'}],");
	buf_printf(json, "'overdue': {'action': %u, 'stagger_ms': %u},", below(play, 4),
	    below(play, 300000));
}

static void write_milestones(struct play *play, struct buf *json)
{
	buf_append_text(json, ", 'milestones': [");
	for (unsigned i = 0; i < MILESTONES; i++) {
		buf_printf(
		    json, "%s{'id': 'm%u', 'title': {'value': 'M%u'}", i > 0 ? ", " : "", i, i);
		if (i < MILESTONES - 1) {
			buf_append_text(json, ", 'when': ");
			random_condition(play, json);
		}
		buf_append_text(json, "}");
	}
	buf_append_text(json, "],");
}

static void write_inject(struct play *play, struct buf *json, unsigned number)
{
	buf_printf(json, "%s{'id': 'W%u', 'planned_ms': %u, 'to': ['T%u', 'T%u']",
	    number > 0 ? "," : "", number, some_time(play), below(play, play->teams),
	    below(play, play->teams));
	if (chance(play, 30)) {
		buf_append_text(json, ", 'mode': 'on_release'");
	}
	if (!play->plain && chance(play, 30)) {
		buf_printf(json, ", 'group': '%s'", chance(play, 50) ? "raid" : "leak");
	}
	if (!play->plain && chance(play, 40)) {
		buf_printf(json, ", 'delay_ms': %u, 'when': ", some_time(play) / 4);
		random_condition(play, json);
	}
	if (chance(play, 30)) {
		/* one of four documents */
		static const char *const documents[] = {"AA", "AQ", "Ag", "Aw"};
		buf_printf(json,
		    ", 'attachments': [{'sha256': '%sAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', "
		    "'name': 'd', 'media_type': 'text/plain', 'size_bytes': 1000}]",
		    documents[below(play, 4)]);
	}
	buf_printf(json, ", 'channel': 'email', 'title': {'value': 't'}, 'body': {'value': 'b%u'}}",
	    number);
}

void random_scenario(struct play *play, struct buf *json, unsigned teams)
{
	play->teams = teams;
	play->injects = 5 + below(play, 25);
	buf_append_text(json, "{'id': 'random', 'title': {'value': 'Random'},");
	write_teams(play, json);
	if (!play->plain) {
		buf_append_text(json, world_library);
		write_milestones(play, json);
	}
	buf_append_text(json, "'injects': [");
	for (unsigned i = 0; i < play->injects; i++) {
		write_inject(play, json, i);
	}
	buf_append_text(json, "]}");
	buf_append_byte(json, 0);
}
