// SPDX-License-Identifier: MIT
/* overlay against W3C's formulas in double precision, pixel by pixel. */
#include "single.h"

#include "base/cpu.h"

#include <math.h>

enum { NORMAL, MULTIPLY, SCREEN, OVERLAY, DARKEN, LIGHTEN, ADD, DIFFERENCE, SOFT, HARD, BLENDS };

struct settings {
    double x, y, opacity, blend, alpha, order;
};

/* One comparison: both images, and how they are laid over each other. */
struct scene_images {
    const struct et_image *base, *second;
    struct settings settings;
};

static double siting(const struct et_image_info *info, bool across, int shift)
{
    const bool cosited = info->color.siting == ET_SITING_TOP_LEFT ||
                         (across && info->color.siting != ET_SITING_CENTER);
    return cosited ? 0 : 0.5 * ((1 << shift) - 1);
}

static int clamp_int(int value, int count)
{
    return value < 0 ? 0 : value >= count ? count - 1 : value;
}

static double clamp(double value, double low, double high)
{
    return fmin(fmax(value, low), high);
}

/* Code of plane p at a pixel, interpolated where it has fewer samples than there are pixels. */
static double code_at(const struct et_image *image, int p, int x, int y)
{
    const struct et_format_info *format = et_format_info(image->info.format);
    if (format->model == ET_MODEL_RGBA)
        return image_get(image, 0, 4 * x + p, y);
    const bool chroma = et_plane_is_chroma(image->info.format, p);
    const int shift_x = chroma ? format->chroma_x : 0, shift_y = chroma ? format->chroma_y : 0;
    const double u = (x - siting(&image->info, true, shift_x)) / (1 << shift_x);
    const double v = (y - siting(&image->info, false, shift_y)) / (1 << shift_y);
    const int width = et_plane_width(image->info.format, p, image->info.width);
    const int height = et_plane_height(image->info.format, p, image->info.height);
    double sum = 0;
    for (int j = 0; j < 2; j++)
        for (int i = 0; i < 2; i++) {
            const int xx = (int)floor(u) + i, yy = (int)floor(v) + j;
            sum += (1 - fabs(u - xx)) * (1 - fabs(v - yy)) *
                   image_get(image, p, clamp_int(xx, width), clamp_int(yy, height));
        }
    return sum;
}

static void scale_of(const struct et_image_info *info, int p, double *zero, double *unit)
{
    const struct et_format_info *format = et_format_info(info->format);
    const double step = 1 << (format->depth - 8), max = (1 << format->depth) - 1;
    const bool chroma = format->model == ET_MODEL_YUV && (p == 1 || p == 2);
    const bool full = info->color.full_range || format->model == ET_MODEL_RGBA;
    *zero = chroma ? 128 * step : full ? 0 : 16 * step;
    *unit = full ? max : (chroma ? 224 : 219) * step;
}

/* Luma's share of red and blue. */
static void weights_of(const struct et_image_info *info, double *red, double *blue)
{
    *red = info->color.matrix == 1 ? 0.2126 : 0.299;
    *blue = info->color.matrix == 1 ? 0.0722 : 0.114;
}

static void rgb_at(const struct et_image *image, int x, int y, double rgb[3])
{
    const enum et_model model = et_format_info(image->info.format)->model;
    double planes[3] = {0, 0, 0}, zero, unit, red, blue;
    for (int p = 0; p < (model == ET_MODEL_GRAY ? 1 : 3); p++) {
        scale_of(&image->info, p, &zero, &unit);
        planes[p] = (code_at(image, p, x, y) - zero) / unit;
    }
    weights_of(&image->info, &red, &blue);
    rgb[0] = model == ET_MODEL_RGBA  ? planes[0]
             : model == ET_MODEL_RGB ? planes[2]
                                     : planes[0] + 2 * (1 - red) * planes[2];
    rgb[2] = model == ET_MODEL_RGBA  ? planes[2]
             : model == ET_MODEL_RGB ? planes[1]
                                     : planes[0] + 2 * (1 - blue) * planes[1];
    rgb[1] = model == ET_MODEL_RGBA ? planes[1]
             : model == ET_MODEL_RGB
                 ? planes[0]
                 : (planes[0] - red * rgb[0] - blue * rgb[2]) / (1 - red - blue);
}

