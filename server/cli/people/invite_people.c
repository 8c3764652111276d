/* In the order in which nothing can be lost: first all of the list is read and checked; then
 * everything that is to take links is opened, the certificate, the templates, the files; then all
 * invites are made in one commit; then links are written. Once there are links nothing that has
 * them is taken away again, and what cannot be written where it was to go is shown. */
#include "server/cli/people/invite_people.h"

#include "proto/new_file.h"
#include "proto/roles.h"
#include "proto/say.h"
#include "proto/xalloc.h"
#include "server/cli/complain.h"
#include "server/cli/links.h"
#include "server/cli/options.h"
#include "server/cli/people/letters.h"
#include "server/cli/print.h"

#include <inttypes.h>
#include <stdlib.h>

struct inviting {
	const struct invite_people_options *options; /* borrowed: outlives this */
	const struct office *office;                 /* borrowed: outlives this */
	const Convene__V1__AdminReply *known; /* in the office's arena: the exercise, its invites */
	struct people people;
	struct letters letters;
	struct new_file output; /* where options->output is given */
	bool output_open, letters_ready;
	bool issued; /* there are links: what has them stays, whatever happens */
	struct link_base base;
	char **links; /* owned, and each of them: of each person; NULL: has one already */
};

static bool explain(const char *text)
{
	complain("%s", text);
	return false;
}

/* --- reading --- */

static bool read_exercise(struct inviting *inviting)
{
	inviting->known = office_invites(inviting->office, inviting->options->exercise_id);
	return inviting->known != NULL &&
	       (inviting->known->exercise != NULL ||
	           explain("the server is of another version than this program"));
}

static bool read_list(struct inviting *inviting)
{
	struct diagnostics *diagnostics =
	    arena_alloc(inviting->office->arena, sizeof(*diagnostics));
	const char *path = inviting->options->from;
	size_t len;
	const char *bytes = people_read_file(path, inviting->office->arena, &len);
	if (bytes == NULL || diagnostics == NULL) {
		return false;
	}
	diagnostics_init(diagnostics, inviting->office->arena);
	bool good = people_read(&inviting->people, path, bytes, len, inviting->known,
	    inviting->office->arena, diagnostics);
	print_diagnostics(stderr, diagnostics);
	if (!good) {
		say(stderr, "%s: %zu mistake%s; nobody was invited\n", path, diagnostics->errors,
		    diagnostics->errors == 1 ? "" : "s");
	}
	return good;
}

/* Links are known once: what they name and where they go is there before they are. */
static bool open_outputs(struct inviting *inviting)
{
	const struct invite_people_options *options = inviting->options;
	struct err err = {0};
	if (link_base_find(inviting->office->config, inviting->known, options->address,
	        &inviting->base, &err) != 0) {
		return explain(err.text);
	}
	inviting->letters = (struct letters){.folder = options->mail,
	    .own_text = letters_text,
	    .template_path = options->template_path,
	    .when = options->when,
	    .exercise = inviting->known->exercise,
	    .arena = inviting->office->arena};
	if (options->mail != NULL) {
		if (letters_prepare(&inviting->letters, &inviting->people, &err) != 0) {
			return explain(err.text);
		}
		inviting->letters_ready = true;
	}
	if (options->output == NULL) {
		return true;
	}
	char why[512];
	if (!new_file_open(&inviting->output, options->output, 0, why, sizeof(why))) {
		return explain(why);
	}
	inviting->output_open = true;
	return true;
}

/* --- issuing --- */

static size_t count_new(const struct people *people)
{
	size_t count = 0;
	for (size_t i = 0; i < people->count; i++) {
		count += people->rows[i].invited == 0;
	}
	return count;
}

