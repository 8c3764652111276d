/*
 * Templates are read and looked at before there is any link, as links are known once; each letter
 * is a new file of its own that nobody else can read.
 */
#include "server/cli/people/letters.h"

#include "proto/new_file.h"
#include "proto/printable.h"
#include "proto/reflect.h"
#include "proto/roles.h"
#include "proto/utf8.h"
#include "proto/wrap.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define LETTER_COLUMNS  78
#define FILE_NAME_BYTES 120

const char letters_text[] =
    "Subject: EXERCISE {{exercise}}: your invitation\n"
    "\n"
    "EXERCISE EXERCISE EXERCISE\n"
    "\n"
    "Dear {{name}},\n"
    "\n"
    "you are invited to the exercise \"{{exercise}}\"{{by}}.\n"
    "\n"
    "  You take part as   {{part}}\n"
    "  When               {{when}}\n"
    "  How long           {{duration}} of play\n"
    "\n"
    "It is an exercise and not an examination: countries, companies and people in\n"
    "it are invented, and mistakes are free. You need nothing but your own desk.\n"
    "{{content_note}}\n"
    "HOW TO JOIN\n"
    "\n"
    "1. Have the program \"convene\" on your computer. Whoever invites you says\n"
    "   where it is to be had.\n"
    "2. Open a terminal and type:\n"
    "\n"
    "       convene join\n"
    "\n"
    "3. When it asks for the link, paste this one, all of it:\n"
    "\n"
    "       {{link}}\n"
    "\n"
    "The link is yours alone, like a key: whoever has it joins as you. Do not pass\n"
    "it on. You may join before the day, look around and read your briefing. If the\n"
    "line breaks, type \"convene join\" again, and you are back where you were. If the\n"
    "link does not work or is lost, ask for a new one.\n"
    "\n"
    "EXERCISE EXERCISE EXERCISE\n";

const char letters_sheet[] =
    "EXERCISE EXERCISE EXERCISE\n"
    "\n"
    "Exercise \"{{exercise}}\"{{by}}\n"
    "\n"
    "  This sheet is for   {{part}}\n"
    "  When                {{when}}\n"
    "  How long            {{duration}} of play\n"
    "\n"
    "It is an exercise and not an examination: countries, companies and people in\n"
    "it are invented, and mistakes are free.\n"
    "{{content_note}}\n"
    "HOW TO JOIN, each at a computer of your own\n"
    "\n"
    "1. Have the program \"convene\" on your computer. Whoever invites you says\n"
    "   where it is to be had.\n"
    "2. Open a terminal and type:\n"
    "\n"
    "       convene join\n"
    "\n"
    "3. When it asks for the link, paste this one, all of it (it is too long to be\n"
    "   typed: take it from the file or mail in which this sheet came):\n"
    "\n"
    "       {{link}}\n"
    "\n"
    "4. Say how you are called in the exercise. The others see that name.\n"
    "\n"
    "The link is for all whom this sheet is for, and like a key: whoever has it\n"
    "joins as one of you. Give it to nobody else. If the line breaks, type\n"
    "\"convene join\" again, and you are back where you were. If the link does not\n"
    "work or is lost, ask for a new one.\n"
    "\n"
    "EXERCISE EXERCISE EXERCISE\n";

static const char *text_of(const Convene__V1__Text *text)
{
	return text != NULL ? text->value : "";
}

/* --- placeholders --- */

struct filling {
	const struct letters *letters;   /* borrowed: outlives this */
	const struct person_row *person; /* borrowed: outlives this */
	const char *link;                /* borrowed: outlives this */
};

static void fill_role(struct buf *out, const struct filling *filling)
{
	buf_append_text(out, role_name(filling->person->role));
}

static void fill_team(struct buf *out, const struct filling *filling)
{
	if (filling->person->team != NULL) {
		buf_append_text(out, filling->person->team->id);
	}
}

static void fill_team_name(struct buf *out, const struct filling *filling)
{
	if (filling->person->team != NULL) {
		buf_append_text(out, text_of(filling->person->team->name));
	}
}

/* "player, for Open Gate, Aldermark (AL-NGO)"; "controller" */
static void fill_part(struct buf *out, const struct filling *filling)
{
	const Convene__V1__TeamCard *team = filling->person->team;
	fill_role(out, filling);
	if (team != NULL) {
		buf_printf(out, ", for %s (%s)", text_of(team->name), team->id);
	}
}

static void fill_name(struct buf *out, const struct filling *filling)
{
	if (filling->person->name[0] != '\0') {
		buf_append_text(out, filling->person->name);
	} else {
		fill_part(out, filling);
	}
}

static void fill_link(struct buf *out, const struct filling *filling)
{
	buf_append_text(out, filling->link);
}

static void fill_exercise(struct buf *out, const struct filling *filling)
{
	buf_append_text(out, text_of(filling->letters->exercise->title));
}

