// SPDX-License-Identifier: MIT
/* Frames that no decoder of ours made: what is said about them is checked, and what is not is guessed as for clips. */
#include "media/outside.h"

#include <libavutil/pixdesc.h>

#include "color/standard.h"
#include "frame/interleave.h"
#include "media/color.h"

enum { RANGE_NOT_SAID = 2 };

/* Times that a double holds, which is how JavaScript has them. */
static const int64_t most_ticks = INT64_C(1) << 53;

static int check_shape(const struct et_image_info *info)
{
    const struct et_format_info *format = et_format_info(info->format);
    ptrdiff_t stride[4];
    size_t offset[4];

    if (!format->planes || format->model == ET_MODEL_RGBA)
        return et_fail(ET_ERROR_ARGUMENT, "%d is no format of planes", (int)info->format);
    return et_image_layout(info, 0, stride, offset) < 0 ? ET_ERROR_ARGUMENT : 0;
}

static int check_color(const struct et_color *color)
{
    if (color->full_range > RANGE_NOT_SAID)
        return et_fail(ET_ERROR_ARGUMENT, "a range of %d is outside 0 to %d", color->full_range,
                       RANGE_NOT_SAID);
    if (color->siting > ET_SITING_BOTTOM)
        return et_fail(ET_ERROR_ARGUMENT, "a siting of %d is outside 0 to %d", color->siting,
                       ET_SITING_BOTTOM);
    return 0;
}

static int check_times(const struct et_frame *like)
{
    if (like->time_base.num < 1 || like->time_base.den < 1)
        return et_fail(ET_ERROR_ARGUMENT, "a time base of %d/%d is no span of time",
                       like->time_base.num, like->time_base.den);
    if (like->pts < -most_ticks || like->pts > most_ticks)
        return et_fail(ET_ERROR_ARGUMENT, "a time of %lld ticks is outside -2^53 to 2^53",
                       (long long)like->pts);
    if (like->duration < 0 || like->duration > most_ticks)
        return et_fail(ET_ERROR_ARGUMENT, "a duration of %lld ticks is outside 0 to 2^53",
                       (long long)like->duration);
    if (like->sample_aspect.num < 0 || like->sample_aspect.den < 0)
        return et_fail(ET_ERROR_ARGUMENT, "a sample aspect of %d/%d is below 0",
                       like->sample_aspect.num, like->sample_aspect.den);
    return 0;
}

static struct et_color decide_color(const struct et_image_info *info)
{
    static const int ranges[] = {AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG, AVCOL_RANGE_UNSPECIFIED};
    static const int sitings[] = {
        [ET_SITING_UNSPECIFIED] = AVCHROMA_LOC_UNSPECIFIED,
        [ET_SITING_LEFT] = AVCHROMA_LOC_LEFT,
        [ET_SITING_CENTER] = AVCHROMA_LOC_CENTER,
        [ET_SITING_TOP_LEFT] = AVCHROMA_LOC_TOPLEFT,
        [ET_SITING_TOP] = AVCHROMA_LOC_TOP,
        [ET_SITING_BOTTOM_LEFT] = AVCHROMA_LOC_BOTTOMLEFT,
        [ET_SITING_BOTTOM] = AVCHROMA_LOC_BOTTOM,
    };
    const struct et_color *color = &info->color;
    const struct et_color_case of = {
        .format = info->format,
        .av_pixel_format = AV_PIX_FMT_NONE,
        .height = info->height,
        .stream = {.matrix = ET_MATRIX_UNSPECIFIED},
        .container = {color->matrix, color->primaries, color->transfer, ranges[color->full_range],
                      sitings[color->siting]},
    };

    return et_color_decide(&of);
}

int et_frame_make_in(struct et_pool *pool, const struct et_frame *like, struct et_frame **out)
{
    struct et_image_info info = like->image.info;
    int result = check_shape(&info);

    *out = NULL;
    if (result == 0)
        result = check_color(&info.color);
    if (result == 0)
        result = check_times(like);
    if (result < 0)
        return result;
    info.color = decide_color(&info);
    result = et_frame_create(pool, &info, out);
    if (result < 0)
        return result;
    (*out)->pts = like->pts;
    (*out)->duration = like->duration;
    (*out)->time_base = like->time_base;
    (*out)->sample_aspect = like->sample_aspect;
    (*out)->light = like->light;
    (*out)->interlaced = like->interlaced != 0;
    (*out)->top_first = like->top_first != 0;
    (*out)->key = 1;
    return 0;
}

