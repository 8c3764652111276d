#include "client/cli/conduct/request_content.h"

#include "client/cli/base/input.h"
#include "client/cli/conduct/find.h"
#include "client/cli/conduct/request_draft.h"
#include "client/cli/text/based_on.h"
#include "client/cli/text/nearest.h"
#include "proto/complaint.h"
#include "proto/xalloc.h"
#include "proto/yaml.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (256u * 1024u)

/* Which is meant where none is named. */
static Convene__V1__Channel usual_channel(const Convene__V1__Instrument *instrument)
{
	return instrument->n_channels > 0 ? instrument->channels[0]
	                                  : CONVENE__V1__CHANNEL__CHANNEL_EMAIL;
}

bool request_values(struct conduct *conduct, Convene__V1__RequestValue ***values, size_t *count)
{
	const struct option_list *given = &conduct_value(conduct, "set")->list;
	if (given->count == 0) {
		return true;
	}
	*values = xcheck(arena_array(conduct->arena, given->count, sizeof(**values)));
	*count = 0;
	for (size_t i = 0; i < given->count; i++) {
		const char *equals = strchr(given->values[i], '=');
		Convene__V1__RequestValue *value =
		    conduct_new(conduct, &convene__v1__request_value__descriptor);
		if (equals == NULL) {
			conduct_usage(
			    conduct, "--set wants FIELD=VALUE, not \"%s\"", given->values[i]);
			return false;
		}
		value->field = xcheck(arena_text(
		    conduct->arena, given->values[i], (size_t)(equals - given->values[i])));
		value->value = conduct_text(equals + 1);
		(*values)[(*count)++] = value;
	}
	return true;
}

/* A file being read: everything that is wrong with it is said at once. */
struct file {
	struct conduct *conduct; /* borrowed: outlives this */
	const char *path;        /* borrowed: likewise */
	Convene__V1__RequestContent *content;
	struct yaml_places *places;      /* in the arena */
	struct diagnostics *diagnostics; /* borrowed: likewise */
};

static void wrong(const struct file *file, const void *message, const char *field,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

static void wrong(
    const struct file *file, const void *message, const char *field, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char text[COMPLAINT_MAX];
	complaint_list(text, sizeof(text), format, arguments);
	va_end(arguments);
	struct yaml_position at;
	yaml_place(file->places, message, field, 0, &at);
	diagnostics_add(
	    file->diagnostics, DIAGNOSTIC_ERROR, file->path, at.line, at.column, "%s", text);
}

static bool is_asked(const Convene__V1__Instrument *instrument, const char *field)
{
	for (size_t i = 0; i < instrument->n_fields; i++) {
		if (strcmp(instrument->fields[i]->id, field) == 0) {
			return true;
		}
	}
	return false;
}

static void check_values(const struct file *file, const Convene__V1__Instrument *instrument)
{
	struct nearest nearest;
	char meant[80];
	for (size_t i = 0; i < file->content->n_values; i++) {
		const Convene__V1__RequestValue *value = file->content->values[i];
		if (is_asked(instrument, value->field)) {
			continue;
		}
		nearest_init(&nearest, value->field);
		for (size_t j = 0; j < instrument->n_fields; j++) {
			nearest_offer(&nearest, instrument->fields[j]->id);
		}
		wrong(file, value, "field", "%s asks for no \"%s\"%s", instrument->id, value->field,
		    nearest_question(&nearest, meant, sizeof(meant)));
	}
}

/* The channel may be left out, as on the command line. */
static void check_instrument(const struct file *file, const Convene__V1__Instrument *instrument)
{
	struct yaml_position at;
	if (!yaml_place(file->places, file->content, "channel", 0, &at)) {
		file->content->channel = usual_channel(instrument);
	}
	check_values(file, instrument);
}

/* What the exercise knows. A plain word stands for a team; where there is only an entity of that
 * name, that is meant. */
static void check_names(const struct file *file)
{
	Convene__V1__RequestContent *content = file->content;
	struct conduct *conduct = file->conduct;
	const Convene__V1__Instrument *instrument =
	    CONDUCT_FIND(conduct, INSTRUMENT, Instrument, "instrument", content->instrument);
	if (instrument == NULL) {
		wrong(file, content, "instrument", "%s", conduct->why);
	} else {
		check_instrument(file, instrument);
	}
	Convene__V1__Party *to =
	    content->to != NULL ? conduct_find_party(conduct, view_party(content->to)) : NULL;
	if (content->to == NULL) {
		wrong(file, content, "to", "the file does not say to whom: to: AL-PROS");
	} else if (to == NULL) {
		wrong(file, content, "to", "%s", conduct->why);
	}
	content->to = to;
	for (size_t i = 0; i < content->n_case_ids; i++) {
		if (view_case(conduct->view, content->case_ids[i]) == NULL) {
			wrong(file, content, "case_ids",
			    "there is no case %" PRIu64 "; `case list` has those that you may see",
			    content->case_ids[i]);
		}
	}
}

/* Documents stand beside the file. */
static void place_documents(const struct file *file)
{
	const char *slash = strrchr(file->path, '/');
	int folder_len = slash != NULL ? (int)(slash - file->path + 1) : 0;
	for (size_t i = 0; i < file->content->n_attachments; i++) {
		Convene__V1__Attachment *attachment = file->content->attachments[i];
		if (attachment->file[0] != '\0' && attachment->file[0] != '/') {
			attachment->file = xcheck(arena_printf(file->conduct->arena, "%.*s%s",
			    folder_len, file->path, attachment->file));
		}
	}
}

static bool read_file(struct file *file, const char *text, size_t len)
{
	struct diagnostics *diagnostics = file->diagnostics;
	struct conduct *conduct = file->conduct;
	diagnostics_init(diagnostics, conduct->arena);
	file->content = conduct_new(conduct, &convene__v1__request_content__descriptor);
	file->places = yaml_places_new(conduct->arena);
	if (yaml_read_more(&file->content->base, file->path, text, len, conduct->arena, diagnostics,
	        file->places) != YAML_UNREADABLE) {
		check_names(file);
	}
	diagnostics_sort(diagnostics);
	char line[2 * COMPLAINT_MAX];
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		buf_printf(&conduct->out, "%s\n", line);
	}
	return diagnostics->errors == 0;
}

