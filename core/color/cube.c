// SPDX-License-Identifier: MIT
#include "color/cube.h"

#include <etalon/error.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "base/number.h"

struct reader {
    const char *at, *end; /* the rest of the text */
    const char *word, *line_end;
    int line;
    struct et_cube *cube;
    bool has_domain[2]; /* the file says it for the 1D table, the 3D table */
    double from[3], to[3];
    float (*next)[4];
    long left; /* entries that are still to come */
};

/* ---- Words ------------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_spaces(struct reader *reader)
{
    while (reader->word < reader->line_end && is_space(*reader->word))
        reader->word++;
}

/* The next line without its comment; false at the end of the text. */
static bool next_line(struct reader *reader)
{
    if (reader->at >= reader->end)
        return false;
    reader->line++;
    reader->word = reader->at;
    while (reader->at < reader->end && *reader->at != '\n' && *reader->at != '\r')
        reader->at++;
    reader->line_end = reader->at;
    if (reader->at < reader->end && *reader->at++ == '\r' && reader->at < reader->end &&
        *reader->at == '\n')
        reader->at++;
    skip_spaces(reader);
    if (reader->word < reader->line_end && *reader->word == '#')
        reader->line_end = reader->word;
    return true;
}

/* Whether the line goes on with a keyword, which is skipped then. */
static bool take_word(struct reader *reader, const char *word)
{
    const size_t length = strlen(word), left = (size_t)(reader->line_end - reader->word);
    if (left < length || memcmp(reader->word, word, length) != 0 ||
        (left > length && !is_space(reader->word[length])))
        return false;
    reader->word += length;
    skip_spaces(reader);
    return true;
}

/* A decimal number and the spaces behind it. */
static bool take_number(struct reader *reader, double *value)
{
    const bool read = et_number_read(&reader->word, reader->line_end, value);
    const bool ends = reader->word == reader->line_end || is_space(*reader->word);
    skip_spaces(reader);
    return read && ends;
}

static int take_numbers(struct reader *reader, const char *what, double *values, int count)
{
    for (int i = 0; i < count; i++)
        if (!take_number(reader, &values[i]))
            return et_fail(ET_ERROR_DATA, "line %d of the table: %s needs %d numbers", reader->line,
                           what, count);
    if (reader->word < reader->line_end)
        return et_fail(ET_ERROR_DATA, "line %d of the table: %s has more than %d numbers",
                       reader->line, what, count);
    return 0;
}

/* ---- Keywords ---------------------------------------------------------------------------------- */

static int take_size(struct reader *reader, const char *what, int most, int *size)
{
    double value;
    int error = take_numbers(reader, what, &value, 1);
    if (error)
        return error;
    if (!(value >= 2 && value <= most) || value != (int)value)
        return et_fail(ET_ERROR_DATA,
                       "line %d of the table: %s %g is not a whole number from 2 to %d",
                       reader->line, what, value, most);
    if (*size)
        return et_fail(ET_ERROR_DATA, "line %d of the table: %s is there twice", reader->line,
                       what);
    *size = (int)value;
    return 0;
}

static int take_range(struct reader *reader, const char *what, bool of_3d)
{
    double range[2];
    struct et_cube *cube = reader->cube;
    int error = take_numbers(reader, what, range, 2);
    for (int c = 0; c < 3; c++) {
        (of_3d ? cube->from_3d : cube->from_1d)[c] = range[0];
        (of_3d ? cube->to_3d : cube->to_1d)[c] = range[1];
    }
    reader->has_domain[of_3d] = true;
    return error;
}

/* A line that is not an entry. */
static int take_keyword(struct reader *reader)
{
    struct et_cube *cube = reader->cube;
    if (take_word(reader, "TITLE"))
        return 0;
    if (take_word(reader, "LUT_1D_SIZE"))
        return take_size(reader, "LUT_1D_SIZE", ET_CUBE_MOST_1D, &cube->size_1d);
    if (take_word(reader, "LUT_3D_SIZE"))
        return take_size(reader, "LUT_3D_SIZE", ET_CUBE_MOST_3D, &cube->size_3d);
    if (take_word(reader, "DOMAIN_MIN"))
        return take_numbers(reader, "DOMAIN_MIN", reader->from, 3);
    if (take_word(reader, "DOMAIN_MAX"))
        return take_numbers(reader, "DOMAIN_MAX", reader->to, 3);
    if (take_word(reader, "LUT_1D_INPUT_RANGE"))
        return take_range(reader, "LUT_1D_INPUT_RANGE", false);
    if (take_word(reader, "LUT_3D_INPUT_RANGE"))
        return take_range(reader, "LUT_3D_INPUT_RANGE", true);
    const int length = (int)(reader->line_end - reader->word);
    return et_fail(ET_ERROR_DATA, "line %d of the table: \"%.*s\" is not known", reader->line,
                   length < 40 ? length : 40, reader->word);
}

