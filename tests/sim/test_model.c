/* Engine and model know the same of rehearsed exercises of the shipped scenario, from their
 * records.
 */
#include "proto/record.h"
#include "proto/xalloc.h"
#include "server/rehearsal/rehearsal.h"
#include "server/scenario/scenario_check.h"
#include "server/scenario/scenario_documents.h"
#include "tests/sim/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h> /* needs the ones above */

#define ROUNDS_DEFAULT 20

static uint64_t setting(const char *name, uint64_t otherwise)
{
	const char *given = getenv(name);
	return given != NULL ? strtoull(given, NULL, 10) : otherwise;
}

static void fold_record(uint64_t seed, const char *bytes, size_t len)
{
	struct fold *fold = fold_new(seed);
	struct record_options options = {.entry = fold_entry, .context = fold};
	struct record_verifier *verifier = record_verifier_new(&options);
	record_verifier_feed(verifier, bytes, len);
	assert_true(record_verifier_finish(verifier)->ok);
	assert_true(fold_events(fold) > 2 * FOLD_COMPARED_EVERY);
	fold_compare(fold);
	print_message("seed %llu: %llu events, %zu classes, %llu facts\n", (unsigned long long)seed,
	    (unsigned long long)fold_events(fold), fold_viewers(fold),
	    (unsigned long long)fold_facts(fold));
	record_verifier_free(verifier);
	fold_free(fold);
}

static void test_rehearsed(void **state)
{
	struct arena *arena = arena_new(SCENARIO_ARENA_BYTES);
	struct diagnostics *diagnostics = xcalloc(1, sizeof *diagnostics);
	struct scenario_documents documents = {.arena = arena};
	struct scenario_source source = {0};
	uint64_t first = setting("CONVENE_SIM_SEED", 1);
	uint64_t rounds = setting("CONVENE_SIM_ROUNDS", ROUNDS_DEFAULT);
	(void)state;
	diagnostics_init(diagnostics, arena);
	assert_true(scenario_load(
	    LONG_HARVEST, arena, diagnostics, scenario_documents_keep, &documents, &source));
	for (uint64_t seed = first; seed < first + rounds; seed++) {
		struct rehearsal_options options;
		struct findings findings;
		char *bytes = NULL, why[512];
		size_t len;
		rehearsal_options_init(&options);
		options.people.seed = seed;
		options.players = 30;
		options.document = scenario_documents_find;
		options.documents = &documents;
		options.record = open_memstream(&bytes, &len);
		findings_init(&findings, source.scenario);
		assert_null(rehearse(source.scenario, &options, &findings, why, sizeof why));
		findings_deinit(&findings);
		assert_int_equal(fclose(options.record), 0);
		fold_record(seed, bytes, len);
		free(bytes);
	}
	free(diagnostics);
	free(documents.list);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rehearsed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
