// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Non-local means (A. Buades, B. Coll, J.-M. Morel, A Non-Local Algorithm for Image Denoising, CVPR
 * 2005): each sample x becomes the mean of the samples q of a square around it, weighted by how
 * alike the patches around both are:
 *   w(x, q) = exp(-SSD / (10 strength)^2), 0 from SSD = ln(255) (10 strength)^2 on; w(x, x) = 1
 *   SSD     = sum of the squared differences of the two patches, in codes at 8 bits
 *   y       = round(sum of w(x, q) q / sum of w(x, q)), halves upward
 * Samples outside the plane are no q; in patches the nearest one inside stands for them. Strength,
 * sizes and cut are those of FFmpeg's nlmeans (libavfilter/vf_nlmeans.c, by Clément Bœsch), which
 * this follows. Patches are compared with at most 11 bits, so that an SSD fits into 32; what is
 * averaged has all bits. Alpha stays.
 *
 * A shift and its opposite have the same weights, w(x, q) = w(q, x), so each is computed once and
 * added at both ends. The sums of squares run down the columns. The order in which a sample's sum
 * grows is that of the shifts, the same in every tile and band.
 */
#include "filters/nlmeans.h"

#include "base/math.h"
#include "base/range.h"

#include <etalon/filter.h>
#include <string.h>

enum { MOST_GUIDE_BITS = 11 };

struct nlmeans_params {
    double strength;
    int patch, research, chroma_patch, chroma_research;
};

/* Radii of the patch and of the square, in samples. */
struct reach {
    int patch, research;
};

struct state {
    enum et_format format;
    struct reach luma, chroma;
    struct et_nlmeans_kernels kernels;
    float halvings; /* of the weight for each unit of an SSD of the guide */
    int guide_shift;
};

static struct reach reach_of(int patch, int research)
{
    return (struct reach){patch / 2, research / 2};
}

static struct reach chroma_reach(const struct nlmeans_params *params)
{
    return reach_of(params->chroma_patch ? params->chroma_patch : params->patch,
                    params->chroma_research ? params->chroma_research : params->research);
}

static bool is_neutral(const void *params, const struct et_image_info *in)
{
    const struct nlmeans_params *p = params;
    const bool chroma = et_format_info(in->format)->model == ET_MODEL_YUV;
    return reach_of(p->patch, p->research).research == 0 &&
           (!chroma || chroma_reach(p).research == 0);
}

static int configure(const struct et_setup *setup)
{
    const struct nlmeans_params *params = setup->params;
    const int depth = et_format_info(setup->in.format)->depth;
    const int guide_bits = depth < MOST_GUIDE_BITS ? depth : MOST_GUIDE_BITS;
    const double scale = 10 * params->strength * (1 << (guide_bits - 8));
    struct state *state = setup->state;
    *state = (struct state){
        .format = setup->in.format,
        .luma = reach_of(params->patch, params->research),
        .chroma = chroma_reach(params),
        .kernels = et_nlmeans_kernels(setup->cpu),
        .halvings = (float)(1 / (et_log(2) * scale * scale)),
        .guide_shift = depth - guide_bits,
    };
    return 0;
}

static const struct reach *reach_in(const struct state *state, int plane)
{
    const bool chroma =
        et_format_info(state->format)->model == ET_MODEL_YUV && (plane == 1 || plane == 2);
    return chroma ? &state->chroma : &state->luma;
}

static void rows_needed(const void *state, int plane, int first, int last, int *in_first,
                        int *in_last)
{
    const struct reach *reach = reach_in(state, plane);
    *in_first = first - reach->research - reach->patch;
    *in_last = last + reach->research + reach->patch;
}

static int band_rows(const void *state, int plane)
{
    (void)state, (void)plane;
    return ET_NLMEANS_ROWS;
}

static size_t scratch_size(const void *state, int rows)
{
    (void)state, (void)rows;
    return sizeof(struct et_nlmeans_tile);
}

/* Where a tile lies in its plane. */
struct place {
    int left, top, width, height; /* of what it computes */
    int plane_width, plane_height;
};

static void convert_8(int16_t *restrict guide, float *restrict values, const uint8_t *restrict row,
                      int count)
{
    for (int x = 0; x < count; x++) {
        guide[x] = row[x];
        values[x] = row[x];
    }
}

static void convert_16(int16_t *restrict guide, float *restrict values,
                       const uint16_t *restrict row, int count, int shift)
{
    for (int x = 0; x < count; x++) {
        guide[x] = (int16_t)(row[x] >> shift);
        values[x] = row[x];
    }
}

