/* An exercise's contents in memory (fake_store.h), for tests that look at them, or damage them. */
#ifndef CONVENE_TESTS_FAKE_IMAGE_H
#define CONVENE_TESTS_FAKE_IMAGE_H

#include "server/store/store.h"

/* Bytes are owned (malloc), and a zero byte follows them. */
struct fake_image {
	struct store_entry *entries; /* owned, with their seals */
	size_t entry_count;
	struct store_row *rows; /* owned */
	size_t row_count;
	struct store_piece *pieces; /* owned */
	size_t piece_count;
};

/* As a store does it (store.h). */
void fake_image_apply(struct fake_image *image, const struct store_append *append);
void fake_image_copy(struct fake_image *to, const struct fake_image *from);
void fake_image_deinit(struct fake_image *image);
/* Entries `from` to the end go. */
void fake_image_cut(struct fake_image *image, size_t from);

bool fake_bytes_same(struct store_bytes one, struct store_bytes other);

#endif
