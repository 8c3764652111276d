/* `convene request`: formal requests between authorities. */
#include "client/cli/conduct/request_show.h"

#include "client/cli/conduct/main.h"
#include "client/cli/inject_yaml.h"
#include "client/cli/output.h"
#include "proto/xalloc.h"
#include "proto/yaml.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX (256u * 1024u)

static bool add_values(struct conduct *conduct, Convene__V1__RequestValue ***values, size_t *count)
{
	const struct option_list *given = &conduct->words.values;

	if (given->count == 0)
		return true;
	*values = xcheck(arena_array(conduct->arena, given->count, sizeof(**values)));
	*count = 0;
	for (size_t i = 0; i < given->count; i++) {
		const char *equals = strchr(given->values[i], '=');
		Convene__V1__RequestValue *value =
		    conduct_new(conduct, &convene__v1__request_value__descriptor);

		if (equals == NULL) {
			conduct_usage(
			    conduct, "--set wants FIELD=VALUE, not \"%.60s\"", given->values[i]);
			return false;
		}
		value->field = xcheck(arena_text(
		    conduct->arena, given->values[i], (size_t)(equals - given->values[i])));
		value->value = conduct_text(equals + 1);
		(*values)[(*count)++] = value;
	}
	return true;
}

static bool from_file(struct conduct *conduct, Convene__V1__RequestContent **content)
{
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	size_t len;
	char *text = output_read(conduct->words.file, FILE_MAX, &len), line[400];

	diagnostics_init(diagnostics, conduct->arena);
	*content = text == NULL
	               ? NULL
	               : (Convene__V1__RequestContent *)yaml_read(
	                     &convene__v1__request_content__descriptor, conduct->words.file, text,
	                     len, conduct->arena, diagnostics, NULL);
	conduct_refuse(conduct, "nothing was sent");
	if (text != NULL && *content == NULL && diagnostics_kept(diagnostics) > 0) {
		diagnostic_format(&diagnostics->list[0], line, sizeof(line));
		conduct_refuse(conduct, "%s", line);
	}
	free(text);
	free(diagnostics);
	return *content != NULL;
}

/* A plain word in a file stands for a team; where there is only an entity of that name, that is
 * meant. */
static bool mend_party(struct conduct *conduct, Convene__V1__RequestContent *content)
{
	if (content->to == NULL) {
		conduct_refuse(conduct, "the file does not say to whom: to: AL-PROS");
		return false;
	}
	content->to = conduct_find_party(conduct, view_party(content->to));
	return content->to != NULL;
}

/* INSTRUMENT WHOM [TEXT] from argv[0] on, with the options. */
static bool from_words(
    struct conduct *conduct, int argc, char **argv, Convene__V1__RequestContent **out)
{
	const struct conduct_words *words = &conduct->words;
	const Convene__V1__Instrument *instrument;
	Convene__V1__RequestContent *content =
	    conduct_new(conduct, &convene__v1__request_content__descriptor);

	if (argc < 2) {
		conduct_usage(
		    conduct, "a new request wants INSTRUMENT WHOM [TEXT], or --file FILE");
		return false;
	}
	instrument = CONDUCT_FIND(conduct, INSTRUMENT, Instrument, "instrument", argv[0]);
	content->to = instrument != NULL ? conduct_find_party(conduct, argv[1]) : NULL;
	if (content->to == NULL)
		return false;
	content->instrument = instrument->id;
	content->urgency = conduct_text(words->urgency);
	content->channel = CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
	if (instrument->n_channels > 0)
		content->channel = instrument->channels[0];
	content->subject = conduct_text(words->subject);
	content->purpose = conduct_text(words->purpose);
	content->legal_basis = conduct_text(words->basis);
	content->text = argc > 2 ? conduct_rest(conduct, argc, argv, 2) : conduct_text(words->text);
	content->case_ids = conduct_numbers(conduct, words->cases.count);
	for (size_t i = 0; i < words->cases.count; i++) {
		const struct view_case *file = conduct_find_case(conduct, words->cases.values[i]);

		if (file == NULL)
			return false;
		content->case_ids[content->n_case_ids++] = file->id;
	}
	content->n_inject_ids = words->injects.count;
	content->inject_ids = conduct_list(conduct, &words->injects);
	*out = content;
	return conduct_find_channel(conduct, words->channel, &content->channel) &&
	       add_values(conduct, &content->values, &content->n_values);
}

/* What a draft or a sending says: a file, words, or (NULL) what is there already. `*id`: of which.
 */
