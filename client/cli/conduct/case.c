/* `convene case`: cases, their tracks, forms, fields, consent. */
#include "client/cli/conduct/case_show.h"
#include "client/cli/conduct/dialogues.h"
#include "client/cli/conduct/disclosing.h"
#include "client/cli/conduct/find.h"
#include "client/cli/conduct/stepping.h"
#include "proto/words.h"
#include "proto/xalloc.h"

#include <string.h>

static enum conduct_outcome find(struct conduct *conduct)
{
	conduct->subject = conduct_find_case(conduct, conduct->words[1]);
	return conduct->subject != NULL ? CONDUCT_SHOWN : CONDUCT_REFUSED;
}

static enum conduct_outcome list(struct conduct *conduct)
{
	case_list(conduct);
	return CONDUCT_SHOWN;
}

static enum conduct_outcome show(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	case_show(conduct, file);
	conduct_look(conduct, VIEW_LOOK_CASE, file->id);
	return CONDUCT_SHOWN;
}

static enum conduct_outcome open_case(struct conduct *conduct)
{
	Convene__V1__OpenCase *open =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_OPEN_CASE, "opened");
	open->reference = conduct->words[1];
	open->summary = conduct_rest(conduct, 2, "summary");
	open->person_language = conduct_option(conduct, "person-language");
	open->child = conduct_value(conduct, "child")->flag;
	return CONDUCT_SEND;
}

/* A case's tracks say much of a person: which of them go along has to be said, by a script too. */
static enum conduct_outcome which_tracks(
    struct conduct *conduct, const Convene__V1__ShareCase *share)
{
	bool everything = conduct_value(conduct, "everything")->flag;
	for (size_t i = 0; i < share->n_tracks; i++) {
		if (conduct_find(conduct, VIEW_TRACK, "track", share->tracks[i]) == NULL) {
			return CONDUCT_REFUSED;
		}
	}
	if (everything && share->n_tracks > 0) {
		return conduct_usage(conduct, "either --track, or --everything");
	}
	if (everything || share->n_tracks > 0 || view_declared_count(conduct->view, TRACK) == 0) {
		return CONDUCT_SEND;
	}
	if (conduct->can_ask) {
		return dialogue_tracks(conduct);
	}
	return conduct_usage(conduct,
	    "say which of its tracks %s is to see: --track TRACK for each, or --everything",
	    share->to_team_id);
}

static enum conduct_outcome share(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	const char *team = conduct_find_team(conduct, conduct->words[2]);
	if (team == NULL ||
	    (conduct->count > 3 &&
	        conduct_is_further(conduct, conduct->words[3],
	            "one team at a time; a text that begins so goes into --text"))) {
		return CONDUCT_REFUSED;
	}
	Convene__V1__ShareCase *share =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_SHARE_CASE, conduct->verb->done);
	share->case_id = file->id;
	share->to_team_id = conduct_text(team);
	share->kind = (Convene__V1__ShareKind)conduct->verb->state;
	share->tracks = conduct_list(conduct, "track", &share->n_tracks);
	share->text = conduct_rest(conduct, 3, "text");
	share->disclosure = conduct_new(conduct, &convene__v1__disclose__descriptor);
	if (!disclosing_fill(conduct, share->disclosure)) {
		return CONDUCT_USAGE;
	}
	return which_tracks(conduct, share);
}

/* Staff act for a team that nobody plays: the one named, else the one whose answer the case's
 * oldest open referral waits for, else the only such team that has the case. NULL with `why`. */
