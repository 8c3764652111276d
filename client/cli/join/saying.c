/* What is said to the person: lines, pages, what was wrong and what may have been meant. */
#include "client/cli/join/saying.h"

#include "client/cli/terminal/terminal.h"
#include "client/cli/text/nearest.h"
#include "client/cli/text/page.h"
#include "proto/roles.h"
#include "proto/wrap.h"

#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

void join_show(struct join *join, struct buf *text)
{
	colour_resolve(text);
	join_print(join, text);
	buf_deinit(text);
}

void join_print(struct join *join, const struct buf *text)
{
	struct buf broken = {0};
	page_append_text(&broken, text, join->style.width);
	terminal_print(join->terminal, &broken);
	buf_deinit(&broken);
}

void join_page(struct join *join, struct buf *text)
{
	const struct terminal_page page = {.text = text};
	colour_resolve(text);
	terminal_page(join->terminal, &page);
	buf_deinit(text);
}

static void say(struct join *join, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static void say(struct join *join, const char *format, va_list arguments)
{
	struct buf text = {0}, line = {0};
	complaint_append_list(&line, format, arguments);
	buf_append_byte(&line, '\0');
	style_begin(&text, &join->style, COLOUR_DIM);
	wrap_append(&text, (const char *)line.data, join->style.width, 0, 0);
	style_end(&text, &join->style);
	buf_deinit(&line);
	join_show(join, &text);
}

void join_say(struct join *join, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	say(join, format, arguments);
	va_end(arguments);
}

void join_refuse(struct join *join, const char *format, ...)
{
	join->fault = true;
	va_list arguments;
	va_start(arguments, format);
	say(join, format, arguments);
	va_end(arguments);
}

const char *join_meant_inject(const struct join *join, const char *typed, char *out, size_t size)
{
	struct nearest nearest;
	nearest_init(&nearest, typed);
	nearest_offer_injects(&nearest, join->session.view);
	return nearest_question(&nearest, out, size);
}

bool join_has_inject(struct join *join, const char *id)
{
	if (view_inject(join->session.view, id) != NULL) {
		return true;
	}
	char meant[80];
	join_refuse(join, "There is no inject \"%s\"%s", id,
	    join_meant_inject(join, id, meant, sizeof(meant)));
	return false;
}

const char *join_meant_party(const struct join *join, const char *typed, char *out, size_t size)
{
	struct nearest nearest;
	nearest_init(&nearest, typed);
	nearest_offer_parties(&nearest, join->session.view);
	return nearest_question(&nearest, out, size);
}

static void offer_verb(void *context, const struct verb *verb)
{
	nearest_offer(context, verb->name);
}

void join_no_verb(struct join *join, const char *name)
{
	char who[120], meant[80];
	unsigned roles = 0;
	for (const struct verb *verb = verb_table; verb->name != NULL; verb++) {
		if (strcasecmp(verb->name, name) == 0) {
			roles |= verb->roles;
		}
	}
	if (roles != 0) {
		roles_named(roles, who, sizeof(who));
		join_refuse(join, "\"%s\" is not for you: %s may.", name, who);
		return;
	}
	struct nearest nearest;
	nearest_init(&nearest, name);
	verbs_each(join->session.view->role, offer_verb, &nearest);
	if (nearest.best != NULL) {
		join_refuse(join, "There is no \"%s\"%s", name,
		    nearest_question(&nearest, meant, sizeof(meant)));
	} else {
		join_refuse(join, "There is no \"%s\"; `help` lists what there is.", name);
	}
}
