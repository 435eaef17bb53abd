// SPDX-License-Identifier: MIT
#include "filters/placement.h"

#include "base/math.h"

#include <math.h>

enum { PLACE_BITS = 32, ROUND_BITS = PLACE_BITS - ET_PHASE_BITS, MOST_POINTS = 8 };

const char *const et_point_kernel_names[2] = {"bilinear", "bicubic"};
const char *const et_edge_names[3] = {"transparent", "black", "clamp"};

void et_turn_of(double degrees, double *cosine, double *sine)
{
    static const int quarters[] = {1, 0, -1, 0};
    const double quarter = floor(degrees / 90);
    if (quarter * 90 == degrees) {
        const int index = (int)(quarter - floor(quarter / 4) * 4);
        *cosine = quarters[index];
        *sine = quarters[(index + 3) % 4];
        return;
    }
    *cosine = et_cos(degrees * (ET_PI / 180));
    *sine = et_sin(degrees * (ET_PI / 180));
}

struct et_affine et_affine_about(double fixed_x, double fixed_y, double to_x, double to_y,
                                 double scale_x, double scale_y, double degrees)
{
    double c, s;
    et_turn_of(degrees, &c, &s);
    struct et_affine map = {
        .xx = c / scale_x, .xy = s / scale_x, .yx = -s / scale_y, .yy = c / scale_y};
    map.x0 = fixed_x - to_x * map.xx - to_y * map.xy;
    map.y0 = fixed_y - to_x * map.yx - to_y * map.yy;
    return map;
}

static int64_t fixed(double samples)
{
    return (int64_t)floor(samples * ((int64_t)1 << PLACE_BITS) + 0.5);
}

static int points_for(double step_x, double step_y)
{
    const double points = ceil(sqrt(step_x * step_x + step_y * step_y) - 1.0 / 64);
    return points < 1 ? 1 : points > MOST_POINTS ? MOST_POINTS : (int)points;
}

/* Pixels from one sample of a plane to the next, and where sample 0 lies; across and down. */
struct grid {
    double step[2], offset[2];
};

static struct grid grid_of(const struct et_image_info *info, int plane)
{
    const struct et_format_info *format = et_format_info(info->format);
    const bool chroma = et_plane_is_chroma(info->format, plane);
    const int shift_x = chroma ? format->chroma_x : 0, shift_y = chroma ? format->chroma_y : 0;
    return (struct grid){{1 << shift_x, 1 << shift_y},
                         {et_siting_offset(info->color.siting, true, shift_x),
                          et_siting_offset(info->color.siting, false, shift_y)}};
}

