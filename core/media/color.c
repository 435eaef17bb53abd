// SPDX-License-Identifier: MIT
#include "media/color.h"

#include <libavcodec/avcodec.h>
#include <libavutil/mastering_display_metadata.h>
#include <libavutil/pixdesc.h>

#include "color/standard.h"

struct et_color_words et_color_words_of_parameters(const AVCodecParameters *parameters)
{
    return (struct et_color_words){parameters->color_space, parameters->color_primaries,
                                   parameters->color_trc, parameters->color_range,
                                   parameters->chroma_location};
}

struct et_color_words et_color_words_of_frame(const AVFrame *frame)
{
    return (struct et_color_words){frame->colorspace, frame->color_primaries, frame->color_trc,
                                   frame->color_range, frame->chroma_location};
}

/* ---- Who says what ---------------------------------------------------------------------------- */

/* Numbers of H.273 that name something: neither reserved nor "unspecified". */
static bool says_something(int number, int most)
{
    return number > 0 && number != 2 && number != 3 && number <= most;
}

static bool says_matrix(int matrix)
{
    return says_something(matrix, AVCOL_SPC_YCGCO_RO); /* 0, RGB, is the format's business */
}

static bool says_primaries(int primaries)
{
    return says_something(primaries, AVCOL_PRI_SMPTE432) || primaries == AVCOL_PRI_EBU3213;
}

static bool says_transfer(int transfer)
{
    return says_something(transfer, AVCOL_TRC_ARIB_STD_B67);
}

static bool is_rgb(const struct et_color_case *of)
{
    return et_format_info(of->format)->model == ET_MODEL_RGB ||
           et_format_info(of->format)->model == ET_MODEL_RGBA;
}

static bool is_yuvj(int av_pixel_format)
{
    return av_pixel_format == AV_PIX_FMT_YUVJ420P || av_pixel_format == AV_PIX_FMT_YUVJ422P ||
           av_pixel_format == AV_PIX_FMT_YUVJ440P || av_pixel_format == AV_PIX_FMT_YUVJ444P ||
           av_pixel_format == AV_PIX_FMT_YUVJ411P;
}

/* What a codec's pictures are by its definition, where libavcodec has not looked at one yet. */
static int stream_matrix(const struct et_color_case *of)
{
    if (of->codec_id == AV_CODEC_ID_VP8 || of->codec_id == AV_CODEC_ID_MJPEG)
        return says_matrix(of->stream.matrix) ? of->stream.matrix : ET_MATRIX_BT470BG;
    return of->stream.matrix;
}

static int stream_range(const struct et_color_case *of)
{
    if (is_yuvj(of->av_pixel_format))
        return AVCOL_RANGE_JPEG;
    if (is_rgb(of) || of->codec_id == AV_CODEC_ID_VP8)
        return AVCOL_RANGE_UNSPECIFIED;
    return of->stream.range;
}

/* ---- Guesses ---------------------------------------------------------------------------------- */

static bool is_hdr(int transfer)
{
    return transfer == ET_TRANSFER_PQ || transfer == ET_TRANSFER_HLG;
}

static int guess_matrix(const struct et_color_case *of, int primaries, int transfer)
{
    switch (primaries) {
    case ET_PRIMARIES_BT709:
    case ET_PRIMARIES_BT470BG:
    case ET_PRIMARIES_SMPTE170M:
    case ET_PRIMARIES_SMPTE240M:
    case ET_PRIMARIES_BT2020:
        return primaries; /* these have one number in both tables */
    default:
        break;
    }
    if (is_hdr(transfer))
        return ET_MATRIX_BT2020_NCL;
    return of->height < 720 ? ET_MATRIX_SMPTE170M : ET_MATRIX_BT709;
}

static int guess_primaries(const struct et_color_case *of, int matrix, int transfer)
{
    switch (matrix) {
    case ET_MATRIX_BT709:
    case AVCOL_SPC_SMPTE240M:
    case ET_MATRIX_BT2020_NCL:
        return matrix;
    case ET_MATRIX_BT470BG: /* BT.601's other number, which JPEG and VP8 have as well */
    case ET_MATRIX_SMPTE170M:
        return ET_PRIMARIES_SMPTE170M;
    case AVCOL_SPC_BT2020_CL:
    case AVCOL_SPC_ICTCP:
        return ET_PRIMARIES_BT2020;
    default:
        break;
    }
    if (is_hdr(transfer))
        return ET_PRIMARIES_BT2020;
    return of->height < 720 && !is_rgb(of) ? ET_PRIMARIES_SMPTE170M : ET_PRIMARIES_BT709;
}

static int guess_transfer(const struct et_color_case *of, int primaries)
{
    if (is_rgb(of))
        return ET_TRANSFER_SRGB;
    switch (primaries) {
    case ET_PRIMARIES_BT470BG:
    case ET_PRIMARIES_SMPTE170M:
        return ET_TRANSFER_SMPTE170M;
    case ET_PRIMARIES_SMPTE240M:
        return AVCOL_TRC_SMPTE240M;
    case ET_PRIMARIES_BT2020:
        return ET_TRANSFER_BT2020_10;
    default:
        return ET_TRANSFER_BT709;
    }
}

/* ---- Deciding --------------------------------------------------------------------------------- */

/* The first of two that says something, else 0. */
static int first_said(bool (*says)(int), int stream, int container)
{
    return says(stream) ? stream : says(container) ? container : 0;
}

