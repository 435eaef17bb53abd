// SPDX-License-Identifier: MIT
#include "filters/stabilize_path.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/math.h"
#include "base/number.h"

#include <etalon/error.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- JSON ------------------------------------------------------------------------------------ */

enum { NUMBERS = sizeof(struct et_motion_step) / sizeof(double) };

static const struct {
    const char *name;
    double min, max;
} ranges[NUMBERS] = {{"time", -1e8, 1e8},   {"shift to the right", -1, 1},
                     {"shift down", -1, 1}, {"rotation", -180, 180},
                     {"scale", 0.1, 10},    {"confidence", 0, 1}};

struct reader {
    const char *at, *end;
    struct et_motion_steps *steps;
    size_t room;
};

static void skip_space(struct reader *reader)
{
    while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t' ||
                                        *reader->at == '\n' || *reader->at == '\r'))
        reader->at++;
}

static bool take(struct reader *reader, char c)
{
    skip_space(reader);
    if (reader->at == reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

static int read_step(struct reader *reader)
{
    const size_t index = reader->steps->count;
    double numbers[NUMBERS];
    if (!take(reader, '['))
        return et_fail(ET_ERROR_ARGUMENT, "step %zu of the motion: an array is expected", index);
    for (int i = 0; i < NUMBERS; i++) {
        if (i && !take(reader, ','))
            return et_fail(ET_ERROR_ARGUMENT,
                           "step %zu of the motion: there are %d numbers, %d are expected", index,
                           i, NUMBERS);
        skip_space(reader);
        if (!et_number_read(&reader->at, reader->end, &numbers[i]))
            return et_fail(ET_ERROR_ARGUMENT, "step %zu of the motion: its %s is not a number",
                           index, ranges[i].name);
        if (numbers[i] < ranges[i].min || numbers[i] > ranges[i].max)
            return et_fail(ET_ERROR_ARGUMENT, "step %zu of the motion: %s %g is outside %g to %g",
                           index, ranges[i].name, numbers[i], ranges[i].min, ranges[i].max);
    }
    if (!take(reader, ']'))
        return et_fail(ET_ERROR_ARGUMENT,
                       "step %zu of the motion: it does not end after %d numbers", index, NUMBERS);
    if (index && numbers[0] <= reader->steps->steps[index - 1].time_s)
        return et_fail(ET_ERROR_ARGUMENT,
                       "step %zu of the motion: time %g is not behind that of the step before",
                       index, numbers[0]);
    if (index == reader->room)
        return et_fail(ET_ERROR_ARGUMENT, "the motion has more than %d steps", ET_STEPS_MOST);
    reader->steps->steps[index] = (struct et_motion_step){numbers[0], numbers[1], numbers[2],
                                                          numbers[3], numbers[4], numbers[5]};
    reader->steps->count++;
    return 0;
}

static int read_steps(struct reader *reader)
{
    if (!take(reader, '['))
        return et_fail(ET_ERROR_ARGUMENT, "the motion is not a JSON array");
    do {
        int error = read_step(reader);
        if (error)
            return error;
    } while (take(reader, ','));
    if (!take(reader, ']'))
        return et_fail(
            ET_ERROR_ARGUMENT,
            "step %zu of the motion: a comma or the end of the array is expected behind it",
            reader->steps->count - 1);
    skip_space(reader);
    return reader->at == reader->end
               ? 0
               : et_fail(ET_ERROR_ARGUMENT, "there is more text behind the array of the motion");
}

int et_motion_steps_parse(const char *text, size_t size, void **out)
{
    /* No step is shorter than "[0,0,0,0,0,0]". */
    const size_t room = size / 13 < ET_STEPS_MOST ? size / 13 : ET_STEPS_MOST;
    struct et_motion_steps *steps = et_alloc(sizeof(*steps) + room * sizeof(steps->steps[0]));
    if (!steps)
        return et_fail(ET_ERROR_MEMORY, "no memory for %zu steps of motion", room);
    steps->count = 0;
    struct reader reader = {text, text + size, steps, room};
    int error = read_steps(&reader);
    if (error)
        et_free(steps);
    else
        *out = steps;
    return error;
}

/* ---- Poses ----------------------------------------------------------------------------------- */

/* The scale of a path stays within e to its power, so that poses are finite. */
static const double most_log_scale = 12;

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

/* Sums of poses from a frame on, with their weights. */
struct sums {
    double weight, x, y, degrees, log_scale;
};

/* Adds `sign` times the pose `at` as it is seen from frame `from`, times a weight. */
static void add(struct sums *sums, const struct pose *at, const struct pose *from, double weight)
{
    const double square = from->cosine * from->cosine + from->sine * from->sine;
    const double cosine = (at->cosine * from->cosine + at->sine * from->sine) / square;
    const double sine = (at->sine * from->cosine - at->cosine * from->sine) / square;
    sums->x += weight * (at->x - cosine * from->x + sine * from->y);
    sums->y += weight * (at->y - sine * from->x - cosine * from->y);
    sums->degrees += weight * (at->degrees - from->degrees);
    sums->log_scale += weight * (at->log_scale - from->log_scale);
}

static double weight_of(double distance_s, double seconds)
{
    const double part = 1 - distance_s * distance_s / (seconds * seconds);
    return part > 0 ? part * part : 0;
}

/* Frames `first` to `last` of one path. */
struct path {
    const struct et_motion_step *steps;
    const struct pose *poses;
    size_t first, last;
};

/*
 * Adds the frames on one side of frame i, behind it or before it (`way` 1 or -1), up to the end of the
 * path there, and beyond that end the mirror images 2 C(end) - C(j).
 */
static void add_side(struct sums *sums, const struct path *path, size_t i, int way, double seconds)
{
    const size_t end = way > 0 ? path->last : path->first;
    const size_t other = way > 0 ? path->first : path->last;
    const struct pose *from = &path->poses[i];
    const double time_s = path->steps[i].time_s;
    for (size_t j = i; j != end;) {
        j += (size_t)(ptrdiff_t)way;
        const double weight = weight_of(path->steps[j].time_s - time_s, seconds);
        if (weight == 0)
            return;
        add(sums, &path->poses[j], from, weight);
        sums->weight += weight;
    }
    for (size_t j = end; j != other;) {
        j -= (size_t)(ptrdiff_t)way;
        const double mirrored_s = 2 * path->steps[end].time_s - path->steps[j].time_s;
        const double weight = weight_of(mirrored_s - time_s, seconds);
        if (weight == 0)
            return;
        add(sums, &path->poses[end], from, 2 * weight);
        add(sums, &path->poses[j], from, -weight);
        sums->weight += weight;
    }
}

static double clamp(double value, double most)
{
    return value < -most ? -most : value > most ? most : value;
}

static struct et_correction correct(const struct path *path, size_t i,
                                    const struct et_smoothing *smoothing)
{
    struct sums sums = {.weight = 1}; /* of the frame itself */
    if (smoothing->seconds > 0) {
        add_side(&sums, path, i, -1, smoothing->seconds);
        add_side(&sums, path, i, 1, smoothing->seconds);
    }
    return (struct et_correction){
        .time_s = path->steps[i].time_s,
        .x = clamp(sums.x / sums.weight, smoothing->most_shift * smoothing->width),
        .y = clamp(sums.y / sums.weight, smoothing->most_shift * smoothing->height),
        .degrees = clamp(sums.degrees / sums.weight, smoothing->most_degrees),
        .scale = et_exp(sums.log_scale / sums.weight),
    };
}

size_t et_smoothing_pairs(const struct et_motion_steps *steps, double seconds)
{
    size_t pairs = 0, first = 0;
    for (size_t i = 0; i < steps->count && pairs <= ET_PAIRS_MOST; i++) {
        while (steps->steps[i].time_s - steps->steps[first].time_s >= seconds && first < i)
            first++;
        pairs += 2 * (i - first);
    }
    return pairs;
}

struct et_correction *et_corrections(const struct et_motion_steps *steps,
                                     const struct et_smoothing *smoothing, struct et_arena *arena)
{
    static const struct pose start = {.cosine = 1};
    const size_t count = steps->count;
    struct pose *poses = et_arena_alloc(arena, count, sizeof(*poses));
    struct et_correction *corrections = et_arena_alloc(arena, count, sizeof(*corrections));
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
        for (size_t i = path.first; i <= path.last; i++)
            corrections[i] = correct(&path, i, smoothing);
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
