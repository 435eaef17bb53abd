// SPDX-License-Identifier: MIT
#include "chain/convert.h"

#include "color/standard.h"

#include <stdio.h>
#include <string.h>

static bool takes_format(const struct et_accepts *accepts, enum et_format format)
{
    for (size_t i = 0; i < accepts->format_count; i++)
        if (accepts->formats[i] == format)
            return true;
    return false;
}

static bool takes_transfer(const struct et_accepts *accepts, int transfer)
{
    return memchr(accepts->transfers, transfer, accepts->transfer_count) != NULL;
}

/* Where 4:2:0 made of other subsamplings has its chroma: across where it was, down midway. */
static enum et_siting new_siting(const struct et_format_info *format, enum et_siting siting)
{
    const bool midway =
        siting == ET_SITING_CENTER || siting == ET_SITING_TOP || siting == ET_SITING_BOTTOM;
    return format->model == ET_MODEL_YUV && format->chroma_x == 1 && midway ? ET_SITING_CENTER
                                                                            : ET_SITING_LEFT;
}

static int matrix_of(int primaries)
{
    switch (primaries) {
    case ET_PRIMARIES_BT2020:
        return ET_MATRIX_BT2020_NCL;
    case ET_PRIMARIES_BT470BG:
    case ET_PRIMARIES_SMPTE170M:
        return ET_MATRIX_SMPTE170M;
    default:
        return ET_MATRIX_BT709;
    }
}

void et_negotiate(const struct et_accepts *accepts, const struct et_image_info *in,
                  struct et_image_info *out, unsigned *conversions)
{
    const struct et_format_info *from = et_format_info(in->format);
    const bool rgb = from->model == ET_MODEL_RGB || from->model == ET_MODEL_RGBA;
    const bool tone = !takes_transfer(accepts, in->color.transfer);
    *out = *in;
    *conversions = 0;
    if (tone)
        *conversions |= ET_CONVERTED_TONE;
    if (rgb)
        *conversions |= ET_CONVERTED_MATRIX;
    if (from->alpha)
        *conversions |= ET_CONVERTED_ALPHA;
    if (!takes_format(accepts, in->format)) {
        out->format = accepts->formats[0];
        const struct et_format_info *to = et_format_info(out->format);
        bool chroma = from->model != ET_MODEL_YUV || from->chroma_x != to->chroma_x ||
                      from->chroma_y != to->chroma_y;
        if (chroma) {
            *conversions |= ET_CONVERTED_CHROMA;
            out->color.siting = (uint8_t)new_siting(from, (enum et_siting)in->color.siting);
            out->color.guessed &= (uint8_t)~ET_GUESSED_SITING;
        }
        if (from->depth > to->depth)
            *conversions |= ET_CONVERTED_DEPTH;
    }
    if (tone) {
        out->color.matrix = ET_MATRIX_BT709;
        out->color.primaries = ET_PRIMARIES_BT709;
        out->color.transfer = ET_TRANSFER_SRGB;
        out->color.guessed &= ET_GUESSED_SITING;
    } else if (rgb) {
        out->color.matrix = (uint8_t)matrix_of(in->color.primaries);
    }
    if (tone || rgb)
        out->color.full_range = 0;
    if (accepts->even_sides && (in->width % 2 || in->height % 2)) {
        *conversions |= ET_CONVERTED_PADDING;
        out->width += in->width % 2;
        out->height += in->height % 2;
    }
}

const char *et_conversion_names(unsigned conversions)
{
    static _Thread_local char text[160];
    static const char *const names[] = {"depth (to 8 bits)",       "chroma (to 4:2:0)",
                                        "padding (to even sides)", "alpha (onto black)",
                                        "matrix (RGB to Y'CbCr)",  "tone (to SDR)"};
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < ET_COUNT(names); i++)
        if (conversions & 1u << i)
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", used ? ", " : "",
                                     names[i]);
    return text;
}
