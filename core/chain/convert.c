// SPDX-License-Identifier: MIT
/*
 * From any YUV or GRAY format to I420 of 8 bits. With n = 1, 2 or 4 samples of `depth` bits that
 * share an output sample and s = depth - 8 + log2 n bits to go:
 *   out = min((sum + bias) >> s, 255)
 * The bias is a half where the depth is 8 already, and else ((2 * matrix + 1) << s) >> 7, with the
 * matrix of simd/dither.h at the output sample's own position: the same input gives the same output.
 * Chroma that has fewer samples than 4:2:0 is repeated; alpha is left out.
 */
#include "chain/convert.h"

#include "base/engine.h"
#include "base/threads.h"
#include "simd/dither.h"

#include <string.h>

enum {
    BAND_ROWS = 32,
    CHUNK = 512, /* samples that are converted at a time, a multiple of ET_DITHER_SIZE */
};

struct plane {
    const uint8_t *src;
    ptrdiff_t src_stride;
    int src_width, src_height;
    uint8_t *dst;
    ptrdiff_t dst_stride;
    int width, height;
    int depth;              /* 0: filled with the neutral code */
    int halve_x, halve_y;   /* 1: two samples become one in that direction */
    int repeat_x, repeat_y; /* 1: one sample becomes two in that direction */
    int first_band;
};

struct conversion {
    struct plane planes[3];
};

/*
 * Samples `left` to `left + count - 1` of a row, or of two rows added; beyond its end the last one.
 */
static void load_sums(uint16_t *restrict sums, const struct plane *plane, const uint8_t *above,
                      const uint8_t *below, int left, int count)
{
    const int there = plane->src_width - left, width = there < count ? there : count;
    const int second_width = plane->halve_y ? width : 0;
    if (plane->depth == 8) {
        const uint8_t *restrict first = above + left, *restrict second = below + left;
        for (int x = 0; x < width; x++)
            sums[x] = first[x];
        for (int x = 0; x < second_width; x++)
            sums[x] = (uint16_t)(sums[x] + second[x]);
    } else {
        const uint16_t *restrict first = (const uint16_t *)above + left;
        const uint16_t *restrict second = (const uint16_t *)below + left;
        for (int x = 0; x < width; x++)
            sums[x] = first[x];
        for (int x = 0; x < second_width; x++)
            sums[x] = (uint16_t)(sums[x] + second[x]);
    }
    for (int x = width; x < count; x++)
        sums[x] = sums[width - 1];
}

static void add_neighbours(uint16_t *sums, int count)
{
    for (int x = 0; x < count; x++)
        sums[x] = (uint16_t)(sums[2 * x] + sums[2 * x + 1]);
}

static void round_sums(uint8_t *restrict dst, const uint16_t *restrict sums, int count,
                       const uint16_t *restrict bias, int shift)
{
    for (int x = 0; x < count; x++) {
        uint16_t value = (uint16_t)((uint16_t)(sums[x] + bias[x]) >> shift);
        dst[x] = (uint8_t)(value > 255 ? 255 : value);
    }
}

static void convert_row(const struct plane *plane, int y)
{
    const int shift = plane->depth - 8 + plane->halve_x + plane->halve_y;
    const int last = plane->src_height - 1;
    int top = y << plane->halve_y, bottom = top + plane->halve_y;
    const uint8_t *above = plane->src + (top < last ? top : last) * plane->src_stride;
    const uint8_t *below = plane->src + (bottom < last ? bottom : last) * plane->src_stride;
    uint8_t *dst = plane->dst + y * plane->dst_stride;
    const uint8_t *thresholds = et_dither_matrix[y % ET_DITHER_SIZE];
    uint16_t bias[CHUNK], sums[2 * CHUNK];
    for (int i = 0; i < CHUNK; i++)
        bias[i] =
            (uint16_t)(plane->depth > 8 ? ((2 * thresholds[i % ET_DITHER_SIZE] + 1) << shift) >> 7
                                        : (1 << shift) >> 1);
    for (int x = 0; x < plane->width; x += CHUNK) {
        int count = plane->width - x < CHUNK ? plane->width - x : CHUNK;
        load_sums(sums, plane, above, below, x << plane->halve_x, count << plane->halve_x);
        if (plane->halve_x)
            add_neighbours(sums, count);
        round_sums(dst + x, sums, count, bias, shift);
    }
}

static unsigned sample_at(const struct plane *plane, int x, int y)
{
    const uint8_t *row =
        plane->src + (y < plane->src_height ? y : plane->src_height - 1) * plane->src_stride;
    x = x < plane->src_width ? x : plane->src_width - 1;
    return plane->depth == 8 ? row[x] : ((const uint16_t *)row)[x];
}