static const char *acting_team(struct conduct *conduct, const struct view_case *file)
{
	const struct view *view = conduct->view;
	const char *named = conduct_value(conduct, "team")->text, *found = NULL;
	if (view->role == CONVENE__V1__ROLE__ROLE_PLAYER) {
		return "";
	}
	if (named != NULL) {
		return conduct_find_team(conduct, named);
	}
	for (size_t i = 0; i < file->referral_count; i++) {
		const char *to = file->referrals[i].shared->to_team_id;
		if (file->referrals[i].answered == NULL && view_team_is_unplayed(view, to)) {
			return to;
		}
	}
	for (size_t i = 0; i < file->team_count; i++) {
		if (!view_team_is_unplayed(view, file->teams[i])) {
			continue;
		}
		if (found != NULL) {
			found = NULL;
			break;
		}
		found = file->teams[i];
	}
	if (found == NULL) {
		conduct_usage(conduct, "say for which team that nobody plays: --team TEAM");
	}
	return found;
}

static enum conduct_outcome answer_referral(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	bool accept = conduct->verb->state;
	Convene__V1__AnswerReferral *answer =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_ANSWER_REFERRAL, conduct->verb->done);
	const char *team = acting_team(conduct, file);
	if (team == NULL) {
		return CONDUCT_USAGE;
	}
	answer->case_id = file->id;
	answer->team_id = conduct_text(team);
	answer->accept = accept;
	answer->contact = conduct_option(conduct, "contact");
	answer->alternate = conduct_option(conduct, "alternate");
	answer->take_lead = conduct_value(conduct, "lead")->flag;
	answer->text = conduct_rest(conduct, 2, "text");
	if (accept && (answer->contact[0] == '\0' || answer->alternate[0] == '\0')) {
		return conduct_usage(conduct,
		    "whoever accepts names whom to reach: --contact NAME and --alternate NAME");
	}
	return CONDUCT_SEND;
}

static enum conduct_outcome take_over(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	Convene__V1__TakeOverCase *take =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_TAKE_OVER_CASE, "taken over");
	const char *team = acting_team(conduct, file);
	if (team == NULL) {
		return CONDUCT_USAGE;
	}
	take->case_id = file->id;
	take->team_id = conduct_text(team);
	take->reason = conduct_rest(conduct, 2, "reason");
	return CONDUCT_SEND;
}

static enum conduct_outcome link_cases(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject,
	                       *other = conduct_find_case(conduct, conduct->words[2]);
	if (other == NULL) {
		return CONDUCT_REFUSED;
	}
	Convene__V1__LinkCases *link =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_LINK_CASES, "linked");
	link->case_id = file->id;
	link->other_case_id = other->id;
	link->relation = conduct_rest(conduct, 3, NULL);
	return CONDUCT_SEND;
}

static enum conduct_outcome alias(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	Convene__V1__AddCaseAlias *alias =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_ADD_CASE_ALIAS, "noted");
	alias->case_id = file->id;
	alias->alias = conduct_rest(conduct, 2, NULL);
	return CONDUCT_SEND;
}

static enum conduct_outcome record_field(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	const Convene__V1__Field *field =
	    CONDUCT_FIND(conduct, FIELD, Field, "field", conduct->words[2]);
	if (field == NULL) {
		return CONDUCT_REFUSED;
	}
	Convene__V1__RecordField *record =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_RECORD_FIELD, "recorded");
	record->case_id = file->id;
	record->value = conduct_new(conduct, &convene__v1__field_value__descriptor);
	record->value->field = field->id;
	record->value->value = conduct_rest(conduct, 3, NULL);
	record->source = conduct_option(conduct, "source");
	return CONDUCT_SEND;
}

/* Flags are written WRONG_CHANNEL; wrong-channel is as good. */
static const char *flag_word(struct conduct *conduct, const char *typed)
{
	char *word = xcheck(arena_text(conduct->arena, typed, strlen(typed)));
	if (view_declared(conduct->view, FLAG, Flag, typed) != NULL) {
		return typed;
	}
	for (char *at = word; *at != '\0'; at++) {
		*at = *at == '-' ? '_' : (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
	}
	return word;
}

static enum conduct_outcome raise_flag(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	const char *word = flag_word(conduct, conduct->words[2]);
	const Convene__V1__Flag *flag = CONDUCT_FIND(conduct, FLAG, Flag, "flag", word);
	/* players are told of no flags: theirs is taken as it is typed */
	if (flag == NULL && view_declared_count(conduct->view, FLAG) > 0) {
		return CONDUCT_REFUSED;
	}
	Convene__V1__RaiseFlag *raise =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_RAISE_FLAG, "flagged");
	raise->case_id = file->id;
	raise->flag = flag != NULL ? flag->id : conduct_text(word);
	raise->team_id = conduct_option(conduct, "team");
	raise->note = conduct_rest(conduct, 3, NULL);
	return CONDUCT_SEND;
}

