// SPDX-License-Identifier: MIT
/*
 * Another matrix, other primaries, another transfer, another range: light stays the same as far
 * as the new ones can say it. Matrices, primaries and transfers are those of ITU-T H.273, as
 * color/standard.h has them.
 *   1. R'G'B' by the old matrix. Where only matrix or range change, on to 4.
 *   2. Light R, G, B by the old transfer, times the matrix from the old primaries to the new ones, by
 *      way of CIE XYZ, another white adapted by Bradford's method (SMPTE RP 177; Lam, 1985).
 *      That of BT.709, BT.601 and BT.2020 is the scene's, by their own OETF: where only the transfer
 *      changes, to sRGB's say, the signal is that of the same light, and looks different where a
 *      program shows both by one curve, as browsers do.
 *      Where the old transfer is not the new one and PQ or HLG is one of them, light is the display's in
 *      between: 1 for SDR white, 203 cd/m2 (BT.2408), HLG's display with 1,000 cd/m2, that of BT.709
 *      and its like by the curve that they are shown with, sRGB's. Nothing is tone mapped.
 *   3. R'G'B' by the new transfer.
 *   4. Y'CbCr by the new matrix, codes by the new range, rounded once. What lies outside the codes, or
 *      outside the new primaries, is cut off there.
 * `mode` = tag leaves the codes as they are, and says that they are something else.
 *
 * RGB has no matrix, grey pictures are R = G = B. Chroma sits where it did.
 */
#include "color/matrix3.h"
#include "color/standard.h"
#include "color/tables.h"
#include "filters/display_light.h"

#include <etalon/filter.h>

enum mode { MODE_CONVERT, MODE_TAG };

enum range { RANGE_KEEP, RANGE_LIMITED, RANGE_FULL };

struct colorspace_params {
    int matrix, primaries, transfer, range, mode;
};

static const char *const matrix_names[] = {"keep",      "bt709", "fcc",   "bt601",
                                           "smpte240m", "ycgco", "bt2020"};
static const uint8_t matrix_numbers[] = {
    0, ET_MATRIX_BT709, 4, ET_MATRIX_SMPTE170M, 7, ET_MATRIX_YCGCO, ET_MATRIX_BT2020_NCL};

static const char *const primaries_names[] = {"keep", "bt709",  "bt470m", "bt470bg",   "smpte170m",
                                              "film", "bt2020", "dci_p3", "display_p3"};
static const uint8_t primaries_numbers[] = {0,
                                            ET_PRIMARIES_BT709,
                                            4,
                                            ET_PRIMARIES_BT470BG,
                                            ET_PRIMARIES_SMPTE170M,
                                            8,
                                            ET_PRIMARIES_BT2020,
                                            11,
                                            12};

static const char *const transfer_names[] = {"keep",   "bt709", "gamma22", "gamma28",
                                             "linear", "srgb",  "pq",      "hlg"};
static const uint8_t transfer_numbers[] = {0,
                                           ET_TRANSFER_BT709,
                                           ET_TRANSFER_GAMMA22,
                                           ET_TRANSFER_GAMMA28,
                                           ET_TRANSFER_LINEAR,
                                           ET_TRANSFER_SRGB,
                                           ET_TRANSFER_PQ,
                                           ET_TRANSFER_HLG};

static void set(uint8_t *number, uint8_t *guessed, int mask, uint8_t wanted)
{
    if (!wanted)
        return;
    *number = wanted;
    *guessed &= (uint8_t)~mask;
}

static int output_info(const void *params, const struct et_image_info *in,
                       struct et_image_info *out)
{
    const struct colorspace_params *p = params;
    struct et_color *color = &out->color;
    *out = *in;
    if (et_format_info(in->format)->model != ET_MODEL_RGB)
        set(&color->matrix, &color->guessed, ET_GUESSED_MATRIX, matrix_numbers[p->matrix]);
    set(&color->primaries, &color->guessed, ET_GUESSED_PRIMARIES, primaries_numbers[p->primaries]);
    set(&color->transfer, &color->guessed, ET_GUESSED_TRANSFER, transfer_numbers[p->transfer]);
    if (p->range != RANGE_KEEP) {
        color->full_range = p->range == RANGE_FULL;
        color->guessed &= (uint8_t)~ET_GUESSED_RANGE;
    }
    return 0;
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    struct et_image_info out;
    output_info(params, in, &out);
    return out.color.matrix == in->color.matrix && out.color.primaries == in->color.primaries &&
           out.color.transfer == in->color.transfer &&
           out.color.full_range == in->color.full_range && out.color.guessed == in->color.guessed;
}

