// SPDX-License-Identifier: MIT
#include "native_input.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_VALUES = 32 };

static int read_file(void *opaque, int64_t position, uint8_t *buffer, int size)
{
    struct native_file *file = opaque;
    size_t got;

    if (fseek(file->stream, (long)position, SEEK_SET) != 0)
        return ET_ERROR_IO;
    got = fread(buffer, 1, (size_t)size, file->stream);
    file->bytes_read += (int64_t)got;
    return (int)got;
}

struct et_reader native_reader(struct native_file *file)
{
    struct et_reader reader = {.opaque = file, .read = read_file};

    fseek(file->stream, 0, SEEK_END);
    reader.size = ftell(file->stream);
    return reader;
}

int native_add_filter(struct et_chain *chain, char *text)
{
    double values[MOST_VALUES];
    size_t count = 0;
    const struct et_filter *filter = et_filter_find(strtok(text, ","));

    if (!filter)
        return et_fail(ET_ERROR_ARGUMENT, "there is no such filter");
    for (char *word = strtok(NULL, ","); word && count < MOST_VALUES; word = strtok(NULL, ","))
        values[count++] = atof(word);
    return et_chain_add(chain, filter, values, count);
}
