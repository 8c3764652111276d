#include "tests/bench/histogram.h"

/* Values below 32 have a class each; above, the five bits after the leading one choose it. */
static uint32_t class_of(uint64_t ns)
{
	if (ns < 32) {
		return (uint32_t)ns;
	}
	uint32_t exponent = 63 - (uint32_t)__builtin_clzll(ns);
	return (exponent - 4) * 32 + (uint32_t)((ns >> (exponent - 5)) & 31);
}

static uint64_t class_end(uint32_t class)
{
	if (class < 32) {
		return class;
	}
	uint32_t exponent = class / 32 + 4;
	return ((uint64_t)(32 + class % 32 + 1) << (exponent - 5)) - 1;
}

void histogram_add(struct histogram *histogram, uint64_t ns)
{
	histogram->count++;
	histogram->classes[class_of(ns)]++;
	if (ns > histogram->longest_ns) {
		histogram->longest_ns = ns;
	}
}

uint64_t histogram_percentile(const struct histogram *histogram, uint32_t permille)
{
	uint64_t rank = (histogram->count * permille + 999) / 1000;
	uint64_t seen = 0;
	for (uint32_t class = 0; class < HISTOGRAM_CLASSES; class ++) {
		seen += histogram->classes[class];
		if (seen >= rank && seen > 0) {
			uint64_t end = class_end(class);
			return end < histogram->longest_ns ? end : histogram->longest_ns;
		}
	}
	return 0;
}
