/* Links exist once, when the exercise is made: so whatever takes them is written first, and there
 * is no exercise if that fails. What was written is taken away again; what was shown cannot be, and
 * is said to lead to nothing. Where they are shown it is made sure that they reached whoever reads
 * them. */
#include "server/cli/hand_out.h"

#include "proto/new_file.h"
#include "proto/printable.h"
#include "proto/roles.h"
#include "server/cli/complain.h"

#include <string.h>
#include <unistd.h>

static const char *team_name(const struct making_link *link)
{
	return link->team != NULL && link->team->name != NULL ? link->team->name->value : "";
}

/* --- a file --- */

static int write_file(const char *path, const struct making *making, struct err *err)
{
	struct buf text = {0};
	for (size_t i = 0; i < making->link_count; i++) {
		const struct making_link *link = &making->links[i];
		buf_printf(&text, "%s %s %s", role_name(link->role),
		    link->team != NULL ? link->team->id : "-", link->text);
		if (link->team != NULL) {
			buf_append_byte(&text, ' ');
			printable_line(&text, team_name(link), strlen(team_name(link)));
		}
		buf_append_byte(&text, '\n');
	}
	char why[512];
	bool good = new_file_write(path, 0, text.data, text.len, why, sizeof(why));
	buf_deinit(&text);
	return good ? 0 : err_set(err, ERR_IO, "%s; no exercise was created", why);
}

/* --- a sheet for each --- */

static int write_sheets(struct hand_out *hand_out, const struct making *making, struct err *err)
{
	struct people people = {.count = making->link_count};
	struct err why = {0};
	people.rows = arena_array(hand_out->arena, people.count + 1, sizeof(*people.rows));
	if (people.rows == NULL) {
		return err_set(err, ERR_MEMORY, "not enough memory; no exercise was created");
	}
	for (size_t i = 0; i < people.count; i++) {
		people.rows[i] = (struct person_row){.name = "",
		    .email = "",
		    .language = "",
		    .key = "",
		    .role = making->links[i].role,
		    .team = making_team_card(making, making->links[i].team)};
	}
	hand_out->sheets = (struct letters){.folder = hand_out->options->sheets,
	    .own_text = letters_sheet,
	    .template_path = hand_out->options->template_path,
	    .when = hand_out->options->when,
	    .exercise = making->file.created,
	    .arena = hand_out->arena};
	int result = letters_prepare(&hand_out->sheets, &people, &why);
	hand_out->sheets_ready = result == 0;
	for (size_t i = 0; i < people.count && result == 0; i++) {
		result = letters_write(&hand_out->sheets, &people, i, making->links[i].text, &why);
	}
	return result == 0 ? 0 : err_set(err, result, "%s; no exercise was created", why.text);
}

/* --- the terminal --- */

static int show(const struct making *making, struct err *err)
{
	say(stdout,
	    "Hand out one link to each group. Links are secrets and are not shown again.\n\n");
	for (size_t i = 0; i < making->link_count; i++) {
		const struct making_link *link = &making->links[i];
		if (link->team != NULL) {
			say_line(stdout, "  %-10s  %-10s %s", role_name(link->role), link->team->id,
			    team_name(link));
		} else {
			say(stdout, "  %s\n", role_name(link->role));
		}
		say(stdout, "    %s\n", link->text);
	}
	say(stdout, "\n");
	return say_reached(stdout)
	           ? 0
	           : err_set(
	                 err, ERR_IO, "the join links could not be shown; no exercise was created");
}

/* --- all of it --- */

bool hand_out_possible(const struct hand_out_options *options)
{
	char why[512];
	if (options->links == NULL || new_file_possible(options->links, 0, why, sizeof(why))) {
		return true;
	}
	complain("%s; no exercise was created", why);
	return false;
}

int hand_out_links(struct hand_out *hand_out, const struct making *making, struct err *err)
{
	const struct hand_out_options *options = hand_out->options;
	int result = 0;
	if (options->sheets != NULL) {
		result = write_sheets(hand_out, making, err);
	}
	if (result == 0 && options->links != NULL) {
		result = write_file(options->links, making, err);
	}
	if (options->sheets == NULL && options->links == NULL) {
		result = show(making, err);
	}
	if (result != 0 && hand_out->sheets_ready) {
		letters_give_up(&hand_out->sheets);
	}
	return result;
}

void hand_out_take_back(const struct hand_out *hand_out)
{
	const struct hand_out_options *options = hand_out->options;
	if (options->links != NULL) {
		unlink(options->links);
	}
	if (hand_out->sheets_ready) {
		letters_give_up(&hand_out->sheets);
	}
	if (options->sheets == NULL && options->links == NULL) {
		complain("the links above lead to nothing");
	}
}

void hand_out_tell(const struct hand_out_options *options)
{
	if (options->links != NULL) {
		say(stdout, "Its join links are in \"%s\".\n", options->links);
	}
	if (options->sheets != NULL) {
		say(stdout,
		    "A sheet for each role and team, to print, or to send on, is in \"%s\".\n",
		    options->sheets);
	}
	if (options->links != NULL || options->sheets != NULL) {
		say(stdout, "Links are secrets and are kept nowhere else.\n");
	}
}