static bool take_content(struct conduct *conduct, int argc, char **argv, uint64_t *id,
    Convene__V1__RequestContent **content)
{
	*id = 0;
	*content = NULL;
	if (argc > 1 && options_number(argv[1], id)) {
		if (conduct_find_request(conduct, argv[1]) == NULL)
			return false;
		argv++;
		argc--;
	}
	if (conduct->words.file != NULL)
		return from_file(conduct, content) && mend_party(conduct, *content);
	if (*id != 0 && argc == 1)
		return true;
	return from_words(conduct, argc - 1, argv + 1, content);
}

static enum conduct_outcome draft(struct conduct *conduct, int argc, char **argv)
{
	Convene__V1__RequestContent *content;
	Convene__V1__DraftRequest *draft;
	uint64_t id;

	conduct->why[0] = '\0';
	if (!take_content(conduct, argc, argv, &id, &content))
		return CONDUCT_REFUSED;
	if (content == NULL)
		return conduct_usage(conduct, "say what is to be in it: --file FILE");
	draft = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_DRAFT_REQUEST, "drafted");
	draft->request_id = id;
	draft->content = content;
	return CONDUCT_SEND;
}

static enum conduct_outcome send_request(struct conduct *conduct, int argc, char **argv)
{
	const struct option_list *also = &conduct->words.to;
	Convene__V1__RequestContent *content;
	Convene__V1__SendRequest *command;
	uint64_t id;

	if (!take_content(conduct, argc, argv, &id, &content))
		return CONDUCT_REFUSED;
	command = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_SEND_REQUEST, "sent");
	command->request_id = id;
	command->content = content;
	command->anyway = conduct->words.anyway;
	command->also_to =
	    xcheck(arena_array(conduct->arena, also->count + 1, sizeof(*command->also_to)));
	for (size_t i = 0; i < also->count; i++) {
		Convene__V1__Party *party = conduct_find_party(conduct, also->values[i]);

		if (party == NULL)
			return CONDUCT_REFUSED;
		command->also_to[command->n_also_to++] = party;
	}
	return CONDUCT_SEND;
}

static enum conduct_outcome move(struct conduct *conduct, int argc, char **argv,
    Convene__V1__RequestState state, const char *done)
{
	const struct view_request *request;
	Convene__V1__MoveRequest *command;

	if (argc < 2)
		return conduct_usage(conduct, "request %s wants the request's number", argv[0]);
	request = conduct_find_request(conduct, argv[1]);
	if (request == NULL)
		return CONDUCT_REFUSED;
	command = conduct_begin(conduct, CONVENE__V1__COMMAND__BODY_MOVE_REQUEST, done);
	command->request_id = request->id;
	command->state = state;
	command->text =
	    argc > 2 ? conduct_rest(conduct, argc, argv, 2) : conduct_text(conduct->words.text);
	command->n_missing = conduct->words.missing.count;
	command->missing = conduct_list(conduct, &conduct->words.missing);
	command->anyway = conduct->words.anyway;
	return add_values(conduct, &command->values, &command->n_values) ? CONDUCT_SEND
	                                                                 : CONDUCT_USAGE;
}

static enum conduct_outcome show(struct conduct *conduct, int argc, char **argv)
{
	const struct view_request *request;
	const Convene__V1__Instrument *instrument;

	if (argc < 2)
		return conduct_usage(conduct, "request %s wants to know which", argv[0]);
	if (strcmp(argv[0], "template") == 0) {
		instrument = CONDUCT_FIND(conduct, INSTRUMENT, Instrument, "instrument", argv[1]);
		if (instrument == NULL)
			return CONDUCT_REFUSED;
		request_template(conduct, instrument);
		return CONDUCT_SHOWN;
	}
	request = conduct_find_request(conduct, argv[1]);
	if (request == NULL)
		return CONDUCT_REFUSED;
	if (strcmp(argv[0], "export") == 0)
		yaml_write(&conduct->out, &request->content->base);
	else
		request_show(conduct, request);
	return CONDUCT_SHOWN;
}

static void instruments(struct conduct *conduct)
{
	for (size_t i = 0; i < view_declared_count(conduct->view, INSTRUMENT); i++) {
		const Convene__V1__Instrument *instrument =
		    view_declared_at(conduct->view, INSTRUMENT, Instrument, i);

		buf_printf(&conduct->out, "  %-28s %s\n", instrument->id,
		    view_title(conduct->view, VIEW_INSTRUMENT, instrument->id));
	}
}