static enum conduct_outcome match(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	if (!view_is_staff(conduct->view)) {
		return conduct_refuse(
		    conduct, "whom a case concerns is for the staff of the exercise to say");
	}
	const Convene__V1__CasePerson *person =
	    CONDUCT_FIND(conduct, CASE_PERSON, CasePerson, "person", conduct->words[2]);
	if (person == NULL) {
		return CONDUCT_REFUSED;
	}
	Convene__V1__MatchCase *command =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_MATCH_CASE, "matched");
	command->case_id = file->id;
	command->person_id = person->id;
	return CONDUCT_SEND;
}

static enum conduct_outcome disclose(struct conduct *conduct)
{
	const struct view_case *file = conduct->subject;
	return disclosing(
	    conduct, &file->id, 1, conduct->words[2], conduct->count - 3, conduct->words + 3);
}

#define DISCLOSING "share, refer, disclose"

static const struct option options[] = {
    {"summary", "TEXT", OPTION_TEXT, NULL, "open", "what is known"},
    {"person-language", "TAG", OPTION_TEXT, NULL, "open, consent", "which the person speaks"},
    {"child", NULL, OPTION_FLAG, NULL, "open", "treated as a child"},
    {"track", "TRACK", OPTION_LIST, NULL, "move", "whose step"},
    {"track", "TRACK", OPTION_LIST, NULL, "share, refer", "which go along"},
    {"reason", "TEXT", OPTION_TEXT, NULL, "move, take-over", "why"},
    {"confirm", "RULE", OPTION_LIST, NULL, "move", "it was so (seen-alone, ...)"},
    {"field", "FIELD", OPTION_LIST, NULL, DISCLOSING, "what (a,b)"},
    {"field", "FIELD", OPTION_LIST, NULL, "consent", "for what (a,b)"},
    {"to", "WHOM", OPTION_LIST, NULL, "consent", "a team, entity, country or agency"},
    {"purpose", "TEXT", OPTION_TEXT, NULL, DISCLOSING ", consent", "what the data are for"},
    DISCLOSING_OPTIONS(DISCLOSING),
    {"interpreter", "NAME", OPTION_TEXT, NULL, "consent", "through whom"},
    {"said", "TEXT", OPTION_TEXT, NULL, "consent, withdraw", "the person's words"},
    {"explained", "TEXT", OPTION_TEXT, NULL, "consent", "what the person was told"},
    {"everything", NULL, OPTION_FLAG, NULL, "consent", "to all that is and will be known"},
    {"everything", NULL, OPTION_FLAG, NULL, "share, refer", "all tracks"},
    {"source", "TEXT", OPTION_TEXT, NULL, "field", "from whom"},
    {"text", "TEXT", OPTION_TEXT, NULL, "share, refer, accept, decline", "in the place of TEXT"},
    {"contact", "NAME", OPTION_TEXT, NULL, "accept", "whom to reach"},
    {"alternate", "NAME", OPTION_TEXT, NULL, "accept", "who else"},
    {"lead", NULL, OPTION_FLAG, NULL, "accept", "take the lead, too"},
    {"team", "TEAM", OPTION_TEXT, NULL, "flag", "whose doing"},
    {"team", "TEAM", OPTION_TEXT, NULL, "accept, decline, take-over", "for whom (staff)"},
    {"person", "PERSON", OPTION_TEXT, NULL, "who-knows", "of whom (staff)"},
    {"holder", "WHOM", OPTION_TEXT, NULL, "who-knows", "only this one"},
    {"at", "TIME", OPTION_TEXT, NULL, "who-knows", "at T+1:30:00, -10m, \"day 2 14:00\""},
    {"anyway", NULL, OPTION_FLAG, NULL, "move, " DISCLOSING, "although it breaks a rule"},
    {.name = NULL}};

