// SPDX-License-Identifier: MIT
/*
 * A table of colours from a .cube file (color/cube.h), on non-linear R'G'B' from 0 to 1.
 *
 * A 1D table is linear between its entries; a 3D table is interpolated in tetrahedra at its own size:
 * in the cell of a colour, from its origin along the axis of the largest fraction first. Values
 * outside the table's domain are taken as its ends. Rounded once, at the end of the program.
 */
#include "base/arena.h"
#include "color/cube.h"

#include <etalon/filter.h>
#include <string.h>

struct lut3d_params {
    const struct et_cube *table;
};

struct column {
    const struct et_cube *cube;
    int channel;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    (void)in;
    return !((const struct lut3d_params *)params)->table;
}

static double look_up(const void *context, double x)
{
    const struct column *column = context;
    const struct et_cube *cube = column->cube;
    const int c = column->channel, last = cube->size_1d - 1;
    const double at = (x - cube->from_1d[c]) / (cube->to_1d[c] - cube->from_1d[c]) * (double)last;
    if (at <= 0)
        return cube->entries_1d[0][c];
    if (at >= last)
        return cube->entries_1d[last][c];
    const int entry = (int)at;
    const double here = cube->entries_1d[entry][c];
    return here + (at - entry) * (cube->entries_1d[entry + 1][c] - here);
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct et_cube *cube = ((const struct lut3d_params *)setup->params)->table;
    if (!cube)
        return 0;
    int error = 0;
    if (cube->size_1d) {
        struct column *columns = et_arena_alloc(setup->arena, 3, sizeof(*columns));
        struct et_curve curves[3];
        if (!columns)
            return et_fail(ET_ERROR_MEMORY, "no memory for a table");
        for (int c = 0; c < 3; c++) {
            columns[c] = (struct column){cube, c};
            curves[c] = (struct et_curve){look_up, &columns[c]};
        }
        error = et_program_curves(program, ET_SPACE_SIGNAL, curves);
    }
    if (error || !cube->size_3d)
        return error;
    struct et_table table = {
        .entries = cube->entries_3d, .words = &cube->words_3d, .size = cube->size_3d};
    memcpy(table.from, cube->from_3d, sizeof(table.from));
    memcpy(table.to, cube->to_3d, sizeof(table.to));
    return et_program_table(program, ET_SPACE_SIGNAL, &table);
}

/* Warm lights, teal shadows. */
#define SAMPLE                                                                                     \
    "LUT_3D_SIZE 2\n0 0.05 0.1\n1 0.1 0\n0 0.8 0.2\n1 0.9 0.1\n0.1 0 0.8\n0.9 0.1 0.7\n"           \
    "0 0.8 0.9\n1 0.95 0.8"

static const char *const samples[] = {SAMPLE};

static const struct et_param params[] = {
    ET_TEXT(struct lut3d_params, table, "Table", "The text of a .cube file.", et_cube_parse,
            samples),
};

const struct et_filter et_filter_lut3d = {
    .name = "lut3d",
    .label = "Colour table",
    .help = "Colours looked up in a table, as a .cube file has it.",
    .group = ET_GROUP_COLOR,
    .example = "table:" SAMPLE,
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct lut3d_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