static void fill_organisation(struct buf *out, const struct filling *filling)
{
	buf_append_text(out, filling->letters->exercise->organisation);
}

static void fill_by(struct buf *out, const struct filling *filling)
{
	if (filling->letters->exercise->organisation[0] != '\0') {
		buf_printf(out, ", which %s runs", filling->letters->exercise->organisation);
	}
}

static void fill_when(struct buf *out, const struct filling *filling)
{
	buf_append_text(
	    out, filling->letters->when != NULL ? filling->letters->when : "you will be told");
}

static void fill_duration(struct buf *out, const struct filling *filling)
{
	char text[40];
	reflect_format_ms(filling->letters->exercise->duration_ms, text, sizeof(text));
	buf_append_text(out, text + strlen("T+"));
}

static void fill_content_note(struct buf *out, const struct filling *filling)
{
	static const char head[] = "What it is about: ";
	const char *note = text_of(filling->letters->exercise->content_note);
	if (note[0] == '\0') {
		return;
	}
	buf_printf(out, "\n%s", head);
	wrap_append(out, note, LETTER_COLUMNS, strlen(head), 0);
}

static const struct {
	const char *name;
	void (*fill)(struct buf *out, const struct filling *filling);
} placeholders[] = {
    {"name", fill_name},
    {"role", fill_role},
    {"team", fill_team},
    {"team_name", fill_team_name},
    {"part", fill_part},
    {"link", fill_link},
    {"exercise", fill_exercise},
    {"organisation", fill_organisation},
    {"by", fill_by},
    {"when", fill_when},
    {"duration", fill_duration},
    {"content_note", fill_content_note},
};

#define PLACEHOLDERS (sizeof(placeholders) / sizeof(placeholders[0]))

/* Index of the placeholder that begins at "{{"; PLACEHOLDERS: none, with the length in any case. */
static size_t find_placeholder(const char *at, size_t *len)
{
	const char *end = strstr(at, "}}");
	size_t name_len = end != NULL ? (size_t)(end - at - 2) : 0;
	*len = end != NULL ? name_len + 4 : 2;
	for (size_t i = 0; i < PLACEHOLDERS && end != NULL; i++) {
		if (strlen(placeholders[i].name) == name_len &&
		    memcmp(placeholders[i].name, at + 2, name_len) == 0) {
			return i;
		}
	}
	return PLACEHOLDERS;
}

void letters_fill(struct buf *out, const struct letters *letters, const struct person_row *person,
    const char *template, const char *link)
{
	const struct filling filling = {.letters = letters, .person = person, .link = link};
	for (const char *at = template; *at != '\0';) {
		size_t len = 1, found = PLACEHOLDERS;
		if (strncmp(at, "{{", 2) == 0) {
			found = find_placeholder(at, &len);
		}
		if (found < PLACEHOLDERS) {
			placeholders[found].fill(out, &filling);
		} else {
			buf_append(out, at, len);
		}
		at += len;
	}
}

/* --- templates --- */

static int check_template(const char *path, const char *text, struct err *err)
{
	bool has_link = false;
	int line = 1;
	for (const char *at = text; *at != '\0'; at++) {
		line += *at == '\n';
		if (strncmp(at, "{{", 2) != 0) {
			continue;
		}
		size_t len;
		size_t found = find_placeholder(at, &len);
		if (found == PLACEHOLDERS) {
			return err_set(err, ERR_INVALID,
			    "%s:%d: there is no placeholder \"%.*s\"; there are name, role, team, "
			    "team_name, part, link, exercise, organisation, by, when, duration and "
			    "content_note",
			    path, line, len < 40 ? (int)len : 40, at);
		}
		has_link = has_link || placeholders[found].fill == fill_link;
	}
	return has_link ? 0
	                : err_set(err, ERR_INVALID,
	                      "%s: has no {{link}}; nobody could join with such a letter", path);
}

/* "mail.txt" in French: "mail.fr.txt", where there is such a file. */
static const char *path_in_language(const struct letters *letters, const char *language)
{
	const char *path = letters->template_path, *slash = strrchr(path, '/');
	const char *dot = strrchr(path, '.');
	if (language[0] == '\0') {
		return path;
	}
	if (dot == NULL || (slash != NULL && dot < slash)) {
		dot = path + strlen(path);
	}
	const char *found =
	    arena_printf(letters->arena, "%.*s.%s%s", (int)(dot - path), path, language, dot);
	return found != NULL && access(found, R_OK) == 0 ? found : path;
}

