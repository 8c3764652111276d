/*
 * The report in words: first what never comes about, then what only sometimes does, then what
 * teams, the SimCell and limits suffer from. A heading stands only where there is something below
 * it.
 */
#include "server/rehearsal/report.h"

#include "proto/json.h"
#include "proto/model/catalogue.h"
#include "proto/printable.h"
#include "proto/reflect.h"
#include "proto/say.h"
#include "server/rehearsal/heat_map.h"

#include <inttypes.h>

/* "T+1:05"; in `text`, which is returned. */
static const char *moment(int64_t exercise_ms, char text[32])
{
	int64_t minutes = exercise_ms / 60000;
	snprintf(text, 32, "T+%" PRId64 ":%02d", minutes / 60, (int)(minutes % 60));
	return text;
}

static int whole_minutes(int64_t duration_ms)
{
	return (int)((duration_ms + 30000) / 60000);
}

static const char *titled(const Convene__V1__Text *title)
{
	return title != NULL ? title->value : "";
}

/* --- what came about --- */

/* What comes about or does not: injects, milestones or objectives. */
struct group {
	const char *heading;
	const struct occurrence *list;
	const void *declared; /* their messages, which have an id and a title */
	size_t count;
};

static const ProtobufCMessage *declared(const struct group *group, size_t at)
{
	return ((const ProtobufCMessage *const *)group->declared)[at];
}

static const char *title_of(const ProtobufCMessage *item)
{
	const ProtobufCFieldDescriptor *field =
	    protobuf_c_message_descriptor_get_field_by_name(item->descriptor, "title");
	return titled(*(const Convene__V1__Text *const *)reflect_member(item, field));
}

static void print_never(FILE *out, const struct group *group)
{
	size_t came = findings_came(group->list, group->count);
	say(out, "\n%s: %zu of %zu%s\n", group->heading, came, group->count,
	    came == group->count ? "" : "; in no run:");
	for (size_t i = 0; i < group->count; i++) {
		if (group->list[i].runs == 0) {
			const ProtobufCMessage *item = declared(group, i);
			say_line(out, "  %-26s %s", reflect_id(item), title_of(item));
		}
	}
}

/* Those that come only sometimes: where the story branches. */
static void print_sometimes(
    FILE *out, const struct group *group, const char *heading, uint32_t runs)
{
	char from[32], to[32];
	for (size_t i = 0; i < group->count; i++) {
		const struct occurrence *came = &group->list[i];
		if (came->runs == 0 || came->runs == runs) {
			continue;
		}
		const ProtobufCMessage *item = declared(group, i);
		say(out, "%s  %-26s %3.0f %%  %s to %s  %s\n", heading, reflect_id(item),
		    100.0 * came->runs / runs, moment(came->earliest_ms, from),
		    moment(came->latest_ms, to), title_of(item));
		heading = "";
	}
}

static void print_groups(FILE *out, const struct findings *findings)
{
	const Convene__V1__Scenario *scenario = findings->scenario;
	const struct group injects = {
	    "Injects delivered", findings->injects, scenario->injects, scenario->n_injects};
	const struct group milestones = {"Milestones reached", findings->milestones,
	    scenario->milestones, scenario->n_milestones};
	const struct group objectives = {"Objectives exercised", findings->objectives,
	    scenario->objectives, scenario->n_objectives};
	print_never(out, &injects);
	print_never(out, &milestones);
	print_never(out, &objectives);
	print_sometimes(out, &injects, "\nInjects that come only sometimes:\n", findings->runs);
	print_sometimes(
	    out, &milestones, "\nMilestones that are reached only sometimes:\n", findings->runs);
}

/* --- teams, SimCell, limits --- */

static void print_idle(FILE *out, const struct findings *findings)
{
	const Convene__V1__Scenario *scenario = findings->scenario;
	bool headed = false;
	char from[32];
	for (size_t i = 0; i < scenario->n_teams; i++) {
		const struct idleness *idleness = &findings->teams[i];
		int64_t mean_ms = idleness->sum_ms / findings->runs;
		if (mean_ms < IDLE_MS) {
			continue;
		}
		say(out, "%s  %-10s %3d min on average; longest %d min, from %s\n",
		    headed ? ""
		           : "\nTeams without anything to do for long (over 30 min of play):\n",
		    scenario->teams[i]->id, whole_minutes(mean_ms),
		    whole_minutes(idleness->longest_ms), moment(idleness->from_ms, from));
		headed = true;
	}
	if (!headed) {
		fputs(
		    "\nNo team is without anything to do for more than 30 min on average.\n", out);
	}
}

static void print_simcell(
    FILE *out, const struct findings *findings, const struct rehearsal_options *options)
{
	size_t worst = 0;
	for (size_t bucket = 1; bucket < findings->buckets; bucket++) {
		if (findings->queue_sum[bucket] > findings->queue_sum[worst]) {
			worst = bucket;
		}
	}
	char at[32];
	say(out,
	    "\nSimCell: %.0f answers a run with %u simulator%s of %d min an answer; queue longest\n"
	    "around %s (%.1f on average, %u at most); longest wait %d min\n",
	    (double)findings->tally.queue_answered / findings->runs, options->simulators,
	    options->simulators == 1 ? "" : "s", whole_minutes(options->people.serve_ms),
	    moment((int64_t)worst * BUCKET_MS, at),
	    (double)findings->queue_sum[worst] / findings->runs, findings->queue_longest[worst],
	    whole_minutes(findings->wait_longest_ms));
	if (findings->waits_too_long > 0) {
		say(out, "  overload: %.1f answers a run wait for more than 15 min\n",
		    (double)findings->waits_too_long / findings->runs);
	}
}