/* A plane of the base for components, 0 to 1 or -1/2 to 1/2. */
static double plane_of(const struct et_image_info *info, const double rgb[3], int p)
{
    static const int gbr[] = {1, 2, 0};
    double red, blue;
    if (et_format_info(info->format)->model == ET_MODEL_RGB)
        return rgb[gbr[p]];
    weights_of(info, &red, &blue);
    const double luma = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2];
    return p == 0   ? luma
           : p == 1 ? (rgb[2] - luma) / (2 * (1 - blue))
                    : (rgb[0] - luma) / (2 * (1 - red));
}

static double alpha_at(const struct et_image *image, int x, int y)
{
    const struct et_format_info *format = et_format_info(image->info.format);
    if (format->model == ET_MODEL_RGBA)
        return image_get(image, 0, 4 * x + 3, y) / 255.0;
    if (!format->alpha)
        return 1;
    return image_get(image, format->planes - 1, x, y) / ((1 << format->depth) - 1.0);
}

static double blend(int mode, double b, double s)
{
    switch (mode) {
    case MULTIPLY:
        return b * s;
    case SCREEN:
        return b + s - b * s;
    case OVERLAY:
        return blend(HARD, s, b);
    case DARKEN:
        return fmin(b, s);
    case LIGHTEN:
        return fmax(b, s);
    case ADD:
        return fmin(b + s, 1);
    case DIFFERENCE:
        return fabs(b - s);
    case HARD:
        return s <= 0.5 ? b * 2 * s : blend(SCREEN, b, 2 * s - 1);
    case SOFT:
        if (s <= 0.5)
            return b - (1 - 2 * s) * b * (1 - b);
        return b + (2 * s - 1) * ((b <= 0.25 ? ((16 * b - 12) * b + 4) * b : sqrt(b)) - b);
    default:
        return s;
    }
}

/* What a pixel does to a plane: paint in codes above the plane's zero, and cover. */
static void effect_at(const struct scene_images *scene, int p, int x, int y, double *paint,
                      double *cover)
{
    const struct et_image_info *info = &scene->base->info;
    const struct settings *settings = &scene->settings;
    const int sx = x - (int)settings->x, sy = y - (int)settings->y;
    const int max = (1 << et_format_info(info->format)->depth) - 1;
    double base[3], source[3], zero, unit;
    *paint = *cover = 0;
    if (sx < 0 || sy < 0 || sx >= scene->second->info.width || sy >= scene->second->info.height)
        return;
    const double own = alpha_at(scene->second, sx, sy), as = own * settings->opacity;
    const double ab = alpha_at(scene->base, x, y), ao = as + ab * (1 - as);
    if (p >= et_format_color_planes(info->format)) {
        *cover = as;
        *paint = as * max;
        return;
    }
    rgb_at(scene->base, x, y, base);
    rgb_at(scene->second, sx, sy, source);
    scale_of(info, p, &zero, &unit);
    if (settings->alpha == 1)
        for (int c = 0; c < 3; c++)
            source[c] = own > 0 ? source[c] / own : 0;
    if (settings->blend == NORMAL) {
        *cover = ao > 0 ? as * (settings->order ? 1 - ab : 1) / ao : 0;
        *paint = *cover * plane_of(info, source, p) * unit;
        return;
    }
    double change[3];
    const bool gray = et_format_info(info->format)->model == ET_MODEL_GRAY;
    if (gray)
        source[0] = source[1] = source[2] = plane_of(info, source, 0);
    for (int c = 0; c < 3; c++) {
        const double inside = clamp(base[c], 0, 1), s = clamp(source[c], 0, 1);
        const double both = settings->order ? blend((int)settings->blend, s, inside)
                                            : blend((int)settings->blend, inside, s);
        change[c] = ao > 0 ? (as * (1 - ab) * (s - base[c]) + as * ab * (both - inside)) / ao : 0;
    }
    *paint = plane_of(info, change, p) * unit;
}

