#include "tests/support/fake_image.h"

#include "proto/xalloc.h"

static struct store_bytes keep(struct store_bytes bytes)
{
	uint8_t *copy = xcheck(malloc(bytes.len + 1));

	if (bytes.len > 0) {
		memcpy(copy, bytes.data, bytes.len);
	}
	copy[bytes.len] = 0;
	return (struct store_bytes){copy, bytes.len};
}

static void drop(struct store_bytes bytes)
{
	free((void *)(uintptr_t)bytes.data);
}

bool fake_bytes_same(struct store_bytes one, struct store_bytes other)
{
	return one.len == other.len && (one.len == 0 || memcmp(one.data, other.data, one.len) == 0);
}

/* Room for one more, in an array that has doubled each time that it was full. */
static void *grow(void *array, size_t count, size_t size)
{
	return (count & (count - 1)) == 0 ? xrealloc(array, (count > 0 ? 2 * count : 1) * size)
	                                  : array;
}

static void add_entry(struct fake_image *image, const struct store_entry *entry)
{
	struct store_entry *copy;
	struct store_seal *seal;

	image->entries = grow(image->entries, image->entry_count, sizeof(*image->entries));
	copy = &image->entries[image->entry_count++];
	*copy = (struct store_entry){
	    .seq = entry->seq,
	    .hash = keep(entry->hash),
	    .salt = keep(entry->salt),
	    .envelope = keep(entry->envelope),
	    .event = keep(entry->event),
	};
	if (entry->seal == NULL) {
		return;
	}
	seal = xcalloc(1, sizeof(*seal));
	*seal = (struct store_seal){entry->seal->wall_ms, keep(entry->seal->root),
	    keep(entry->seal->secret), keep(entry->seal->digest), keep(entry->seal->key),
	    keep(entry->seal->signature)};
	copy->seal = seal;
}

void fake_image_cut(struct fake_image *image, size_t from)
{
	for (size_t i = from; i < image->entry_count; i++) {
		struct store_entry *entry = &image->entries[i];

		drop(entry->hash);
		drop(entry->salt);
		drop(entry->envelope);
		drop(entry->event);
		if (entry->seal != NULL) {
			drop(entry->seal->root);
			drop(entry->seal->secret);
			drop(entry->seal->digest);
			drop(entry->seal->key);
			drop(entry->seal->signature);
			free((void *)(uintptr_t)entry->seal);
		}
	}
	image->entry_count = from < image->entry_count ? from : image->entry_count;
}

static void drop_row(struct store_row *row)
{
	drop(row->bytes[0]);
	drop(row->bytes[1]);
}

static bool has_first(const struct store_row *row, const struct store_row *like)
{
	return row->kind == like->kind && (store_columns[row->kind][0] == 'n'
	                                          ? row->numbers[0] == like->numbers[0]
	                                          : fake_bytes_same(row->bytes[0], like->bytes[0]));
}

/* Whether `row` makes way for `other`. */
static bool gives_way(const struct store_row *row, const struct store_row *other)
{
	if (row->kind <= STORE_SEALED) {
		return row->kind == other->kind;
	}
	return has_first(row, other) && (row->kind != STORE_TOKEN || other->drop ||
	                                    fake_bytes_same(row->bytes[0], other->bytes[0]));
}

static void drop_pieces(struct fake_image *image, struct store_bytes sha256)
{
	size_t left = 0;

	for (size_t i = 0; i < image->piece_count; i++) {
		if (!fake_bytes_same(image->pieces[i].sha256, sha256)) {
			image->pieces[left++] = image->pieces[i];
			continue;
		}
		drop(image->pieces[i].sha256);
		drop(image->pieces[i].data);
	}
	image->piece_count = left;
}

static void rename_attachment(
    struct fake_image *image, struct store_bytes from, struct store_bytes to)
{
	for (size_t i = 0; i < image->row_count; i++) {
		struct store_row *row = &image->rows[i];

		if (row->kind == STORE_ATTACHMENT && fake_bytes_same(row->bytes[0], from)) {
			drop(row->bytes[0]);
			row->bytes[0] = keep(to);
		}
	}
	for (size_t i = 0; i < image->piece_count; i++) {
		if (fake_bytes_same(image->pieces[i].sha256, from)) {
			drop(image->pieces[i].sha256);
			image->pieces[i].sha256 = keep(to);
		}
	}
}

static void put_row(struct fake_image *image, const struct store_row *row)
{
	size_t left = 0;

	if (row->rename) {
		rename_attachment(image, row->bytes[0], row->bytes[1]);
		return;
	}
	for (size_t i = 0; i < image->row_count; i++) {
		if (gives_way(&image->rows[i], row)) {
			drop_row(&image->rows[i]);
		} else {
			image->rows[left++] = image->rows[i];
		}
	}
	image->row_count = left;
	if (row->drop && row->kind == STORE_ATTACHMENT) {
		drop_pieces(image, row->bytes[0]);
	}
	if (row->drop) {
		return;
	}
	image->rows = xrealloc(image->rows, (left + 1) * sizeof(*image->rows));
	image->rows[left] = *row;
	image->rows[left].bytes[0] = keep(row->bytes[0]);
	image->rows[left].bytes[1] = keep(row->bytes[1]);
	image->row_count++;
}

void fake_image_apply(struct fake_image *image, const struct store_append *append)
{
	for (size_t i = 0; i < append->entry_count; i++) {
		add_entry(image, &append->entries[i]);
	}
	for (size_t i = 0; i < append->row_count; i++) {
		put_row(image, &append->rows[i]);
	}
	if (append->piece_count > 0) {
		image->pieces = xrealloc(image->pieces,
		    (image->piece_count + append->piece_count) * sizeof(*image->pieces));
	}
	for (size_t i = 0; i < append->piece_count; i++) {
		image->pieces[image->piece_count++] = (struct store_piece){
		    .sha256 = keep(append->pieces[i].sha256),
		    .offset = append->pieces[i].offset,
		    .data = keep(append->pieces[i].data),
		};
	}
}

void fake_image_deinit(struct fake_image *image)
{
	fake_image_cut(image, 0);
	for (size_t i = 0; i < image->row_count; i++) {
		drop_row(&image->rows[i]);
	}
	for (size_t i = 0; i < image->piece_count; i++) {
		drop(image->pieces[i].sha256);
		drop(image->pieces[i].data);
	}
	free(image->entries);
	free(image->rows);
	free(image->pieces);
	*image = (struct fake_image){.entry_count = 0};
}

void fake_image_copy(struct fake_image *to, const struct fake_image *from)
{
	fake_image_deinit(to);
	fake_image_apply(to, &(struct store_append){from->entries, from->entry_count, from->rows,
	                         from->row_count, from->pieces, from->piece_count});
}
