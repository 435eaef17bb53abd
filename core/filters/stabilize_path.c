// SPDX-License-Identifier: MIT
#include "filters/stabilize_path.h"

#include "base/arena.h"
#include "base/math.h"

#include <math.h>

/* ---- Poses ----------------------------------------------------------------------------------- */

/* The scale of a path stays within e to its power, so that poses are finite. */
static const double most_log_scale = 12;

/* A correction's scale stays within 1/16 to 16: a frame's places are then numbers of 64 bits. */
static const double most_log_correction = 2.772588722239781; /* ln 16 */

/* A point p, from the picture's middle on, lies at u p + t; u is scale e^(i angle). */
struct pose {
    double cosine, sine; /* u */
    double x, y;         /* t, pixels */
    double degrees, log_scale;
};

static struct pose pose_after(const struct pose *before, const struct et_motion_step *step,
                              const struct et_smoothing *smoothing)
{
    const double angle = step->degrees * (ET_PI / 180);
    const double cosine = step->scale * et_cos(angle), sine = step->scale * et_sin(angle);
    return (struct pose){
        .cosine = cosine * before->cosine - sine * before->sine,
        .sine = sine * before->cosine + cosine * before->sine,
        .x = cosine * before->x - sine * before->y + step->right * smoothing->width,
        .y = sine * before->x + cosine * before->y + step->down * smoothing->height,
        .degrees = before->degrees + step->degrees,
        .log_scale = before->log_scale + et_log(step->scale),
    };
}

/* ---- Sums over time -------------------------------------------------------------------------- */

/* What poses are averaged by. All of it is linear in the pose. */
enum { COUNT, COSINE, SINE, X, Y, DEGREES, LOG_SCALE, QUANTITIES };

/*
 * Sums of quantities times powers of their time, which counts from an origin on in units of `seconds`,
 * so that it is -1 to 1. Weights are polynomials of the time: sums that are carried along from frame to
 * frame give them for each at a cost that does not depend on how many there are.
 */
enum { POWERS = 5 };

struct moments {
    double sums[POWERS][QUANTITIES];
};

/* Frames `first` to `last` of one path. */
struct path {
    const struct et_motion_step *steps;
    const struct pose *poses;
    ptrdiff_t first, last;
};

/* A pose at a time. */
struct sample {
    double time_s, of[QUANTITIES];
};

static struct sample sample_of(const struct path *path, ptrdiff_t i)
{
    const struct pose *pose = &path->poses[i];
    return (struct sample){path->steps[i].time_s,
                           {[COUNT] = 1,
                            [COSINE] = pose->cosine,
                            [SINE] = pose->sine,
                            [X] = pose->x,
                            [Y] = pose->y,
                            [DEGREES] = pose->degrees,
                            [LOG_SCALE] = pose->log_scale}};
}

/* Any of the path's frames, or of the mirror images 2 C(end) - C(j) beyond its ends. */
static struct sample sample_at(const struct path *path, ptrdiff_t i)
{
    if (i >= path->first && i <= path->last)
        return sample_of(path, i);
    const ptrdiff_t end = i < path->first ? path->first : path->last;
    const struct sample at_end = sample_of(path, end);
    struct sample sample = sample_of(path, 2 * end - i);
    sample.time_s = 2 * at_end.time_s - sample.time_s;
    for (int q = COSINE; q < QUANTITIES; q++)
        sample.of[q] = 2 * at_end.of[q] - sample.of[q];
    return sample;
}

/* Frames `low` to `high` - 1, mirror images among them, seen from a time. */
struct window {
    const struct path *path;
    double seconds, origin_s, moved; /* the latter since the sums were made anew, in `seconds` */
    ptrdiff_t low, high;
    struct moments moments;
};

static void add(struct window *window, const struct sample *sample, double sign)
{
    const double time = (sample->time_s - window->origin_s) / window->seconds;
    double factor = sign;
    for (int k = 0; k < POWERS; k++, factor *= time)
        for (int q = 0; q < QUANTITIES; q++)
            window->moments.sums[k][q] += factor * sample->of[q];
}

/* (t - by)^k of all, by the binomial theorem. */
static void move_origin(struct window *window, double to_s)
{
    const double by = (to_s - window->origin_s) / window->seconds;
    double(*sums)[QUANTITIES] = window->moments.sums;
    for (int pass = 1; pass < POWERS; pass++)
        for (int k = POWERS - 1; k >= pass; k--)
            for (int q = 0; q < QUANTITIES; q++)
                sums[k][q] -= by * sums[k - 1][q];
    window->origin_s = to_s;
    window->moved += by;
}

/* Once they were moved by a window's half, sums are made anew: what is rounded off does not add up. */
static void renew(struct window *window)
{
    window->moments = (struct moments){0};
    window->moved = 0;
    for (ptrdiff_t i = window->low; i < window->high; i++) {
        const struct sample sample = sample_at(window->path, i);
        add(window, &sample, 1);
    }
}

