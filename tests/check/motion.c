// SPDX-License-Identifier: MIT
/* motion, on a picture that was moved by transform, and what stabilize makes of a path. */
#include "single.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/cpu.h"
#include "filters/stabilize_path.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 301, HEIGHT = 203, NUMBERS = 6 };

static const double right = 5.25, down = -3.5, degrees = 1.5, scale = 1.02;

/* Blurred noise, and the same moved. */
static void make_pictures(enum et_format format, struct image *before, struct image *after)
{
    const double moved[] = {right, down, scale, scale, degrees, 0.5, 0.5, 1, 2}, sigma = 2;
    struct et_image_info info = info_of(format, WIDTH, HEIGHT);
    struct image noise;
    image_create(&noise, &info, 0);
    image_fill(&noise, FILL_RANDOM, 5);
    CHECK(!filter_run(et_filter_find("gaussian_blur"), &sigma, &noise, 0, 0, 0, before), "%s",
          et_error_message());
    CHECK(!filter_run(et_filter_find("transform"), moved, before, 0, 0, 0, after), "%s",
          et_error_message());
    image_destroy(&noise);
}

static void find_motion(const struct image *before, const struct image *after, unsigned cpu,
                        double step[NUMBERS])
{
    const struct et_filter *filter = et_filter_find("motion");
    const struct et_image *frames[] = {&before->image, &after->image};
    const struct et_moment moment = {.time_s = 0.5};
    void *results[] = {step};
    struct et_arena *arena;
    if (et_arena_create(&arena))
        exit(2);
    struct et_setup setup = {.in = before->image.info,
                             .state = et_arena_alloc(arena, 1, filter->state_size),
                             .arena = arena,
                             .cpu = cpu};
    CHECK(!filter->configure(&setup), "%s", et_error_message());
    filter->run(&(struct et_run){
        .state = setup.state,
        .in = frames[1],
        .frames = frames,
        .moment = &moment,
        .last = HEIGHT,
        .scratch = et_arena_alloc(arena, 1, filter->scratch_size(setup.state, HEIGHT)),
        .results = results});
    et_arena_destroy(&arena);
}

void test_motion(void)
{
    static const struct {
        enum et_format format;
        uint64_t hash; /* the same on every target */
    } cases[] = {{ET_FORMAT_GRAY8, 0xD592BD1018D9CF56},
                 {ET_FORMAT_I420P10, 0x4E06EDB6F74BD7F0},
                 {ET_FORMAT_GBR8, 0xEA2818FCEB8538D8}};
    for (size_t i = 0; i < ET_COUNT(cases); i++) {
        const char *name = et_format_info(cases[i].format)->name;
        struct image before, after;
        double step[NUMBERS], simd[NUMBERS];
        make_pictures(cases[i].format, &before, &after);
        find_motion(&before, &after, 0, step);
        find_motion(&before, &after, et_cpu_available(), simd);
        CHECK(!memcmp(step, simd, sizeof(step)), "%s: SIMD finds another motion", name);
        CHECK(fabs(step[1] * WIDTH - right) < 0.05 && fabs(step[2] * HEIGHT - down) < 0.05 &&
                  fabs(step[3] - degrees) < 0.05 && fabs(step[4] - scale) < 0.001 && step[5] > 0.8,
              "%s: %g %g, %g degrees, scale %g, confidence %g", name, step[1] * WIDTH,
              step[2] * HEIGHT, step[3], step[4], step[5]);
        uint64_t hash = 0xCBF29CE484222325;
        for (size_t k = 0; k < sizeof(step); k++)
            hash = (hash ^ ((const uint8_t *)step)[k]) * 0x100000001B3;
        CHECK(hash == cases[i].hash, "%s: the motion has hash 0x%016" PRIx64, name, hash);
        image_destroy(&before);
        image_destroy(&after);
    }
}

/* ---- Paths ----------------------------------------------------------------------------------- */

enum { STEPS = 40, SHAKEN = 20, CUT = 30 };

static struct et_motion_steps *make_steps(void)
{
    struct et_motion_steps *steps =
        et_alloc_zero(1, sizeof(*steps) + STEPS * sizeof(struct et_motion_step));
    if (!steps)
        exit(2);
    steps->count = STEPS;
    for (int i = 0; i < STEPS; i++) /* an even pan, from 2 s on */
        steps->steps[i] = (struct et_motion_step){2 + 0.04 * i, 0.01, 0, 0, 1, 1};
    return steps;
}