static Convene__V1__IssueInvite **make_request(struct inviting *inviting, size_t count)
{
	Convene__V1__IssueInvite **list =
	    arena_array(inviting->office->arena, count + 1, sizeof(Convene__V1__IssueInvite *));
	size_t at = 0;
	for (size_t i = 0; list != NULL && i < inviting->people.count; i++) {
		const struct person_row *person = &inviting->people.rows[i];
		if (person->invited != 0) {
			continue;
		}
		Convene__V1__IssueInvite *issue =
		    arena_alloc(inviting->office->arena, sizeof(*issue));
		if (issue == NULL) {
			return NULL;
		}
		convene__v1__issue_invite__init(issue);
		issue->role = person->role;
		issue->person_name = (char *)(uintptr_t)person->name;
		if (person->team != NULL) {
			issue->team_id = person->team->id;
		}
		list[at++] = issue;
	}
	return list;
}

static void make_links(struct inviting *inviting, const Convene__V1__AdminReply *reply)
{
	size_t at = 0;
	for (size_t i = 0; i < inviting->people.count && at < reply->n_issued; i++) {
		struct buf link = {0};
		if (inviting->people.rows[i].invited != 0) {
			continue;
		}
		link_append(&link, &inviting->base, inviting->options->exercise_id,
		    reply->issued[at++]->join_code);
		inviting->links[i] = buf_take_text(&link);
	}
}

static bool issue(struct inviting *inviting)
{
	size_t count = count_new(&inviting->people);
	Convene__V1__AdminRequest request = CONVENE__V1__ADMIN_REQUEST__INIT;
	Convene__V1__IssueInvites issue = CONVENE__V1__ISSUE_INVITES__INIT;
	inviting->links = xcalloc(inviting->people.count + 1, sizeof(*inviting->links));
	issue.exercise_id = (char *)(uintptr_t)inviting->options->exercise_id;
	issue.invites = make_request(inviting, count);
	issue.n_invites = count;
	if (issue.invites == NULL) {
		return explain("not enough memory");
	}
	request.body_case = CONVENE__V1__ADMIN_REQUEST__BODY_ISSUE_INVITES;
	request.issue_invites = &issue;
	const Convene__V1__AdminReply *reply = office_ask(inviting->office, &request);
	if (reply == NULL) {
		return false;
	}
	inviting->issued = true;
	make_links(inviting, reply);
	return true;
}

/* --- telling --- */

static void append_line(struct buf *out, const struct inviting *inviting, size_t index)
{
	const struct people *people = &inviting->people;
	const struct person_row *person = &people->rows[index];
	const struct {
		bool there;
		const char *text;
	} fields[] = {
	    {true, person->name},
	    {true, role_name(person->role)},
	    {true, person->team != NULL ? person->team->id : ""},
	    {true, person->team != NULL && person->team->name != NULL ? person->team->name->value
	                                                              : ""},
	    {people->has_email, person->email},
	    {people->has_language, person->language},
	    {true, inviting->links[index]},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (!fields[i].there) {
			continue;
		}
		if (i > 0) {
			buf_append_byte(out, (uint8_t)people->csv.separator);
		}
		csv_append(out, fields[i].text, people->csv.separator);
	}
	buf_append_text(out, "\r\n"); /* RFC 4180, 2.1 */
}

static void append_list(struct buf *out, const struct inviting *inviting)
{
	const struct people *people = &inviting->people;
	char separator = people->csv.separator;
	/* as the list was: whatever wrote it opens this one, too */
	if (people->csv.marked) {
		buf_append_text(out, csv_mark);
	}
	buf_printf(
	    out, "name%crole%cteam%cteam_name%c", separator, separator, separator, separator);
	if (people->has_email) {
		buf_printf(out, "email%c", separator);
	}
	if (people->has_language) {
		buf_printf(out, "language%c", separator);
	}
	buf_append_text(out, "link\r\n");
	for (size_t i = 0; i < people->count; i++) {
		if (inviting->links[i] != NULL) {
			append_line(out, inviting, i);
		}
	}
}

/* What goes to no file, or cannot be written where it was to go, is shown: it is kept nowhere else.
 */
static bool write_list(struct inviting *inviting, bool in_letters)
{
	struct buf list = {0};
	bool good = true;
	append_list(&list, inviting);
	char why[512];
	if (inviting->output_open) {
		fwrite(list.data, 1, list.len, inviting->output.stream);
		good = new_file_keep(&inviting->output, why, sizeof(why));
		inviting->output_open = false;
		if (!good) {
			explain(why);
		}
	}
	if (!good || (inviting->options->output == NULL && !in_letters)) {
		say(stdout, "%.*s", (int)list.len, (const char *)list.data);
		if (!say_reached(stdout)) {
			good = explain("the links could not be shown; convened invite --list names "
			               "the invites, and --rotate makes a new link for each");
		}
	}
	buf_deinit(&list);
	return good;
}