static void look_from(struct window *window, ptrdiff_t i)
{
    const struct path *path = window->path;
    const double time_s = path->steps[i].time_s;
    const ptrdiff_t length = path->last - path->first;
    move_origin(window, time_s);
    for (; window->low < i; window->low++) {
        const struct sample sample = sample_at(path, window->low);
        if (time_s - sample.time_s < window->seconds)
            break;
        add(window, &sample, -1);
    }
    for (; window->high <= path->last + length; window->high++) {
        const struct sample sample = sample_at(path, window->high);
        if (sample.time_s - time_s >= window->seconds)
            break;
        add(window, &sample, 1);
    }
    if (window->moved >= 1)
        renew(window);
}

static double clamp(double value, double most)
{
    return value < -most ? -most : value > most ? most : value;
}

/* The mean pose around frame i, from there on. */
static struct et_correction correct(const struct window *window, ptrdiff_t i,
                                    const struct et_smoothing *smoothing)
{
    const struct pose *from = &window->path->poses[i];
    const double(*sums)[QUANTITIES] = window->moments.sums;
    double mean[QUANTITIES];
    for (int q = 0; q < QUANTITIES; q++)
        mean[q] = sums[0][q] - 2 * sums[2][q] + sums[4][q];
    for (int q = COSINE; q < QUANTITIES; q++)
        mean[q] /= mean[COUNT];
    const double square = from->cosine * from->cosine + from->sine * from->sine;
    const double cosine = (mean[COSINE] * from->cosine + mean[SINE] * from->sine) / square;
    const double sine = (mean[SINE] * from->cosine - mean[COSINE] * from->sine) / square;
    const double x = mean[X] - cosine * from->x + sine * from->y;
    const double y = mean[Y] - sine * from->x - cosine * from->y;
    return (struct et_correction){
        .time_s = window->path->steps[i].time_s,
        .x = clamp(x, smoothing->most_shift * smoothing->width),
        .y = clamp(y, smoothing->most_shift * smoothing->height),
        .degrees = clamp(mean[DEGREES] - from->degrees, smoothing->most_degrees),
        .scale = et_exp(clamp(mean[LOG_SCALE] - from->log_scale, most_log_correction)),
    };
}

static void correct_path(const struct path *path, const struct et_smoothing *smoothing,
                         struct et_correction *corrections)
{
    struct window window = {.path = path,
                            .seconds = smoothing->seconds,
                            .origin_s = path->steps[path->first].time_s,
                            .low = path->first,
                            .high = path->first};
    /* Mirror images before the first frame. */
    while (window.seconds > 0 && window.low > path->first - (path->last - path->first) &&
           window.origin_s - sample_at(path, window.low - 1).time_s < window.seconds)
        window.low--;
    renew(&window);
    for (ptrdiff_t i = path->first; i <= path->last; i++) {
        if (window.seconds > 0)
            look_from(&window, i);
        corrections[i] = window.seconds > 0
                             ? correct(&window, i, smoothing)
                             : (struct et_correction){.time_s = path->steps[i].time_s, .scale = 1};
    }
}

struct et_correction *et_corrections(const struct et_motion_steps *steps,
                                     const struct et_smoothing *smoothing, struct et_arena *arena)
{
    static const struct pose start = {.cosine = 1};
    const ptrdiff_t count = (ptrdiff_t)steps->count;
    struct pose *poses = et_arena_alloc(arena, steps->count, sizeof(*poses));
    struct et_correction *corrections = et_arena_alloc(arena, steps->count, sizeof(*corrections));
    if (!poses || !corrections)
        return NULL;
    struct path path = {.steps = steps->steps, .poses = poses};
    for (; path.first < count; path.first = path.last + 1) {
        path.last = path.first;
        poses[path.first] = start;
        while (path.last + 1 < count && path.steps[path.last + 1].confidence > 0) {
            poses[path.last + 1] =
                pose_after(&poses[path.last], &path.steps[path.last + 1], smoothing);
            if (fabs(poses[path.last + 1].log_scale) > most_log_scale)
                break;
            path.last++;
        }
        correct_path(&path, smoothing, corrections);
    }
    return corrections;
}

struct et_correction et_correction_at(const struct et_correction *corrections, size_t count,
                                      double time_s)
{
    size_t low = 0, high = count; /* the last one that is not later is in [low, high) */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (corrections[middle].time_s <= time_s)
            low = middle;
        else
            high = middle;
    }
    const struct et_correction *a = &corrections[low], *b = &corrections[low + (low + 1 < count)];
    if (time_s <= a->time_s || a == b)
        return *a;
    const double part = (time_s - a->time_s) / (b->time_s - a->time_s);
    return (struct et_correction){
        .time_s = time_s,
        .x = a->x + part * (b->x - a->x),
        .y = a->y + part * (b->y - a->y),
        .degrees = a->degrees + part * (b->degrees - a->degrees),
        .scale = a->scale + part * (b->scale - a->scale),
    };
}
