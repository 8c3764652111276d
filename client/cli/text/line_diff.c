/* The longest common subsequence by its table, which is small because texts that people edit are.
 */
#include "client/cli/text/line_diff.h"

#include "proto/list.h"
#include "proto/xalloc.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this the whole of both is shown as changed: a table of their lines would be too large. */
#define LINES_MAX 2000

struct line {
	const char *text; /* borrowed */
	size_t len;
};

struct lines {
	struct line *list; /* owned */
	size_t count, cap;
};

static void split(struct lines *lines, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		*LIST_ADD(lines->list, lines->count, lines->cap) =
		    (struct line){.text = text, .len = len};
		text += len + (text[len] == '\n' ? 1 : 0);
	}
}

static bool same(const struct line *a, const struct line *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static void append(struct buf *out, const char *prefix, char sign, const struct line *line)
{
	buf_printf(out, "%s  %c ", prefix, sign);
	buf_append(out, line->text, line->len);
	buf_append_byte(out, '\n');
}

/* Longest common subsequence: common[i][j] of what is left of both. */
static void walk(struct buf *out, const struct lines *from, const struct lines *to,
    const uint16_t *common, const char *prefix)
{
	size_t width = to->count + 1, i = 0, j = 0;
	while (i < from->count || j < to->count) {
		if (i < from->count && j < to->count && same(&from->list[i], &to->list[j])) {
			i++;
			j++;
		} else if (j == to->count || (i < from->count && common[(i + 1) * width + j] >=
		                                                     common[i * width + j + 1])) {
			append(out, prefix, '-', &from->list[i++]);
		} else {
			append(out, prefix, '+', &to->list[j++]);
		}
	}
}

void line_diff(struct buf *out, const char *from_text, const char *to_text, const char *prefix)
{
	struct lines from = {0}, to = {0};
	split(&from, from_text);
	split(&to, to_text);
	if (from.count > LINES_MAX || to.count > LINES_MAX) {
		buf_printf(out, "%s  (too long to be compared line by line)\n", prefix);
	} else {
		size_t width = to.count + 1;
		uint16_t *common = xcalloc((from.count + 1) * width, sizeof(*common));
		for (size_t i = from.count; i-- > 0;) {
			for (size_t j = to.count; j-- > 0;) {
				uint16_t down = common[(i + 1) * width + j],
				         right = common[i * width + j + 1];
				common[i * width + j] =
				    same(&from.list[i], &to.list[j])
				        ? (uint16_t)(common[(i + 1) * width + j + 1] + 1)
				    : down > right ? down
				                   : right;
			}
		}
		walk(out, &from, &to, common, prefix);
		free(common);
	}
	free(from.list);
	free(to.list);
}