static bool write_letters(struct inviting *inviting)
{
	struct err err = {0};
	for (size_t i = 0; i < inviting->people.count && inviting->letters_ready; i++) {
		if (inviting->links[i] != NULL &&
		    letters_write(
		        &inviting->letters, &inviting->people, i, inviting->links[i], &err) != 0) {
			return explain(err.text);
		}
	}
	return true;
}

/* A longer list of the same people is the common case: a line each is enough. */
static void tell_invited(const struct inviting *inviting, size_t count)
{
	const struct people *people = &inviting->people;
	char *typed = place_text(&inviting->options->place);
	uint64_t first = 0;
	say(stderr, "Left out, because a link was made for them before:\n");
	for (size_t i = 0; i < people->count; i++) {
		if (people->rows[i].invited == 0) {
			continue;
		}
		first = first == 0 ? people->rows[i].invited : first;
		say(stderr, "  invite %-6" PRIu64 " %s\n", people->rows[i].invited,
		    people->rows[i].name);
	}
	say(stderr, "A new link instead of %s: convened invite%s --rotate %" PRIu64 " %s\n",
	    count == 1 ? "that one" : "one of them, of the first for example", typed, first,
	    inviting->options->exercise_id);
	free(typed);
}

/* Whoever fills the column expects it to matter. */
static void tell_languages(const struct letters *letters)
{
	for (size_t i = 0; i < letters->template_count; i++) {
		const struct letters_template *template = &letters->templates[i];
		if (!template->is_other) {
			continue;
		}
		if (letters->template_path == NULL) {
			say(stderr,
			    "letters for language '%s' are in English, our own; give one of yours "
			    "with --template\n",
			    template->language);
		} else {
			say(stderr,
			    "there is no template for language '%s'; those letters are as in "
			    "\"%s\"\n",
			    template->language, letters->template_path);
		}
	}
}

static void tell(const struct inviting *inviting)
{
	const struct invite_people_options *options = inviting->options;
	size_t count = count_new(&inviting->people);
	if (count < inviting->people.count) {
		tell_invited(inviting, inviting->people.count - count);
	}
	say(stderr, "%zu invited", count);
	if (options->output != NULL && count > 0) {
		say(stderr, "; their links are in \"%s\"", options->output);
	}
	if (options->mail != NULL && count > 0) {
		say(stderr, "; a letter for each, with the link, is in \"%s\"", options->mail);
	}
	say(stderr, "%s\n", count > 0 ? ". Links are secrets and are kept nowhere else." : "");
	tell_languages(&inviting->letters);
	if (count > 0) {
		link_base_explain(inviting->office->config, options->address);
	}
}

/* Nobody new: nothing is written, and what was made for it goes. */
static bool invite_new(struct inviting *inviting)
{
	if (!open_outputs(inviting) || !issue(inviting)) {
		return false;
	}
	bool written = write_letters(inviting);
	return write_list(inviting, written && inviting->options->mail != NULL) && written;
}

int invite_people(const struct invite_people_options *options, const struct office *office)
{
	struct inviting inviting = {.options = options, .office = office};
	bool good = read_exercise(&inviting) && read_list(&inviting);
	if (good && count_new(&inviting.people) > 0) {
		good = invite_new(&inviting);
		if (inviting.output_open) {
			new_file_drop(&inviting.output);
		}
		if (!good && inviting.letters_ready && !inviting.issued) {
			letters_give_up(&inviting.letters);
		}
	}
	if (good) {
		tell(&inviting);
	}
	for (size_t i = 0; inviting.links != NULL && i < inviting.people.count; i++) {
		free(inviting.links[i]);
	}
	free(inviting.links);
	link_base_deinit(&inviting.base);
	return good ? EXIT_DONE : EXIT_FAILED;
}