static int read_template(
    const struct letters *letters, struct letters_template *template, struct err *err)
{
	const char *path = path_in_language(letters, template->language);
	template->is_other = template->language[0] != '\0' && path == letters->template_path;
	size_t len;
	template->text = people_read_file(path, letters->arena, &len);
	if (template->text == NULL) {
		return err_set(err, ERR_IO, "there is no template \"%s\" to be read", path);
	}
	if (!utf8_valid(template->text, len)) {
		return err_set(err, ERR_INVALID, "%s: is not UTF-8 text", path);
	}
	return check_template(path, template->text, err);
}

/* Ours are. */
static bool is_english(const char *language)
{
	return strcasecmp(language, "en") == 0 || strncasecmp(language, "en-", 3) == 0;
}

static const char *find_template(const struct letters *letters, const char *language)
{
	for (size_t i = 0; i < letters->template_count; i++) {
		if (strcmp(letters->templates[i].language, language) == 0) {
			return letters->templates[i].text;
		}
	}
	return NULL;
}

/* Once each, before there are links: what is read later may have changed. */
static int read_templates(struct letters *letters, const struct people *people, struct err *err)
{
	int result = 0;
	for (size_t i = 0; i < people->count && result == 0; i++) {
		struct letters_template template = {.language = people->rows[i].language,
		    .text = letters->own_text,
		    .is_other = people->rows[i].language[0] != '\0' &&
		                !is_english(people->rows[i].language)};
		if (find_template(letters, template.language) != NULL) {
			continue;
		}
		if (letters->template_path != NULL) {
			result = read_template(letters, &template, err);
		}
		letters->templates[letters->template_count++] = template;
	}
	return result;
}

int letters_prepare(struct letters *letters, const struct people *people, struct err *err)
{
	letters->templates =
	    arena_array(letters->arena, people->count + 1, sizeof(*letters->templates));
	letters->written =
	    arena_array(letters->arena, people->count + 1, sizeof(*letters->written));
	if (letters->templates == NULL || letters->written == NULL) {
		return err_set(err, ERR_MEMORY, "not enough memory");
	}
	int result = read_templates(letters, people, err);
	if (result != 0 || mkdir(letters->folder, 0700) == 0) {
		return result;
	}
	return err_set(err, err_from_errno(errno),
	    errno == EEXIST ? "\"%s\" is there already; name a folder that is not"
	                    : "cannot make the folder \"%s\"",
	    letters->folder);
}

void letters_give_up(const struct letters *letters)
{
	for (size_t i = 0; i < letters->written_count; i++) {
		unlink(letters->written[i]);
	}
	rmdir(letters->folder);
}

/* "07-ana-lindqvist.txt", "07-al-ngo.txt": in the order of the list; letters of any script. */
static const char *file_of(
    const struct letters *letters, const struct person_row *person, size_t index)
{
	const char *called = person->name;
	char name[160] = "";
	size_t len = 0;
	if (called[0] == '\0') {
		called = person->team != NULL ? person->team->id : role_name(person->role);
	}
	for (const char *at = called; *at != '\0' && len + 1 < sizeof(name); at++) {
		unsigned char byte = (unsigned char)*at;
		if (byte >= 0x80 || isalnum(byte)) {
			name[len++] = (char)(byte < 0x80 ? tolower(byte) : byte);
		} else if (len > 0 && name[len - 1] != '-') {
			name[len++] = '-';
		}
	}
	len = printable_fit_bytes(name, len, FILE_NAME_BYTES);
	while (len > 0 && name[len - 1] == '-') {
		len--;
	}
	return arena_printf(letters->arena, "%s/%02zu%s%.*s.txt", letters->folder, index + 1,
	    len > 0 ? "-" : "", (int)len, name);
}

/* RFC 5322, 3.2.3: what is more than words stands in quotes. */
static void append_recipient(struct buf *out, const struct person_row *person)
{
	bool quoted = strpbrk(person->name, "()<>[]:;@\\,.\"") != NULL;
	buf_append_text(out, quoted ? "To: \"" : "To: ");
	for (const char *at = person->name; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\') {
			buf_append_byte(out, '\\');
		}
		buf_append_byte(out, (uint8_t)*at);
	}
	buf_printf(out, "%s <%s>\n", quoted ? "\"" : "", person->email);
}

int letters_write(struct letters *letters, const struct people *people, size_t index,
    const char *link, struct err *err)
{
	const struct person_row *person = &people->rows[index];
	const char *path = file_of(letters, person, index);
	struct buf letter = {0};
	if (path == NULL) {
		return err_set(err, ERR_MEMORY, "not enough memory");
	}
	if (person->email[0] != '\0') {
		append_recipient(&letter, person);
	}
	letters_fill(&letter, letters, person, find_template(letters, person->language), link);
	char why[512];
	bool good = new_file_write(path, 0, letter.data, letter.len, why, sizeof(why));
	if (good) {
		letters->written[letters->written_count++] = path;
	}
	buf_deinit(&letter);
	return good ? 0 : err_set(err, ERR_IO, "%s", why);
}
