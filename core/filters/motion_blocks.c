// SPDX-License-Identifier: MIT
#include "filters/motion_blocks.h"

#include "base/math.h"
#include "base/range.h"

#include <math.h>

enum {
    BLOCK = ET_MOTION_BLOCK,
    MOST_MOVE = 16, /* of the whole picture, on the last level */
    LAST_REACH = 3, /* around it for a block there, */
    REACH = 2,      /* and on each level that follows */
    STEPS = 5,      /* of Gauss and Newton */
    RIM = 2,        /* samples around a block that its slopes and its move take */
    PLACES = 128,
};

static const double least_structure = 1024; /* of 256 samples: what noise of a code or two has */
static const double most_drift = 1.5;       /* from the best whole sample to the place between */

struct search {
    const struct et_motion_kernels *kernels;
    const struct et_levels *levels;
    const uint8_t *before, *after;
};

struct move {
    int x, y;
};

/* The move of the whole picture, seen in its inner part, on the last level. */
static struct move find_move(const struct search *search)
{
    const struct et_motion_level *level = &search->levels->level[search->levels->count - 1];
    const int shorter = level->width < level->height ? level->width : level->height;
    const int most = shorter / 4 < MOST_MOVE ? shorter / 4 : MOST_MOVE;
    const int width = level->width - 2 * most;
    struct move best = {0, 0};
    uint64_t least = UINT64_MAX;
    for (int i = 0; i < (2 * most + 1) * (2 * most + 1); i++) {
        const struct move move = {i % (2 * most + 1) - most, i / (2 * most + 1) - most};
        uint64_t sum = 0;
        for (int y = most; y < level->height - most && sum <= least; y++) {
            const size_t at = level->offset + (size_t)y * (size_t)level->width + (size_t)most;
            sum += search->kernels->rows.differences(
                search->before + at, search->after + at + move.y * level->width + move.x, width);
        }
        /* Of equal ones the shortest. */
        if (sum < least || (sum == least && move.x * move.x + move.y * move.y <
                                                best.x * best.x + best.y * best.y)) {
            least = sum;
            best = move;
        }
    }
    return best;
}

/* The best move of the block at (x, y) of a level, at most `reach` from `move` either way. */
static struct move improve(const struct search *search, const struct et_motion_level *level, int x,
                           int y, struct move move, int reach)
{
    const uint8_t *block = search->before + level->offset + y * level->width + x;
    const int left = et_clamp(move.x - reach, -x, level->width - BLOCK - x);
    const int right = et_clamp(move.x + reach, -x, level->width - BLOCK - x);
    const int top = et_clamp(move.y - reach, -y, level->height - BLOCK - y);
    const int bottom = et_clamp(move.y + reach, -y, level->height - BLOCK - y);
    uint32_t least = UINT32_MAX;
    struct move best = {left, top};
    for (int dy = top; dy <= bottom; dy++)
        for (int dx = left; dx <= right; dx++) {
            const uint8_t *there =
                search->after + (block - search->before) + dy * level->width + dx;
            const uint32_t distance = search->kernels->distance(block, there, level->width);
            if (distance < least) {
                least = distance;
                best = (struct move){dx, dy};
            }
        }
    return best;
}

/* The move of the block at (x, y) of level 0, to a whole sample there. */
static struct move follow(const struct search *search, int x, int y, struct move move)
{
    for (int l = search->levels->count - 1; l >= 0; l--) {
        const struct et_motion_level *level = &search->levels->level[l];
        const int left = et_clamp(((x + BLOCK / 2) >> l) - BLOCK / 2, 0, level->width - BLOCK);
        const int top = et_clamp(((y + BLOCK / 2) >> l) - BLOCK / 2, 0, level->height - BLOCK);
        const bool last = l == search->levels->count - 1;
        move = improve(search, level, left, top, move, last ? LAST_REACH : REACH);
        if (l > 0)
            move = (struct move){2 * move.x, 2 * move.y};
    }
    return move;
}

/* Sums of products of a pattern's slopes. */
struct structure {
    double xx, xy, yy;
};

