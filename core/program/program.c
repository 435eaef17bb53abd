// SPDX-License-Identifier: MIT
/* From the steps of several filters to operations: spaces are inserted, neighbours composed. */
#include "program/program.h"

#include "base/arena.h"
#include "color/matrix3.h"
#include "color/standard.h"

#include <math.h>
#include <string.h>

/* Factors that differ by less come of inverse matrices multiplied, and are the same. */
static const double nearly = 1e-12;

static const char *const no_memory = "no memory for a colour program";

/* ---- Operations -------------------------------------------------------------------------------- */

static struct et_operation *last_of(struct et_program *program, enum et_operation_kind kind)
{
    struct et_operation *last = program->count ? &program->operations[program->count - 1] : NULL;
    return last && last->kind == kind ? last : NULL;
}

/* A new last operation, or NULL with an error set. */
static struct et_operation *push(struct et_program *program, enum et_operation_kind kind)
{
    enum { FEWEST = 16 };
    if (program->count == program->room) { /* what is left behind goes with the arena */
        const int room = program->room ? 2 * program->room : FEWEST;
        struct et_operation *more = et_arena_alloc(program->arena, (size_t)room, sizeof(*more));
        if (!more) {
            et_fail(ET_ERROR_MEMORY, "%s", no_memory);
            return NULL;
        }
        if (program->count)
            memcpy(more, program->operations, (size_t)program->count * sizeof(*more));
        program->operations = more;
        program->room = room;
    }
    struct et_operation *operation = &program->operations[program->count++];
    *operation = (struct et_operation){.kind = kind};
    return operation;
}

static bool is_identity(const double rows[3][4])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            if (fabs(rows[i][j] - (i == j)) > nearly)
                return false;
    return true;
}

/* Whether each channel is a factor and an offset of itself. */
static bool is_diagonal(const double rows[3][4])
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            if (i != j && fabs(rows[i][j]) > nearly)
                return false;
    return true;
}

static void compose(const double second[3][4], double first[3][4])
{
    double product[3][4];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++) {
            product[i][j] = j == 3 ? second[i][3] : 0;
            for (int k = 0; k < 3; k++)
                product[i][j] += second[i][k] * first[k][j];
        }
    memcpy(first, product, sizeof(product));
}

static int push_affine(struct et_program *program, const double rows[3][4])
{
    struct et_operation *last = last_of(program, ET_OPERATION_AFFINE);
    if (last) {
        compose(rows, last->rows);
    } else {
        if (is_identity(rows))
            return 0;
        last = push(program, ET_OPERATION_AFFINE);
        if (!last)
            return ET_ERROR_MEMORY;
        memcpy(last->rows, rows, sizeof(last->rows));
    }
    if (is_identity(last->rows))
        program->count--;
    return 0;
}

static int link_curve(struct et_program *program, const struct et_curve_link **chain,
                      struct et_curve_link link)
{
    struct et_curve_link *copy = et_arena_alloc(program->arena, 1, sizeof(*copy));
    if (!copy)
        return et_fail(ET_ERROR_MEMORY, "%s", no_memory);
    *copy = link;
    copy->before = *chain;
    *chain = copy;
    return 0;
}

/* A diagonal operation that follows curves becomes part of them. */
static int fold_affine(struct et_program *program)
{
    struct et_operation *affine = last_of(program, ET_OPERATION_AFFINE);
    if (!affine || program->count < 2 || affine[-1].kind != ET_OPERATION_CURVES ||
        !is_diagonal(affine->rows))
        return 0;
    for (int c = 0; c < 3; c++) {
        int error = link_curve(
            program, &affine[-1].links[c],
            (struct et_curve_link){.factor = affine->rows[c][c], .offset = affine->rows[c][3]});
        if (error)
            return error;
    }
    program->count--;
    return 0;
}

static bool are_none(const struct et_curve curves[3])
{
    return !curves[0].value && !curves[1].value && !curves[2].value;
}

/* Makes curves a part of an operation, behind those that are there. */
static int link_curves(struct et_program *program, struct et_operation *operation,
                       const struct et_curve curves[3])
{
    int error = 0;
    for (int c = 0; c < 3; c++)
        if (curves[c].value)
            error = error ? error
                          : link_curve(program, &operation->links[c],
                                       (struct et_curve_link){.value = curves[c].value,
                                                              .context = curves[c].context});
    return error;
}

static int push_curves(struct et_program *program, const struct et_curve curves[3], bool of_light)
{
    if (are_none(curves))
        return 0;
    int error = fold_affine(program);
    if (error)
        return error;
    struct et_operation *last = last_of(program, ET_OPERATION_CURVES);
    if (!last) {
        last = push(program, ET_OPERATION_CURVES);
        if (!last)
            return ET_ERROR_MEMORY;
        last->of_light = of_light;
    }
    return link_curves(program, last, curves);
}