int et_frame_make(const struct et_frame *like, struct et_frame **out)
{
    struct et_pool *pool;
    int result = et_pool_create(1, &pool);

    *out = NULL;
    if (result == 0)
        result = et_frame_make_in(pool, like, out);
    et_pool_close(&pool); /* it lives until the frame is gone */
    return result;
}

/* All bits that any sample of a row has. */
static unsigned bits_of_row(const uint16_t *row, int count)
{
    unsigned bits = 0;

    for (int x = 0; x < count; x++)
        bits |= row[x];
    return bits;
}

int et_frame_check_samples(const struct et_frame *frame)
{
    const struct et_image *image = &frame->image;
    const struct et_image_info *info = &image->info;
    const struct et_format_info *format = et_format_info(info->format);

    for (int plane = 0; format->depth > 8 && plane < format->planes; plane++) {
        const int width = et_plane_width(info->format, plane, info->width);

        for (int y = 0; y < et_plane_height(info->format, plane, info->height); y++) {
            const uint16_t *row = (const uint16_t *)(const void *)et_image_row(image, plane, y);
            const unsigned bits = bits_of_row(row, width);

            if (bits >> format->depth)
                return et_fail(ET_ERROR_ARGUMENT,
                               "row %d of plane %d has a sample beyond the %d bits of %s", y, plane,
                               format->depth, format->name);
        }
    }
    return 0;
}

static const struct {
    const char *name;
    enum et_format format;
} packings[ET_PACKING_COUNT] = {
#define ET_PACKING_ROW(name, format) {#name, ET_FORMAT_##format},
    ET_PACKINGS(ET_PACKING_ROW)
#undef ET_PACKING_ROW
};

const char *et_packing_name(enum et_packing packing)
{
    return (unsigned)packing < ET_PACKING_COUNT ? packings[packing].name : "";
}

enum et_format et_packing_format(enum et_packing packing)
{
    return (unsigned)packing < ET_PACKING_COUNT ? packings[packing].format : ET_FORMAT_NONE;
}

int et_frame_unpack(const struct et_frame *frame, enum et_packing packing, const uint8_t *samples,
                    size_t size)
{
    const struct et_image *image = &frame->image;
    const struct et_image_info *info = &image->info;
    const bool pairs = packing == ET_PACKING_NV12;
    const size_t row =
        pairs ? 2 * (size_t)et_plane_width(info->format, 1, info->width) : 4 * (size_t)info->width;
    const size_t rows = (size_t)et_plane_height(info->format, pairs ? 1 : 0, info->height);

    if (info->format == ET_FORMAT_NONE || et_packing_format(packing) != info->format)
        return et_fail(ET_ERROR_ARGUMENT, "packing %d (%s) does not become %s", (int)packing,
                       et_packing_name(packing), et_format_info(info->format)->name);
    if (size != row * rows)
        return et_fail(ET_ERROR_ARGUMENT, "%zu bytes are not %zu rows of %zu", size, rows, row);
    if (pairs)
        et_split_pairs(image, samples, (ptrdiff_t)row);
    else
        et_split_pixels(image, samples, (ptrdiff_t)row,
                        packing == ET_PACKING_BGRA || packing == ET_PACKING_BGRX);
    return 0;
}

int et_frame_pack(const struct et_frame *frame, uint8_t *rgba, ptrdiff_t stride)
{
    const struct et_image_info *info = &frame->image.info;

    if (info->format != ET_FORMAT_GBR8 && info->format != ET_FORMAT_GBRA8)
        return et_fail(ET_ERROR_UNSUPPORTED, "a frame of %s is no RGB of 8 bits",
                       et_format_info(info->format)->name);
    if (stride < (ptrdiff_t)info->width * 4)
        return et_fail(ET_ERROR_ARGUMENT,
                       "a stride of %td is less than 4 bytes for each of %d pixels", stride,
                       info->width);
    et_join_pixels(&frame->image, rgba, stride);
    return 0;
}