static void read_pattern(const struct search *search, int x, int y,
                         struct et_motion_pattern *pattern, struct structure *structure)
{
    const ptrdiff_t stride = search->levels->level[0].width;
    const uint8_t *block = search->before + y * stride + x;
    int xx = 0, xy = 0, yy = 0;
    for (int i = 0; i < BLOCK * BLOCK; i++) {
        const uint8_t *at = block + i / BLOCK * stride + i % BLOCK;
        const int across = at[1] - at[-1], down = at[stride] - at[-stride];
        pattern->codes[i] = at[0];
        pattern->across[i] = (int16_t)across;
        pattern->down[i] = (int16_t)down;
        xx += across * across;
        xy += across * down;
        yy += down * down;
    }
    *structure = (struct structure){xx, xy, yy};
}

/* Whether the block can be told from itself, moved in any direction: the lesser eigenvalue. */
static bool is_distinct(const struct structure *s)
{
    const double difference = s->xx - s->yy;
    const double root = sqrt(difference * difference + 4 * s->xy * s->xy);
    return (s->xx + s->yy - root) / 2 >= least_structure;
}

/* From the move to a whole sample to one between samples; false: it is lost. */
static bool refine(const struct search *search, int x, int y,
                   const struct et_motion_pattern *pattern, const struct structure *s,
                   struct move from, double *dx, double *dy)
{
    const struct et_motion_level *level = &search->levels->level[0];
    const double determinant = s->xx * s->yy - s->xy * s->xy;
    /* Slopes are twice as large as they are, differences 64 times. */
    const double unit = 2.0 / 64 / determinant;
    *dx = from.x;
    *dy = from.y;
    for (int step = 0; step < STEPS; step++) {
        const int to_x = et_round((x + *dx) * PLACES), to_y = et_round((y + *dy) * PLACES);
        const int column = to_x / PLACES, row = to_y / PLACES;
        if (to_x < 0 || to_y < 0 || column > level->width - BLOCK - 1 ||
            row > level->height - BLOCK - 1)
            return false;
        int32_t sums[2];
        search->kernels->mismatch(search->after + row * level->width + column, level->width,
                                  to_x % PLACES, to_y % PLACES, pattern, sums);
        *dx = (double)to_x / PLACES - x - (s->yy * sums[0] - s->xy * sums[1]) * unit;
        *dy = (double)to_y / PLACES - y - (s->xx * sums[1] - s->xy * sums[0]) * unit;
        if (fabs(*dx - from.x) > most_drift || fabs(*dy - from.y) > most_drift)
            return false;
    }
    return true;
}

/* Blocks along a side that has room for `room` of them, spread evenly. */
static int blocks_along(int room)
{
    const int most = 1 + (room - 1) / BLOCK;
    return most < ET_MOTION_SIDE ? most : ET_MOTION_SIDE;
}

static int place_of(int index, int count, int room)
{
    return RIM + (count > 1 ? index * (room - 1) / (count - 1) : (room - 1) / 2);
}

int et_motion_blocks_find(const struct et_motion_kernels *kernels, const struct et_levels *levels,
                          int width, int height, const uint8_t *before, const uint8_t *after,
                          struct et_motion_block *blocks)
{
    const struct search search = {kernels, levels, before, after};
    const int room_x = levels->level[0].width - BLOCK - 2 * RIM + 1;
    const int room_y = levels->level[0].height - BLOCK - 2 * RIM + 1;
    const int columns = blocks_along(room_x), rows = blocks_along(room_y);
    const double pixel = 1.0 / (1 << levels->shrink);
    const struct move move = find_move(&search);
    int found = 0;
    for (int i = 0; i < rows * columns; i++) {
        const int x = place_of(i % columns, columns, room_x);
        const int y = place_of(i / columns, rows, room_y);
        struct et_motion_pattern pattern;
        struct structure structure;
        double dx, dy;
        read_pattern(&search, x, y, &pattern, &structure);
        if (!is_distinct(&structure) ||
            !refine(&search, x, y, &pattern, &structure, follow(&search, x, y, move), &dx, &dy))
            continue;
        blocks[found++] = (struct et_motion_block){x + BLOCK / 2 - width * pixel / 2,
                                                   y + BLOCK / 2 - height * pixel / 2, dx, dy};
    }
    return found;
}