/* Values for which the curves are steep are moved to 0, where bins are narrow, and moved back in the curves. */
static int push_steep(struct et_program *program, const struct et_curve curves[3],
                      const double at[3], bool of_light)
{
    const double rows[3][4] = {{1, 0, 0, -at[0]}, {0, 1, 0, -at[1]}, {0, 0, 1, -at[2]}};
    int error = push_affine(program, rows);
    struct et_operation *operation = error ? NULL : push(program, ET_OPERATION_CURVES);
    if (!operation)
        return error ? error : ET_ERROR_MEMORY;
    operation->of_light = of_light;
    for (int c = 0; !error && c < 3; c++)
        if (at[c] != 0)
            error = link_curve(program, &operation->links[c],
                               (struct et_curve_link){.factor = 1, .offset = at[c]});
    return error ? error : link_curves(program, operation, curves);
}

/* ---- Spaces ------------------------------------------------------------------------------------ */

static double to_light(const void *context, double signal)
{
    const int transfer = (int)(intptr_t)context;
    double size = fabs(signal);
    if (transfer == ET_TRANSFER_PQ && size > 1)
        size = 1; /* its formula has a pole above */
    const double light = et_transfer_to_light(transfer, size);
    return signal < 0 ? -light : light;
}

static double to_signal(const void *context, double light)
{
    const int transfer = (int)(intptr_t)context;
    const double signal = et_transfer_to_signal(transfer, fabs(light));
    return light < 0 ? -signal : signal;
}

static int matrices(const struct et_program *program, double to_rgb[3][3], double to_yuv[3][3])
{
    int error = et_matrix_to_rgb(&program->color, program->height, to_rgb);
    if (!error)
        et_matrix3_invert(to_rgb, to_yuv);
    return error;
}

static int push_matrix(struct et_program *program, const double matrix[3][3])
{
    double rows[3][4] = {{0}};
    for (int i = 0; i < 9; i++)
        rows[i / 3][i % 3] = matrix[i / 3][i % 3];
    return push_affine(program, rows);
}

/* One step between YUV and SIGNAL, or SIGNAL and LIGHT. */
static int convert(struct et_program *program, bool up)
{
    double to_rgb[3][3], to_yuv[3][3];
    const int transfer = program->color.transfer;
    const bool light = up ? program->space == ET_SPACE_SIGNAL : program->space == ET_SPACE_LIGHT;
    if (!light) {
        int error = matrices(program, to_rgb, to_yuv);
        return error ? error : push_matrix(program, up ? to_rgb : to_yuv);
    }
    if (transfer == ET_TRANSFER_LOG_100 || transfer == ET_TRANSFER_LOG_316)
        return et_fail(ET_ERROR_UNSUPPORTED, "light of logarithmic signals (transfer %d)",
                       transfer);
    const struct et_curve curve = {up ? to_light : to_signal, (const void *)(intptr_t)transfer};
    return push_curves(program, (const struct et_curve[]){curve, curve, curve}, !up);
}

static int enter(struct et_program *program, enum et_space space)
{
    while (program->space != space) {
        const bool up = program->space < space;
        int error = convert(program, up);
        if (error)
            return error;
        program->space = (enum et_space)(program->space + (up ? 1 : -1));
    }
    return 0;
}

/* ---- Steps ------------------------------------------------------------------------------------- */

int et_program_affine(struct et_program *program, enum et_space space, const double rows[3][4])
{
    int error = is_identity(rows) ? 0 : enter(program, space);
    return error ? error : push_affine(program, rows);
}

int et_program_curves(struct et_program *program, enum et_space space,
                      const struct et_curve curves[3])
{
    if (are_none(curves))
        return 0;
    int error = enter(program, space);
    return error ? error : push_curves(program, curves, space == ET_SPACE_LIGHT);
}

int et_program_steep_curves(struct et_program *program, enum et_space space,
                            const struct et_curve curves[3], const double at[3])
{
    if (!program->is_deep || are_none(curves))
        return et_program_curves(program, space, curves);
    int error = enter(program, space);
    return error ? error : push_steep(program, curves, at, space == ET_SPACE_LIGHT);
}

int et_program_table(struct et_program *program, enum et_space space, const struct et_table *table)
{
    int error = enter(program, space);
    struct et_operation *operation = error ? NULL : push(program, ET_OPERATION_TABLE);
    if (!operation)
        return error ? error : ET_ERROR_MEMORY;
    operation->entries = table->entries;
    operation->words = table->words;
    operation->size = table->size;
    for (int c = 0; c < 3; c++) {
        operation->from[c] = (float)table->from[c];
        operation->scale[c] = (float)((table->size - 1) / (table->to[c] - table->from[c]));
    }
    return 0;
}

