/*
 * Runs a fuzz target over each file of a corpus folder and over random changes of them, without a
 * fuzzing engine. `replay FOLDER`. The number of changed inputs comes from CONVENE_FUZZ_ROUNDS, the
 * seed from CONVENE_TEST_SEED; both are printed first, and a failure repeats with the same ones.
 */
#include "tests/fuzz/replay.h"

#include "proto/buf.h"
#include "proto/xalloc.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>

#define ROUNDS_DEFAULT 3000u
#define INPUT_MAX      65536u
#define CORPUS_MAX     512u

struct replay {
	struct buf inputs[CORPUS_MAX]; /* owned */
	size_t count;
	uint64_t random; /* state of xorshift64 */
};

static uint64_t draw(struct replay *replay, uint64_t below)
{
	replay->random ^= replay->random << 13;
	replay->random ^= replay->random >> 7;
	replay->random ^= replay->random << 17;
	return replay->random % below;
}

static void load(struct replay *replay, const char *folder, const char *name)
{
	struct buf *input = &replay->inputs[replay->count];
	char path[1024];
	size_t got;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (file == NULL) {
		return;
	}
	got = fread(buf_reserve(input, INPUT_MAX), 1, INPUT_MAX, file);
	input->len = got;
	fclose(file);
	replay->count++;
}

/* In the order of the names, so that a seed means the same everywhere. */
static bool load_folder(struct replay *replay, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		if (entries[i]->d_name[0] != '.' && replay->count < CORPUS_MAX) {
			load(replay, folder, entries[i]->d_name);
		}
		free(entries[i]);
	}
	if (count >= 0) {
		free(entries);
	}
	return replay->count > 0;
}

/* Memory of exactly that size, so that the sanitizer sees a step beyond it. */
static void run(const struct buf *input)
{
	uint8_t *exact = xcheck(malloc(input->len + (input->len == 0)));

	if (input->len > 0) {
		memcpy(exact, input->data, input->len);
	}
	LLVMFuzzerTestOneInput(exact, input->len);
	free(exact);
}

static void splice(struct replay *replay, struct buf *input)
{
	const struct buf *other = &replay->inputs[draw(replay, replay->count)];
	size_t from = (size_t)draw(replay, other->len + 1);
	size_t len = (size_t)draw(replay, other->len - from + 1);
	size_t keep = (size_t)draw(replay, input->len + 1);

	if (keep + len <= INPUT_MAX) {
		input->len = keep;
		buf_append(input, other->data + from, len);
	}
}

static void mutate(struct replay *replay, struct buf *input)
{
	static const uint8_t telling[] = {0x00, 0x01, 0x7f, 0x80, 0xff, '\n', '\t', ' ', '"', '\'',
	    '{', '}', '[', ']', ':', '-', '#', '&', '*', '!', '|', '>', '%', '@', ',', '\\'};
	size_t at, len;

	switch (input->len == 0 ? 5 : draw(replay, 7)) {
	case 0:
		input->data[draw(replay, input->len)] ^= (uint8_t)(1u << draw(replay, 8));
		break;
	case 1:
		input->data[draw(replay, input->len)] = (uint8_t)draw(replay, 256);
		break;
	case 2:
		input->data[draw(replay, input->len)] = telling[draw(replay, sizeof(telling))];
		break;
	case 3: /* cut out */
		at = (size_t)draw(replay, input->len);
		len = 1 + (size_t)draw(replay, input->len - at);
		memmove(input->data + at, input->data + at + len, input->len - at - len);
		input->len -= len;
		break;
	case 4: /* cut off */
		input->len = (size_t)draw(replay, input->len);
		break;
	case 5: /* put in */
		at = (size_t)draw(replay, input->len + 1);
		buf_append_byte(input, 0);
		memmove(input->data + at + 1, input->data + at, input->len - at - 1);
		input->data[at] = telling[draw(replay, sizeof(telling))];
		break;
	default:
		splice(replay, input);
	}
}

static unsigned long number_from(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
	struct replay *replay = xcalloc(1, sizeof(*replay));
	unsigned long rounds = number_from("CONVENE_FUZZ_ROUNDS", ROUNDS_DEFAULT);
	struct buf input = {0};
	uint64_t seed;

	seed = number_from("CONVENE_TEST_SEED", 1);
	replay->random = seed * 0x9e3779b97f4a7c15u + 1;
	if (argc != 2 || !load_folder(replay, argv[1])) {
		fprintf(stderr, "usage: replay FOLDER, which holds at least one file\n");
		return 2;
	}
	printf("%zu inputs and %lu changed ones, seed %" PRIu64 "\n", replay->count, rounds, seed);
	fflush(stdout);
	for (size_t i = 0; i < replay->count; i++) {
		run(&replay->inputs[i]);
	}
	for (unsigned long round = 0; round < rounds; round++) {
		const struct buf *start = &replay->inputs[draw(replay, replay->count)];

		input.len = 0;
		buf_append(&input, start->data, start->len);
		for (uint64_t changes = 1 + draw(replay, 6); changes > 0; changes--) {
			mutate(replay, &input);
		}
		run(&input);
	}
	for (size_t i = 0; i < replay->count; i++) {
		buf_deinit(&replay->inputs[i]);
	}
	buf_deinit(&input);
	free(replay);
	return 0;
}
