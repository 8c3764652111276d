/* The whole scenario is read and checked before it is made shorter, so a mistake is told where its
 * author wrote it and a shorter exercise is only ever made of a good one. Then what is left is
 * checked once more, since leaving something out may break what stays, and what that finds takes
 * the place of what the first check found. What is left out is listed by kind, with its reason. */
#include "server/cli/scenario_read.h"

#include "proto/json.h"
#include "proto/printable.h"
#include "proto/reflect.h"
#include "server/cli/complain.h"
#include "server/cli/print.h"
#include "server/scenario/scenario_check.h"

#include <string.h>

/* Of a title in the list; the rest of it is in the scenario. Where it begins. */
#define TITLE_COLUMNS 40
#define TITLE_COLUMN  27

bool scenario_options_read(struct scenario_options *options)
{
	const char *text = options->duration;
	int64_t *ms = &options->duration_ms;
	if (text == NULL || (reflect_parse_ms(text, strlen(text), ms) && *ms > 0)) {
		return true;
	}
	complain("--duration takes a length of time, such as 2h or 90m, not \"%s\"", text);
	return false;
}

/* What the whole scenario has been told is told anew of what is left of it. */
static bool abridge(struct scenario_reading *reading, const struct abridging *asked,
    const struct diagnostics *loaded)
{
	char why[300];
	if (!scenario_abridge(reading->source.scenario, asked, reading->arena, &reading->abridged,
	        why, sizeof(why))) {
		complain("%s", why);
		return false;
	}
	*reading->diagnostics = *loaded;
	return scenario_check(&reading->source, reading->diagnostics);
}

bool scenario_read(struct scenario_reading *reading, const char *path,
    const struct scenario_options *options, struct arena *arena, scenario_document_fn *document,
    void *context)
{
	struct abridging asked = {.without = options->without, .duration_ms = options->duration_ms};
	struct diagnostics *loaded = arena_alloc(arena, sizeof(*loaded));
	*reading = (struct scenario_reading){.arena = arena};
	reading->diagnostics = arena_alloc(arena, sizeof(*reading->diagnostics));
	if (loaded == NULL || reading->diagnostics == NULL) {
		complain("not enough memory");
		return false;
	}
	diagnostics_init(reading->diagnostics, arena);
	bool good =
	    scenario_load(path, arena, reading->diagnostics, document, context, &reading->source);
	*loaded = *reading->diagnostics;
	if (reading->source.scenario != NULL) {
		good = scenario_check(&reading->source, reading->diagnostics) && good;
	}
	return good && (!abridging_is_any(&asked) || abridge(reading, &asked, loaded));
}

/* --- what is left out --- */

/* The kinds that may go. */
static const enum name_kind kinds[] = {NAME_TEAM, NAME_INJECT, NAME_MILESTONE, NAME_SWITCH,
    NAME_ALTERNATIVES, NAME_QUESTIONNAIRE, NAME_OBJECTIVE};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void append_count(struct buf *text, const struct abridged_count *count, const char *plural)
{
	if (count->after < count->before) {
		buf_printf(text, "%s%zu of %zu %s", text->len > 0 ? ", " : "",
		    count->before - count->after, count->before, plural);
	}
}

static void print_counts(FILE *out, const struct abridged *abridged)
{
	struct buf text = {0};
	for (size_t i = 0; i < KINDS; i++) {
		append_count(&text, &abridged->counts[kinds[i]], name_plural(kinds[i]));
	}
	append_count(&text, &abridged->actions, "expected actions");
	fputs("  ", out);
	print_wrapped(out, &text, 2);
}

static void print_items(FILE *out, const struct abridged_item *items, size_t count)
{
	for (size_t i = 0; i < KINDS; i++) {
		bool headed = false;
		for (size_t j = 0; j < count; j++) {
			struct buf text = {0};
			if (items[j].kind != kinds[i]) {
				continue;
			}
			if (!headed) {
				say(out, "  %s\n", name_plural(kinds[i]));
			}
			headed = true;
			printable_line_cut(
			    &text, items[j].title, strlen(items[j].title), TITLE_COLUMNS);
			buf_printf(&text, " (%s)", items[j].because);
			say(out, "    %-22s", items[j].id);
			/* an id that reaches into the titles has its own below */
			if (strlen(items[j].id) > TITLE_COLUMN - 5) {
				say(out, "\n%*s", TITLE_COLUMN - 1, "");
			}
			fputs(" ", out);
			print_wrapped(out, &text, TITLE_COLUMN);
		}
	}
}

/* Teams that have less to do than their author gave them. */
static void print_teams(FILE *out, const struct abridged *abridged)
{
	bool headed = false;
	for (size_t i = 0; i < abridged->team_count; i++) {
		const struct abridged_team *team = &abridged->teams[i];
		if (team->injects.after == team->injects.before &&
		    team->actions.after == team->actions.before) {
			continue;
		}
		if (!headed) {
			fputs("Teams that have less to do:\n", out);
		}
		headed = true;
		say(out, "  %-10s %zu of %zu injects, %zu of %zu expected actions%s\n", team->id,
		    team->injects.after, team->injects.before, team->actions.after,
		    team->actions.before,
		    team->injects.after > 0 ? ""
		                            : "\n             nothing ever reaches it: leave it "
		                              "out too, or write for it");
	}
}

void scenario_read_print(FILE *out, const struct scenario_reading *reading)
{
	const struct abridged *abridged = &reading->abridged;
	char before[40], after[40];
	if (abridged->left_out_count == 0 && abridged->changed_count == 0) {
		return;
	}
	reflect_format_ms(abridged->duration_before_ms, before, sizeof(before));
	reflect_format_ms(reading->source.scenario->duration_ms, after, sizeof(after));
	say(out, "Left out of the whole scenario (%s of %s are played):\n", after + 2, before + 2);
	print_counts(out, abridged);
	print_items(out, abridged->left_out, abridged->left_out_count);
	if (abridged->changed_count > 0) {
		fputs("Not as in the whole scenario:\n", out);
	}
	print_items(out, abridged->changed, abridged->changed_count);
	print_teams(out, abridged);
	fputs("Texts are as they were: where a briefing names the length of play, or a team\n"
	      "that is left out, tell people.\n\n",
	    out);
}

void scenario_read_json(struct buf *out, const struct scenario_reading *reading)
{
	const struct abridged *abridged = &reading->abridged;
	if (abridged->left_out_count == 0) {
		return;
	}
	json_member(out, "left_out");
	buf_append_byte(out, '{');
	for (size_t i = 0; i < KINDS; i++) {
		json_member(out, name_plural(kinds[i]));
		buf_append_byte(out, '[');
		for (size_t j = 0; j < abridged->left_out_count; j++) {
			if (abridged->left_out[j].kind == kinds[i]) {
				json_item_text(out, abridged->left_out[j].id);
			}
		}
		buf_append_byte(out, ']');
	}
	json_member_unsigned(
	    out, "expected_actions", abridged->actions.before - abridged->actions.after);
	buf_append_byte(out, '}');
}
