/* `convene case`: cases, their tracks, forms, fields, consent. */
#include "client/cli/conduct/case_show.h"
#include "client/cli/conduct/dialogues.h"
#include "client/cli/conduct/disclosing.h"
#include "client/cli/conduct/find.h"
#include "client/cli/conduct/stepping.h"
#include "proto/words.h"
#include "proto/xalloc.h"

#include <string.h>

/* The case that argv[1] names, for verbs that want one and `more` words behind it. NULL: refused,
 * `*outcome` says how. */
static const struct view_case *wanted(struct conduct *conduct, int argc, char **argv, int more,
    const char *usage, enum conduct_outcome *outcome)
{
	const struct view_case *file;

	if (argc < 2 + more) {
		*outcome = conduct_usage(conduct, "case %s wants: %s", argv[0], usage);
		return NULL;
	}
	file = conduct_find_case(conduct, argv[1]);
	*outcome = CONDUCT_REFUSED;
	return file;
}

static enum conduct_outcome open_case(struct conduct *conduct, int argc, char **argv)
{
	Convene__V1__OpenCase *open;

	if (argc < 2)
		return conduct_usage(conduct, "case open wants a name for the person: what your "
		                              "team calls them, not the real "
		                              "name");
	open = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_OPEN_CASE, "opened");
	open->reference = argv[1];
	open->summary =
	    argc > 2 ? conduct_rest(conduct, argc, argv, 2) : conduct_text(conduct->words.summary);
	open->person_language = conduct_text(conduct->words.language);
	open->child = conduct->words.child;
	return CONDUCT_SEND;
}

/* A case's tracks say much of a person: which of them go along has to be said, by a script too. */
static enum conduct_outcome which_tracks(
    struct conduct *conduct, const Convene__V1__ShareCase *share)
{
	bool everything = conduct->words.everything;

	for (size_t i = 0; i < share->n_tracks; i++)
		if (conduct_find(conduct, VIEW_TRACK, "track", share->tracks[i]) == NULL)
			return CONDUCT_REFUSED;
	if (everything && share->n_tracks > 0)
		return conduct_usage(conduct, "either --track, or --everything");
	if (everything || share->n_tracks > 0 || view_declared_count(conduct->view, TRACK) == 0)
		return CONDUCT_SEND;
	if (conduct->can_ask)
		return dialogue_tracks(conduct);
	return conduct_usage(conduct,
	    "say which of its tracks %s is to see: --track TRACK for each, or --everything",
	    share->to_team_id);
}

static enum conduct_outcome share(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv, bool refer)
{
	const char *team = conduct_find_team(conduct, argv[2]);
	Convene__V1__ShareCase *share;

	if (team == NULL ||
	    (argc > 3 && conduct_is_further(conduct, argv[3],
	                     "one team at a time; a text that begins so goes into --text")))
		return CONDUCT_REFUSED;
	share = conduct_begin(
	    conduct, CONVENE__V1__COMMAND__BODY_SHARE_CASE, refer ? "referred" : "shared");
	share->case_id = file->id;
	share->to_team_id = conduct_text(team);
	share->kind = refer ? CONVENE__V1__SHARE_KIND__SHARE_KIND_REFERRED
	                    : CONVENE__V1__SHARE_KIND__SHARE_KIND_SHARED;
	share->n_tracks = conduct->words.tracks.count;
	share->tracks = conduct_list(conduct, &conduct->words.tracks);
	share->text =
	    argc > 3 ? conduct_rest(conduct, argc, argv, 3) : conduct_text(conduct->words.text);
	share->disclosure = conduct_new(conduct, &convene__v1__disclose__descriptor);
	if (!disclosing_fill(conduct, share->disclosure))
		return CONDUCT_USAGE;
	return which_tracks(conduct, share);
}

/* Staff act for a team that nobody plays: the one named, else the one whose answer the case's
 * oldest open referral waits for, else the only such team that has the case. NULL with `why`. */
static const char *acting_team(struct conduct *conduct, const struct view_case *file)
{
	const struct view *view = conduct->view;
	const char *found = NULL;

	if (view->role == CONVENE__V1__ROLE__ROLE_PLAYER)
		return "";
	if (conduct->words.team != NULL)
		return conduct_find_team(conduct, conduct->words.team);
	for (size_t i = 0; i < file->referral_count; i++) {
		const char *to = file->referrals[i].shared->to_team_id;

		if (file->referrals[i].answered == NULL && view_team_is_unplayed(view, to))
			return to;
	}
	for (size_t i = 0; i < file->team_count; i++) {
		if (!view_team_is_unplayed(view, file->teams[i]))
			continue;
		if (found != NULL) {
			found = NULL;
			break;
		}
		found = file->teams[i];
	}
	if (found == NULL)
		conduct_usage(conduct, "say for which team that nobody plays: --team TEAM");
	return found;
}

