// SPDX-License-Identifier: MIT
/*
 * Encodes with openh264's own rate control, for bitrate.test.js to compare with:
 *
 *     native_rate WIDTH HEIGHT RATE BITRATE < I420 > H.264
 *
 * All else is as core/media/encode.c has it, a key frame every 2 s included.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wels/codec_api.h>

static int open_encoder(ISVCEncoder **encoder, int width, int height, float rate, int bitrate)
{
    SEncParamExt chosen;
    SSpatialLayerConfig *layer = &chosen.sSpatialLayers[0];
    int quiet = WELS_LOG_QUIET;

    if (WelsCreateSVCEncoder(encoder) != 0)
        return 1;
    (**encoder)->SetOption(*encoder, ENCODER_OPTION_TRACE_LEVEL, &quiet);
    memset(&chosen, 0, sizeof(chosen));
    (**encoder)->GetDefaultParams(*encoder, &chosen);
    chosen.iUsageType = CAMERA_VIDEO_REAL_TIME;
    chosen.iPicWidth = width;
    chosen.iPicHeight = height;
    chosen.fMaxFrameRate = rate;
    chosen.iRCMode = RC_BITRATE_MODE;
    chosen.iTargetBitrate = bitrate;
    chosen.iMaxBitrate = UNSPECIFIED_BIT_RATE;
    chosen.iMinQp = 12;
    chosen.iMaxQp = 51;
    chosen.iComplexityMode = LOW_COMPLEXITY;
    chosen.uiIntraPeriod = (unsigned)(2 * rate + 0.5f);
    chosen.iNumRefFrame = 1;
    chosen.eSpsPpsIdStrategy = CONSTANT_ID;
    chosen.bEnableFrameSkip = false;
    chosen.bEnableSceneChangeDetect = false;
    chosen.bEnableBackgroundDetection = false;
    chosen.bEnableAdaptiveQuant = false;
    chosen.iMultipleThreadIdc = 1;
    layer->iVideoWidth = width;
    layer->iVideoHeight = height;
    layer->fFrameRate = rate;
    layer->uiProfileIdc = PRO_BASELINE;
    layer->iSpatialBitrate = bitrate;
    layer->iMaxSpatialBitrate = UNSPECIFIED_BIT_RATE;
    return (**encoder)->InitializeExt(*encoder, &chosen);
}

static void write_layers(const SFrameBSInfo *info)
{
    for (int i = 0; i < info->iLayerNum; i++) {
        size_t size = 0;

        for (int nal = 0; nal < info->sLayerInfo[i].iNalCount; nal++)
            size += (size_t)info->sLayerInfo[i].pNalLengthInByte[nal];
        fwrite(info->sLayerInfo[i].pBsBuf, 1, size, stdout);
    }
}

int main(int argc, char **argv)
{
    const int width = argc > 4 ? atoi(argv[1]) : 0, height = argc > 4 ? atoi(argv[2]) : 0;
    const size_t luma = (size_t)width * (size_t)height, size = luma * 3 / 2;
    const double rate = argc > 4 ? atof(argv[3]) : 0;
    unsigned char *samples = malloc(size + 1);
    ISVCEncoder *encoder = NULL;

    if (!samples || !luma || open_encoder(&encoder, width, height, (float)rate, atoi(argv[4])) != 0)
        return 1;
    for (int frame = 0; fread(samples, 1, size, stdin) == size; frame++) {
        SSourcePicture picture;
        SFrameBSInfo info;

        memset(&picture, 0, sizeof(picture));
        memset(&info, 0, sizeof(info));
        picture.iColorFormat = videoFormatI420;
        picture.iPicWidth = width;
        picture.iPicHeight = height;
        picture.uiTimeStamp = (long long)(frame * 1000 / rate);
        picture.pData[0] = samples;
        picture.pData[1] = samples + luma;
        picture.pData[2] = samples + luma + luma / 4;
        picture.iStride[0] = width;
        picture.iStride[1] = picture.iStride[2] = width / 2;
        if ((*encoder)->EncodeFrame(encoder, &picture, &info) != 0)
            return 1;
        write_layers(&info);
    }
    (*encoder)->Uninitialize(encoder);
    WelsDestroySVCEncoder(encoder);
    free(samples);
    return 0;
}