/*
 * Codes stay: values of the old range that become other values of the new one. The middle of chroma is
 * the same code in both.
 */
static int keep_codes(const struct et_setup *setup, struct et_program *program)
{
    const struct et_format_info *format = et_format_info(setup->in.format);
    const bool rgb = format->model == ET_MODEL_RGB;
    const enum et_space space = rgb ? ET_SPACE_SIGNAL : ET_SPACE_YUV;
    const double scale = 1 << (format->depth - 8), most = (1 << format->depth) - 1;
    double rows[3][4] = {{0}};
    for (int c = 0; c < 3; c++) {
        const double limited = (c && !rgb ? 224 : 219) * scale, black = c && !rgb ? 0 : 16 * scale;
        const bool was_full = setup->in.color.full_range, is_full = setup->out.color.full_range;
        rows[c][c] = (was_full ? most : limited) / (is_full ? most : limited);
        rows[c][3] = was_full == is_full ? 0 : was_full ? -black / limited : black / most;
    }
    int error = et_program_affine(program, space, rows);
    return error ? error : et_program_recolor(program, space, &setup->out.color);
}

static bool is_hdr(int transfer)
{
    return transfer == ET_TRANSFER_PQ || transfer == ET_TRANSFER_HLG;
}

static int change_primaries(struct et_program *program, int from, int to)
{
    double to_bt709[3][3], of_new[3][3], from_bt709[3][3], product[3][3], rows[3][4] = {{0}};
    if (from == to)
        return 0;
    int error = et_primaries_to_bt709(from, to_bt709);
    if (!error)
        error = et_primaries_to_bt709(to, of_new);
    if (error)
        return error;
    et_matrix3_invert(of_new, from_bt709);
    et_matrix3_multiply(from_bt709, to_bt709, product);
    for (int i = 0; i < 9; i++)
        rows[i / 3][i % 3] = product[i / 3][i % 3];
    return et_program_affine(program, ET_SPACE_LIGHT, rows);
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    const struct colorspace_params *p = setup->params;
    const struct et_color *in = &setup->in.color, *out = &setup->out.color;
    if (p->mode == MODE_TAG)
        return keep_codes(setup, program);
    if (in->primaries == out->primaries && in->transfer == out->transfer)
        return et_program_recolor(program, ET_SPACE_SIGNAL, out);
    const bool by_display =
        in->transfer != out->transfer && (is_hdr(in->transfer) || is_hdr(out->transfer));
    int error = 0;
    if (by_display)
        error = et_light_to_display(program, setup->arena, in->transfer, ET_HLG_NITS);
    if (!error)
        error = change_primaries(program, in->primaries, out->primaries);
    if (!error)
        error = et_program_recolor(program, ET_SPACE_LIGHT, out);
    if (!error && by_display)
        error = et_light_from_display(program, setup->arena, out->transfer, ET_HLG_NITS);
    return error;
}

static const char *const range_names[] = {"keep", "limited", "full"};
static const char *const mode_names[] = {"convert", "tag"};

static const struct et_param params[] = {
    ET_FIXED_CHOICE(struct colorspace_params, matrix, "Matrix", "Matrix of Y'CbCr.", matrix_names,
                    0),
    ET_FIXED_CHOICE(struct colorspace_params, primaries, "Primaries",
                    "Colours of red, green, blue and white.", primaries_names, 0),
    ET_FIXED_CHOICE(struct colorspace_params, transfer, "Transfer", "Curve from light to signals.",
                    transfer_names, 0),
    ET_FIXED_CHOICE(struct colorspace_params, range, "Range", "Codes of black and white.",
                    range_names, RANGE_KEEP),
    ET_FIXED_CHOICE(struct colorspace_params, mode, "Mode",
                    "Converts the picture, or only says what its codes are.", mode_names,
                    MODE_CONVERT),
};

const struct et_filter et_filter_colorspace = {
    .name = "colorspace",
    .label = "Colour space",
    .help = "Changes matrix, primaries, transfer and range.",
    .group = ET_GROUP_COLOR,
    .example = "primaries:bt2020,matrix:bt2020",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct colorspace_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .output_info = output_info,
    .program = program,
};