static enum conduct_outcome run(struct conduct *conduct, int argc, char **argv)
{
	static const struct {
		const char *verb, *done;
		Convene__V1__RequestState state;
	} moves[] = {
	    {"ack", "acknowledged", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ACKNOWLEDGED},
	    {"answer", "answered", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_ANSWERED},
	    {"refuse", "refused", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_REFUSED},
	    {"return", "returned", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_RETURNED},
	    {"withdraw", "withdrawn", CONVENE__V1__REQUEST_STATE__REQUEST_STATE_WITHDRAWN}};
	const char *verb = argc > 0 ? argv[0] : "list";

	if (strcmp(verb, "list") == 0) {
		request_list(conduct);
		return CONDUCT_SHOWN;
	}
	if (strcmp(verb, "instruments") == 0) {
		instruments(conduct);
		return CONDUCT_SHOWN;
	}
	if (strcmp(verb, "show") == 0 || strcmp(verb, "export") == 0 ||
	    strcmp(verb, "template") == 0)
		return show(conduct, argc, argv);
	if (strcmp(verb, "draft") == 0 || strcmp(verb, "new") == 0)
		return draft(conduct, argc, argv);
	if (strcmp(verb, "send") == 0)
		return send_request(conduct, argc, argv);
	for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++)
		if (strcmp(moves[i].verb, verb) == 0)
			return move(conduct, argc, argv, moves[i].state, moves[i].done);
	return conduct_no_verb(conduct, &conduct_request, verb);
}

static size_t options(struct conduct_words *words, struct option *table)
{
	const struct option list[] = {
	    {"file", "FILE", OPTION_TEXT, &words->file, "with draft, send: what it says, in YAML"},
	    {"urgency", "NAME", OPTION_TEXT, &words->urgency, "one of the instrument's"},
	    {"subject", "TEXT", OPTION_TEXT, &words->subject, "in a line"},
	    {"purpose", "TEXT", OPTION_TEXT, &words->purpose, "what it is for"},
	    {"basis", "TEXT", OPTION_TEXT, &words->basis, "the legal basis"},
	    {"channel", "NAME", OPTION_TEXT, &words->channel, "else the instrument's first"},
	    {"case", "CASE", OPTION_LIST, &words->cases, "a case that it is about"},
	    {"about", "INJECT", OPTION_LIST, &words->injects, "an inject that it is about"},
	    {"set", "FIELD=VALUE", OPTION_LIST, &words->values, "what the instrument asks for"},
	    {"also-to", "WHOM", OPTION_LIST, &words->to, "with send: a further receiver"},
	    {"missing", "FIELD", OPTION_LIST, &words->missing, "with return: what is wanted"},
	    {"text", "TEXT", OPTION_TEXT, &words->text, "instead of the operands"},
	    {"anyway", NULL, OPTION_FLAG, &words->anyway, "although something is not right"}};

	memcpy(table, list, sizeof(list));
	return sizeof(list) / sizeof(list[0]);
}

static const char *const verbs[] = {"list", "show", "instruments", "template", "new", "draft",
    "export", "send", "ack", "answer", "refuse", "return", "withdraw", NULL};

const struct conduct_noun conduct_request = {
    .name = "request", .options = options, .run = run, .verbs = verbs};

static int run_command(const struct command *command, int argc, char **argv)
{
	return conduct_main(command, &conduct_request, argc, argv);
}

const struct command request_command = {.name = "request",
    .operands = "[list | show ID | instruments | template INSTRUMENT |\n"
                "    draft [ID] INSTRUMENT WHOM [TEXT] | export ID | send [ID] |\n"
                "    ack ID | answer ID TEXT | refuse ID TEXT | return ID | withdraw ID]",
    .summary = "formal requests between authorities",
    .help = "A formal request goes by an instrument (an investigation order, a referral, ...)\n"
            "that says what it has to state and by when it is to be answered, in story time.\n"
            "template writes a file to fill in, draft keeps it, send sends it; a draft can be\n"
            "written again, and one that came back as incomplete sent again. The receiver\n"
            "acknowledges, then answers, refuses, or returns it. Limits are shown in exercise\n"
            "time and as the story's date.",
    .examples = "  convene request template mutual-legal-assistance > mla.yaml\n"
                "  vi mla.yaml && convene request send --file mla.yaml\n"
                "  convene request send police-information TO-POL \"Is he known?\" \\\n"
                "      --purpose identification --basis \"bilateral agreement\" --case W1\n"
                "  convene request answer 231 \"Known since 2029.\" --set contact=\"J. Ode\"\n"
                "  convene request return 231 --missing facts",
    .run = run_command};
