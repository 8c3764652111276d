#include "server/net/table.h"

#include "proto/xalloc.h"
#include "server/net/net_private.h"

#define FIRST_BUCKETS 64

void table_deinit(struct table *table)
{
	free(table->buckets);
	*table = (struct table){0};
}

/* Ids are counted up, so their low bits spread them evenly and no peer can choose them. */
static struct connection **bucket_of(const struct table *table, uint64_t id)
{
	return &table->buckets[id & (table->bucket_count - 1)];
}

static void link_connection(struct table *table, struct connection *connection)
{
	struct connection **bucket = bucket_of(table, connection->stream.id);

	connection->next_in_table = *bucket;
	*bucket = connection;
}

static void grow(struct table *table)
{
	struct table larger = {.bucket_count = 2 * table->bucket_count, .count = table->count};

	if (larger.bucket_count == 0)
		larger.bucket_count = FIRST_BUCKETS;
	larger.buckets = xcalloc(larger.bucket_count, sizeof(*larger.buckets));
	for (size_t i = 0; i < table->bucket_count; i++) {
		struct connection *next;

		for (struct connection *c = table->buckets[i]; c != NULL; c = next) {
			next = c->next_in_table;
			link_connection(&larger, c);
		}
	}
	free(table->buckets);
	*table = larger;
}

void table_add(struct table *table, struct connection *connection)
{
	if (table->count == table->bucket_count)
		grow(table);
	link_connection(table, connection);
	table->count++;
}

void table_remove(struct table *table, struct connection *connection)
{
	struct connection **link = bucket_of(table, connection->stream.id);

	while (*link != connection)
		link = &(*link)->next_in_table;
	*link = connection->next_in_table;
	connection->next_in_table = NULL;
	table->count--;
}

struct connection *table_find(const struct table *table, uint64_t id)
{
	struct connection *found;

	if (table->bucket_count == 0)
		return NULL;
	found = *bucket_of(table, id);
	while (found != NULL && found->stream.id != id)
		found = found->next_in_table;
	return found;
}

size_t table_each_of(
    const struct table *table, size_t from, size_t count, table_visit_fn *visit, void *context)
{
	size_t end = table->bucket_count;

	if (from < end && count < end - from)
		end = from + count;
	for (size_t i = from; i < end; i++) {
		for (struct connection *c = table->buckets[i]; c != NULL; c = c->next_in_table)
			visit(c, context);
	}
	return end < table->bucket_count ? end : 0;
}

void table_each(const struct table *table, table_visit_fn *visit, void *context)
{
	table_each_of(table, 0, table->bucket_count, visit, context);
}
