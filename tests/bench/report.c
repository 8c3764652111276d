#include "tests/bench/report.h"

static void begin_member(struct report *report, const char *name, const char *suffix)
{
	buf_printf(&report->out, "%s\"%s%s\": ", report->out.len ? ", " : "{", name, suffix);
}

void report_text(struct report *report, const char *name, const char *value)
{
	begin_member(report, name, "");
	buf_append_byte(&report->out, '"');
	for (; *value; value++) {
		if (*value == '"' || *value == '\\') {
			buf_append_byte(&report->out, '\\');
		}
		if ((unsigned char)*value < 0x20) {
			buf_append_byte(&report->out, ' ');
		} else {
			buf_append_byte(&report->out, (uint8_t)*value);
		}
	}
	buf_append_byte(&report->out, '"');
}

void report_count(struct report *report, const char *name, uint64_t value)
{
	begin_member(report, name, "");
	buf_printf(&report->out, "%llu", (unsigned long long)value);
}

void report_number(struct report *report, const char *name, double value)
{
	begin_member(report, name, "");
	buf_printf(&report->out, "%.3f", value);
}

static void duration(struct report *report, const char *name, const char *suffix, uint64_t ns)
{
	begin_member(report, name, suffix);
	buf_printf(&report->out, "%llu", (unsigned long long)(ns / 1000));
}

void report_durations(struct report *report, const char *name, const struct histogram *histogram)
{
	duration(report, name, "_p50_us", histogram_percentile(histogram, 500));
	duration(report, name, "_p99_us", histogram_percentile(histogram, 990));
	duration(report, name, "_longest_us", histogram->longest_ns);
}

void report_troubles(struct report *report, const char *name, const struct crowd *crowd)
{
	begin_member(report, name, "_dropped");
	buf_printf(&report->out, "%llu", (unsigned long long)crowd->dropped);
	begin_member(report, name, "_refused");
	buf_printf(&report->out, "%llu", (unsigned long long)crowd->refused);
	if (crowd->problem[0] != '\0') {
		char member[64];
		snprintf(member, sizeof(member), "%s_problem", name);
		report_text(report, member, crowd->problem);
	}
}

void report_print(struct report *report)
{
	buf_append_text(&report->out, "}\n");
	fwrite(report->out.data, 1, report->out.len, stdout);
	fflush(stdout);
	buf_deinit(&report->out);
}
