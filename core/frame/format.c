// SPDX-License-Identifier: MIT
#include <etalon/format.h>

static const struct et_format_info formats[ET_FORMAT_COUNT] = {[ET_FORMAT_NONE] = {.name = ""},
#define ET_FORMAT_ROW(name, model, planes, depth, chroma_x, chroma_y, alpha)                       \
    [ET_FORMAT_##name] = {#name,                                                                   \
                          ET_MODEL_##model,                                                        \
                          planes,                                                                  \
                          depth,                                                                   \
                          ET_MODEL_##model == ET_MODEL_RGBA ? 4                                    \
                          : (depth) > 8                     ? 2                                    \
                                                            : 1,                                                       \
                          chroma_x,                                                                \
                          chroma_y,                                                                \
                          alpha},
                                                               ET_FORMATS(ET_FORMAT_ROW)
#undef ET_FORMAT_ROW
};

const struct et_format_info *et_format_info(enum et_format format)
{
    if ((unsigned)format >= ET_FORMAT_COUNT)
        return &formats[ET_FORMAT_NONE];
    return &formats[format];
}

enum et_format et_format_find(const struct et_format_info *like)
{
    for (int i = ET_FORMAT_NONE + 1; i < ET_FORMAT_COUNT; i++) {
        const struct et_format_info *info = &formats[i];

        if (info->model == like->model && info->depth == like->depth &&
            info->chroma_x == like->chroma_x && info->chroma_y == like->chroma_y &&
            info->alpha == like->alpha)
            return (enum et_format)i;
    }
    return ET_FORMAT_NONE;
}

enum et_format et_format_turned(enum et_format format)
{
    struct et_format_info turned = *et_format_info(format);
    uint8_t across = turned.chroma_x;

    turned.chroma_x = turned.chroma_y;
    turned.chroma_y = across;
    return et_format_find(&turned);
}

enum et_format et_format_of_depth(enum et_format format, int depth)
{
    struct et_format_info like = *et_format_info(format);

    like.depth = (uint8_t)depth;
    return et_format_find(&like);
}

int et_format_color_planes(enum et_format format)
{
    const struct et_format_info *info = et_format_info(format);

    return info->alpha && info->planes > 1 ? info->planes - 1 : info->planes;
}

bool et_plane_is_chroma(enum et_format format, int plane)
{
    return (plane == 1 || plane == 2) && plane < et_format_color_planes(format);
}

int et_plane_width(enum et_format format, int plane, int width)
{
    int shift = plane == 1 || plane == 2 ? et_format_info(format)->chroma_x : 0;

    return (width + (1 << shift) - 1) >> shift;
}

int et_plane_height(enum et_format format, int plane, int height)
{
    int shift = plane == 1 || plane == 2 ? et_format_info(format)->chroma_y : 0;

    return (height + (1 << shift) - 1) >> shift;
}
