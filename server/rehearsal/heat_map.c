/*
 * Both pictures have the same steps, so what is seen on a terminal is what is printed. A step is
 * about twice the one before it, for what matters is whether a team has nothing to do, something,
 * or too much. Whatever an author wrote is cleaned before it is escaped: what XML does not have at
 * all may not be printed either.
 */
#include "server/rehearsal/heat_map.h"

#include "proto/printable.h"
#include "proto/say.h"

#include <string.h>

#define BUCKETS_AN_HOUR (3600 * 1000 / BUCKET_MS)

/* From nothing to much. */
#define STEPS 6

/* Things in ten minutes from which on each step begins. */
static const double step_from[STEPS] = {0, 0.25, 1, 2, 4, 8};

static const char *const shades[STEPS] = {
    "  ", "\u00b7\u00b7", "\u2591\u2591", "\u2592\u2592", "\u2593\u2593", "\u2588\u2588"};
static const char *const letters[STEPS] = {"  ", "..", "--", "++", "**", "##"};

/* A scale that stays readable in print and for the colour-blind: light to dark of one hue. */
static const char *const colours[STEPS] = {
    "#f4f6f8", "#dbe6ef", "#b3cde0", "#7aa6c8", "#3d78a5", "#15466b"};

static double heat(const struct findings *findings, size_t team, size_t bucket)
{
	size_t cell = team * findings->buckets + bucket;
	double things = (double)(findings->came[cell] + findings->done[cell]);
	return findings->runs > 0 ? things / findings->runs : 0;
}

static size_t step_of(double value)
{
	size_t step = STEPS - 1;
	while (step > 0 && value < step_from[step]) {
		step--;
	}
	return step;
}

static size_t longest_id(const Convene__V1__Scenario *scenario)
{
	size_t longest = 4;
	for (size_t i = 0; i < scenario->n_teams; i++) {
		size_t len = strlen(scenario->teams[i]->id);
		longest = len > longest ? len : longest;
	}
	return longest;
}

void heat_map_print(FILE *out, const struct findings *findings, bool unicode)
{
	const Convene__V1__Scenario *scenario = findings->scenario;
	const char *const *marks = unicode ? shades : letters;
	int width = (int)longest_id(scenario);
	say(out, "%*s  ", width, "");
	for (size_t bucket = 0; bucket < findings->buckets; bucket += BUCKETS_AN_HOUR) {
		say(out, "T+%-*zu", 2 * BUCKETS_AN_HOUR - 2, bucket / BUCKETS_AN_HOUR);
	}
	fputs("\n", out);
	for (size_t team = 0; team < scenario->n_teams; team++) {
		say(out, "%-*s |", width, scenario->teams[team]->id);
		for (size_t bucket = 0; bucket < findings->buckets; bucket++) {
			say(out, "%s", marks[step_of(heat(findings, team, bucket))]);
		}
		fputs("|\n", out);
	}
	say(out, "%*s  one column: 10 min of play; things that come up or are done:", width, "");
	for (size_t step = 0; step < STEPS; step++) {
		say(out, " [%s] %g", marks[step], step_from[step]);
	}
	fputs("+\n", out);
}

/* --- the picture --- */

#define CELL_WIDTH  24
#define CELL_HEIGHT 20
#define LEFT        110
#define TOP         64

/* What XML does not take as it is; what XML 1.0 does not have at all, such as control characters,
 * is nothing that may be printed either. */
static void put_escaped(FILE *out, const char *text)
{
	struct buf clean = {0}, escaped = {0};
	printable_line(&clean, text, strlen(text));
	for (size_t i = 0; i < clean.len; i++) {
		switch (clean.data[i]) {
		case '&':
			buf_append_text(&escaped, "&amp;");
			break;
		case '<':
			buf_append_text(&escaped, "&lt;");
			break;
		case '>':
			buf_append_text(&escaped, "&gt;");
			break;
		case '"':
			buf_append_text(&escaped, "&quot;");
			break;
		default:
			buf_append_byte(&escaped, clean.data[i]);
		}
	}
	say(out, "%.*s", (int)escaped.len, (const char *)escaped.data);
	buf_deinit(&clean);
	buf_deinit(&escaped);
}

static void put_title(FILE *out, const struct findings *findings)
{
	const Convene__V1__Text *title = findings->scenario->title;
	fputs("<text x=\"12\" y=\"24\" font-size=\"16\" font-weight=\"bold\">", out);
	put_escaped(out, title != NULL ? title->value : findings->scenario->id);
	say(out,
	    ": how busy the teams are</text>\n<text x=\"12\" y=\"44\" font-size=\"12\">%u "
	    "rehearsed %s; things that come up or are done in ten minutes of play. EXERCISE "
	    "EXERCISE EXERCISE</text>\n",
	    findings->runs, findings->runs == 1 ? "run" : "runs");
}

static void put_row(FILE *out, const struct findings *findings, size_t team)
{
	size_t y = TOP + team * CELL_HEIGHT;
	say(out, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">", LEFT - 8, y + 14);
	put_escaped(out, findings->scenario->teams[team]->id);
	fputs("</text>\n", out);
	for (size_t bucket = 0; bucket < findings->buckets; bucket++) {
		double value = heat(findings, team, bucket);
		size_t minutes = bucket * (BUCKET_MS / 60000);
		say(out, "<rect x=\"%zu\" y=\"%zu\" width=\"%d\" height=\"%d\" fill=\"%s\"><title>",
		    LEFT + bucket * CELL_WIDTH, y, CELL_WIDTH - 1, CELL_HEIGHT - 1,
		    colours[step_of(value)]);
		put_escaped(out, findings->scenario->teams[team]->id);
		say(out, ", T+%zu:%02zu: %.1f</title></rect>\n", minutes / 60, minutes % 60, value);
	}
}

static void put_legend(FILE *out, size_t y)
{
	for (size_t step = 0; step < STEPS; step++) {
		size_t x = LEFT + step * 96;
		say(out,
		    "<rect x=\"%zu\" y=\"%zu\" width=\"%d\" height=\"%d\" fill=\"%s\"/>"
		    "<text x=\"%zu\" y=\"%zu\">%s%g</text>\n",
		    x, y, CELL_WIDTH - 1, CELL_HEIGHT - 1, colours[step], x + CELL_WIDTH + 4,
		    y + 14, step == 0 ? "" : "from ", step_from[step]);
	}
}

bool heat_map_svg(FILE *out, const struct findings *findings)
{
	size_t teams = findings->scenario->n_teams;
	size_t width = LEFT + findings->buckets * CELL_WIDTH + 16;
	size_t bottom = TOP + teams * CELL_HEIGHT;
	width = width < 640 ? 640 : width;
	say(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%zu\" height=\"%zu\" "
	    "viewBox=\"0 0 %zu %zu\" font-family=\"sans-serif\" font-size=\"12\">\n"
	    "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n",
	    width, bottom + 64, width, bottom + 64);
	put_title(out, findings);
	for (size_t team = 0; team < teams; team++) {
		put_row(out, findings, team);
	}
	for (size_t bucket = 0; bucket < findings->buckets; bucket += BUCKETS_AN_HOUR) {
		say(out, "<text x=\"%zu\" y=\"%d\">T+%zu:00</text>\n", LEFT + bucket * CELL_WIDTH,
		    TOP - 6, bucket / BUCKETS_AN_HOUR);
	}
	put_legend(out, bottom + 24);
	fputs("</svg>\n", out);
	return ferror(out) == 0;
}
