/* One line after the other, each looked at whole: a person with three mistakes hears of three. A
 * name, a team and an invite that is there already are compared by what nobody can tell apart on a
 * screen (alike.h). Somebody who has an invite of the same role and team is no mistake, for a list
 * is made longer and read again; one of another role or team is. */
#include "server/cli/people/people.h"

#include "proto/alike.h"
#include "proto/complaint.h"
#include "proto/printable.h"
#include "proto/reflect.h"
#include "proto/roles.h"
#include "proto/yaml_suggest.h"
#include "server/cli/complain.h"
#include "server/cli/links.h"
#include "server/exercise/ground/limits.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum column { COLUMN_NAME, COLUMN_ROLE, COLUMN_TEAM, COLUMN_EMAIL, COLUMN_LANGUAGE, COLUMNS };

/* What the head of a column may be called; the first is what we say. */
static const char *const column_names[COLUMNS][4] = {
    [COLUMN_NAME] = {"name", "person", "participant"},
    [COLUMN_ROLE] = {"role"},
    [COLUMN_TEAM] = {"team"},
    [COLUMN_EMAIL] = {"email", "e-mail", "mail"},
    [COLUMN_LANGUAGE] = {"language", "lang"},
};

struct reading {
	struct people *people;                /* borrowed: outlives this */
	const Convene__V1__AdminReply *reply; /* borrowed: outlives this */
	struct diagnostics *diagnostics;      /* borrowed: outlives this */
	int columns[COLUMNS];                 /* of each, its place in a line; -1: there is none */
	size_t width;                         /* fields of the first line */
	const char **invited;                 /* in the arena: alike_key of each invite's person */
	struct arena *arena;                  /* borrowed: outlives this */
};

static void __attribute__((format(printf, 4, 5))) tell(struct reading *reading,
    enum diagnostic_severity severity, const struct csv_field *at, const char *format, ...)
{
	char text[COMPLAINT_MAX];
	va_list args;
	va_start(args, format);
	complaint_list(text, sizeof(text), format, args);
	va_end(args);
	diagnostics_add(reading->diagnostics, severity, reading->people->csv.file, at->line,
	    at->column, "%s", text);
}

/* What a file has in a field may be all that follows a forgotten quote. */
#define QUOTED_BYTES 120
#define QUOTED(text) complaint((char[QUOTED_BYTES]){0}, QUOTED_BYTES, "%s", text)

#define COMPLAIN(reading, at, ...) tell(reading, DIAGNOSTIC_ERROR, at, __VA_ARGS__)

/* --- the first line --- */

static int find_column(const char *head)
{
	for (int i = 0; i < COLUMNS; i++) {
		for (size_t j = 0; j < 4 && column_names[i][j] != NULL; j++) {
			if (strcasecmp(column_names[i][j], head) == 0) {
				return i;
			}
		}
	}
	return -1;
}

static void read_head(struct reading *reading, const struct csv_row *row)
{
	reading->width = row->count;
	for (size_t i = 0; i < row->count; i++) {
		const struct csv_field *field = &row->fields[i];
		int column = find_column(field->text);
		if (column < 0 && field->text[0] != '\0') {
			tell(reading, DIAGNOSTIC_WARNING, field,
			    "column '%s' is not used; used are name, role, team, email and "
			    "language",
			    QUOTED(field->text));
		} else if (column >= 0 && reading->columns[column] >= 0) {
			COMPLAIN(
			    reading, field, "there is another column '%s'", QUOTED(field->text));
		} else if (column >= 0) {
			reading->columns[column] = (int)i;
		}
	}
	for (int i = COLUMN_NAME; i <= COLUMN_TEAM; i++) {
		if (reading->columns[i] < 0) {
			COMPLAIN(reading, &row->fields[0],
			    "there is no column '%s'; the first line says what the columns are: "
			    "name,role,team",
			    column_names[i][0]);
		}
	}
}

/* --- a person --- */