static void check_correction(const struct et_correction *c, const char *what, double x, double turn)
{
    CHECK(fabs(c->x - x) < 1e-9 && fabs(c->y) < 1e-9 && fabs(c->degrees - turn) < 1e-9 &&
              fabs(c->scale - 1) < 1e-12,
          "%s: %g %g, %g degrees, scale %g", what, c->x, c->y, c->degrees, c->scale);
}

void test_stabilize_path(void)
{
    /* The weights of frames 1, 2 and 3 of 0.04 s away within 0.16 s: (1 - (k / 4)^2)^2. */
    const double sum = 1 + 2 * (0.87890625 + 0.5625 + 0.19140625), own = 1 - 1 / sum;
    const struct et_smoothing smoothing = {0.16, 1000, 500, 0.25, 15};
    struct et_motion_steps *steps = make_steps();
    struct et_arena *arena;
    if (et_arena_create(&arena))
        exit(2);
    const struct et_correction *c = et_corrections(steps, &smoothing, arena);
    for (int i = 0; c && i < STEPS; i++)
        check_correction(&c[i], "even movement stays", 0, 0);

    /* One frame is 4 pixels and a degree off. */
    steps->steps[SHAKEN].right += 0.004;
    steps->steps[SHAKEN + 1].right -= 0.004;
    c = et_corrections(steps, &smoothing, arena);
    check_correction(&c[SHAKEN], "a shift is taken back", -4 * own, 0);
    check_correction(&c[SHAKEN - 1], "and felt around", 4 * 0.87890625 / sum, 0);
    check_correction(&c[SHAKEN - 4], "not further", 0, 0);
    const struct et_correction between = et_correction_at(c, STEPS, 2 + 0.04 * (SHAKEN - 0.5));
    check_correction(&between, "between two frames", (c[SHAKEN].x + c[SHAKEN - 1].x) / 2, 0);
    const struct et_correction late = et_correction_at(c, STEPS, 1000);
    check_correction(&late, "behind the end", 0, 0);

    const struct et_smoothing limited = {0.16, 1000, 500, 0.001, 15};
    c = et_corrections(steps, &limited, arena);
    check_correction(&c[SHAKEN], "a limit", -1, 0);

    /* What is behind a cut has no part in what is before it. */
    steps->steps[SHAKEN].right = steps->steps[SHAKEN + 1].right = 0.01;
    steps->steps[CUT] = (struct et_motion_step){2 + 0.04 * CUT, 0.9, 0.9, 90, 2, 0};
    c = et_corrections(steps, &smoothing, arena);
    for (int i = 0; c && i < STEPS; i++)
        check_correction(&c[i], "a cut", 0, 0);

    steps->steps[SHAKEN].degrees = 1;
    steps->steps[SHAKEN + 1].degrees = -1;
    for (int i = 0; i < STEPS; i++)
        steps->steps[i].right = 0;
    c = et_corrections(steps, &smoothing, arena);
    check_correction(&c[SHAKEN], "an angle is taken back", 0, -own);
    et_arena_destroy(&arena);
    et_free(steps);
}

/* ---- The formula ------------------------------------------------------------------------------ */

enum { LONG = 400, POSE = 6 };

/* A pose: u, t, angle and logarithm of scale; beyond the ends of a path its mirror images. */
static void pose_at(const double poses[][POSE], int i, double pose[POSE])
{
    const int end = i < 0 ? 0 : LONG - 1, other = i < 0 || i >= LONG ? 2 * end - i : i;
    for (int q = 0; q < POSE; q++)
        pose[q] = other == i ? poses[i][q] : 2 * poses[end][q] - poses[other][q];
}

static double time_of(const struct et_motion_steps *steps, int i)
{
    const int end = i < 0 ? 0 : LONG - 1;
    return i >= 0 && i < LONG ? steps->steps[i].time_s
                              : 2 * steps->steps[end].time_s - steps->steps[2 * end - i].time_s;
}

