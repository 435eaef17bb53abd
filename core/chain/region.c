// SPDX-License-Identifier: MIT
#include "chain/region.h"

#include "base/arena.h"

#include <string.h>

#define SIDE(key, label, help, min, initial)                                                       \
    ET_INT(struct et_region, key, label, help, ET_UNIT_PIXEL, min, ET_SIDE_MOST, 1, initial)

const struct et_param et_region_params[ET_REGION_NUMBERS] = {
    SIDE(x, "Left", "First column.", -ET_SIDE_MOST, 0),
    SIDE(y, "Top", "First row.", -ET_SIDE_MOST, 0),
    SIDE(width, "Width", "Columns.", 1, ET_SIDE_MOST),
    SIDE(height, "Height", "Rows.", 1, ET_SIDE_MOST),
    SIDE(feather, "Feather",
         "Pixels inside the rectangle over which the filter's effect rises to its whole.", 0, 0),
};

/* Where a sample sits on one axis: at `first` + `step` * index half pixels from the image's edge. */
struct axis {
    int first, step, count;
};

static struct axis axis_of(const struct et_image_info *info, int plane, bool across)
{
    const struct et_format_info *format = et_format_info(info->format);
    const bool chroma = et_plane_is_chroma(info->format, plane);
    const int shift = chroma ? across ? format->chroma_x : format->chroma_y : 0;
    const int siting = info->color.siting;
    int first = 1 << shift; /* midway between the pixels that they cover */
    if (across && siting != ET_SITING_CENTER && siting != ET_SITING_TOP &&
        siting != ET_SITING_BOTTOM)
        first = 1;
    if (!across && (siting == ET_SITING_TOP_LEFT || siting == ET_SITING_TOP))
        first = 1;
    if (!across && (siting == ET_SITING_BOTTOM_LEFT || siting == ET_SITING_BOTTOM))
        first = (2 << shift) - 1;
    return (struct axis){.first = first,
                         .step = 2 << shift,
                         .count = across ? et_plane_width(info->format, plane, info->width)
                                         : et_plane_height(info->format, plane, info->height)};
}

static int weight_at(int place, int from, int size, int feather)
{
    const int to_start = place - 2 * from, to_end = 2 * (from + size) - place;
    const int distance = to_start < to_end ? to_start : to_end; /* half pixels */
    if (distance <= 0)
        return 0;
    if (distance >= 2 * feather)
        return ET_WEIGHT_ONE;
    return (distance * ET_WEIGHT_ONE + feather) / (2 * feather);
}

/* Fills the weights of an axis and tells where they are not 0. */
static void fill(uint16_t *weights, struct axis axis, int from, int size, int feather, int *first,
                 int *last)
{
    *first = *last = 0;
    for (int i = 0; i < axis.count; i++) {
        weights[i] = (uint16_t)weight_at(axis.first + axis.step * i, from, size, feather);
        if (!weights[i])
            continue;
        if (*last == 0)
            *first = i;
        *last = i + 1;
    }
}

int et_region_init(struct et_mask masks[4], const struct et_image_info *info,
                   struct et_arena *arena)
{
    for (int plane = 0; plane < et_format_info(info->format)->planes; plane++) {
        const size_t columns = (size_t)axis_of(info, plane, true).count;
        const size_t rows = (size_t)axis_of(info, plane, false).count;
        struct et_mask *mask = &masks[plane];
        mask->across = et_arena_alloc(arena, columns, sizeof(*mask->across));
        mask->down = et_arena_alloc(arena, rows, sizeof(*mask->down));
        if (!mask->across || !mask->down)
            return et_fail(ET_ERROR_MEMORY, "no memory for the weights of a region");
    }
    return 0;
}

bool et_region_set(struct et_mask masks[4], const struct et_region *region,
                   const struct et_image_info *info)
{
    bool is_seen = false;
    for (int plane = 0; plane < et_format_info(info->format)->planes; plane++) {
        struct et_mask *mask = &masks[plane];
        fill(mask->across, axis_of(info, plane, true), region->x, region->width, region->feather,
             &mask->left, &mask->right);
        fill(mask->down, axis_of(info, plane, false), region->y, region->height, region->feather,
             &mask->top, &mask->bottom);
        is_seen |= mask->left < mask->right && mask->top < mask->bottom;
    }
    return is_seen;
}

static unsigned mix(unsigned filtered, unsigned input, unsigned weight)
{
    return (filtered * weight + input * (ET_WEIGHT_ONE - weight) + ET_WEIGHT_ONE / 2) /
           ET_WEIGHT_ONE;
}

static void mix_8(const struct et_mask *mask, unsigned down, const uint8_t *in, uint8_t *out,
                  int channels)
{
    for (int x = mask->left; x < mask->right; x++) {
        const unsigned weight = mask->across[x] < down ? mask->across[x] : down;
        for (int i = x * channels; i < (x + 1) * channels; i++)
            out[i] = (uint8_t)mix(out[i], in[i], weight);
    }
}

static void mix_16(const struct et_mask *mask, unsigned down, const uint16_t *in, uint16_t *out)
{
    for (int x = mask->left; x < mask->right; x++) {
        const unsigned weight = mask->across[x] < down ? mask->across[x] : down;
        out[x] = (uint16_t)mix(out[x], in[x], weight);
    }
}

void et_region_mix(const struct et_mask *mask, const struct et_image *in,
                   const struct et_image *out, int plane, int first, int last)
{
    const struct et_format_info *format = et_format_info(out->info.format);
    const size_t pixel = format->bytes_per_pixel;
    const size_t row = (size_t)et_plane_width(out->info.format, plane, out->info.width) * pixel;
    const size_t left = (size_t)mask->left * pixel, right = (size_t)mask->right * pixel;
    for (int y = first; y < last; y++) {
        const uint8_t *src = in->data[plane] + y * in->stride[plane];
        uint8_t *dst = out->data[plane] + y * out->stride[plane];
        if (!mask->down[y]) {
            memcpy(dst, src, row);
            continue;
        }
        memcpy(dst, src, left);
        memcpy(dst + right, src + right, row - right);
        if (format->depth > 8)
            mix_16(mask, mask->down[y], (const void *)src, (void *)dst);
        else
            mix_8(mask, mask->down[y], src, dst, format->bytes_per_pixel);
    }
}