static const struct csv_field *field_of(
    const struct reading *reading, const struct csv_row *row, enum column column)
{
	static const struct csv_field none = {.text = ""};
	int at = reading->columns[column];
	return at >= 0 && (size_t)at < row->count ? &row->fields[at] : &none;
}

static void read_name(struct reading *reading, const struct csv_row *row, struct person_row *person)
{
	const struct csv_field *field = field_of(reading, row, COLUMN_NAME);
	size_t len = strlen(field->text);
	person->name = field->text;
	person->key = "";
	person->place = field->line > 0 ? field : &row->fields[0];
	if (printable_is_nothing(field->text, len)) {
		COMPLAIN(reading, person->place,
		    "the name is missing: how the person is called in "
		    "the exercise");
	} else if (!printable_is_safe(field->text, len)) {
		COMPLAIN(reading, field,
		    "the name '%s' has characters that cannot be shown; type it anew",
		    QUOTED(field->text));
	} else if (len > PERSON_BYTES_MAX) {
		COMPLAIN(reading, field, "the name is longer than %d bytes", PERSON_BYTES_MAX);
	} else {
		person->key = alike_key(reading->arena, field->text);
	}
}

static void read_role(struct reading *reading, const struct csv_row *row, struct person_row *person)
{
	const struct csv_field *field = field_of(reading, row, COLUMN_ROLE);
	const struct csv_field *at = field->line > 0 ? field : &row->fields[0];
	size_t nearest = SIZE_MAX;
	const char *guess = NULL;
	person->role = role_from_name(field->text);
	if (person->role != CONVENE__V1__ROLE__ROLE_UNSPECIFIED) {
		return;
	}
	char roles[80];
	reflect_choices(&convene__v1__role__descriptor, roles, sizeof(roles));
	for (unsigned role = 1; role < ROLES; role++) {
		const char *name = role_name((Convene__V1__Role)role);
		if (yaml_suggest_is_nearer(name, field->text, strlen(field->text), &nearest)) {
			guess = name;
		}
	}
	if (field->text[0] == '\0') {
		COMPLAIN(reading, at, "the role is missing: %s", roles);
	} else if (guess != NULL) {
		COMPLAIN(reading, at, "there is no role '%s'; did you mean '%s'? There are %s",
		    QUOTED(field->text), guess, roles);
	} else {
		COMPLAIN(
		    reading, at, "there is no role '%s'; there are %s", QUOTED(field->text), roles);
	}
}

/* By id or by its full name, however they are written. */
static const Convene__V1__TeamCard *find_team(const struct reading *reading, const char *text)
{
	const Convene__V1__ExerciseCreated *exercise = reading->reply->exercise;
	const char *key = alike_key(reading->arena, text);
	for (size_t i = 0; i < exercise->n_teams; i++) {
		const Convene__V1__TeamCard *team = exercise->teams[i];
		if (strcasecmp(team->id, text) == 0 ||
		    (team->name != NULL &&
		        strcmp(alike_key(reading->arena, team->name->value), key) == 0)) {
			return team;
		}
	}
	return NULL;
}

static void complain_team(struct reading *reading, const struct csv_field *field)
{
	const Convene__V1__ExerciseCreated *exercise = reading->reply->exercise;
	size_t nearest = SIZE_MAX;
	const char *guess = NULL;
	for (size_t i = 0; i < exercise->n_teams; i++) {
		if (yaml_suggest_is_nearer(
		        exercise->teams[i]->id, field->text, strlen(field->text), &nearest)) {
			guess = exercise->teams[i]->id;
		}
	}
	if (guess != NULL) {
		COMPLAIN(reading, field, "there is no team '%s'; did you mean '%s'?",
		    QUOTED(field->text), guess);
	} else {
		COMPLAIN(reading, field, "there is no team '%s'; teams are named as in '%s'",
		    QUOTED(field->text), exercise->n_teams > 0 ? exercise->teams[0]->id : "");
	}
}