/* Copies what the tile computes from, with the margin around it, and clears its sums. */
static void fill_tile(struct et_nlmeans_tile *tile, const struct et_run *run,
                      const struct place *place, const struct reach *reach)
{
    const struct state *state = run->state;
    const int margin = reach->research + reach->patch;
    const int left = place->left - margin, right = place->left + place->width + margin;
    const int first = left < 0 ? 0 : left;
    const int last = right > place->plane_width ? place->plane_width : right;
    for (int y = -margin; y < place->height + margin; y++) {
        const uint8_t *row =
            run->in->data[run->plane] +
            et_nearest(place->top + y, place->plane_height) * run->in->stride[run->plane];
        int16_t *guide = tile->guide[ET_NLMEANS_MARGIN + y] + ET_NLMEANS_MARGIN - margin;
        float *values = tile->values[ET_NLMEANS_MARGIN + y] + ET_NLMEANS_MARGIN - margin;
        if (et_format_info(state->format)->depth == 8)
            convert_8(guide + first - left, values + first - left, row + first, last - first);
        else
            convert_16(guide + first - left, values + first - left, (const uint16_t *)row + first,
                       last - first, state->guide_shift);
        for (int x = 0; x < first - left; x++)
            guide[x] = guide[first - left], values[x] = values[first - left];
        for (int x = last - left; x < right - left; x++)
            guide[x] = guide[x - 1], values[x] = values[x - 1];
    }
    for (int y = 0; y < place->height; y++) {
        memset(tile->total[y], 0, sizeof(tile->total[y]));
        memset(tile->sum[y], 0, sizeof(tile->sum[y]));
    }
}

/* Weights are 0 where one of the two samples is outside the plane. */
static void clear_outside(float *weights, int first, int last, int shift, const struct place *place)
{
    const int left = (shift < 0 ? -shift : 0) - place->left;
    const int right = place->plane_width - (shift > 0 ? shift : 0) - place->left;
    for (int x = first; x < last && x < left; x++)
        weights[x] = 0;
    for (int x = right > first ? right : first; x < last; x++)
        weights[x] = 0;
}

/*
 * Adds what the shift by (across, down), down >= 0, and its opposite bring. Rows above the tile are
 * gone through as well: their partners below are inside it.
 */
static void add_shift(struct et_nlmeans_tile *tile, const struct state *state,
                      const struct place *place, const struct reach *reach, int across, int down)
{
    const struct et_nlmeans_kernels *kernels = &state->kernels;
    const int patch = reach->patch;
    const int first = across > 0 ? -across : 0;
    const int last = place->width - (across < 0 ? across : 0);
    const int columns = last - first + 2 * patch;
    const int start = ET_NLMEANS_MARGIN + first - patch;
    float *weights = tile->weights + ET_NLMEANS_MARGIN;
    memset(tile->columns, 0, sizeof(tile->columns));
    for (int y = -down - patch; y < place->height + patch; y++) {
        const int row = ET_NLMEANS_MARGIN + y, leaving = row - 2 * patch - 1;
        const bool full = y >= patch - down;
        const int16_t *here = tile->guide[row] + start;
        const int16_t *there = tile->guide[row + down] + start + across;
        if (y > patch - down)
            kernels->move(tile->columns, here, there, tile->guide[leaving] + start,
                          tile->guide[leaving + down] + start + across, columns);
        else
            kernels->add(tile->columns, here, there, columns);
        if (!full)
            continue;
        const int at = y - patch; /* the row whose patch is complete */
        if (place->top + at < 0 || place->top + at + down >= place->plane_height)
            continue;
        kernels->weigh(weights + first, tile->columns, last - first, 2 * patch + 1,
                       state->halvings);
        clear_outside(weights, first, last, across, place);
        const int middle = ET_NLMEANS_MARGIN + at;
        if (at >= 0)
            kernels->gather(tile->total[at], tile->sum[at], weights,
                            tile->values[middle + down] + ET_NLMEANS_MARGIN + across, place->width);
        if (at + down < place->height)
            kernels->gather(tile->total[at + down], tile->sum[at + down], weights - across,
                            tile->values[middle] + ET_NLMEANS_MARGIN - across, place->width);
    }
}

/* The weighted means, with the sample itself at weight 1. */
static void divide_8(uint8_t *restrict out, const float *total, const float *sum,
                     const float *values, int count)
{
    for (int x = 0; x < count; x++)
        out[x] = (uint8_t)(int)((sum[x] + values[x]) / (total[x] + 1) + 0.5F);
}

