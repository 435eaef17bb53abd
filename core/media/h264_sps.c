// SPDX-License-Identifier: MIT
#include "media/h264_sps.h"

#include <libavutil/pixfmt.h>
#include <string.h>

enum {
    MOST_BYTES = 1024, /* of a set; real ones have a tenth of it */
    NAL_SPS = 7,
    AVCC_HEADER = 6,
    EXTENDED_ASPECT = 255,
};

/* A set without its emulation prevention bytes, read bit by bit; past its end there are zeros. */
struct bits {
    uint8_t bytes[MOST_BYTES];
    int size, at; /* size in bytes, at in bits */
};

static unsigned read_bits(struct bits *bits, int count)
{
    unsigned value = 0;

    for (; count > 0; count--, bits->at++) {
        int byte = bits->at >> 3;
        value =
            value << 1 | (byte < bits->size ? bits->bytes[byte] >> (7 - (bits->at & 7)) & 1u : 0);
    }
    return value;
}

/* Exp-Golomb, 9.1; at the end of the set 0. */
static unsigned read_ue(struct bits *bits)
{
    int zeros = 0;

    while (zeros < 32 && bits->at < bits->size * 8 && !read_bits(bits, 1))
        zeros++;
    return zeros < 32 ? (1u << zeros) - 1 + read_bits(bits, zeros) : 0;
}

static int read_se(struct bits *bits)
{
    unsigned code = read_ue(bits);

    return code & 1 ? (int)(code / 2 + 1) : -(int)(code / 2);
}

/* ---- The set ---------------------------------------------------------------------------------- */

static int has_chroma_format(unsigned profile)
{
    static const uint8_t profiles[] = {100, 110, 122, 244, 44,  83, 86,
                                       118, 128, 138, 139, 134, 135};

    return memchr(profiles, (int)profile, sizeof(profiles)) != NULL;
}

static void skip_scaling_lists(struct bits *bits, int count)
{
    for (int i = 0; i < count; i++) {
        int last = 8, next = 8;

        if (!read_bits(bits, 1))
            continue;
        for (int j = 0; j < (i < 6 ? 16 : 64); j++) {
            if (next != 0)
                next = (int)(((unsigned)last + (unsigned)read_se(bits)) & 255);
            last = next == 0 ? last : next;
        }
    }
}

static void skip_high_profile(struct bits *bits)
{
    unsigned chroma_format = read_ue(bits);

    if (chroma_format == 3)
        read_bits(bits, 1);
    read_ue(bits);
    read_ue(bits);
    read_bits(bits, 1);
    if (read_bits(bits, 1))
        skip_scaling_lists(bits, chroma_format == 3 ? 12 : 8);
}

static void skip_picture_order(struct bits *bits)
{
    unsigned type = read_ue(bits), count;

    if (type == 0)
        read_ue(bits);
    if (type != 1)
        return;
    read_bits(bits, 1);
    read_se(bits);
    read_se(bits);
    count = read_ue(bits);
    for (unsigned i = 0; i < count && i < 256; i++)
        read_se(bits);
}

/* Goes to the VUI. Returns whether there is one. */
static int find_vui(struct bits *bits)
{
    unsigned profile;

    bits->at = 8; /* the NAL unit's header */
    profile = read_bits(bits, 8);
    read_bits(bits, 16);
    read_ue(bits);
    if (has_chroma_format(profile))
        skip_high_profile(bits);
    read_ue(bits);
    skip_picture_order(bits);
    read_ue(bits);
    read_bits(bits, 1);
    read_ue(bits);
    read_ue(bits);
    if (!read_bits(bits, 1))
        read_bits(bits, 1);
    read_bits(bits, 1);
    for (int i = read_bits(bits, 1) ? 4 : 0; i > 0; i--)
        read_ue(bits);
    return read_bits(bits, 1) && bits->at < bits->size * 8;
}

/* Reads the VUI as far as to the flag of the siting, where `bits` stays. */
static void read_signal_type(struct bits *bits, struct et_color_words *words)
{
    if (read_bits(bits, 1) && read_bits(bits, 8) == EXTENDED_ASPECT)
        read_bits(bits, 32);
    if (read_bits(bits, 1))
        read_bits(bits, 1);
    if (!read_bits(bits, 1))
        return;
    read_bits(bits, 3);
    words->range = read_bits(bits, 1) ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    if (!read_bits(bits, 1))
        return;
    words->primaries = (int)read_bits(bits, 8);
    words->transfer = (int)read_bits(bits, 8);
    words->matrix = (int)read_bits(bits, 8);
}

/* ---- Bytes ------------------------------------------------------------------------------------ */

/* Takes a NAL unit in without its emulation prevention bytes (7.4.1). */
static void load(struct bits *bits, const uint8_t *nal, int size)
{
    int zeros = 0;

    bits->size = bits->at = 0;
    for (int i = 0; i < size && bits->size < MOST_BYTES; i++) {
        if (zeros == 2 && nal[i] == 3) {
            zeros = 0;
            continue;
        }
        zeros = nal[i] == 0 ? zeros + 1 : 0;
        bits->bytes[bits->size++] = nal[i];
    }
}