static const struct conduct_verb verbs[] = {{.name = "list", .roles = EVERYBODY, .run = list},
    {"show", EVERYBODY, show, find, 1, 1, .wants = ": CASE"},
    {"open", MAY_OPEN_CASE, open_case, NULL, 1, 0,
        .wants = " a name for the person: what your team calls them, not the real name"},
    {"move", MAY_MOVE_CASE, stepping, find, 2, 0, .wants = ": CASE STEP [REASONS]"},
    {"share", MAY_SHARE_CASE, share, find, 2, 0, .wants = ": CASE TEAM [TEXT]",
        .state = CONVENE__V1__SHARE_KIND__SHARE_KIND_SHARED, .done = "shared"},
    {"refer", MAY_SHARE_CASE, share, find, 2, 0, .wants = ": CASE TEAM [TEXT]",
        .state = CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED, .done = "referred"},
    {"accept", MAY_ANSWER_REFERRAL, answer_referral, find, 1, 0,
        .wants = ": CASE --contact NAME --alternate NAME", .state = true, .done = "accepted"},
    {"decline", MAY_ANSWER_REFERRAL, answer_referral, find, 1, 0, .wants = ": CASE [TEXT]",
        .state = false, .done = "declined"},
    {"take-over", MAY_TAKE_OVER_CASE, take_over, find, 1, 0, .wants = ": CASE [REASON]"},
    {"link", MAY_LINK_CASES, link_cases, find, 3, 0, .wants = ": CASE OTHER-CASE RELATION"},
    {"alias", MAY_ADD_CASE_ALIAS, alias, find, 2, 0, .wants = ": CASE NAME"},
    {"form", MAY_FILL_FORM, dialogue_form, find, 2, 0,
        .wants = ": CASE FORM [ITEM=yes|no|unknown|not-asked...]"},
    {"field", MAY_RECORD_FIELD, record_field, find, 3, 0, .wants = ": CASE FIELD VALUE"},
    {"consent", MAY_RECORD_CONSENT, consent_record, find, 1, 0,
        .wants = ": CASE --to WHOM --field FIELD... --said TEXT"},
    {.name = "withdraw", .roles = MAY_WITHDRAW_CONSENT, .run = consent_withdraw},
    {"disclose", MAY_DISCLOSE, disclose, find, 2, 0, .wants = ": CASE WHOM [FIELD...]"},
    {"flag", MAY_RAISE_FLAG, raise_flag, find, 2, 0, .wants = ": CASE FLAG [NOTE]"},
    {"match", MAY_MATCH_CASE, match, find, 2, 2, .wants = ": CASE PERSON"},
    {.name = "who-knows", .roles = PLAYERS | STAFF, .run = who_knows}, {.name = NULL}};

const char conduct_case_usage[] =
    "[list | show CASE | open NAME [SUMMARY] |\n"
    "    move CASE STEP [REASONS] | share CASE TEAM | refer CASE TEAM |\n"
    "    accept CASE | decline CASE | take-over CASE |\n"
    "    link CASE CASE RELATION | alias CASE NAME | form CASE FORM |\n"
    "    field CASE FIELD VALUE | consent CASE --to WHOM |\n"
    "    withdraw CONSENT | disclose CASE WHOM FIELD... | flag CASE FLAG |\n"
    "    match CASE PERSON | who-knows [CASE [FIELD]]]";

const struct conduct_noun conduct_case = {
    .name = "case", .options = options, .run = conduct_by_verb, .verbs = verbs};