static enum conduct_outcome answer_referral(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv, bool accept)
{
	Convene__V1__AnswerReferral *answer = conduct_begin(
	    conduct, CONVENE__V1__COMMAND__BODY_ANSWER_REFERRAL, accept ? "accepted" : "declined");

	const char *team = acting_team(conduct, file);

	if (team == NULL)
		return CONDUCT_USAGE;
	answer->case_id = file->id;
	answer->team_id = conduct_text(team);
	answer->accept = accept;
	answer->contact = conduct_text(conduct->words.contact);
	answer->alternate = conduct_text(conduct->words.alternate);
	answer->take_lead = conduct->words.lead;
	answer->text =
	    argc > 2 ? conduct_rest(conduct, argc, argv, 2) : conduct_text(conduct->words.text);
	if (accept && (answer->contact[0] == '\0' || answer->alternate[0] == '\0'))
		return conduct_usage(conduct,
		    "whoever accepts names whom to reach: --contact NAME and --alternate NAME");
	return CONDUCT_SEND;
}

static enum conduct_outcome link_cases(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	const struct view_case *other = conduct_find_case(conduct, argv[2]);
	Convene__V1__LinkCases *link;

	if (other == NULL)
		return CONDUCT_REFUSED;
	link = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_LINK_CASES, "linked");
	link->case_id = file->id;
	link->other_case_id = other->id;
	link->relation =
	    argc > 3 ? conduct_rest(conduct, argc, argv, 3) : conduct_text(conduct->words.relation);
	return CONDUCT_SEND;
}

static enum conduct_outcome record_field(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	const Convene__V1__Field *field = CONDUCT_FIND(conduct, FIELD, Field, "field", argv[2]);
	Convene__V1__RecordField *record;

	if (field == NULL)
		return CONDUCT_REFUSED;
	record = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_RECORD_FIELD, "recorded");
	record->case_id = file->id;
	record->value = conduct_new(conduct, &convene__v1__field_value__descriptor);
	record->value->field = field->id;
	record->value->value = conduct_rest(conduct, argc, argv, 3);
	record->source = conduct_text(conduct->words.source);
	return CONDUCT_SEND;
}

/* Flags are written WRONG_CHANNEL; wrong-channel is as good. */
static const char *flag_word(struct conduct *conduct, const char *typed)
{
	char *word = xcheck(arena_text(conduct->arena, typed, strlen(typed)));

	if (view_declared(conduct->view, FLAG, Flag, typed) != NULL)
		return typed;
	for (char *at = word; *at != '\0'; at++)
		*at = *at == '-' ? '_' : (char)(*at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
	return word;
}

static enum conduct_outcome raise_flag(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	const char *word = flag_word(conduct, argv[2]);
	const Convene__V1__Flag *flag = CONDUCT_FIND(conduct, FLAG, Flag, "flag", word);
	Convene__V1__RaiseFlag *raise;

	/* players are told of no flags: theirs is taken as it is typed */
	if (flag == NULL && view_declared_count(conduct->view, FLAG) > 0)
		return CONDUCT_REFUSED;
	raise = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_RAISE_FLAG, "flagged");
	raise->case_id = file->id;
	raise->flag = flag != NULL ? flag->id : conduct_text(word);
	raise->team_id = conduct_text(conduct->words.team);
	raise->note =
	    argc > 3 ? conduct_rest(conduct, argc, argv, 3) : conduct_text(conduct->words.note);
	return CONDUCT_SEND;
}

static enum conduct_outcome match(
    struct conduct *conduct, const struct view_case *file, char **argv)
{
	const Convene__V1__CasePerson *person;
	Convene__V1__MatchCase *command;

	if (!view_is_staff(conduct->view))
		return conduct_refuse(
		    conduct, "whom a case concerns is for the staff of the exercise to say");
	person = CONDUCT_FIND(conduct, CASE_PERSON, CasePerson, "person", argv[2]);
	if (person == NULL)
		return CONDUCT_REFUSED;
	command = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_MATCH_CASE, "matched");
	command->case_id = file->id;
	command->person_id = person->id;
	return CONDUCT_SEND;
}