static bool says_range(int range)
{
    return range == AVCOL_RANGE_MPEG || range == AVCOL_RANGE_JPEG;
}

static bool says_siting(int location)
{
    return location > AVCHROMA_LOC_UNSPECIFIED && location <= AVCHROMA_LOC_BOTTOM;
}

static void decide_siting(const struct et_color_case *of, struct et_color *color)
{
    static const uint8_t sitings[] = {
        [AVCHROMA_LOC_LEFT] = ET_SITING_LEFT,
        [AVCHROMA_LOC_CENTER] = ET_SITING_CENTER,
        [AVCHROMA_LOC_TOPLEFT] = ET_SITING_TOP_LEFT,
        [AVCHROMA_LOC_TOP] = ET_SITING_TOP,
        [AVCHROMA_LOC_BOTTOMLEFT] = ET_SITING_BOTTOM_LEFT,
        [AVCHROMA_LOC_BOTTOM] = ET_SITING_BOTTOM,
    };
    const struct et_format_info *format = et_format_info(of->format);
    int said = first_said(says_siting, of->stream.siting, of->container.siting);

    if (!format->chroma_x && !format->chroma_y)
        return;
    color->siting = said ? sitings[said] : ET_SITING_LEFT;
    color->guessed |= said ? 0 : ET_GUESSED_SITING;
}

struct et_color et_color_decide(const struct et_color_case *of)
{
    const struct et_color_words *stream = &of->stream, *container = &of->container;
    int matrix = first_said(says_matrix, stream_matrix(of), container->matrix);
    int primaries = first_said(says_primaries, stream->primaries, container->primaries);
    int transfer = first_said(says_transfer, stream->transfer, container->transfer);
    int range = first_said(says_range, stream_range(of), container->range);
    struct et_color color = {0};

    if (is_rgb(of)) {
        matrix = ET_MATRIX_RGB;
    } else if (!matrix) {
        matrix = guess_matrix(of, primaries, transfer);
        color.guessed |= ET_GUESSED_MATRIX;
    }
    if (!primaries) {
        primaries = guess_primaries(of, matrix, transfer);
        color.guessed |= ET_GUESSED_PRIMARIES;
    }
    if (!transfer) {
        transfer = guess_transfer(of, primaries);
        color.guessed |= ET_GUESSED_TRANSFER;
    }
    if (!range) {
        range = is_rgb(of) ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
        color.guessed |= is_rgb(of) ? 0 : ET_GUESSED_RANGE;
    }
    color.matrix = (uint8_t)matrix;
    color.primaries = (uint8_t)primaries;
    color.transfer = (uint8_t)transfer;
    color.full_range = range == AVCOL_RANGE_JPEG;
    decide_siting(of, &color);
    return color;
}

/* ---- Light ------------------------------------------------------------------------------------ */

static int rounded(AVRational value)
{
    const int most = 10000; /* PQ has no more */
    double nits = value.den > 0 ? (double)value.num / value.den : 0;

    return !(nits > 0) ? 0 : nits > most ? most : (int)(nits + 0.5);
}

static struct et_light light_of(const AVMasteringDisplayMetadata *display,
                                const AVContentLightMetadata *content)
{
    struct et_light light = {0};

    if (display && display->has_luminance)
        light.mastering_nits = rounded(display->max_luminance);
    if (content) {
        light.content_nits = rounded((AVRational){(int)(content->MaxCLL & 0xFFFF), 1});
        light.average_nits = rounded((AVRational){(int)(content->MaxFALL & 0xFFFF), 1});
    }
    return light;
}

struct et_light et_light_of_frame(const AVFrame *frame)
{
    const AVFrameSideData *display =
        av_frame_get_side_data(frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA);
    const AVFrameSideData *content =
        av_frame_get_side_data(frame, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL);

    return light_of(display ? (const void *)display->data : NULL,
                    content ? (const void *)content->data : NULL);
}

struct et_light et_light_of_parameters(const AVCodecParameters *parameters)
{
    const AVPacketSideData *display =
        av_packet_side_data_get(parameters->coded_side_data, parameters->nb_coded_side_data,
                                AV_PKT_DATA_MASTERING_DISPLAY_METADATA);
    const AVPacketSideData *content =
        av_packet_side_data_get(parameters->coded_side_data, parameters->nb_coded_side_data,
                                AV_PKT_DATA_CONTENT_LIGHT_LEVEL);

    return light_of(display ? (const void *)display->data : NULL,
                    content ? (const void *)content->data : NULL);
}

struct et_light et_light_of_decoder(const AVCodecContext *decoder)
{
    const AVFrameSideData *display =
        av_frame_side_data_get(decoder->decoded_side_data, decoder->nb_decoded_side_data,
                               AV_FRAME_DATA_MASTERING_DISPLAY_METADATA);
    const AVFrameSideData *content =
        av_frame_side_data_get(decoder->decoded_side_data, decoder->nb_decoded_side_data,
                               AV_FRAME_DATA_CONTENT_LIGHT_LEVEL);

    return light_of(display ? (const void *)display->data : NULL,
                    content ? (const void *)content->data : NULL);
}

uint16_t et_light_peak(const struct et_light *light)
{
    return (uint16_t)(light->content_nits > 0 ? light->content_nits : light->mastering_nits);
}