static void read_team(struct reading *reading, const struct csv_row *row, struct person_row *person)
{
	const struct csv_field *field = field_of(reading, row, COLUMN_TEAM);
	bool plays = person->role == CONVENE__V1__ROLE__ROLE_PLAYER;
	if (field->text[0] == '\0' || strcmp(field->text, "-") == 0) {
		if (plays) {
			COMPLAIN(reading, field->line > 0 ? field : person->place,
			    "the team is missing: a player belongs to one");
		}
		return;
	}
	if (!plays && person->role != CONVENE__V1__ROLE__ROLE_UNSPECIFIED) {
		COMPLAIN(reading, field, "only players belong to a team; leave it empty for %s %s",
		    strchr("aeiou", role_name(person->role)[0]) != NULL ? "an" : "a",
		    role_name(person->role));
		return;
	}
	person->team = find_team(reading, field->text);
	if (person->team == NULL) {
		complain_team(reading, field);
	}
}

/* Enough to notice that it is in the wrong column; whether it arrives, only sending it tells. */
static void read_email(
    struct reading *reading, const struct csv_row *row, struct person_row *person)
{
	const struct csv_field *field = field_of(reading, row, COLUMN_EMAIL);
	const char *at = strchr(field->text, '@');
	person->email = field->text;
	if (field->text[0] != '\0' && (at == NULL || at == field->text || at[1] == '\0' ||
	                                  strpbrk(field->text, " \t\r\n<>,;\"") != NULL ||
	                                  !printable_is_safe(field->text, strlen(field->text)))) {
		COMPLAIN(reading, field, "'%s' is no mail address, as in ana@police.example",
		    QUOTED(field->text));
	}
}

/* RFC 5646: letters, then subtags of letters and digits. It becomes part of a file's name. */
static void read_language(
    struct reading *reading, const struct csv_row *row, struct person_row *person)
{
	const struct csv_field *field = field_of(reading, row, COLUMN_LANGUAGE);
	size_t len = strlen(field->text);
	bool good = len <= 35 && (len == 0 || isalpha((unsigned char)field->text[0]));
	person->language = field->text;
	for (size_t i = 0; i < len && good; i++) {
		good = isalnum((unsigned char)field->text[i]) || field->text[i] == '-';
	}
	if (!good) {
		COMPLAIN(reading, field, "'%s' is no language tag, as in 'fr' or 'pt-BR'",
		    QUOTED(field->text));
	}
}

static void check_width(struct reading *reading, const struct csv_row *row)
{
	for (size_t i = reading->width; i < row->count; i++) {
		if (row->fields[i].text[0] != '\0') {
			COMPLAIN(reading, &row->fields[i],
			    "'%s' is in no column: the first line names %zu; a field with the "
			    "separator in it is put in quotes",
			    QUOTED(row->fields[i].text), reading->width);
			return;
		}
	}
}

/* --- among the others --- */

/* Names tell people apart on every screen. */
static void check_twice(struct reading *reading, size_t index)
{
	const struct person_row *person = &reading->people->rows[index];
	for (size_t i = 0; i < index && person->key[0] != '\0'; i++) {
		const struct person_row *other = &reading->people->rows[i];
		if (strcmp(other->key, person->key) == 0) {
			COMPLAIN(reading, person->place,
			    "the same name stands in line %d; people have to be told apart: add "
			    "an initial or the agency",
			    other->place->line);
			return;
		}
	}
}

static void check_invited(struct reading *reading, struct person_row *person)
{
	const char *team = person->team != NULL ? person->team->id : "";
	for (size_t i = 0; i < reading->reply->n_invites; i++) {
		const Convene__V1__InviteSummary *invite = reading->reply->invites[i];
		if (invite->revoked || person->key[0] == '\0' ||
		    strcmp(reading->invited[i], person->key) != 0) {
			continue;
		}
		if (invite->role == person->role && strcmp(invite->team_id, team) == 0) {
			person->invited = invite->invite_id;
		} else {
			COMPLAIN(reading, person->place,
			    "'%s' is invited already, as %s%s%s (invite %" PRIu64
			    "); revoke that one first, or give the other person another name",
			    person->name, role_name(invite->role), invite->team_id[0] ? " of " : "",
			    invite->team_id, invite->invite_id);
		}
	}
}