struct et_placement et_placement_of(const struct et_affine *affine, const struct et_image_info *in,
                                    const struct et_image_info *out, int plane)
{
    const struct grid from = grid_of(in, plane), to = grid_of(out, plane);
    const double x = affine->xx * to.offset[0] + affine->xy * to.offset[1] + affine->x0;
    const double y = affine->yx * to.offset[0] + affine->yy * to.offset[1] + affine->y0;
    const double x_across = affine->xx * to.step[0] / from.step[0];
    const double x_down = affine->xy * to.step[1] / from.step[0];
    const double y_across = affine->yx * to.step[0] / from.step[1];
    const double y_down = affine->yy * to.step[1] / from.step[1];
    return (struct et_placement){
        .width = et_plane_width(in->format, plane, in->width),
        .height = et_plane_height(in->format, plane, in->height),
        .out_width = et_plane_width(out->format, plane, out->width),
        .x = fixed((x - from.offset[0]) / from.step[0]),
        .y = fixed((y - from.offset[1]) / from.step[1]),
        .x_across = fixed(x_across),
        .x_down = fixed(x_down),
        .y_across = fixed(y_across),
        .y_down = fixed(y_down),
        .points_across = points_for(affine->xx, affine->yx),
        .points_down = points_for(affine->xy, affine->yy),
    };
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t absolute(int64_t value)
{
    return value < 0 ? -value : value;
}

static int clamp_row(int64_t row, int low, int high)
{
    return row < low ? low : row > high ? high : (int)row;
}

void et_placement_rows(const struct et_placement *placement, const struct et_sampler *sampler,
                       int first, int last, int *in_first, int *in_last)
{
    const int64_t across = (placement->out_width - 1) * placement->y_across;
    const int64_t down = (last - 1 - first) * placement->y_down;
    const int64_t start = placement->y + first * placement->y_down;
    const int64_t lowest = start + least(across, 0) + least(down, 0);
    const int64_t highest = start - least(-across, 0) - least(-down, 0);
    /* Points of a mean lie up to half a step around; one row more for the rounding to phases. */
    const int64_t spread = (absolute(placement->y_across) + absolute(placement->y_down)) / 2;
    const int64_t reach = sampler->taps / 2 + 1;
    const int height = placement->height;
    *in_first = clamp_row(((lowest - spread) >> PLACE_BITS) - reach, 0, height - 1);
    *in_last = clamp_row(((highest + spread) >> PLACE_BITS) + 1 + reach, 1, height);
}

/* Places x + i * step as points. */
static void fill(int32_t *points, int count, int64_t x, int64_t step)
{
    const int64_t half = (int64_t)1 << (ROUND_BITS - 1), most = (int64_t)ET_FAR << ROUND_BITS;
    const int64_t end = x + count * step;
    if (absolute(x) < most && absolute(end) < most) {
        for (int i = 0; i < count; i++)
            points[i] = (int32_t)((uint64_t)(x + i * step + half) >> ROUND_BITS);
        return;
    }
    for (int i = 0; i < count; i++) {
        const int64_t place = x + i * step;
        points[i] = place <= -most  ? -ET_FAR
                    : place >= most ? ET_FAR
                                    : (int32_t)((place + half) >> ROUND_BITS);
    }
}

/* The means of several points around each of `points->count` samples that start at x, y. */
static void mean(const struct et_placement *placement, const struct et_sampler *sampler,
                 const struct et_sampled *plane, struct et_points *points, int64_t x, int64_t y,
                 void *dst, int at)
{
    const int across = placement->points_across, down = placement->points_down;
    int64_t sums[ET_POINTS] = {0};
    for (int j = 0; j < down; j++)
        for (int k = 0; k < across; k++) {
            /* (2 k + 1) / (2 across) - 1/2 of a step from the middle. */
            const int64_t at_x = placement->x_across * (2 * k + 1 - across) / (2 * across) +
                                 placement->x_down * (2 * j + 1 - down) / (2 * down);
            const int64_t at_y = placement->y_across * (2 * k + 1 - across) / (2 * across) +
                                 placement->y_down * (2 * j + 1 - down) / (2 * down);
            fill(points->x, points->count, x + at_x, placement->x_across);
            fill(points->y, points->count, y + at_y, placement->y_across);
            et_sample_add(sampler, plane, points, sums);
        }
    et_sample_store_mean(sampler, sums, points->count, across * down, dst, at);
}

void et_placement_row(const struct et_placement *placement, const struct et_sampler *sampler,
                      const uint8_t *data, ptrdiff_t stride, int outside, int y, void *dst)
{
    const struct et_sampled plane = {data, stride, placement->width, placement->height, outside};
    int64_t at_x = placement->x + y * placement->x_down;
    int64_t at_y = placement->y + y * placement->y_down;
    struct et_points points;
    for (int x = 0; x < placement->out_width; x += points.count) {
        const int left = placement->out_width - x;
        points.count = left < ET_POINTS ? left : ET_POINTS;
        if (placement->points_across > 1 || placement->points_down > 1) {
            mean(placement, sampler, &plane, &points, at_x, at_y, dst, x);
        } else {
            fill(points.x, points.count, at_x, placement->x_across);
            fill(points.y, points.count, at_y, placement->y_across);
            et_sample_points(sampler, &plane, &points, dst, x);
        }
        at_x += points.count * placement->x_across;
        at_y += points.count * placement->y_across;
    }
}

int et_edge_code(enum et_edge edge, const struct et_image_info *info, int plane)
{
    const struct et_format_info *format = et_format_info(info->format);
    const int depth = format->depth;
    if (edge == ET_EDGE_CLAMP)
        return -1;
    if (plane >= et_format_color_planes(info->format))
        return edge == ET_EDGE_BLACK ? (1 << depth) - 1 : 0;
    if (edge == ET_EDGE_TRANSPARENT && format->alpha)
        return -1;
    if (format->model == ET_MODEL_YUV && et_plane_is_chroma(info->format, plane))
        return 1 << (depth - 1);
    return info->color.full_range ? 0 : 16 << (depth - 8);
}
