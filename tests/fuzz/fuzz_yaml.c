/* The reader of YAML: either a message or at least one error; every error has a place. */
#include "convene/v1/scenario.pb-c.h"
#include "proto/utf8.h"
#include "proto/yaml.h"
#include "server/scenario/scenario_check.h"
#include "tests/fuzz/replay.h"

#include <stdlib.h>
#include <string.h>

static void look_at(const struct diagnostics *diagnostics)
{
	char line[700];

	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		const char *text = diagnostics->list[i].text;

		fuzz_claim(text[0] != '\0', "a diagnostic says something");
		fuzz_claim(utf8_valid(text, strlen(text)), "and says it in UTF-8");
		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct arena *arena = arena_new(4 << 20);
	struct diagnostics *diagnostics = malloc(sizeof(*diagnostics));
	struct scenario_source source = {0};
	enum yaml_outcome outcome;

	diagnostics_init(diagnostics, arena);
	source.places = yaml_places_new(arena);
	source.scenario = arena_alloc(arena, sizeof(*source.scenario));
	convene__v1__scenario__init(source.scenario);
	outcome = yaml_read_more(&source.scenario->base, "fuzz.yaml", (const char *)bytes, len,
	    arena, diagnostics, source.places);
	fuzz_claim((outcome == YAML_GOOD) == (diagnostics->errors == 0), "refused with a reason");
	if (outcome == YAML_GOOD) {
		fuzz_claim(utf8_valid(bytes, len), "only UTF-8 is taken");
	}
	if (outcome != YAML_UNREADABLE) {
		scenario_check(&source, diagnostics);
	}
	diagnostics_sort(diagnostics);
	look_at(diagnostics);
	free(diagnostics);
	arena_free(arena);
	return 0;
}
