/*
 * Sentences as people in such an exercise write them, without names and places, so that they fit
 * whatever the scenario is about. Each says something that ought to be said, as examples that
 * players may read.
 */
#include "proto/people/phrases.h"

#include "proto/buf.h"

#include <stdio.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* `pattern` with every '$' replaced by the title. */
static char *fill(const char *pattern, const char *title)
{
	struct buf text = {0};
	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '$') {
			buf_append_text(&text, title);
		} else {
			buf_append_byte(&text, (uint8_t)*pattern);
		}
	}
	return buf_take_text(&text);
}

char *phrase_answer(struct actor *actor, const char *title)
{
	static const char *const templates[] = {
	    "Received: $. First step: the people concerned are safe and can speak without anybody "
	    "else in the room. We book an independent interpreter and record consent before "
	    "anything goes to another body.",
	    "On \"$\": we open a file, note who said what and when, and ask for joint planning "
	    "with the other agencies before anybody visits the place.",
	    "We have read \"$\". We check what we hold, pass on only what the others need, name "
	    "the legal basis, and report back within the hour.",
	    "Acknowledged: $. One officer is responsible and can be reached around the clock. "
	    "Nobody is questioned twice on the same matter; what was said already is used.",
	    "To \"$\": we treat the persons as presumed victims until it is shown otherwise. No "
	    "detention, no removal, assistance now, papers later.",
	    "Noted: $. We send a complete request with facts, reason, purpose and the date by "
	    "which we "
	    "need an answer, and tell the neighbouring country beforehand.",
	};

	return fill(templates[actor_random(actor, COUNT(templates))], title);
}

char *phrase_question_to_entity(struct actor *actor, const char *title)
{
	static const char *const templates[] = {
	    "This is about: $. What can you tell us, and what do you need from us to be able to?",
	    "Thank you for \"$\". Who else knows of it? Please do not pass it on before we have "
	    "spoken.",
	    "On \"$\": when and how can we reach you without putting anybody at risk?",
	    "We are looking into \"$\". Could you send us what you have in writing, without names "
	    "where names are not needed?",
	};

	return fill(templates[actor_random(actor, COUNT(templates))], title);
}

char *phrase_question_to_team(struct actor *actor, const char *title)
{
	static const char *const templates[] = {
	    "We have received \"$\". Do you know anything of it? We propose to plan the next step "
	    "together.",
	    "Concerning \"$\": please take no step at the place before we have agreed on the hour, "
	    "the languages and who speaks with whom.",
	    "For your information and action: $. May we name you as the contact for it?",
	    "\"$\" touches your field. Which legal basis do you need from us to share what you "
	    "hold?",
	};

	return fill(templates[actor_random(actor, COUNT(templates))], title);
}

char *phrase_decision(struct actor *actor, const char *title)
{
	static const char *const templates[] = {
	    "On \"$\" we act jointly: inspectorate, police and NGO in one plan, screening of each "
	    "person alone.",
	    "We follow up \"$\" with a formal request and tell the partner country today.",
	    "\"$\" is handled as a possible trafficking case; the reflection period is explained "
	    "and offered.",
	    "Nothing is done about \"$\" before the consent of the persons concerned is on file.",
	};

	return fill(templates[actor_random(actor, COUNT(templates))], title);
}

const char *phrase_reason(struct actor *actor)
{
	static const char *const reasons[] = {
	    "Reasonable grounds suffice; certainty may come later.",
	    "A step of one agency alone would warn those responsible and endanger the workers.",
	    "The legal basis is clear, and the least intrusive means that works is chosen.",
	    "Safety first: what is lost in time can be made up, what is lost in trust cannot.",
	};

	return reasons[actor_random(actor, COUNT(reasons))];
}

const char *phrase_reply(struct actor *actor)
{
	static const char *const replies[] = {
	    "Thank you, that helps. We agree and come back to you before we act.",
	    "Agreed. Our contact is on duty; please send the details through the secure channel.",
	    "We can do that, but we need the request in writing, with purpose and legal basis.",
	    ("Understood. We do not share names for now; the facts without names are attached to "
	     "the file."),
	    "Please wait with that until we have spoken with the interpreter.",
	    "We have nothing on it so far, and tell you as soon as that changes.",
	};

	return replies[actor_random(actor, COUNT(replies))];
}

const char *phrase_note(struct actor *actor)
{
	static const char *const notes[] = {
	    "Spoke with the person alone; calm, tired, afraid for the family at home.",
	    "Wants to be called on the telephone that others cannot hear, after ten.",
	    "Says little. Nothing was asked that had been asked before.",
	    "Has eaten and slept. Wants to know about the wages first.",
	};

	return notes[actor_random(actor, COUNT(notes))];
}

const char *phrase_fact(struct actor *actor)
{
	static const char *const facts[] = {
	    "As noted on Monday; the papers are with the file.",
	    "Two statements agree, and the bus was seen at the border on both days.",
	    "Not known yet; we expect it from the registry tomorrow.",
	    "The debt is taken from the wages, so that nothing is paid out.",
	};

	return facts[actor_random(actor, COUNT(facts))];
}

const char *phrase_entity_reply(struct actor *actor)
{
	static const char *const replies[] = {
	    "Thank you for asking. I have to look into it and will write again.",
	    "I can tell you what I saw, but I would rather not put it in writing yet.",
	    "That is all that I know for now.",
	};

	return replies[actor_random(actor, COUNT(replies))];
}

void phrase_name(const struct people *people, size_t number, char *out, size_t size)
{
	static const char *const first[] = {"Ada", "Bela", "Ciro", "Dana", "Edda", "Faro", "Gita",
	    "Hale", "Ines", "Jaro", "Kaya", "Leon", "Mira", "Nilo", "Orla", "Pavo", "Quin", "Rada",
	    "Saul", "Tova", "Uma", "Vito", "Wren", "Xeno", "Yara", "Zeno", "Alba", "Bruno", "Cleo",
	    "Dario", "Elin"};
	static const char *const last[] = {"Arden", "Brook", "Calder", "Dorn", "Ember", "Falk",
	    "Garrow", "Hollin", "Isken", "Juno", "Keld", "Lorne", "Marrow", "Norden", "Osk", "Penn",
	    "Quarry", "Rowan", "Sell", "Tarn", "Ulm", "Vane", "Weir"};
	/* 31 and 23 have no common factor: 713 names before one returns */
	number += (size_t)(people->options.seed % 713);
	snprintf(out, size, "%s %s (simulated)", first[number % COUNT(first)],
	    last[number % COUNT(last)]);
}
