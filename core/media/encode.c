// SPDX-License-Identifier: MIT
#include "media/encode.h"

#include "base/alloc.h"
#include "media/h264_sps.h"
#include "media/rate.h"

#include <libavutil/mathematics.h>
#include <string.h>
#include <wels/codec_api.h>

enum {
    LEAST_SIDE = 16,
    MOST_MACROBLOCKS = 36864, /* H.264 Table A-1, level 5.2 */
    ROWS_PER_SLICE = 540,     /* 4 slices at 2160 rows, 2 at 1080, 1 below 1080 */
    MOST_SLICES = 8,
    /* Finer ones can outgrow openh264's buffer of two raw frames. */
    LEAST_QUANTIZER = ET_RATE_FINEST,
    MOST_QUANTIZER = ET_RATE_COARSEST,
    ROOM_FOR_SITING = 8,          /* bytes; see et_h264_sps_set_siting() */
    MOST_INTERVAL = 60 * 1000,    /* frames: a stream may claim any frame rate */
    VIDEO_FORMAT_UNSPECIFIED = 5, /* H.264 Table E-2 */
    LOOP_FILTER_ON = 0,
    LOOP_FILTER_WITHIN_SLICES =
        2, /* what openh264 falls back to with threads, so it is always so */
};

struct et_encoder {
    ISVCEncoder *openh264;
    SEncParamExt chosen;
    int opened;
    int rated; /* `rate` chooses the quantizer of each frame */
    struct et_rate rate;
    uint8_t *parameters;
    int parameters_size;
    uint8_t *bytes; /* NAL units of the current picture */
    int capacity;
};

static void choose_layer(SSpatialLayerConfig *layer, const struct et_image_info *info,
                         struct et_rational aspect, double rate,
                         const struct et_export_options *options)
{
    int slices = info->height / ROWS_PER_SLICE;

    layer->iVideoWidth = info->width;
    layer->iVideoHeight = info->height;
    layer->fFrameRate = (float)rate;
    layer->uiProfileIdc = PRO_BASELINE;
    layer->iDLayerQp = options->quantizer;
    layer->iSpatialBitrate = (int)options->bitrate; /* by which a level is chosen */
    layer->iMaxSpatialBitrate = UNSPECIFIED_BIT_RATE;
    layer->sSliceArgument.uiSliceMode = slices > 1 ? SM_FIXEDSLCNUM_SLICE : SM_SINGLE_SLICE;
    layer->sSliceArgument.uiSliceNum = (unsigned)(slices < 1             ? 1
                                                  : slices > MOST_SLICES ? MOST_SLICES
                                                                         : slices);
    layer->bVideoSignalTypePresent = true;
    layer->uiVideoFormat = VIDEO_FORMAT_UNSPECIFIED;
    layer->bFullRange = info->color.full_range;
    layer->bColorDescriptionPresent = true;
    layer->uiColorPrimaries = info->color.primaries;
    layer->uiTransferCharacteristics = info->color.transfer;
    layer->uiColorMatrix = info->color.matrix;
    if (aspect.num > 0 && aspect.den > 0 && aspect.num < 65536 && aspect.den < 65536) {
        layer->bAspectRatioPresent = true;
        layer->eAspectRatio = ASP_EXT_SAR;
        layer->sAspectRatioExtWidth = (unsigned short)aspect.num;
        layer->sAspectRatioExtHeight = (unsigned short)aspect.den;
    }
}

static void choose_parameters(SEncParamExt *chosen, const struct et_image_info *info,
                              struct et_rational aspect, double rate,
                              const struct et_export_options *options, int threads)
{
    double interval = options->key_interval_s * rate + 0.5;

    chosen->iUsageType = CAMERA_VIDEO_REAL_TIME;
    chosen->iPicWidth = info->width;
    chosen->iPicHeight = info->height;
    chosen->fMaxFrameRate = (float)rate;
    chosen->iRCMode =
        RC_OFF_MODE; /* a quantizer for all macroblocks of a frame, see media/rate.h */
    chosen->iTargetBitrate = (int)options->bitrate;
    chosen->iMaxBitrate = UNSPECIFIED_BIT_RATE;
    chosen->iMinQp = LEAST_QUANTIZER;
    chosen->iMaxQp = MOST_QUANTIZER;
    chosen->iComplexityMode = LOW_COMPLEXITY;
    if (interval > MOST_INTERVAL)
        interval = MOST_INTERVAL;
    chosen->uiIntraPeriod = interval < 1 ? 1 : (unsigned)interval;
    chosen->iTemporalLayerNum = 1;
    chosen->iSpatialLayerNum = 1;
    chosen->iNumRefFrame = 1;
    chosen->eSpsPpsIdStrategy = CONSTANT_ID;
    chosen->iEntropyCodingModeFlag = 0;
    chosen->bEnableFrameSkip = false;
    chosen->bEnableSceneChangeDetect = false;
    chosen->bEnableBackgroundDetection = false;
    chosen->bEnableAdaptiveQuant = false;
    chosen->bEnableDenoise = false;
    chosen->bEnableLongTermReference = false;
    chosen->bUseLoadBalancing = false;
    chosen->iMultipleThreadIdc = (unsigned short)(threads > 1 ? threads : 1);
    choose_layer(&chosen->sSpatialLayers[0], info, aspect, rate, options);
    chosen->iLoopFilterDisableIdc = chosen->sSpatialLayers[0].sSliceArgument.uiSliceNum > 1
                                        ? LOOP_FILTER_WITHIN_SLICES
                                        : LOOP_FILTER_ON;
}