/* The mean over the pixels that a chroma sample stands for, as overlay.c states it. */
static double expected_at(const struct scene_images *scene, int p, int x, int y)
{
    static const double one[] = {0, 0, 1, 0, 0}, spread[] = {0, 0.25, 0.5, 0.25, 0};
    static const double pair[] = {0, 0, 0.5, 0.5, 0};
    const struct et_image_info *info = &scene->base->info;
    const struct et_format_info *format = et_format_info(info->format);
    const bool chroma = et_plane_is_chroma(info->format, p);
    const int shift_x = chroma ? format->chroma_x : 0, shift_y = chroma ? format->chroma_y : 0;
    const double *across = !shift_x ? one : siting(info, true, shift_x) > 0 ? pair : spread;
    const double *down = !shift_y ? one : siting(info, false, shift_y) > 0 ? pair : spread;
    double paint = 0, cover = 0, zero, unit;
    for (int j = 0; j < 5; j++)
        for (int i = 0; i < 5; i++) {
            double one_paint, one_cover;
            if (across[i] * down[j] == 0)
                continue;
            effect_at(scene, p, clamp_int((x << shift_x) + i - 2, info->width),
                      clamp_int((y << shift_y) + j - 2, info->height), &one_paint, &one_cover);
            paint += across[i] * down[j] * one_paint;
            cover += across[i] * down[j] * one_cover;
        }
    scale_of(info, p, &zero, &unit);
    if (p >= et_format_color_planes(info->format))
        zero = 0;
    const double base = image_get(scene->base, p, x, y) - zero;
    return clamp(base + zero + paint - cover * base, 0, (1 << format->depth) - 1);
}

static double worst(const struct scene_images *scene, const struct et_image *out)
{
    const struct et_image_info *info = &scene->base->info;
    double most = 0;
    for (int p = 0; p < et_format_info(info->format)->planes; p++)
        for (int y = 0; y < et_plane_height(info->format, p, info->height); y++)
            for (int x = 0; x < et_plane_width(info->format, p, info->width); x++)
                most = fmax(most, fabs(image_get(out, p, x, y) - expected_at(scene, p, x, y)));
    return most;
}

/* In plain C; with SIMD, in other bands, it has to give the same. */
static void run_overlay(const struct settings *settings, const struct image *base,
                        const struct image *second, struct image *out)
{
    const struct et_filter *filter = et_filter_find("overlay");
    const struct scene scene = {.given_second = second};
    struct image simd;
    CHECK(!filter_run_scene(filter, &settings->x, base, &scene, 0, 3, 0, out), "%s",
          et_error_message());
    CHECK(!filter_run_scene(filter, &settings->x, base, &scene, et_cpu_available(), 5, 0, &simd),
          "%s", et_error_message());
    const char *difference = image_difference(&out->image, &simd.image);
    CHECK(!difference, "%s over %s, blend %g: SIMD differs: %s",
          et_format_info(second->image.info.format)->name,
          et_format_info(base->image.info.format)->name, settings->blend, difference);
    image_destroy(&simd);
}

static struct image random_image(enum et_format format, int width, int height, int matrix,
                                 int full_range, int siting_number, uint32_t seed)
{
    struct et_image_info info = info_of(format, width, height);
    struct image image;
    info.color.matrix = (uint8_t)matrix;
    info.color.full_range = (uint8_t)full_range;
    info.color.siting = (uint8_t)siting_number;
    image_create(&image, &info, 0);
    image_fill(&image, FILL_RANDOM, seed);
    return image;
}

static void multiply_by_alpha(struct image *image)
{
    for (int y = 0; y < image->image.info.height; y++)
        for (int x = 0; x < image->image.info.width; x++)
            for (int c = 0; c < 3; c++)
                image_set(&image->image, 0, 4 * x + c, y,
                          (image_get(&image->image, 0, 4 * x + c, y) *
                               image_get(&image->image, 0, 4 * x + 3, y) +
                           127) /
                              255);
}

static const enum et_format bases[] = {ET_FORMAT_I420,    ET_FORMAT_I422,  ET_FORMAT_I440,
                                       ET_FORMAT_I444,    ET_FORMAT_GRAY8, ET_FORMAT_GBR8,
                                       ET_FORMAT_I420A,   ET_FORMAT_GBRA8, ET_FORMAT_I420P10,
                                       ET_FORMAT_I422P12, ET_FORMAT_GBR16, ET_FORMAT_I444AP16};
static const enum et_format seconds[] = {ET_FORMAT_RGBA,   ET_FORMAT_I422P10, ET_FORMAT_I444A,
                                         ET_FORMAT_GBRA16, ET_FORMAT_GRAY8,   ET_FORMAT_I420,
                                         ET_FORMAT_I444P12};

/* The last ones may lie on the base's grid, where `normal` keeps their chroma: another formula. */
enum { NORMAL_SECONDS = 5 };