static enum conduct_outcome verb_show(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	case_show(conduct, file);
	conduct_look(conduct, VIEW_LOOK_CASE, file->id);
	return CONDUCT_SHOWN;
}

static enum conduct_outcome verb_share(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	return share(conduct, file, argc, argv, conduct->words.refer);
}

static enum conduct_outcome verb_refer(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	return share(conduct, file, argc, argv, true);
}

static enum conduct_outcome verb_accept(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	return answer_referral(conduct, file, argc, argv, true);
}

static enum conduct_outcome verb_decline(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	return answer_referral(conduct, file, argc, argv, false);
}

static enum conduct_outcome verb_take_over(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	Convene__V1__TakeOverCase *take =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_TAKE_OVER_CASE, "taken over");

	const char *team = acting_team(conduct, file);

	if (team == NULL)
		return CONDUCT_USAGE;
	take->case_id = file->id;
	take->team_id = conduct_text(team);
	take->reason =
	    argc > 2 ? conduct_rest(conduct, argc, argv, 2) : conduct_text(conduct->words.reason);
	return CONDUCT_SEND;
}

static enum conduct_outcome verb_alias(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	Convene__V1__AddCaseAlias *alias =
	    conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_ADD_CASE_ALIAS, "noted");

	alias->case_id = file->id;
	alias->alias = conduct_rest(conduct, argc, argv, 2);
	return CONDUCT_SEND;
}

static enum conduct_outcome verb_match(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	(void)argc;
	return match(conduct, file, argv);
}

static enum conduct_outcome verb_disclose(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv)
{
	return disclosing(conduct, &file->id, 1, argv[2], argc - 3, argv + 3);
}

static const struct {
	const char *name;
	int words; /* behind the case */
	const char *usage;
	enum conduct_outcome (*run)(
	    struct conduct *conduct, const struct view_case *file, int argc, char **argv);
} table[] = {{"show", 0, "CASE", verb_show}, {"move", 1, "CASE STEP [REASONS]", stepping},
    {"share", 1, "CASE TEAM [TEXT]", verb_share}, {"refer", 1, "CASE TEAM [TEXT]", verb_refer},
    {"accept", 0, "CASE --contact NAME --alternate NAME", verb_accept},
    {"decline", 0, "CASE [TEXT]", verb_decline}, {"take-over", 0, "CASE [REASON]", verb_take_over},
    {"link", 1, "CASE OTHER-CASE [RELATION]", link_cases}, {"alias", 1, "CASE NAME", verb_alias},
    {"form", 1, "CASE FORM [ITEM=yes|no|unknown|not-asked...]", dialogue_form},
    {"field", 2, "CASE FIELD VALUE", record_field},
    {"consent", 0, "CASE --to WHOM --field FIELD... --said TEXT", consent_record},
    {"disclose", 1, "CASE WHOM [FIELD...]", verb_disclose},
    {"flag", 1, "CASE FLAG [NOTE]", raise_flag}, {"match", 1, "CASE PERSON", verb_match}};

static enum conduct_outcome run(struct conduct *conduct, int argc, char **argv)
{
	enum conduct_outcome outcome;

	if (argc == 0 || strcmp(argv[0], "list") == 0) {
		case_list(conduct);
		return CONDUCT_SHOWN;
	}
	if (strcmp(argv[0], "open") == 0)
		return open_case(conduct, argc, argv);
	if (strcmp(argv[0], "withdraw") == 0)
		return consent_withdraw(conduct, argc, argv);
	if (strcmp(argv[0], "who-knows") == 0)
		return who_knows(conduct, argc, argv);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct view_case *file;

		if (strcmp(table[i].name, argv[0]) != 0)
			continue;
		file = wanted(conduct, argc, argv, table[i].words, table[i].usage, &outcome);
		return file != NULL ? table[i].run(conduct, file, argc, argv) : outcome;
	}
	return conduct_no_verb(conduct, &conduct_case, argv[0]);
}

