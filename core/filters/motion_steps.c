// SPDX-License-Identifier: MIT
#include "filters/motion_steps.h"

#include "base/alloc.h"
#include "base/number.h"

#include <etalon/error.h>
#include <stdbool.h>

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
