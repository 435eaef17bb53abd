// SPDX-License-Identifier: MIT
#ifndef ETALON_PROGRAM_H
#define ETALON_PROGRAM_H

/*
 * The colour program: filters that look at each pixel for itself say what they do as steps, and the
 * chain makes one pass over the frame of those of all neighbours. Such a filter has `program` in
 * place of `configure` and `run`:
 *
 *   static int program(const struct et_setup *setup, struct et_program *program)
 *   {
 *       const struct gain_params *p = setup->params;
 *       const double rows[3][4] = {{p->gain}, {0, p->gain}, {0, 0, p->gain}};
 *       return et_program_affine(program, ET_SPACE_LIGHT, rows);
 *   }
 *
 * with ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB, no state, and ET_ORDER_ANY. Of `setup` it
 * reads `params`, `in`, `out`, `arena` and `cpu`; contexts that it hands to steps live in the
 * parameters or in the arena.
 *
 * A step says in which space it works; the program brings pixels there. Steps are composed as far as
 * algebra goes: affine with affine, curves with curves, an affine step that is a factor and an offset
 * per channel with curves beside it; what comes to nothing is dropped. Pixels are float between steps,
 * or, in 4:2:0 of 8 to 10 bits without et_program_points(), words of 16 where these are near enough to float
 * (within 0.35 of a code at the end, before it is rounded). They are not cut to 0 to 1 before the end:
 * values below black and above white come through. What a step must not see it cuts off itself. For a
 * preview while playing the chain may run a program as one table of colours (et_chain_set_fast()).
 *
 * Chroma of fewer samples than luma is interpolated linearly from where the siting puts it to the
 * pixels. On the way back a sample is the mean of the pixels around its place: of those that it
 * lies midway between, or, where it lies on one, of a triangle that reaches to the next samples
 * (1 2 1). At edges samples are repeated. Grey pictures are R = G = B, and what comes out is the
 * luma. Alpha is kept. At the end values are rounded to nearest and cut to the codes of the output:
 * of every depth at most 0.502 of a code and 4e-7 of the range off the same steps in double
 * precision (in words 0.35 of a code more; at 12 bits curves that bend at random were 0.52 off, by the
 * lines between their samples), and by what 2^-22 more or less of R', G' or B' makes where a power is
 * so steep that this is seen. Chains of steep powers, offsets and saturations of 2 and more can pass
 * that bound in 4:2:0: 2.8 codes were seen of one colour in 30,000.
 *
 * The output has the model and subsampling of the input; output_info() may change its depth and its
 * colour. For a new matrix, transfer or primaries see et_program_recolor().
 *
 * Each function returns 0, ET_ERROR_MEMORY, or ET_ERROR_UNSUPPORTED where the clip's colour has no
 * such space (a matrix of constant luminance, say). Engine thread.
 */

#include <etalon/format.h>

struct et_program;

/* Triples of values. */
enum et_space {
    /* The format's Y', Cb, Cr: Y' 0 to 1 from black to white, Cb and Cr -1/2 to 1/2. */
    ET_SPACE_YUV,

    /* R', G', B' of the clip's matrix, transfer and primaries: 0 to 1. */
    ET_SPACE_SIGNAL,

    /*
     * Light R, G, B: what et_transfer_to_light() (color/standard.h) gives for the signal, which is 1
     * for 1 (10,000 cd/m2 in PQ; the scene's in HLG, BT.709 and its like). Below 0 it is the negative
     * of the light of the signal's negative.
     */
    ET_SPACE_LIGHT,
};

/* out[i] = rows[i][0] * in[0] + rows[i][1] * in[1] + rows[i][2] * in[2] + rows[i][3] */
int et_program_affine(struct et_program *program, enum et_space space, const double rows[3][4]);

/*
 * A function of one channel, continuous, for any value: it is sampled from -4 to 4 (signals) or -256
 * to 256 (light), in steps that grow with the value, from 2^-14 (light, and more than 10 bits: 2^-24)
 * at 0 to 1/512 (1/256) of it; between samples and outside it is a straight line. `value` NULL: the
 * channel stays. Channels with the same function and context share a table. What jumps (a threshold)
 * is et_program_points()'s.
 */
struct et_curve {
    double (*value)(const void *context, double x);
    const void *context;
};

/* Adds a curve for each of R, G, B, or Y, Cb, Cr. Returns 0 or ET_ERROR_MEMORY. */
int et_program_curves(struct et_program *program, enum et_space space,
                      const struct et_curve curves[3]);

/*
 * The same for curves that rise without end at a value, as powers below 1 do at 0: where codes have more
 * than 10 bits they are sampled in steps that grow from 2^-24 with the distance from `at`, whatever comes
 * before them.
 */
int et_program_steep_curves(struct et_program *program, enum et_space space,
                            const struct et_curve curves[3], const double at[3]);

/*
 * size^3 colours for in[0], in[1], in[2] from `from` to `to`, values outside taken as the nearest inside;
 * entries[(in[2] * size + in[1]) * size + in[0]], each three values and one that is not read, 16-byte
 * aligned. `size` 2 to 129. `words` (color/table_words.h) are those of the entries where they are kept
 * beside them, which saves time beside keyframes; NULL: they are made when they are needed. Both live as
 * long as the program.
 */
struct et_table {
    const float (*entries)[4];
    const struct et_table_words *words;
    int size;
    double from[3], to[3];
};

/* Adds a table, interpolated in tetrahedra. */
int et_program_table(struct et_program *program, enum et_space space, const struct et_table *table);

/*
 * Pixels changed in place. `count` is a multiple of 16 up to ET_PROGRAM_CHUNK, planes are 64-byte
 * aligned; the last few may be copies that are not looked at. Single-precision + - * / and sqrt give
 * the same bits everywhere; a function that has a SIMD twin is picked by setup->cpu. Any thread.
 */
enum { ET_PROGRAM_CHUNK = 256 };
typedef void et_program_run_points(float *const planes[3], int count, const void *context);

/* Adds such a function. Returns 0 or ET_ERROR_MEMORY. */
int et_program_points(struct et_program *program, enum et_space space, et_program_run_points *run,
                      const void *context);

/*
 * Brings pixels to `space` of the colour so far, and reads them from there on as values of that
 * space of `color`: after steps in light that made them other primaries' light, say. A program that
 * ends with another matrix, transfer or primaries than output_info() told is ET_ERROR_ARGUMENT. The
 * range is the output's business alone, and is no reason to call this.
 */
int et_program_recolor(struct et_program *program, enum et_space space,
                       const struct et_color *color);

/* What R, G, B count in luma (ET_SPACE_SIGNAL) or luminance (ET_SPACE_LIGHT) of the colour so far. */
int et_program_luma(const struct et_program *program, enum et_space space, double weights[3]);

#endif