/* Where the next start code begins, or `size`. */
static int next_start(const uint8_t *bytes, int from, int size)
{
    for (int i = from; i + 3 <= size; i++)
        if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1)
            return i;
    return size;
}

/* The first sequence parameter set of Annex B: where its NAL unit begins and ends, or 0. */
static int find_annex_b(const uint8_t *bytes, int size, int *begin, int *end)
{
    for (int at = next_start(bytes, 0, size); at < size; at = *end) {
        *begin = at + 3;
        *end = next_start(bytes, *begin, size);
        if (*begin < *end && (bytes[*begin] & 31) == NAL_SPS)
            return 1;
    }
    return 0;
}

static int find_sps(const uint8_t *extradata, int size, int *begin, int *end)
{
    if (size < AVCC_HEADER + 3 || extradata[0] != 1)
        return find_annex_b(extradata, size, begin, end);
    *begin = AVCC_HEADER + 2;
    *end = *begin + (extradata[AVCC_HEADER] << 8 | extradata[AVCC_HEADER + 1]);
    return (extradata[AVCC_HEADER - 1] & 31) > 0 && *end <= size && *begin < *end &&
           (extradata[*begin] & 31) == NAL_SPS;
}

int et_h264_sps_color(const uint8_t *extradata, int size, struct et_color_words *words)
{
    struct bits bits;
    int begin, end;

    if (!find_sps(extradata, size, &begin, &end))
        return 0;
    load(&bits, extradata + begin, end - begin);
    *words = (struct et_color_words){.siting = AVCHROMA_LOC_LEFT}; /* E.2.1: where it is not said */
    if (!find_vui(&bits))
        return 1;
    read_signal_type(&bits, words);
    if (read_bits(&bits, 1))
        words->siting = (int)read_ue(&bits) + AVCHROMA_LOC_LEFT;
    return 1;
}

/* ---- Writing ---------------------------------------------------------------------------------- */

static void put_bits(struct bits *bits, unsigned value, int count)
{
    for (int i = count - 1; i >= 0 && bits->at < MOST_BYTES * 8; i--, bits->at++) {
        if (!(bits->at & 7))
            bits->bytes[bits->size++] = 0;
        bits->bytes[bits->at >> 3] |= (uint8_t)((value >> i & 1) << (7 - (bits->at & 7)));
    }
}

static void put_ue(struct bits *bits, unsigned value)
{
    int length = 0;

    while ((value + 1) >> (length + 1))
        length++;
    put_bits(bits, 0, length);
    put_bits(bits, value + 1, length + 1);
}

/* Writes a NAL unit with emulation prevention bytes. Returns its size. */
static int store(const struct bits *bits, uint8_t *out)
{
    int size = 0, zeros = 0;

    for (int i = 0; i < bits->size; i++) {
        if (zeros == 2 && bits->bytes[i] <= 3) {
            out[size++] = 3;
            zeros = 0;
        }
        zeros = bits->bytes[i] == 0 ? zeros + 1 : 0;
        out[size++] = bits->bytes[i];
    }
    return size;
}

int et_h264_sps_set_siting(const uint8_t *parameters, int size, int siting, uint8_t *out)
{
    static const uint8_t types[] = {
        [ET_SITING_LEFT] = 0, [ET_SITING_CENTER] = 1,      [ET_SITING_TOP_LEFT] = 2,
        [ET_SITING_TOP] = 3,  [ET_SITING_BOTTOM_LEFT] = 4, [ET_SITING_BOTTOM] = 5};
    struct et_color_words words;
    struct bits from, to = {.size = 0};
    int begin, end, last, flag, written;

    if (!find_annex_b(parameters, size, &begin, &end))
        return 0;
    while (end > begin && parameters[end - 1] == 0)
        end--; /* the first byte of a long start code */
    load(&from, parameters + begin, end - begin);
    if (from.size + 4 > MOST_BYTES || !find_vui(&from))
        return 0;
    read_signal_type(&from, &words);
    flag = from.at;
    if (read_bits(&from, 1))
        return 0;
    last = from.size * 8 - 1; /* the stop bit */
    while (last > flag && !(from.bytes[last >> 3] >> (7 - (last & 7)) & 1))
        last--;
    from.at = 0;
    while (from.at < flag)
        put_bits(&to, read_bits(&from, 1), 1);
    read_bits(&from, 1);
    put_bits(&to, 1, 1);
    put_ue(&to, types[siting]);
    put_ue(&to, types[siting]);
    while (from.at <= last)
        put_bits(&to, read_bits(&from, 1), 1);
    memcpy(out, parameters, (size_t)begin);
    written = begin + store(&to, out + begin);
    memcpy(out + written, parameters + end, (size_t)(size - end));
    return written + size - end;
}
