/*
 * Tables by place in the scenario, each with room for one more than it needs: of nothing there is a
 * table too. Times beyond the end count in the last bucket. Refusals are told apart by their words,
 * and only the first REFUSALS_MAX of them are kept: one mistake in a scenario repeats itself.
 */
#include "server/rehearsal/findings.h"

#include "proto/xalloc.h"

#include <string.h>

static struct occurrence *occurrences(size_t count)
{
	struct occurrence *list = xcalloc(count + 1, sizeof *list);
	for (size_t i = 0; i < count; i++) {
		list[i].earliest_ms = INT64_MAX;
	}
	return list;
}

void findings_init(struct findings *findings, const Convene__V1__Scenario *scenario)
{
	memset(findings, 0, sizeof *findings);
	findings->scenario = scenario;
	findings->buckets = (size_t)((scenario->duration_ms + BUCKET_MS - 1) / BUCKET_MS);
	findings->buckets = findings->buckets > 0 ? findings->buckets : 1;
	findings->injects = occurrences(scenario->n_injects);
	findings->milestones = occurrences(scenario->n_milestones);
	findings->objectives = occurrences(scenario->n_objectives);
	findings->teams = xcalloc(scenario->n_teams + 1, sizeof *findings->teams);
	size_t cells = (scenario->n_teams + 1) * findings->buckets;
	findings->came = xcalloc(cells, sizeof *findings->came);
	findings->done = xcalloc(cells, sizeof *findings->done);
	findings->instruments_beyond =
	    xcalloc(scenario->n_instruments + 1, sizeof *findings->instruments_beyond);
	findings->queue_longest = xcalloc(findings->buckets, sizeof *findings->queue_longest);
	findings->queue_sum = xcalloc(findings->buckets, sizeof *findings->queue_sum);
	for (size_t i = 0; i < scenario->n_injects; i++) {
		findings->expected_count += scenario->injects[i]->n_expected_actions;
	}
	findings->expected_beyond =
	    xcalloc(findings->expected_count + 1, sizeof *findings->expected_beyond);
}

void findings_deinit(struct findings *findings)
{
	free(findings->injects);
	free(findings->milestones);
	free(findings->objectives);
	free(findings->teams);
	free(findings->came);
	free(findings->done);
	free(findings->instruments_beyond);
	free(findings->expected_beyond);
	free(findings->queue_longest);
	free(findings->queue_sum);
	memset(findings, 0, sizeof *findings);
}

size_t findings_bucket(const struct findings *findings, int64_t exercise_ms)
{
	size_t bucket = exercise_ms > 0 ? (size_t)(exercise_ms / BUCKET_MS) : 0;
	return bucket < findings->buckets ? bucket : findings->buckets - 1;
}

uint64_t *findings_cell(const struct findings *findings, uint64_t *table, int team, int64_t at_ms)
{
	return &table[(size_t)team * findings->buckets + findings_bucket(findings, at_ms)];
}

void findings_note(struct occurrence *occurrence, int64_t at_ms)
{
	occurrence->runs++;
	occurrence->sum_ms += at_ms;
	if (at_ms < occurrence->earliest_ms) {
		occurrence->earliest_ms = at_ms;
	}
	if (at_ms > occurrence->latest_ms) {
		occurrence->latest_ms = at_ms;
	}
}

void findings_refusal(struct findings *findings, const char *text)
{
	for (size_t i = 0; i < findings->refusal_count; i++) {
		struct refusal_finding *known = &findings->refusals[i];
		if (strncmp(known->text, text, sizeof known->text - 1) == 0) {
			known->times++;
			return;
		}
	}
	if (findings->refusal_count < REFUSALS_MAX) {
		struct refusal_finding *refusal = &findings->refusals[findings->refusal_count++];
		size_t len = strlen(text);
		len = len < sizeof refusal->text ? len : sizeof refusal->text - 1;
		memcpy(refusal->text, text, len);
		refusal->text[len] = '\0';
		refusal->times = 1;
	}
}

size_t findings_expected(const struct findings *findings, size_t inject, size_t action)
{
	size_t at = action;
	for (size_t i = 0; i < inject; i++) {
		at += findings->scenario->injects[i]->n_expected_actions;
	}
	return at;
}

size_t findings_came(const struct occurrence *list, size_t count)
{
	size_t came = 0;
	for (size_t i = 0; i < count; i++) {
		came += list[i].runs > 0;
	}
	return came;
}