static void read_person(struct reading *reading, const struct csv_row *row)
{
	struct people *people = reading->people;
	struct person_row *person = &people->rows[people->count];
	*person = (struct person_row){0};
	read_name(reading, row, person);
	read_role(reading, row, person);
	read_team(reading, row, person);
	read_email(reading, row, person);
	read_language(reading, row, person);
	check_width(reading, row);
	check_twice(reading, people->count);
	check_invited(reading, person);
	people->count++;
}

static bool read_known(struct reading *reading)
{
	const Convene__V1__AdminReply *reply = reading->reply;
	reading->invited =
	    arena_array(reading->arena, reply->n_invites + 1, sizeof(*reading->invited));
	for (size_t i = 0; reading->invited != NULL && i < reply->n_invites; i++) {
		reading->invited[i] = alike_key(reading->arena, reply->invites[i]->person_name);
	}
	return reading->invited != NULL;
}

static void read_everybody(struct reading *reading)
{
	const struct people *people = reading->people;
	/* with a column missing, each line would be reported for it */
	for (int i = COLUMN_NAME; i <= COLUMN_TEAM; i++) {
		if (reading->columns[i] < 0) {
			return;
		}
	}
	for (size_t i = 1; i < people->csv.count; i++) {
		read_person(reading, &people->csv.rows[i]);
	}
}

bool people_read(struct people *people, const char *file, const char *bytes, size_t len,
    const Convene__V1__AdminReply *reply, struct arena *arena, struct diagnostics *diagnostics)
{
	struct reading reading = {.people = people,
	    .reply = reply,
	    .diagnostics = diagnostics,
	    .columns = {-1, -1, -1, -1, -1},
	    .arena = arena};
	size_t errors = diagnostics->errors;
	const char *wrong = NULL;
	*people = (struct people){0};
	if (!csv_read(&people->csv, file, bytes, len, arena, diagnostics) &&
	    people->csv.count == 0) {
		return false;
	}
	people->rows = arena_array(arena, people->csv.count + 1, sizeof(*people->rows));
	if (people->csv.count == 0) {
		wrong = "is empty: a first line name,role,team, then a line for each person";
	} else if (people->csv.count - 1 > INVITES_MAX) {
		wrong = "names more people than an exercise has invites for, which is 16384";
	} else if (people->rows == NULL || !read_known(&reading)) {
		wrong = "takes too much memory";
	} else if (people->csv.count == 1) {
		wrong = "names nobody: after the first line, a line for each person";
	}
	if (people->csv.count > 0) {
		read_head(&reading, &people->csv.rows[0]);
	}
	if (wrong != NULL) {
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, file, 0, 0, "%s", wrong);
		return false;
	}
	people->has_email = reading.columns[COLUMN_EMAIL] >= 0;
	people->has_language = reading.columns[COLUMN_LANGUAGE] >= 0;
	read_everybody(&reading);
	return diagnostics->errors == errors;
}

const char *people_read_file(const char *path, struct arena *arena, size_t *len)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	char *bytes = NULL;
	ssize_t more = 1;
	*len = 0;
	if (file < 0 || fstat(file, &status) != 0) {
		complain("cannot read \"%s\": %s", path, strerror(errno));
	} else if (!S_ISREG(status.st_mode) || (size_t)status.st_size > CSV_BYTES_MAX) {
		complain("\"%s\" is no file, or larger than 4 MiB", path);
	} else {
		bytes = arena_alloc(arena, (size_t)status.st_size + 1);
		while (bytes != NULL && more > 0 && *len < (size_t)status.st_size) {
			more = read(file, bytes + *len, (size_t)status.st_size - *len);
			*len += more > 0 ? (size_t)more : 0;
		}
		if (bytes == NULL || more < 0) {
			complain("cannot read \"%s\"", path);
			bytes = NULL;
		} else {
			bytes[*len] = '\0';
		}
	}
	if (file >= 0) {
		close(file);
	}
	return bytes;
}
