/* `convene milestone`: what the scenario waits for. */
#include "client/cli/conduct/find.h"
#include "client/cli/show/condition_text.h"
#include "client/cli/text/when.h"
#include "client/cli/text/words.h"
#include "client/cli/text/wrap.h"
#include "proto/json.h"
#include "proto/words.h"

#include <inttypes.h>
#include <string.h>

/* " by event 214", " by a controller"; what made it so. */
static void cause(struct buf *out, const struct view_milestone *here)
{
	const Convene__V1__MilestoneChanged *changed = here->changed;
	if (changed->cause == CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CONTROLLER) {
		buf_append_text(out, ", by a controller");
	} else if (changed->cause == CONVENE__V1__MILESTONE_CAUSE__MILESTONE_CAUSE_CANNED_REPLY) {
		buf_append_text(out, ", by a canned reply");
	} else if (changed->by_seq == 0) {
		buf_append_text(out, ", by time passing");
	}
	if (changed->by_seq != 0) {
		buf_printf(out, " (event %" PRIu64 ")", changed->by_seq);
	}
	if (changed->note[0] != '\0') {
		buf_printf(out, ": %s", changed->note);
	}
}

static void head(struct conduct *conduct, const char *id, const char *title,
    Convene__V1__MilestoneStanding standing, const struct view_milestone *here, int64_t at_ms)
{
#define STANDING(name) CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_##name
	static const char *const words[] = {[STANDING(UNSPECIFIED)] = "waiting",
	    [STANDING(REACHED)] = "REACHED",
	    [STANDING(UNREACHABLE)] = "UNREACHABLE"};
	struct buf text = {0};
	buf_printf(
	    &text, "%-11s %s  %s", WORDS_VALUE(milestone_standing, standing, words), id, title);
	char both[WHEN_SIZE];
	if (standing == STANDING(REACHED) || standing == STANDING(UNREACHABLE)) {
		buf_printf(&text, "\n%s %s", standing == STANDING(REACHED) ? "at" : "since",
		    when_both(conduct->view, at_ms, both));
		if (here != NULL && here->changed != NULL) {
			cause(&text, here);
		}
	}
	style_begin(&conduct->out, conduct->style,
	    standing == STANDING(REACHED)       ? COLOUR_GREEN
	    : standing == STANDING(UNREACHABLE) ? COLOUR_YELLOW
	                                        : COLOUR_BOLD);
#undef STANDING
	wrap_buf(&conduct->out, &text, conduct->style->width, 0, 12);
	style_end(&conduct->out, conduct->style);
}

static void milestone(struct conduct *conduct, const Convene__V1__ConditionStanding *standing)
{
	const struct view *view = conduct->view;
	const Convene__V1__Milestone *declared =
	    view_declared(view, MILESTONE, Milestone, standing->milestone_id);
	struct view_milestone here;
	view_milestone(view, standing->milestone_id, &here);
	head(conduct, standing->milestone_id,
	    view_title(view, VIEW_MILESTONE, standing->milestone_id), standing->standing, &here,
	    standing->at_ms);
	if (standing->standing == CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED &&
	    conduct->about == NULL) {
		return;
	}
	if (declared == NULL || declared->when == NULL) {
		buf_append_text(&conduct->out, "            set by hand, or by a canned reply\n");
	} else if (standing->by_hand) {
		buf_append_text(
		    &conduct->out, "            set by hand: its condition counts no more\n");
	} else {
		condition_text(&conduct->out, view, declared->when, standing, conduct->style, 12);
	}
}

static void inject(struct conduct *conduct, const Convene__V1__ConditionStanding *standing)
{
	const struct view_inject *here = view_inject(conduct->view, standing->inject_id);
	if (here == NULL || here->plan == NULL) {
		return;
	}
	head(conduct, standing->inject_id, view_text(conduct->view, here->plan->title),
	    standing->standing, NULL, standing->at_ms);
	if (here->plan->when != NULL &&
	    standing->standing != CONVENE__V1__MILESTONE_STANDING__MILESTONE_STANDING_REACHED) {
		condition_text(
		    &conduct->out, conduct->view, here->plan->when, standing, conduct->style, 12);
	}
}

static void switches(struct conduct *conduct)
{
	const struct view *view = conduct->view;
	for (size_t i = 0; i < view_declared_count(view, SWITCH); i++) {
		const char *id = view_declared_at(view, SWITCH, Switch, i)->id;
		struct view_switch here;
		view_switch(view, id, &here);
		buf_printf(&conduct->out, "%s%-11s %s  ", i == 0 ? "\nSwitches\n" : "",
		    here.on ? "on" : "off", id);
		wrap_append_line(&conduct->out, view_title(view, VIEW_SWITCH, id));
		buf_append_byte(&conduct->out, '\n');
	}
}