/*
 * Half a code for the last rounding; what was rounded before adds less than a tenth at 8 bits and
 * less than half at 12. At 16 bits cover, of 14 bits, is off by 1/32768: 2 codes of 65536, and as much
 * again for alpha of the base. Dividing colours by their alpha magnifies what was rounded before, where
 * the base is clear too, so that nothing makes it small again: 16 for an alpha of 8 of 255.
 */
static double bound_of(int depth, bool premultiplied)
{
    return depth == 8 ? 0.6 : depth <= 12 ? 1 : premultiplied ? 16 : 6;
}

static void compare(enum et_format base_format, enum et_format second_format, int number,
                    const struct settings *settings)
{
    struct image base = random_image(base_format, 45, 31, number & 1 ? 1 : 5, number >> 1 & 1,
                                     number % 4, (uint32_t)number);
    struct image second = random_image(second_format, 34, 29, number & 2 ? 1 : 5, number & 1,
                                       number / 2 % 4, (uint32_t)number + 100);
    struct image out;
    if (settings->alpha == 1)
        multiply_by_alpha(&second);
    run_overlay(settings, &base, &second, &out);
    const struct scene_images scene = {&base.image, &second.image, *settings};
    const double most = worst(&scene, &out.image);
    CHECK(most <= bound_of(et_format_info(base_format)->depth, settings->alpha == 1),
          "%s %s %s, blend %g, alpha %g, opacity %g: off by %.2f",
          et_format_info(second_format)->name, settings->order ? "under" : "over",
          et_format_info(base_format)->name, settings->blend, settings->alpha, settings->opacity,
          most);
    image_destroy(&base);
    image_destroy(&second);
    image_destroy(&out);
}

void test_overlay(void)
{
    static const struct settings places[] = {
        {7, 5, 1, 0, 0, 0}, {-9, -3, 0.7, 0, 0, 0}, {20, 11, 1, 0, 0, 0}};
    int number = 0;
    for (int mode = NORMAL; mode < BLENDS; mode++)
        for (size_t b = 0; b < ET_COUNT(bases); b++)
            for (size_t s = 0; s < (mode == NORMAL ? NORMAL_SECONDS : ET_COUNT(seconds));
                 s++, number++) {
                struct settings settings = places[number % 3];
                settings.blend = mode;
                settings.alpha = s == 0 && ((size_t)mode + b) & 1;
                compare(bases[b], seconds[s], number, &settings);
                settings.order = 1;
                if (number % 2 == 0)
                    compare(bases[b], seconds[s], number, &settings);
            }
}

/* An opaque clip of the same kind on the grid of chroma is copied; a clear one changes nothing. */
void test_overlay_copies(void)
{
    for (int format = ET_FORMAT_GRAY8; format < ET_FORMAT_RGBA; format++) {
        const struct et_format_info *facts = et_format_info((enum et_format)format);
        const struct settings settings = {8, 4, 1, NORMAL, 0, 0};
        struct image base = random_image((enum et_format)format, 45, 31, 1, 0, 1, 1), out;
        struct image second = random_image((enum et_format)format, 24, 16, 1, 0, 1, 2);
        for (int clear = 0; clear <= facts->alpha; clear++) {
            for (int i = 0; facts->alpha && i < 24 * 16; i++)
                image_set(&second.image, facts->planes - 1, i % 24, i / 24,
                          clear ? 0 : (1 << facts->depth) - 1);
            run_overlay(&settings, &base, &second, &out);
            for (int p = 0; p < facts->planes; p++) {
                const bool chroma = et_plane_is_chroma((enum et_format)format, p);
                const int left = chroma ? 8 >> facts->chroma_x : 8;
                const int top = chroma ? 4 >> facts->chroma_y : 4;
                const int width = et_plane_width((enum et_format)format, p, 24);
                const int height = et_plane_height((enum et_format)format, p, 16);
                for (int y = 0; y < et_plane_height((enum et_format)format, p, 31); y++)
                    for (int x = 0; x < et_plane_width((enum et_format)format, p, 45); x++) {
                        const bool covered =
                            !clear && x >= left && x < left + width && y >= top && y < top + height;
                        const int expected = covered
                                                 ? image_get(&second.image, p, x - left, y - top)
                                                 : image_get(&base.image, p, x, y);
                        CHECK(image_get(&out.image, p, x, y) == expected,
                              "%s, clear %d, plane %d, x %d, y %d: %d, not %d", facts->name, clear,
                              p, x, y, image_get(&out.image, p, x, y), expected);
                    }
            }
            image_destroy(&out);
        }
        image_destroy(&base);
        image_destroy(&second);
    }
}