static enum conduct_outcome from_file(
    struct conduct *conduct, uint32_t *revision, Convene__V1__RequestContent **content)
{
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	struct file file = {.conduct = conduct,
	    .path = conduct_option(conduct, "file"),
	    .diagnostics = diagnostics};
	size_t len;
	char *text = input_read(file.path, FILE_MAX, &len);
	bool good = text != NULL && read_file(&file, text, len);
	if (good) {
		uint32_t written = based_on_read(text);
		*revision = written != 0 ? written : *revision;
		place_documents(&file);
	} else {
		conduct_refuse(conduct, "nothing was sent");
	}
	*content = good ? file.content : NULL;
	free(text);
	free(diagnostics);
	return good ? CONDUCT_SEND : CONDUCT_LOCAL;
}

Convene__V1__Attachment **request_documents(
    struct conduct *conduct, Convene__V1__Attachment **there, size_t count, size_t *total)
{
	const struct option_list *paths = &conduct_value(conduct, "attach")->list;
	Convene__V1__Attachment **list =
	    xcheck(arena_array(conduct->arena, count + paths->count + 1, sizeof(*list)));
	if (count > 0) {
		memcpy(list, there, count * sizeof(*list));
	}
	for (size_t i = 0; i < paths->count; i++) {
		list[count + i] = conduct_new(conduct, &convene__v1__attachment__descriptor);
		list[count + i]->file = conduct_text(paths->values[i]);
	}
	*total = count + paths->count;
	for (size_t i = 0; i < *total; i++) {
		if (list[i]->file[0] != '\0') {
			conduct->document_count = *total;
		}
	}
	conduct->documents = list;
	return list;
}

/* A draft that is to be sent as it is, with documents added: all of it is said again. */
static Convene__V1__RequestContent *draft_of(struct conduct *conduct, uint64_t id)
{
	const struct view_request *request = view_request(conduct->view, id);
	Convene__V1__RequestContent *copy =
	    conduct_new(conduct, &convene__v1__request_content__descriptor);
	*copy = *request->content;
	return copy;
}