static void tell(struct conduct *conduct, const Convene__V1__QueryResult *result)
{
	const Convene__V1__ConditionsReport *report =
	    result->body_case == CONVENE__V1__QUERY_RESULT__BODY_CONDITIONS ? result->conditions
	                                                                    : NULL;
	bool injects = false;
	for (size_t i = 0; report != NULL && conduct->json && i < report->n_conditions; i++) {
		json_write(&conduct->out, &report->conditions[i]->base, JSON_COMPACT);
		buf_append_byte(&conduct->out, '\n');
	}
	if (conduct->json || report == NULL) {
		return;
	}
	for (size_t i = 0; i < report->n_conditions; i++) {
		if (report->conditions[i]->milestone_id[0] != '\0') {
			milestone(conduct, report->conditions[i]);
		}
	}
	for (size_t i = 0; i < report->n_conditions; i++) {
		if (report->conditions[i]->inject_id[0] == '\0') {
			continue;
		}
		if (!injects && conduct->about == NULL) {
			buf_append_text(&conduct->out, "\nContingency injects\n");
		}
		injects = true;
		inject(conduct, report->conditions[i]);
	}
	if (conduct->about == NULL) {
		switches(conduct);
	}
	if (conduct->out.len == 0) {
		buf_append_text(&conduct->out, "this scenario waits for nothing\n");
	}
}

static enum conduct_outcome query(struct conduct *conduct, const char *id)
{
	Convene__V1__ConditionsQuery *ask =
	    conduct_new(conduct, &convene__v1__conditions_query__descriptor);
	if (!view_is_staff(conduct->view)) {
		return conduct_refuse(conduct, "milestones are for the staff of the exercise");
	}
	if (id != NULL && view_declared(conduct->view, MILESTONE, Milestone, id) != NULL) {
		ask->milestone_id = view_declared(conduct->view, MILESTONE, Milestone, id)->id;
	} else if (id != NULL && view_inject(conduct->view, id) != NULL) {
		ask->inject_id = conduct_text(view_inject(conduct->view, id)->id);
	} else if (id != NULL) {
		conduct_find(conduct, VIEW_MILESTONE, "milestone", id);
		return CONDUCT_REFUSED;
	}
	conduct->about = id;
	conduct->query = conduct_new(conduct, &convene__v1__query__descriptor);
	conduct->query->body_case = CONVENE__V1__QUERY__BODY_CONDITIONS;
	conduct->query->conditions = ask;
	conduct->answered = tell;
	return CONDUCT_QUERY;
}

static enum conduct_outcome turn(struct conduct *conduct)
{
	if (conduct->count < 3 ||
	    (strcmp(conduct->words[2], "on") != 0 && strcmp(conduct->words[2], "off") != 0)) {
		return conduct_usage(conduct, "milestone switch wants: SWITCH on, or SWITCH off");
	}
	const Convene__V1__Switch *found =
	    CONDUCT_FIND(conduct, SWITCH, Switch, "switch", conduct->words[1]);
	if (found == NULL) {
		return CONDUCT_REFUSED;
	}
	Convene__V1__TurnSwitch *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_TURN_SWITCH,
	        strcmp(conduct->words[2], "on") == 0 ? "turned on" : "turned off");
	command->switch_id = found->id;
	command->on = strcmp(conduct->words[2], "on") == 0;
	command->note = conduct_rest(conduct, 3, "note");
	return CONDUCT_SEND;
}

static enum conduct_outcome set(struct conduct *conduct)
{
	const Convene__V1__Milestone *found =
	    CONDUCT_FIND(conduct, MILESTONE, Milestone, "milestone", conduct->words[1]);
	if (found == NULL) {
		return CONDUCT_REFUSED;
	}
	Convene__V1__SetMilestone *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_SET_MILESTONE, conduct->verb->done);
	command->milestone_id = found->id;
	command->take_back = conduct->verb->state;
	command->note = conduct_rest(conduct, 2, "note");
	return CONDUCT_SEND;
}

static enum conduct_outcome list(struct conduct *conduct)
{
	return query(conduct, NULL);
}

static enum conduct_outcome show(struct conduct *conduct)
{
	return query(conduct, conduct->words[1]);
}

static const struct option options[] = {
    {"note", "TEXT", OPTION_TEXT, NULL, "set, take-back, switch", "why, for the log"},
    {.name = NULL}};

static const struct conduct_verb verbs[] = {{.name = "list", .roles = EVERYBODY, .run = list},
    {"show", EVERYBODY, show, NULL, 1, 1, .wants = " one milestone"},
    {"set", MAY_SET_MILESTONE, set, NULL, 1, 0, .wants = " a milestone", .state = false,
        .done = "reached"},
    {"take-back", MAY_SET_MILESTONE, set, NULL, 1, 0, .wants = " a milestone", .state = true,
        .done = "taken back"},
    {.name = "switch", .roles = MAY_TURN_SWITCH, .run = turn}, {.name = NULL}};

const char conduct_milestone_usage[] =
    "[list | show ID | set ID [NOTE] | take-back ID [NOTE] | switch ID on|off]";

const struct conduct_noun conduct_milestone = {
    .name = "milestone", .options = options, .run = conduct_by_verb, .verbs = verbs};