static void print_limits(FILE *out, const struct findings *findings)
{
	const Convene__V1__Scenario *scenario = findings->scenario;
	bool headed = false;
	for (size_t i = 0; i < scenario->n_instruments; i++) {
		uint32_t beyond = findings->instruments_beyond[i];
		if (beyond == 0) {
			continue;
		}
		say(out, "%s  %-26s the answer is due after ENDEX (%u request%s)\n",
		    headed ? "" : "\nDeadlines that cannot be met:\n", scenario->instruments[i]->id,
		    beyond, beyond == 1 ? "" : "s");
		headed = true;
	}
	for (size_t i = 0, at = 0; i < scenario->n_injects; i++) {
		const Convene__V1__Inject *inject = scenario->injects[i];
		for (size_t j = 0; j < inject->n_expected_actions; j++, at++) {
			uint32_t beyond = findings->expected_beyond[at];
			if (beyond == 0) {
				continue;
			}
			say(out, "%s  %-26s expected action %zu ends after ENDEX (%u times)\n",
			    headed ? "" : "\nDeadlines that cannot be met:\n", inject->id, j + 1,
			    beyond);
			headed = true;
		}
	}
	if (!headed) {
		fputs("\nEvery deadline falls before ENDEX.\n", out);
	}
}

static void print_refusals(FILE *out, const struct findings *findings)
{
	if (findings->refusal_count > 0) {
		fputs("\nThe simulated people wanted to do this, and the engine refused:\n", out);
	}
	for (size_t i = 0; i < findings->refusal_count; i++) {
		say_line(
		    out, "  %5u x  %s", findings->refusals[i].times, findings->refusals[i].text);
	}
	if (findings->stuck) {
		fputs(
		    "\nSomething was due and nothing came of it: this is a mistake in the engine; "
		    "please report it with the scenario and the seed.\n",
		    out);
	}
}

void report_print(FILE *out, const struct findings *findings,
    const struct rehearsal_options *options, bool unicode)
{
	const Convene__V1__Scenario *scenario = findings->scenario;
	uint64_t actions = findings->followed + findings->mistaken + findings->missed;
	double runs = findings->runs;
	say(out, "EXERCISE EXERCISE EXERCISE\n");
	char title[2048];
	printable_line_in(title, sizeof title, titled(scenario->title));
	say(out,
	    "%s: %u rehearsed run%s, seeds %" PRIu64 " to %" PRIu64
	    ", %zu teams, %u players\n%.0f events a run; of the expected actions %.0f %% were "
	    "followed, %.0f %% mistaken,\n%.0f %% missed; %.1f flags a run\n\n",
	    title, findings->runs, findings->runs == 1 ? "" : "s", options->people.seed,
	    options->people.seed + findings->runs - 1, scenario->n_teams, options->players,
	    (double)findings->events / runs,
	    actions > 0 ? 100.0 * (double)findings->followed / (double)actions : 0.0,
	    actions > 0 ? 100.0 * (double)findings->mistaken / (double)actions : 0.0,
	    actions > 0 ? 100.0 * (double)findings->missed / (double)actions : 0.0,
	    (double)findings->tally.flags / runs);
	heat_map_print(out, findings, unicode);
	print_groups(out, findings);
	print_idle(out, findings);
	print_simcell(out, findings, options);
	print_limits(out, findings);
	print_refusals(out, findings);
}

void report_json(struct buf *out, const struct findings *findings,
    const struct rehearsal_options *options, double wall_s)
{
	const Convene__V1__Scenario *scenario = findings->scenario;
	json_member_text(out, "scenario", scenario->id);
	json_member_unsigned(out, "runs", findings->runs);
	json_member_unsigned(out, "seed", options->people.seed);
	json_member_unsigned(out, "players", options->players);
	json_member_unsigned(out, "events", findings->events);
	json_member_unsigned(out, "injects", scenario->n_injects);
	json_member_unsigned(
	    out, "injects_delivered", findings_came(findings->injects, scenario->n_injects));
	json_member_unsigned(out, "milestones", scenario->n_milestones);
	json_member_unsigned(
	    out, "milestones_reached", findings_came(findings->milestones, scenario->n_milestones));
	json_member_unsigned(out, "objectives", scenario->n_objectives);
	json_member_unsigned(out, "objectives_exercised",
	    findings_came(findings->objectives, scenario->n_objectives));
	json_member_signed(out, "longest_wait_ms", findings->wait_longest_ms);
	json_member_unsigned(out, "refusals", findings->refusal_count);
	json_member_real(out, "wall_s", wall_s, 3);
	json_member(out, "figures");
	buf_append_byte(out, '{');
	tally_json(out, &findings->tally);
	buf_append_byte(out, '}');
}
