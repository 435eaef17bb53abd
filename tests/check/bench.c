// SPDX-License-Identifier: MIT
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct bench_row rows[] = {
#define ROW(group, name, filter, format, reference, note, ...)                                     \
    {#group, #name, #filter, ET_FORMAT_##format, {__VA_ARGS__}, NULL},
#define CHAIN(group, name, format, reference, note, settings)                                      \
    {#group, #name, "none", ET_FORMAT_##format, {0}, settings},
#define KERNEL(label, filter, format, ...)
#define NATIVE(filter, reference, note)
#include "bench_rows.def"
#undef ROW
#undef CHAIN
#undef KERNEL
#undef NATIVE
};

/* The row of a filter that bench_rows.def has none for: what its descriptor gives as an example. */
static struct bench_row example(const struct et_filter *filter, char settings[1000])
{
    snprintf(settings, 1000, "%s=%s", filter->name, filter->example ? filter->example : "");
    return (struct bench_row){"filters", filter->name, "none", ET_FORMAT_I420, {0}, settings};
}

/* Every filter by itself, and the chains, if the name holds `part`. */
static void bench_changes(const char *part)
{
    char settings[1000];
    for (size_t i = 0; i < et_filter_count(); i++) {
        const struct bench_row row = example(et_filter_at(i), settings);
        if (strstr(row.name, part))
            bench_change(&row);
    }
    for (size_t i = 0; i < ET_COUNT(rows); i++)
        if (rows[i].chain && strstr(rows[i].name, part))
            bench_change(&rows[i]);
}

void bench_fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, et_error_message());
    exit(1);
}

int main(int count, char **arguments)
{
    if (count >= 2 && !strcmp(arguments[1], "kernels")) {
        bench_kernels(count > 2 ? arguments[2] : "");
        return 0;
    }
    if (count >= 2 && !strcmp(arguments[1], "changes")) {
        bench_changes(count > 2 ? arguments[2] : "");
        return 0;
    }
    const int hash = count > 4 && !strcmp(arguments[4], "--hash");
    if (count > 4 && !strcmp(arguments[4], "--plain"))
        bench_plain();
    for (size_t i = 0; count >= 4 && i < ET_COUNT(rows); i++) {
        if (strcmp(rows[i].group, arguments[1]) || strcmp(rows[i].name, arguments[2]))
            continue;
        bench_run(&rows[i], arguments[3], hash);
        return 0;
    }
    const struct et_filter *filter =
        count >= 4 && !strcmp(arguments[1], "filters") ? et_filter_find(arguments[2]) : NULL;
    if (filter) {
        char settings[1000];
        const struct bench_row row = example(filter, settings);
        bench_run(&row, arguments[3], hash);
        return 0;
    }
    fprintf(stderr,
            "bench GROUP NAME FILE [--hash | --plain] | bench kernels|changes [PART OF A NAME]\n");
    return 2;
}
