/*
 * The connections of a loop by id. Loop thread only. Owns its buckets, not the connections, which
 * are linked through their own `next_in_table`. Memory of our own size: running out ends the
 * process.
 */
#ifndef CONVENE_NET_TABLE_H
#define CONVENE_NET_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct connection;

struct table {
	struct connection *
	    *buckets;        /* owned; connections borrowed: each leaves before it is freed */
	size_t bucket_count; /* a power of two, or 0 */
	size_t count;
};

/* A zeroed struct is an empty table. Must be empty. */
void table_deinit(struct table *table);

void table_add(struct table *table, struct connection *connection);
void table_remove(struct table *table, struct connection *connection);
struct connection *table_find(const struct table *table, uint64_t id); /* NULL: none */

typedef void table_visit_fn(struct connection *connection, void *context);

/* Calls `visit` for each; it must not add or remove. */
void table_each(const struct table *table, table_visit_fn *visit, void *context);

/* Calls it for those in `count` buckets from bucket `from` on. Returns the next one to go on from;
 * 0: that was all. A table that has grown meanwhile may show some twice, and leaves none out. */
size_t table_each_of(
    const struct table *table, size_t from, size_t count, table_visit_fn *visit, void *context);

#endif