/* The same for formats that are rare: sums that outgrow 16 bits, and samples that are repeated. */
static void convert_row_wide(const struct plane *plane, int y)
{
    const int shift = plane->depth - 8 + plane->halve_x + plane->halve_y;
    const int top = y << plane->halve_y >> plane->repeat_y, bottom = top + plane->halve_y;
    uint8_t *dst = plane->dst + y * plane->dst_stride;
    for (int x = 0; x < plane->width; x++) {
        const int left = x << plane->halve_x >> plane->repeat_x, right = left + plane->halve_x;
        const unsigned threshold =
            2u * et_dither_matrix[y % ET_DITHER_SIZE][x % ET_DITHER_SIZE] + 1;
        unsigned sum = 0;
        for (int row = top; row <= bottom; row++)
            for (int column = left; column <= right; column++)
                sum += sample_at(plane, column, row);
        sum += plane->depth > 8 ? threshold << shift >> 7 : 1u << shift >> 1;
        dst[x] = (uint8_t)(sum >> shift > 255 ? 255 : sum >> shift);
    }
}

/* A row that only moves: 8 bits, nothing averaged. */
static void copy_row(const struct plane *plane, int y)
{
    const uint8_t *src =
        plane->src + (y < plane->src_height ? y : plane->src_height - 1) * plane->src_stride;
    uint8_t *dst = plane->dst + y * plane->dst_stride;
    memcpy(dst, src, (size_t)plane->src_width);
    for (int x = plane->src_width; x < plane->width; x++)
        dst[x] = src[plane->src_width - 1];
}

static void convert_band(void *context, int index, int worker)
{
    const struct conversion *conversion = context;
    (void)worker;
    int p = 2;
    while (index < conversion->planes[p].first_band)
        p--;
    const struct plane *plane = &conversion->planes[p];
    int first = (index - plane->first_band) * BAND_ROWS;
    int last = first + BAND_ROWS < plane->height ? first + BAND_ROWS : plane->height;
    for (int y = first; y < last; y++) {
        if (!plane->depth)
            memset(plane->dst + y * plane->dst_stride, 128, (size_t)plane->width);
        else if (plane->depth > 12 || plane->repeat_x)
            convert_row_wide(plane, y);
        else if (plane->depth == 8 && !plane->halve_x && !plane->halve_y)
            copy_row(plane, y);
        else
            convert_row(plane, y);
    }
}

unsigned et_conversions_for_encoder(const struct et_image_info *in)
{
    const struct et_format_info *format = et_format_info(in->format);
    unsigned conversions = 0;
    if (format->depth > 8)
        conversions |= ET_CONVERTED_DEPTH;
    if (format->model != ET_MODEL_YUV || format->chroma_x != 1 || format->chroma_y != 1)
        conversions |= ET_CONVERTED_CHROMA;
    if (in->width % 2 || in->height % 2)
        conversions |= ET_CONVERTED_PADDING;
    if (format->alpha)
        conversions |= ET_CONVERTED_ALPHA;
    return conversions;
}

static struct plane plane_of(const struct et_frame *in, const struct et_frame *out, int p)
{
    const struct et_image *from = &in->image, *to = &out->image;
    const struct et_format_info *format = et_format_info(from->info.format);
    struct plane plane = {
        .dst = to->data[p],
        .dst_stride = to->stride[p],
        .width = et_plane_width(to->info.format, p, to->info.width),
        .height = et_plane_height(to->info.format, p, to->info.height),
    };
    if (p >= et_format_color_planes(from->info.format))
        return plane;
    plane.src = from->data[p];
    plane.src_stride = from->stride[p];
    plane.src_width = et_plane_width(from->info.format, p, from->info.width);
    plane.src_height = et_plane_height(from->info.format, p, from->info.height);
    plane.depth = format->depth;
    plane.halve_x = p && !format->chroma_x;
    plane.halve_y = p && !format->chroma_y;
    plane.repeat_x = p && format->chroma_x > 1;
    plane.repeat_y = p && format->chroma_y > 1;
    return plane;
}

int et_convert_for_encoder(struct et_engine *engine, struct et_pool *pool,
                           const struct et_frame *in, struct et_frame **out, unsigned *conversions)
{
    const struct et_image_info *info = &in->image.info;
    const struct et_format_info *format = et_format_info(info->format);
    *out = NULL;
    *conversions = 0;
    if (format->model != ET_MODEL_YUV && format->model != ET_MODEL_GRAY)
        return et_fail(ET_ERROR_UNSUPPORTED, "the encoder does not take %s", format->name);
    *conversions = et_conversions_for_encoder(info);
    if (!*conversions) {
        *out = et_frame_ref((struct et_frame *)in);
        return 0;
    }
    struct et_image_info wanted = *info;
    wanted.format = ET_FORMAT_I420;
    wanted.width += info->width % 2;
    wanted.height += info->height % 2;
    if (format->model == ET_MODEL_YUV && !format->chroma_x)
        wanted.color.siting = ET_SITING_CENTER; /* the mean of two lies between them */
    int error = et_frame_create(pool, &wanted, out);
    if (error)
        return error;
    et_frame_copy_properties(*out, in);
    struct conversion conversion;
    int bands = 0;
    for (int p = 0; p < 3; p++) {
        conversion.planes[p] = plane_of(in, *out, p);
        conversion.planes[p].first_band = bands;
        bands += (conversion.planes[p].height + BAND_ROWS - 1) / BAND_ROWS;
    }
    et_threads_run(engine->threads, bands, convert_band, &conversion);
    return 0;
}