/* Copies the NAL units of the layers that `wanted` picks into the encoder's own buffer. */
static int gather(struct et_encoder *encoder, const SFrameBSInfo *info, int parameters_too)
{
    int size = 0;

    for (int i = 0; i < info->iLayerNum; i++) {
        const SLayerBSInfo *layer = &info->sLayerInfo[i];
        int layer_size = 0;

        if (layer->uiLayerType != VIDEO_CODING_LAYER && !parameters_too)
            continue;
        for (int nal = 0; nal < layer->iNalCount; nal++)
            layer_size += layer->pNalLengthInByte[nal];
        if (size + layer_size > encoder->capacity) {
            int capacity = (size + layer_size) * 2;
            uint8_t *grown = et_grow(encoder->bytes, (size_t)encoder->capacity, (size_t)capacity);

            if (!grown)
                return et_fail(ET_ERROR_MEMORY, "no memory for an encoded frame");
            encoder->bytes = grown;
            encoder->capacity = capacity;
        }
        memcpy(encoder->bytes + size, layer->pBsBuf, (size_t)layer_size);
        size += layer_size;
    }
    return size;
}

/* The parameter sets; openh264 cannot write where chroma sits into them, left says itself. */
static int keep_parameters(struct et_encoder *encoder, int siting)
{
    SFrameBSInfo info;
    int size, sited = 0;

    memset(&info, 0, sizeof(info));
    if ((*encoder->openh264)->EncodeParameterSets(encoder->openh264, &info) != 0)
        return et_fail(ET_ERROR_UNSUPPORTED, "openh264 gave no parameter sets");
    size = gather(encoder, &info, 1);
    if (size < 0)
        return size;
    encoder->parameters = et_alloc((size_t)size + ROOM_FOR_SITING);
    if (!encoder->parameters)
        return et_fail(ET_ERROR_MEMORY, "no memory for an encoder");
    if (siting > ET_SITING_LEFT)
        sited = et_h264_sps_set_siting(encoder->bytes, size, siting, encoder->parameters);
    if (!sited)
        memcpy(encoder->parameters, encoder->bytes, (size_t)size);
    encoder->parameters_size = sited ? sited : size;
    return 0;
}

static int open_encoder(struct et_encoder *encoder, const struct et_image_info *info,
                        struct et_rational aspect, double rate,
                        const struct et_export_options *options, int threads)
{
    SEncParamExt *chosen = &encoder->chosen;
    int quiet = WELS_LOG_QUIET;
    int result;

    if (WelsCreateSVCEncoder(&encoder->openh264) != 0 || !encoder->openh264)
        return et_fail(ET_ERROR_MEMORY, "no memory for openh264");
    (*encoder->openh264)->SetOption(encoder->openh264, ENCODER_OPTION_TRACE_LEVEL, &quiet);
    if ((*encoder->openh264)->GetDefaultParams(encoder->openh264, chosen) != 0)
        return et_fail(ET_ERROR_MEMORY, "no memory for openh264");
    choose_parameters(chosen, info, aspect, rate, options, threads);
    if ((*encoder->openh264)->InitializeExt(encoder->openh264, chosen) != 0)
        return et_fail(ET_ERROR_UNSUPPORTED, "openh264 refuses %d x %d at %g frames per second",
                       info->width, info->height, rate);
    encoder->opened = 1;
    result = keep_parameters(encoder, info->color.siting);
    encoder->rated = options->rate_control == ET_RATE_BITRATE;
    if (result < 0 || !encoder->rated)
        return result;
    return et_rate_init(&encoder->rate, (double)options->bitrate, info->width, info->height,
                        (int)chosen->uiIntraPeriod, 1 / rate);
}