static size_t options(struct conduct_words *words, struct option *table_out)
{
	const struct option list[] = {
	    {"summary", "TEXT", OPTION_TEXT, &words->summary, "with open: what is known"},
	    {"person-language", "TAG", OPTION_TEXT, &words->language,
	        "with open, consent: which the person speaks"},
	    {"child", NULL, OPTION_FLAG, &words->child, "with open: treated as a child"},
	    {"track", "TRACK", OPTION_LIST, &words->tracks,
	        "with move: whose step; with share, refer: which go along"},
	    {"reason", "TEXT", OPTION_TEXT, &words->reason, "with move, take-over: why"},
	    {"confirm", "RULE", OPTION_LIST, &words->confirm,
	        "with move: it was so (seen-alone, ...)"},
	    {"field", "FIELD", OPTION_LIST, &words->fields,
	        "with share, disclose: what; with consent: for what (a,b)"},
	    {"to", "WHOM", OPTION_LIST, &words->to,
	        "with consent: a team, entity, country or agency"},
	    {"purpose", "TEXT", OPTION_TEXT, &words->purpose, "what the data are for"},
	    {"basis", "TEXT", OPTION_TEXT, &words->basis, "the legal basis"},
	    {"channel", "NAME", OPTION_TEXT, &words->channel, "phone, email, secure-police, ..."},
	    {"exception", "NAME", OPTION_TEXT, &words->exception,
	        "without consent: risk-to-life or legal-duty"},
	    {"because", "TEXT", OPTION_TEXT, &words->because, "why the exception applies"},
	    {"interpreter", "NAME", OPTION_TEXT, &words->interpreter, "with consent: through whom"},
	    {"said", "TEXT", OPTION_TEXT, &words->said,
	        "with consent, withdraw: the person's words"},
	    {"explained", "TEXT", OPTION_TEXT, &words->explained,
	        "with consent: what the person was told"},
	    {"everything", NULL, OPTION_FLAG, &words->everything,
	        "with consent: to all that is and will be known; with share, refer: all tracks"},
	    {"source", "TEXT", OPTION_TEXT, &words->source, "with field: from whom"},
	    {"contact", "NAME", OPTION_TEXT, &words->contact, "with accept: whom to reach"},
	    {"alternate", "NAME", OPTION_TEXT, &words->alternate, "with accept: who else"},
	    {"lead", NULL, OPTION_FLAG, &words->lead, "with accept: take the lead, too"},
	    {"team", "TEAM", OPTION_TEXT, &words->team,
	        "with flag: whose doing; with accept, decline, take-over: for whom (staff)"},
	    {"person", "PERSON", OPTION_TEXT, &words->person, "with who-knows (staff)"},
	    {"holder", "WHOM", OPTION_TEXT, &words->holder, "with who-knows: only this one"},
	    {"at", "TIME", OPTION_TEXT, &words->at,
	        "with who-knows: at T+1:30:00, -10m, \"day 2 14:00\""},
	    {"anyway", NULL, OPTION_FLAG, &words->anyway, "although it breaks a rule"}};

	memcpy(table_out, list, sizeof(list));
	return sizeof(list) / sizeof(list[0]);
}

static const struct conduct_verb verbs[] = {{"list", EVERYBODY}, {"show", EVERYBODY},
    {"open", MAY_OPEN_CASE}, {"move", MAY_MOVE_CASE}, {"share", MAY_SHARE_CASE},
    {"refer", MAY_SHARE_CASE}, {"accept", MAY_ANSWER_REFERRAL}, {"decline", MAY_ANSWER_REFERRAL},
    {"take-over", MAY_TAKE_OVER_CASE}, {"link", MAY_LINK_CASES}, {"alias", MAY_ADD_CASE_ALIAS},
    {"form", MAY_FILL_FORM}, {"field", MAY_RECORD_FIELD}, {"consent", MAY_RECORD_CONSENT},
    {"withdraw", MAY_WITHDRAW_CONSENT}, {"disclose", MAY_DISCLOSE}, {"flag", MAY_RAISE_FLAG},
    {"match", MAY_MATCH_CASE}, {"who-knows", PLAYERS | STAFF}, {.name = NULL}};

const char conduct_case_usage[] =
    "[list | show CASE | open NAME [SUMMARY] |\n"
    "    move CASE STEP [REASONS] | share CASE TEAM | refer CASE TEAM |\n"
    "    accept CASE | decline CASE | take-over CASE |\n"
    "    link CASE CASE [RELATION] | alias CASE NAME | form CASE FORM |\n"
    "    field CASE FIELD VALUE | consent CASE --to WHOM |\n"
    "    withdraw CONSENT | disclose CASE WHOM FIELD... | flag CASE FLAG |\n"
    "    match CASE PERSON | who-knows [CASE [FIELD]]]";

const struct conduct_noun conduct_case = {
    .name = "case", .options = options, .run = run, .verbs = verbs};