/* ---- Files ------------------------------------------------------------------------------------- */

static long entries_of(const struct et_cube *cube)
{
    return cube->size_1d + (long)cube->size_3d * cube->size_3d * cube->size_3d;
}

/* Keywords up to the first entry, at which the reader stays. */
static int read_head(struct reader *reader)
{
    while (next_line(reader)) {
        if (reader->word == reader->line_end)
            continue;
        if (strchr("+-.0123456789", *reader->word))
            return entries_of(reader->cube)
                       ? 0
                       : et_fail(ET_ERROR_DATA, "line %d of the table: entries before their number",
                                 reader->line);
        int error = take_keyword(reader);
        if (error)
            return error;
    }
    return et_fail(ET_ERROR_DATA, "line %d of the table: it ends before its first entry",
                   reader->line);
}

static int read_entries(struct reader *reader)
{
    do {
        double values[3];
        if (reader->word == reader->line_end)
            continue;
        if (!reader->left)
            return et_fail(ET_ERROR_DATA, "line %d of the table: more than %ld entries",
                           reader->line, entries_of(reader->cube));
        int error = take_numbers(reader, "an entry", values, 3);
        if (error)
            return error;
        for (int c = 0; c < 3; c++)
            (*reader->next)[c] = (float)values[c];
        reader->next++;
        reader->left--;
    } while (next_line(reader));
    if (reader->left)
        return et_fail(ET_ERROR_DATA, "line %d of the table: it ends %ld entries early",
                       reader->line, reader->left);
    return 0;
}

static int check_domain(struct reader *reader)
{
    struct et_cube *cube = reader->cube;
    for (int c = 0; c < 3; c++) {
        if (!reader->has_domain[0])
            cube->from_1d[c] = reader->from[c], cube->to_1d[c] = reader->to[c];
        if (!reader->has_domain[1])
            cube->from_3d[c] = reader->from[c], cube->to_3d[c] = reader->to[c];
        if (!(cube->from_1d[c] < cube->to_1d[c]) || !(cube->from_3d[c] < cube->to_3d[c]))
            return et_fail(ET_ERROR_DATA, "line %d of the table: its domain ends before it begins",
                           reader->line);
    }
    return 0;
}

int et_cube_parse(const char *text, size_t size, void **out)
{
    struct et_cube cube = {0}, *block;
    struct reader reader = {.at = text, .end = text + size, .cube = &cube, .to = {1, 1, 1}};
    *out = NULL;
    if (size >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) /* a byte order mark */
        reader.at += 3;
    int error = read_head(&reader);
    if (!error)
        error = check_domain(&reader);
    if (error)
        return error;
    reader.left = entries_of(&cube);
    const size_t of_3d = (size_t)(reader.left - cube.size_1d);
    const size_t head = et_align_up(sizeof(struct et_cube)); /* in front of the entries */
    block = et_alloc(head + (size_t)reader.left * sizeof(*reader.next) +
                     of_3d * sizeof(*cube.words_3d.entries));
    if (!block)
        return et_fail(ET_ERROR_MEMORY, "no memory for a table of %ld entries", reader.left);
    reader.next = (float(*)[4])((uint8_t *)block + head);
    cube.entries_1d = (const float(*)[4])reader.next;
    cube.entries_3d = cube.entries_1d + cube.size_1d;
    memset(reader.next, 0, (size_t)reader.left * sizeof(*reader.next));
    error = read_entries(&reader);
    if (error) {
        et_free(block);
        return error;
    }
    if (of_3d)
        cube.words_3d =
            et_table_words_of(cube.entries_3d, of_3d, (int16_t(*)[4])(void *)reader.next);
    *block = cube;
    *out = block;
    return 0;
}