/* The mean of C(j) C(i)^-1: x, y, angle, logarithm of scale. */
static void mean_around(const struct et_motion_steps *steps, const double poses[][POSE], int i,
                        double seconds, double mean[4])
{
    const double *from = poses[i], square = from[0] * from[0] + from[1] * from[1];
    double weights = 0;
    memset(mean, 0, 4 * sizeof(*mean));
    for (int j = 1 - LONG; j < 2 * LONG - 1; j++) {
        const double part = (time_of(steps, j) - time_of(steps, i)) / seconds;
        const double weight = fabs(part) < 1 ? (1 - part * part) * (1 - part * part) : 0;
        double at[POSE];
        pose_at(poses, j, at);
        const double cosine = (at[0] * from[0] + at[1] * from[1]) / square;
        const double sine = (at[1] * from[0] - at[0] * from[1]) / square;
        mean[0] += weight * (at[2] - cosine * from[2] + sine * from[3]);
        mean[1] += weight * (at[3] - sine * from[2] - cosine * from[3]);
        mean[2] += weight * (at[4] - from[4]);
        mean[3] += weight * (at[5] - from[5]);
        weights += weight;
    }
    for (int q = 0; q < 4; q++)
        mean[q] /= weights;
}

static void shake(struct et_motion_steps *steps, double poses[][POSE])
{
    const double start[POSE] = {1};
    double time_s = 1000;
    memcpy(poses[0], start, sizeof(start));
    for (int i = 0; i < LONG; i++) {
        double parts[5];
        for (int k = 0; k < 5; k++)
            parts[k] = check_random_below(2001) / 1000.0 - 1;
        time_s += 0.04 + 0.03 * parts[0];
        const double turn = parts[1] * 2, factor = 1 + 0.02 * parts[2];
        steps->steps[i] =
            (struct et_motion_step){time_s, 0.05 * parts[3], 0.03 * parts[4], turn, factor, 1};
        if (i == 0)
            continue;
        const double cosine = factor * cos(turn * acos(-1) / 180);
        const double sine = factor * sin(turn * acos(-1) / 180), *before = poses[i - 1];
        const double pose[POSE] = {cosine * before[0] - sine * before[1],
                                   sine * before[0] + cosine * before[1],
                                   cosine * before[2] - sine * before[3] + 50 * parts[3],
                                   sine * before[2] + cosine * before[3] + 15 * parts[4],
                                   before[4] + turn,
                                   before[5] + log(factor)};
        memcpy(poses[i], pose, sizeof(pose));
    }
}

/* Sums that are carried along are those of each frame's neighbours, near and far. */
void test_stabilize_formula(void)
{
    static const double seconds[] = {0.02, 0.3, 2, 9, 60};
    static double poses[LONG][POSE];
    struct et_motion_steps *steps = et_alloc(sizeof(*steps) + LONG * sizeof(steps->steps[0]));
    struct et_arena *arena;
    if (!steps || et_arena_create(&arena))
        exit(2);
    check_seed(1);
    steps->count = LONG;
    shake(steps, poses);
    for (size_t s = 0; s < ET_COUNT(seconds); s++) {
        const struct et_smoothing smoothing = {seconds[s], 1000, 500, 1e6, 1e6};
        const struct et_correction *c = et_corrections(steps, &smoothing, arena);
        for (int i = 0; c && i < LONG; i++) {
            double mean[4];
            mean_around(steps, poses, i, seconds[s], mean);
            CHECK(fabs(c[i].x - mean[0]) < 1e-6 && fabs(c[i].y - mean[1]) < 1e-6 &&
                      fabs(c[i].degrees - mean[2]) < 1e-8 && fabs(c[i].scale - exp(mean[3])) < 1e-9,
                  "%g s, frame %d: %.9g %.9g, %.9g, not %.9g %.9g, %.9g", seconds[s], i, c[i].x,
                  c[i].y, c[i].degrees, mean[0], mean[1], mean[2]);
        }
    }
    et_arena_destroy(&arena);
    et_free(steps);
}

/* A path whose scale would leave the range of doubles. */
void test_stabilize_limits(void)
{
    enum { COUNT = 1000 };
    const struct et_smoothing smoothing = {0.16, 1000, 500, 0.25, 15};
    struct et_motion_steps *steps = et_alloc(sizeof(*steps) + COUNT * sizeof(steps->steps[0]));
    struct et_arena *arena;
    if (!steps || et_arena_create(&arena))
        exit(2);
    steps->count = COUNT;
    for (int i = 0; i < COUNT; i++)
        steps->steps[i] = (struct et_motion_step){0.04 * i, 1, 1, 90, 10, 1};
    const struct et_correction *c = et_corrections(steps, &smoothing, arena);
    for (int i = 0; c && i < COUNT; i++)
        CHECK(isfinite(c[i].x) && isfinite(c[i].y) && isfinite(c[i].scale), "step %d: %g, %g, %g",
              i, c[i].x, c[i].y, c[i].scale);
    et_arena_destroy(&arena);
    et_free(steps);
}
