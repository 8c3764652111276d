#include "client/cli/text/words.h"

#include "proto/complaint.h"

#include <strings.h>

bool words_are_yes(const char *line)
{
	return strcasecmp(line, "yes") == 0 || strcasecmp(line, "y") == 0;
}

int words_choice(const ProtobufCEnumDescriptor *descriptor, const char *what, const char *word,
    size_t len, char *why, size_t why_size)
{
	const ProtobufCEnumValue *value = reflect_enum_value(descriptor, word, len);
	if (value != NULL && value->value != 0) {
		return value->value;
	}
	char all[300];
	complaint(why, why_size, "there is no %s \"%.*s\": %s", what, (int)(len < 40 ? len : 40),
	    word, reflect_choices(descriptor, all, sizeof(all)));
	return -1;
}

void words_list(struct buf *out, char *const *values, size_t count)
{
	size_t start = out->len;
	for (size_t i = 0; i < count; i++) {
		buf_append_item(out, start, values[i]);
	}
}

const char *words_joined(struct buf *out, char *const *values, size_t count, const char *none)
{
	out->len = 0;
	words_list(out, values, count);
	if (count == 0) {
		buf_append_text(out, none);
	}
	buf_append_byte(out, '\0');
	return (const char *)out->data;
}

const char *words_phase(enum view_phase phase)
{
	switch (phase) {
	case VIEW_PLANNED:
		return "not started";
	case VIEW_RUNNING:
		return "running";
	case VIEW_PAUSED:
		return "paused";
	case VIEW_ENDED:
		return "ended";
	case VIEW_CLOSED:
		return "closed";
	}
	return "?";
}

const char *words_value(const ProtobufCEnumDescriptor *descriptor, int value,
    const char *const *phrases, size_t count, char out[REFLECT_WORD_SIZE])
{
	return value >= 0 && (size_t)value < count && phrases[value] != NULL
	           ? phrases[value]
	           : reflect_word(descriptor, value, ' ', out);
}

const char *words_channel(Convene__V1__Channel channel, char out[REFLECT_WORD_SIZE])
{
#define PHRASE(name) [CONVENE__V1__CHANNEL__CHANNEL_##name]
	static const char *const phrases[] = {PHRASE(UNSPECIFIED) = "no channel",
	    PHRASE(SECURE_POLICE) = "secure police channel", PHRASE(JUDICIAL) = "judicial channel",
	    PHRASE(FIU) = "FIU channel", PHRASE(FOCAL_POINT) = "focal point channel"};
#undef PHRASE
	return words_value(&convene__v1__channel__descriptor, (int)channel, phrases,
	    sizeof(phrases) / sizeof(phrases[0]), out);
}

void words_parties(struct buf *out, const Convene__V1__ThreadOpened *opened)
{
	size_t start = out->len;
	for (size_t i = 0; i < opened->n_parties; i++) {
		buf_append_item(out, start, view_party(opened->parties[i]));
	}
}