int et_program_points(struct et_program *program, enum et_space space, et_program_run_points *run,
                      const void *context)
{
    int error = enter(program, space);
    struct et_operation *points = error ? NULL : push(program, ET_OPERATION_POINTS);
    if (!points)
        return error ? error : ET_ERROR_MEMORY;
    points->run_points = run;
    points->context = context;
    return 0;
}

int et_program_recolor(struct et_program *program, enum et_space space,
                       const struct et_color *color)
{
    int error = enter(program, space);
    if (!error)
        program->color = *color;
    return error;
}

int et_program_luma(const struct et_program *program, enum et_space space, double weights[3])
{
    double to_rgb[3][3], to_yuv[3][3];
    if (space == ET_SPACE_LIGHT) {
        et_primaries_luminance(program->color.primaries, weights);
        return 0;
    }
    int error = matrices(program, to_rgb, to_yuv);
    if (!error)
        memcpy(weights, to_yuv[0], sizeof(to_yuv[0]));
    return error;
}

/* ---- From codes to codes ----------------------------------------------------------------------- */

/* Codes of 0 and the distance to 1, of the three channels (BT.709, BT.2100). */
static void scale_of(const struct et_image_info *info, double zero[3], double unit[3])
{
    const struct et_format_info *format = et_format_info(info->format);
    const double scale = 1 << (format->depth - 8), most = (1 << format->depth) - 1;
    const bool full = info->color.full_range;
    for (int c = 0; c < 3; c++) {
        const bool chroma = c && format->model != ET_MODEL_RGB;
        zero[c] = chroma ? 128 * scale : full ? 0 : 16 * scale;
        unit[c] = full ? most : (chroma ? 224 : 219) * scale;
    }
}

static int push_from_codes(struct et_program *program, const struct et_image_info *in)
{
    double zero[3], unit[3], rows[3][4] = {{0}};
    scale_of(in, zero, unit);
    for (int c = 0; c < (program->model == ET_MODEL_GRAY ? 1 : 3); c++) {
        rows[c][c] = 1 / unit[c];
        rows[c][3] = -zero[c] / unit[c];
    }
    program->space = program->model == ET_MODEL_RGB ? ET_SPACE_SIGNAL : ET_SPACE_YUV;
    return push_affine(program, rows);
}

static int push_to_codes(struct et_program *program, const struct et_image_info *out)
{
    double zero[3], unit[3], rows[3][4] = {{0}};
    int error = enter(program, program->model == ET_MODEL_RGB ? ET_SPACE_SIGNAL : ET_SPACE_YUV);
    scale_of(out, zero, unit);
    for (int c = 0; c < 3; c++) {
        rows[c][c] = unit[c];
        rows[c][3] = zero[c];
    }
    return error ? error : push_affine(program, rows);
}

static bool same_spaces(const struct et_color *a, const struct et_color *b)
{
    return a->matrix == b->matrix && a->primaries == b->primaries && a->transfer == b->transfer;
}

static int add_part(struct et_program *program, const struct et_program_part *part, unsigned cpu)
{
    const struct et_setup setup = {.params = part->params,
                                   .in = part->in,
                                   .out = part->out,
                                   .arena = program->arena,
                                   .cpu = cpu};
    program->color = part->in.color;
    int error = part->is_off ? 0 : part->filter->program(&setup, program);
    if (!error && !same_spaces(&program->color, &part->out.color))
        return et_fail(ET_ERROR_ARGUMENT,
                       "%s ends in another matrix, primaries or transfer than it told",
                       part->filter->name);
    return error;
}

static bool is_deep(const struct et_image_info *info)
{
    return et_format_info(info->format)->depth > 10;
}

int et_program_begin(struct et_program *program, const struct et_image_info *in,
                     struct et_arena *arena)
{
    *program = (struct et_program){.arena = arena,
                                   .color = in->color,
                                   .model = et_format_info(in->format)->model,
                                   .height = in->height,
                                   .is_deep = is_deep(in)};
    return push_from_codes(program, in);
}

int et_program_finish(struct et_program *program)
{
    for (int i = 0; i < program->count; i++)
        for (int k = 0; k < 12; k++) {
            const double factor = program->operations[i].rows[k / 4][k % 4];
            program->operations[i].factors[k / 4][k % 4] =
                fabs(factor) < nearly ? 0 : (float)factor;
        }
    return et_program_sample_curves(program);
}

int et_program_build(struct et_program *program, const struct et_program_parts *parts,
                     struct et_arena *arena, unsigned cpu)
{
    const struct et_image_info *out = &parts->parts[parts->count - 1].out;
    int error = et_program_begin(program, &parts->parts[0].in, arena);
    program->is_deep |= is_deep(out);
    for (int i = 0; !error && i < parts->count; i++)
        error = add_part(program, &parts->parts[i], cpu);
    if (!error)
        error = push_to_codes(program, out);
    return error ? error : et_program_finish(program);
}
