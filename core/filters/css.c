// SPDX-License-Identifier: MIT
/*
 * The filter functions of CSS, as W3C's Filter Effects Module Level 1 defines them (section 12.1, by the
 * matrices of feColorMatrix and feComponentTransfer), for R'G'B' of the clip from 0 to 1, in the order
 * of the parameters; what follows `filter:` in that order gives the same:
 *   brightness(b)  c' = b c
 *   contrast(k)    c' = k c + (1 - k) / 2
 *   saturate(s)    R' = (0.213 + 0.787 s) R + (0.715 - 0.715 s) G + (0.072 - 0.072 s) B
 *                  G' = (0.213 - 0.213 s) R + (0.715 + 0.285 s) G + (0.072 - 0.072 s) B
 *                  B' = (0.213 - 0.213 s) R + (0.715 - 0.715 s) G + (0.072 + 0.928 s) B
 *   hue-rotate(w)  R' = (0.213 + 0.787 cos w - 0.213 sin w) R
 *                     + (0.715 - 0.715 cos w - 0.715 sin w) G + (0.072 - 0.072 cos w + 0.928 sin w) B
 *                  G' = (0.213 - 0.213 cos w + 0.143 sin w) R
 *                     + (0.715 + 0.285 cos w + 0.140 sin w) G + (0.072 - 0.072 cos w - 0.283 sin w) B
 *                  B' = (0.213 - 0.213 cos w - 0.787 sin w) R
 *                     + (0.715 - 0.715 cos w + 0.715 sin w) G + (0.072 + 0.928 cos w + 0.072 sin w) B
 *   grayscale(a)   c' = c + a (0.2126 R + 0.7152 G + 0.0722 B - c)
 *   sepia(a)       R' = R + a (0.393 R + 0.769 G + 0.189 B - R)
 *                  G' = G + a (0.349 R + 0.686 G + 0.168 B - G)
 *                  B' = B + a (0.272 R + 0.534 G + 0.131 B - B)
 *   invert(a)      c' = c (1 - 2 a) + a
 * Before the first and after each that changes something colours are cut to 0 to 1, as browsers do.
 * CSS works in sRGB; here it is the clip's own R'G'B', whatever its transfer. Rounded once, at the end.
 */
#include "base/math.h"

#include <etalon/filter.h>
#include <string.h>

struct css_params {
    double brightness, contrast, saturate, hue_rotate, grayscale, sepia, invert;
};

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct css_params *p = params;
    (void)in;
    return p->brightness == 1 && p->contrast == 1 && p->saturate == 1 && p->hue_rotate == 0 &&
           p->grayscale == 0 && p->sepia == 0 && p->invert == 0;
}

/* ---- Matrices ---------------------------------------------------------------------------------- */

static const double luma_rows[3][3] = {
    {0.213, 0.715, 0.072}, {0.213, 0.715, 0.072}, {0.213, 0.715, 0.072}};

/* rows = a + (b - a) * amount */
static void mix(double rows[3][4], const double a[3][3], const double b[3][3], double amount)
{
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            rows[i][j] = a[i][j] + (b[i][j] - a[i][j]) * amount;
}

static const double identity[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

static void level(double rows[3][4], double factor, double offset)
{
    for (int i = 0; i < 3; i++) {
        rows[i][i] = factor;
        rows[i][3] = offset;
    }
}

static void hue_rotate(double rows[3][4], double degrees)
{
    static const double across[3][3] = {
        {-0.213, -0.715, 0.928}, {0.143, 0.140, -0.283}, {-0.787, 0.715, 0.072}};
    const double angle = degrees * (ET_PI / 180), c = et_cos(angle), s = et_sin(angle);
    mix(rows, luma_rows, identity, c);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            rows[i][j] += s * across[i][j];
}

/* ---- The program ------------------------------------------------------------------------------- */

static double cut(const void *context, double value)
{
    (void)context;
    return value < 0 ? 0 : value > 1 ? 1 : value;
}

static int add_cut(struct et_program *program)
{
    static const struct et_curve curve = {cut, NULL};
    return et_program_curves(program, ET_SPACE_SIGNAL,
                             (const struct et_curve[]){curve, curve, curve});
}

static int add(struct et_program *program, const double rows[3][4])
{
    int error = et_program_affine(program, ET_SPACE_SIGNAL, rows);
    return error ? error : add_cut(program);
}

static int program(const struct et_setup *setup, struct et_program *program)
{
    static const double gray[3][3] = {
        {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}};
    static const double brown[3][3] = {
        {0.393, 0.769, 0.189}, {0.349, 0.686, 0.168}, {0.272, 0.534, 0.131}};
    const struct css_params *p = setup->params;
    double steps[7][3][4] = {{{0}}};
    const bool used[7] = {p->brightness != 1, p->contrast != 1,  p->saturate != 1,
                          p->hue_rotate != 0, p->grayscale != 0, p->sepia != 0,
                          p->invert != 0};
    level(steps[0], p->brightness, 0);
    level(steps[1], p->contrast, 0.5 - 0.5 * p->contrast);
    mix(steps[2], luma_rows, identity, p->saturate);
    hue_rotate(steps[3], p->hue_rotate);
    mix(steps[4], identity, gray, p->grayscale);
    mix(steps[5], identity, brown, p->sepia);
    level(steps[6], 1 - 2 * p->invert, p->invert);
    int error = 0;
    bool is_cut = false;
    for (int i = 0; !error && i < 7; i++) {
        if (!used[i])
            continue;
        if (!is_cut)
            error = add_cut(program);
        is_cut = true;
        if (!error)
            error = add(program, steps[i]);
    }
    return error;
}

static const struct et_param params[] = {
    ET_FLOAT(struct css_params, brightness, "Brightness", "Factor for all colours.", ET_UNIT_NONE,
             0, 10, 0.01, 1),
    ET_FLOAT(struct css_params, contrast, "Contrast", "Factor for colours about middle grey.",
             ET_UNIT_NONE, 0, 10, 0.01, 1),
    ET_FLOAT(struct css_params, saturate, "Saturate", "Factor for the distance from grey.",
             ET_UNIT_NONE, 0, 10, 0.01, 1),
    ET_FLOAT(struct css_params, hue_rotate, "Rotate hue", "Angle by which hues are turned.",
             ET_UNIT_DEGREE, -360, 360, 1, 0),
    ET_FLOAT(struct css_params, grayscale, "Greyscale", "How much of the colour is taken away.",
             ET_UNIT_NONE, 0, 1, 0.01, 0),
    ET_FLOAT(struct css_params, sepia, "Sepia", "How much of the picture becomes brown.",
             ET_UNIT_NONE, 0, 1, 0.01, 0),
    ET_FLOAT(struct css_params, invert, "Invert", "How much of the picture becomes its negative.",
             ET_UNIT_NONE, 0, 1, 0.01, 0),
};

const struct et_filter et_filter_css = {
    .name = "css",
    .label = "CSS filters",
    .help = "The colour functions of CSS filters, with their names and meaning.",
    .group = ET_GROUP_COLOR,
    .example = "sepia:0.7,contrast:1.2",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct css_params),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .program = program,
};