int et_encoder_open(const struct et_image_info *info, struct et_rational sample_aspect, double rate,
                    const struct et_export_options *options, int threads, struct et_encoder **out)
{
    int macroblocks = ((info->width + 15) / 16) * ((info->height + 15) / 16);
    int result;

    *out = NULL;
    if (info->width < LEAST_SIDE || info->height < LEAST_SIDE || macroblocks > MOST_MACROBLOCKS)
        return et_fail(ET_ERROR_UNSUPPORTED,
                       "the H.264 encoder takes %d x %d to about 4096 x 2304, not %d x %d; scale "
                       "the picture first",
                       LEAST_SIDE, LEAST_SIDE, info->width, info->height);
    if (options->rate_control == ET_RATE_QUANTIZER &&
        (options->quantizer < LEAST_QUANTIZER || options->quantizer > MOST_QUANTIZER))
        return et_fail(ET_ERROR_ARGUMENT, "quantizer %d is outside %d to %d", options->quantizer,
                       LEAST_QUANTIZER, MOST_QUANTIZER);
    *out = et_alloc_zero(1, sizeof(**out));
    if (!*out)
        return et_fail(ET_ERROR_MEMORY, "no memory for an encoder");
    result = open_encoder(*out, info, sample_aspect, rate, options, threads);
    if (result < 0)
        et_encoder_close(out);
    return result;
}

void et_encoder_close(struct et_encoder **encoder)
{
    if (!*encoder)
        return;
    if ((*encoder)->opened)
        (*(*encoder)->openh264)->Uninitialize((*encoder)->openh264);
    if ((*encoder)->openh264)
        WelsDestroySVCEncoder((*encoder)->openh264);
    et_rate_free(&(*encoder)->rate);
    et_free((*encoder)->parameters);
    et_free((*encoder)->bytes);
    et_free(*encoder);
    *encoder = NULL;
}

int et_encoder_parameters(const struct et_encoder *encoder, const uint8_t **bytes)
{
    *bytes = encoder->parameters;
    return encoder->parameters_size;
}

/* Gives openh264 the quantizer for a frame; nothing else of its parameters changes. */
static int set_quantizer(struct et_encoder *encoder, const struct et_frame *frame)
{
    const struct et_rational base = frame->time_base;
    const double time_s = base.den > 0 ? (double)frame->pts * base.num / base.den : 0;

    encoder->chosen.sSpatialLayers[0].iDLayerQp =
        et_rate_quantizer(&encoder->rate, &frame->image, time_s);
    if ((*encoder->openh264)
            ->SetOption(encoder->openh264, ENCODER_OPTION_SVC_ENCODE_PARAM_EXT, &encoder->chosen) !=
        0)
        return et_fail(ET_ERROR_UNSUPPORTED, "openh264 refuses quantizer %d",
                       encoder->rate.quantizer);
    return 0;
}

int et_encoder_encode(struct et_encoder *encoder, const struct et_frame *frame,
                      struct et_encoded *out)
{
    SSourcePicture picture;
    SFrameBSInfo info;
    int size = encoder->rated ? set_quantizer(encoder, frame) : 0;

    if (size < 0)
        return size;
    memset(&picture, 0, sizeof(picture));
    memset(&info, 0, sizeof(info));
    picture.iColorFormat = videoFormatI420;
    picture.iPicWidth = frame->image.info.width;
    picture.iPicHeight = frame->image.info.height;
    picture.uiTimeStamp = frame->time_base.den > 0
                              ? av_rescale_rnd(frame->pts, INT64_C(1000) * frame->time_base.num,
                                               frame->time_base.den, AV_ROUND_ZERO)
                              : 0;
    for (int plane = 0; plane < 3; plane++) {
        picture.pData[plane] = frame->image.data[plane];
        picture.iStride[plane] = (int)frame->image.stride[plane];
    }
    if ((*encoder->openh264)->EncodeFrame(encoder->openh264, &picture, &info) != 0)
        return et_fail(ET_ERROR_UNSUPPORTED,
                       "openh264 could not fit a frame of this detail; use a higher quantizer");
    size = info.eFrameType == videoFrameTypeSkip ? 0 : gather(encoder, &info, 0);
    if (size < 0)
        return size;
    if (encoder->rated)
        et_rate_count(&encoder->rate, 8.0 * size);
    out->bytes = encoder->bytes;
    out->size = size;
    out->key = info.eFrameType == videoFrameTypeIDR;
    return 0;
}