static void divide_16(uint16_t *restrict out, const float *total, const float *sum,
                      const float *values, int count)
{
    for (int x = 0; x < count; x++)
        out[x] = (uint16_t)(int)((sum[x] + values[x]) / (total[x] + 1) + 0.5F);
}

static void run_tile(const struct et_run *run, const struct place *place)
{
    const struct state *state = run->state;
    const struct reach *reach = reach_in(state, run->plane);
    struct et_nlmeans_tile *tile = run->scratch;
    fill_tile(tile, run, place, reach);
    for (int down = 0; down <= reach->research; down++)
        for (int across = -reach->research; across <= reach->research; across++)
            if (down > 0 || across > 0)
                add_shift(tile, state, place, reach, across, down);
    for (int y = 0; y < place->height; y++) {
        uint8_t *out = et_image_row(run->out, run->plane, place->top + y);
        const float *values = tile->values[ET_NLMEANS_MARGIN + y] + ET_NLMEANS_MARGIN;
        if (et_format_info(state->format)->depth == 8)
            divide_8(out + place->left, tile->total[y], tile->sum[y], values, place->width);
        else
            divide_16((uint16_t *)out + place->left, tile->total[y], tile->sum[y], values,
                      place->width);
    }
}

static void run(const struct et_run *run)
{
    const struct state *state = run->state;
    const struct et_format_info *format = et_format_info(state->format);
    const int plane = run->plane;
    const int width = et_plane_width(state->format, plane, run->in->info.width);
    const int height = et_plane_height(state->format, plane, run->in->info.height);
    if (plane >= et_format_color_planes(state->format) || !reach_in(state, plane)->research) {
        for (int y = run->first; y < run->last; y++)
            memcpy(et_image_row(run->out, plane, y), et_image_row(run->in, plane, y),
                   (size_t)width * format->bytes_per_pixel);
        return;
    }
    for (int top = run->first; top < run->last; top += ET_NLMEANS_ROWS)
        for (int left = 0; left < width; left += ET_NLMEANS_COLUMNS) {
            const struct place place = {
                .left = left,
                .top = top,
                .width = width - left < ET_NLMEANS_COLUMNS ? width - left : ET_NLMEANS_COLUMNS,
                .height = run->last - top < ET_NLMEANS_ROWS ? run->last - top : ET_NLMEANS_ROWS,
                .plane_width = width,
                .plane_height = height,
            };
            run_tile(run, &place);
        }
}

static const struct et_param params[] = {
    ET_FLOAT(struct nlmeans_params, strength, "Strength",
             "How different patches may be and still count: 10 times this is where they count 1/e.",
             ET_UNIT_NONE, 1, 30, 0.1, 1),
    ET_INT(struct nlmeans_params, patch, "Patch", "Size of the patches compared; odd.",
           ET_UNIT_PIXEL, 1, 2 * ET_NLMEANS_MOST_PATCH + 1, 2, 7),
    ET_INT(struct nlmeans_params, research, "Research window",
           "Size of the square that samples are taken from; odd, 1 takes none.", ET_UNIT_PIXEL, 1,
           2 * ET_NLMEANS_MOST_RESEARCH + 1, 2, 15),
    ET_INT(struct nlmeans_params, chroma_patch, "Patch in chroma",
           "The same for chroma, in its samples; 0: as in luma.", ET_UNIT_NONE, 0,
           2 * ET_NLMEANS_MOST_PATCH + 1, 1, 0),
    ET_INT(struct nlmeans_params, chroma_research, "Research window in chroma",
           "The same for chroma, in its samples; 0: as in luma.", ET_UNIT_NONE, 0,
           2 * ET_NLMEANS_MOST_RESEARCH + 1, 1, 0),
};

const struct et_filter et_filter_nlmeans = {
    .name = "nlmeans",
    .label = "Non-local means",
    .help = "Averages each sample with those around it that have like surroundings.",
    .group = ET_GROUP_TEMPORAL,
    .example = "strength:6:patch:7:research:15",
    .params = params,
    .param_count = ET_COUNT(params),
    .params_size = sizeof(struct nlmeans_params),
    .state_size = sizeof(struct state),
    .models = ET_MODELS_GRAY | ET_MODELS_YUV | ET_MODELS_RGB,
    .order = ET_ORDER_ANY,
    .is_neutral = is_neutral,
    .configure = configure,
    .rows_needed = rows_needed,
    .band_rows = band_rows,
    .scratch_size = scratch_size,
    .run = run,
};