/* INSTRUMENT WHOM [TEXT] from word `at` on, with the options. */
static enum conduct_outcome from_words(
    struct conduct *conduct, int at, Convene__V1__RequestContent **out)
{
	const struct option_list *cases = &conduct_value(conduct, "case")->list;
	Convene__V1__RequestContent *content =
	    conduct_new(conduct, &convene__v1__request_content__descriptor);
	if (conduct->count < at + 2) {
		return conduct_usage(
		    conduct, "a new request wants INSTRUMENT WHOM [TEXT], or --file FILE");
	}
	const Convene__V1__Instrument *instrument =
	    CONDUCT_FIND(conduct, INSTRUMENT, Instrument, "instrument", conduct->words[at]);
	content->to =
	    instrument != NULL ? conduct_find_party(conduct, conduct->words[at + 1]) : NULL;
	if (content->to == NULL ||
	    (conduct->count > at + 2 &&
	        conduct_is_further(conduct, conduct->words[at + 2],
	            "with `send`, --also-to names it; a text that begins so goes into "
	            "--text"))) {
		return CONDUCT_REFUSED;
	}
	content->instrument = instrument->id;
	content->urgency = conduct_option(conduct, "urgency");
	content->subject = conduct_option(conduct, "subject");
	content->purpose = conduct_option(conduct, "purpose");
	content->legal_basis = conduct_option(conduct, "basis");
	content->text = conduct_rest(conduct, at + 2, "text");
	content->case_ids = conduct_numbers(conduct, cases->count);
	for (size_t i = 0; i < cases->count; i++) {
		const struct view_case *file = conduct_find_case(conduct, cases->values[i]);
		if (file == NULL) {
			return CONDUCT_REFUSED;
		}
		content->case_ids[content->n_case_ids++] = file->id;
	}
	content->inject_ids = conduct_list(conduct, "about", &content->n_inject_ids);
	*out = content;
	int channel = conduct_choice(
	    conduct, "channel", &convene__v1__channel__descriptor, (int)usual_channel(instrument));
	content->channel = (Convene__V1__Channel)channel;
	return channel >= 0 && request_values(conduct, &content->values, &content->n_values)
	           ? CONDUCT_SEND
	           : CONDUCT_USAGE;
}

/* A word or an option that from_words() alone looks at; NULL: none was given. */
static const char *worded(struct conduct *conduct, int at)
{
	static const char *const texts[] = {
	    "--urgency", "--subject", "--purpose", "--basis", "--channel", "--text"};
	static const char *const lists[] = {"--case", "--about", "--set"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (conduct_value(conduct, texts[i] + 2)->text != NULL) {
			return texts[i];
		}
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (conduct_value(conduct, lists[i] + 2)->list.count > 0) {
			return lists[i];
		}
	}
	return conduct->count > at ? conduct->words[at] : NULL;
}

/* What is not looked at was meant for something. */
static enum conduct_outcome not_worded(struct conduct *conduct, int at, const char *whole)
{
	const char *word = worded(conduct, at);
	return word == NULL ? CONDUCT_SEND
	                    : conduct_usage(conduct,
	                          "%s says all of it, and %s would say more: leave it out, or say "
	                          "INSTRUMENT WHOM [TEXT] with all options",
	                          whole, word);
}

static enum conduct_outcome find_content(struct conduct *conduct, uint64_t *id, uint32_t *revision,
    Convene__V1__RequestContent **content)
{
	int at = 1;
	if (conduct->count > 1 && options_number(conduct->words[1], id)) {
		const struct view_request *request =
		    conduct_find_request(conduct, conduct->words[1]);
		if (request == NULL) {
			return CONDUCT_REFUSED;
		}
		*revision = request_draft_seen(conduct->view, request);
		at++;
	}
	if (conduct_value(conduct, "file")->text != NULL) {
		enum conduct_outcome outcome = not_worded(conduct, at, "the file");
		return outcome == CONDUCT_SEND ? from_file(conduct, revision, content) : outcome;
	}
	if (*id != 0 && conduct->count == at) {
		if (not_worded(conduct, at, "the draft") != CONDUCT_SEND) {
			return CONDUCT_USAGE;
		}
		if (conduct_value(conduct, "attach")->list.count > 0) {
			*content = draft_of(conduct, *id);
		}
		return CONDUCT_SEND;
	}
	return from_words(conduct, at, content);
}

enum conduct_outcome request_content(struct conduct *conduct, uint64_t *id, uint32_t *revision,
    Convene__V1__RequestContent **content)
{
	*id = 0;
	*revision = 0;
	*content = NULL;
	enum conduct_outcome outcome = find_content(conduct, id, revision, content);
	if (outcome == CONDUCT_SEND && *content != NULL) {
		(*content)->attachments = request_documents(conduct, (*content)->attachments,
		    (*content)->n_attachments, &(*content)->n_attachments);
	}
	return outcome;
}
