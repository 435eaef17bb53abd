// SPDX-License-Identifier: MIT
#include <etalon/format.h>

static const struct et_format_info formats[ET_FORMAT_COUNT] = {[ET_FORMAT_NONE] = {.name = ""},
#define ET_FORMAT_ROW(name, model, planes, depth, chroma_x, chroma_y)                              \
    [ET_FORMAT_##name] = {#name,                                                                   \
                          ET_MODEL_##model,                                                        \
                          planes,                                                                  \
                          depth,                                                                   \
                          ET_MODEL_##model == ET_MODEL_RGBA ? 4                                    \
                          : (depth) > 8                     ? 2                                    \
                                                            : 1,                                                       \
                          chroma_x,                                                                \
                          chroma_y},
                                                               ET_FORMATS(ET_FORMAT_ROW)
#undef ET_FORMAT_ROW
};

const struct et_format_info *et_format_info(enum et_format format)
{
    if ((unsigned)format >= ET_FORMAT_COUNT)
        return &formats[ET_FORMAT_NONE];
    return &formats[format];
}

enum et_format et_format_find(enum et_model model, int depth, int chroma_x, int chroma_y)
{
    for (int i = ET_FORMAT_NONE + 1; i < ET_FORMAT_COUNT; i++) {
        const struct et_format_info *info = &formats[i];

        if (info->model == model && info->depth == depth && info->chroma_x == chroma_x &&
            info->chroma_y == chroma_y)
            return (enum et_format)i;
    }
    return ET_FORMAT_NONE;
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
