// SPDX-License-Identifier: MIT
/** Small clips that reach the coding tools of H.264, HEVC, VP9 and AV1, made by native encoders when the tests run. */

/**
 * @typedef {object} CodedClip
 * @property {string} file its name; the ending names the container
 * @property {string} encode ffmpeg's arguments between source and file
 * @property {[name: string, value: string | number]} proof a syntax element that the stream has, with that value
 * @property {string} [format] Etalon's name of the frames' format
 * @property {string} [source] another lavfi source
 */

/** Eight frames that turn, so that motion is nowhere whole, with noise that leaves residuals. */
const turning = (/** @type {string} */ size) =>
  `testsrc2=size=${size}:rate=25:duration=0.32,format=yuv444p,rotate=a=n/40:bilinear=1,noise=alls=8:allf=t:all_seed=5`;
const moving = turning('176x144');
const odd = `${turning('180x142')},crop=179:141`;
const fading = `testsrc2=size=176x144:rate=25:duration=0.32,fade=in:0:8`;
/** Text, thin lines and few colours, as on a screen. */
const screen = 'testsrc2=size=192x128:rate=25:duration=0.16,drawgrid=w=16:h=8';

const x264 = (/** @type {string} */ params, pixels = 'yuv420p') =>
  `-c:v libx264 -preset medium -threads 1 -bf 2 -g 6 -pix_fmt ${pixels} -x264-params ${params}`;
const x265 = (/** @type {string} */ params, pixels = 'yuv420p') =>
  `-c:v libx265 -preset medium -pix_fmt ${pixels} -x265-params log-level=none:pools=2:frame-threads=1:keyint=6:min-keyint=6:rd=4:${params}`;
const vpx = (/** @type {string} */ more, pixels = 'yuv420p') =>
  `-c:v libvpx-vp9 -deadline good -cpu-used 4 -b:v 0 -crf 20 -g 6 -lag-in-frames 5 -auto-alt-ref 1 -threads 1 -pix_fmt ${pixels} ${more}`;
const aom = (/** @type {string} */ more, pixels = 'yuv420p') =>
  `-c:v libaom-av1 -cpu-used 8 -crf 30 -b:v 0 -g 6 -lag-in-frames 5 -threads 1 -row-mt 0 -pix_fmt ${pixels} ${more}`;
const svt = (/** @type {string} */ params, pixels = 'yuv420p') =>
  `-c:v libsvtav1 -preset 10 -crf 40 -g 6 -pix_fmt ${pixels} -svtav1-params lp=1:${params}`;

/** @type {CodedClip[]} */
const h264 = [
  { file: 'mbaff.mp4', encode: x264('interlaced=1:weightp=0'), proof: ['mb_adaptive_frame_field_flag', 1] },
  { file: 'mbaff_cavlc.h264', encode: x264('interlaced=1:bff=1:cabac=0:direct=temporal'), proof: ['mb_adaptive_frame_field_flag', 1] },
  { file: 'mbaff_422p10.mp4', encode: x264('interlaced=1', 'yuv422p10'), format: 'I422P10', proof: ['mb_adaptive_frame_field_flag', 1] },
  { file: 'cavlc.mp4', encode: x264('cabac=0:ref=4:8x8dct=1'), proof: ['entropy_coding_mode_flag', 0] },
  { file: 'cavlc_444_intra.h264', encode: `${x264('cabac=0:keyint=1', 'yuv444p')} -g 1`, format: 'I444', proof: ['entropy_coding_mode_flag', 0] },
  { file: 'high_444.mp4', encode: x264('direct=temporal', 'yuv444p'), format: 'I444', proof: ['profile_idc', 244] },
  { file: 'high_444p10_intra.mp4', encode: `${x264('keyint=1', 'yuv444p10')} -g 1`, format: 'I444P10', proof: ['profile_idc', 244] },
  { file: 'lossless.mp4', encode: x264('qp=0'), proof: ['qpprime_y_zero_transform_bypass_flag', 1] },
  { file: 'lossless_444p10.mp4', encode: x264('qp=0:cabac=0', 'yuv444p10'), format: 'I444P10', proof: ['qpprime_y_zero_transform_bypass_flag', 1] },
  { file: 'weighted.mp4', encode: x264('weightp=2:weightb=1'), source: fading, proof: ['luma_weight_l0_flag', 1] },
  { file: 'weighted_422p10.mp4', encode: x264('weightp=2:weightb=1:cabac=0', 'yuv422p10'), format: 'I422P10', source: fading, proof: ['luma_weight_l0_flag', 1] },
  { file: 'weighted_interlaced.mp4', encode: x264('weightb=1:interlaced=1'), source: fading, proof: ['weighted_bipred_idc', 2] },
  { file: 'h264_420p10.mp4', encode: x264('direct=auto', 'yuv420p10'), format: 'I420P10', proof: ['bit_depth_luma_minus8', 2] },
  { file: 'h264_422.mp4', encode: x264('partitions=all', 'yuv422p'), format: 'I422', proof: ['chroma_format_idc', 2] },
  { file: 'h264_422p10.mp4', encode: x264('partitions=all', 'yuv422p10'), format: 'I422P10', proof: ['bit_depth_chroma_minus8', 2] },
  { file: 'slices_matrices.mp4', encode: x264('slices=4:cqm=jvt:deblock=3,3'), proof: ['first_mb_in_slice', '[1-9]\\d*'] },
  { file: 'h264_cropped.mp4', encode: x264('no-deblock=1:partitions=all:subme=9'), source: `${turning('180x142')},crop=178:140`, proof: ['frame_cropping_flag', 1] },
];

/** @type {CodedClip[]} x265 makes no tiles, and neither does any other HEVC encoder of ffmpeg. */
const hevc = [
  { file: 'amp.mp4', encode: x265('amp=1:rect=1:wpp=0'), proof: ['amp_enabled_flag', 1] },
  { file: 'wpp.hevc', encode: x265('wpp=1:ctu=16:slices=2'), proof: ['entropy_coding_sync_enabled_flag', 1] },
  { file: 'wpp_p10.hevc', encode: x265('wpp=1:ctu=16', 'yuv420p10'), format: 'I420P10', proof: ['entropy_coding_sync_enabled_flag', 1] },
  { file: 'scaling_lists.mp4', encode: x265('scaling-list=default'), proof: ['scaling_list_enabled_flag', 1] },
  { file: 'transform_skip.mp4', encode: x265('tskip=1:qp=10'), source: screen, proof: ['transform_skip_enabled_flag', 1] },
  { file: 'transform_skip_444p10.mp4', encode: x265('tskip=1:cu-lossless=1:qp=10', 'yuv444p10'), format: 'I444P10', source: screen, proof: ['transquant_bypass_enabled_flag', 1] },
  { file: 'hevc_lossless.hevc', encode: x265('lossless=1'), proof: ['transquant_bypass_enabled_flag', 1] },
  { file: 'hevc_lossless_422p12.mp4', encode: x265('lossless=1', 'yuv422p12'), format: 'I422P12', proof: ['transquant_bypass_enabled_flag', 1] },
  { file: 'hevc_weighted.hevc', encode: x265('weightp=1:weightb=1'), source: fading, proof: ['luma_weight_l0_flag', 1] },
  { file: 'hevc_weighted_p10.hevc', encode: x265('weightp=1:weightb=1', 'yuv420p10'), format: 'I420P10', source: fading, proof: ['luma_weight_l0_flag', 1] },
  { file: 'hevc_plain.hevc', encode: x265('signhide=0:strong-intra-smoothing=0:constrained-intra=1:temporal-mvp=0:deblock=4,4:ctu=32'), proof: ['constrained_intra_pred_flag', 1] },
  { file: 'hevc_intra_p10.mp4', encode: x265('keyint=1:ctu=64:tu-intra-depth=3', 'yuv420p10'), format: 'I420P10', proof: ['bit_depth_luma_minus8', 2] },
  { file: 'hevc_odd_p10.mp4', encode: x265('sao-non-deblock=1', 'yuv420p10'), format: 'I420P10', source: `${turning('180x142')},crop=178:140`, proof: ['conformance_window_flag', 1] },
  ...[
    ['yuv420p10', 'I420P10', 1], ['yuv420p12', 'I420P12', 1], ['yuv422p', 'I422', 2], ['yuv422p10', 'I422P10', 2], ['yuv422p12', 'I422P12', 2],
    ['yuv444p', 'I444', 3], ['yuv444p10', 'I444P10', 3], ['yuv444p12', 'I444P12', 3], ['gbrp', 'GBR8', 3], ['gray', 'GRAY8', 0], ['gray12le', 'GRAY12', 0],
  ].map(([pixels, format, chroma]) => ({ file: `hevc_${pixels}.mp4`, encode: x265('amp=1:rect=1', pixels), format, proof: ['chroma_format_idc', chroma] })),
];

/** @type {CodedClip[]} */
const vp9 = [
  { file: 'vp9_lossless.webm', encode: vpx('-crf 0 -lossless 1'), proof: ['base_q_idx', 0] },
  { file: 'vp9_lossless_444p10.webm', encode: vpx('-crf 0 -lossless 1', 'yuv444p10'), format: 'I444P10', proof: ['base_q_idx', 0] },
  { file: 'vp9_tiny.webm', encode: vpx(''), source: `${turning('64x48')},crop=9:7`, proof: ['frame_width_minus_1', 8] },
  { file: 'vp9_tiles.webm', encode: vpx('-tile-columns 2 -tile-rows 2 -frame-parallel 1 -error-resilient default'), source: turning('512x96'), proof: ['tile_rows_log2', 2] },
  { file: 'vp9_segments.webm', encode: '-c:v libvpx-vp9 -deadline good -cpu-used 4 -aq-mode 1 -b:v 200k -g 6 -pix_fmt yuv420p', proof: ['segmentation_enabled', 1] },
  ...[
    ['yuv420p', 'I420', 0], ['yuv420p10', 'I420P10', 2], ['yuv420p12', 'I420P12', 2], ['yuv422p', 'I422', 1], ['yuv422p10', 'I422P10', 3], ['yuv440p', 'I440', 1],
    ['yuv444p', 'I444', 1], ['yuv444p10', 'I444P10', 3], ['yuv444p12', 'I444P12', 3], ['gbrp', 'GBR8', 1],
  ].map(([pixels, format, profile]) => ({
    file: `vp9_odd_${pixels}.webm`, encode: vpx('', pixels), format, source: odd, proof: [`profile_${profile > 1 ? 'high' : 'low'}_bit`, profile > 1 ? 1 : profile & 1],
  })),
];

/** @type {CodedClip[]} */
const av1 = [
  { file: 'av1_grain.mkv', encode: aom('-denoise-noise-level 20'), proof: ['apply_grain', 1] },
  { file: 'av1_grain_p10.mkv', encode: aom('-aom-params film-grain-test=3', 'yuv420p10'), format: 'I420P10', source: odd, proof: ['apply_grain', 1] },
  { file: 'av1_grain_444.mkv', encode: aom('-aom-params film-grain-test=11', 'yuv444p'), format: 'I444', source: odd, proof: ['apply_grain', 1] },
  { file: 'av1_grain_svt.ivf', encode: svt('film-grain=20'), proof: ['apply_grain', 1] },
  { file: 'av1_no_grain.mkv', encode: aom(''), proof: ['film_grain_params_present', 0] },
  { file: 'av1_superres.ivf', encode: svt('superres-mode=1:superres-denom=13:superres-kf-denom=12'), proof: ['use_superres', 1] },
  { file: 'av1_superres_p10.ivf', encode: svt('superres-mode=2', 'yuv420p10le'), format: 'I420P10', proof: ['use_superres', 1] },
  { file: 'av1_screen.mkv', encode: `${aom('-enable-palette 1 -enable-intrabc 1 -aom-params tune-content=screen')} -g 1`, source: screen, proof: ['allow_intrabc', 1] },
  { file: 'av1_screen_p10.mkv', encode: aom('-enable-palette 1 -aom-params tune-content=screen', 'yuv420p10'), format: 'I420P10', source: screen, proof: ['allow_screen_content_tools', 1] },
  { file: 'av1_lossless.mkv', encode: aom('-aom-params lossless=1'), proof: ['base_q_idx', 0] },
  { file: 'av1_tiles.mkv', encode: aom('-tiles 2x2'), source: turning('256x192'), proof: ['tile_cols_log2', 1] },
  ...[
    ['yuv420p10', 'I420P10', 0], ['yuv420p12', 'I420P12', 2], ['yuv422p', 'I422', 2], ['yuv422p10', 'I422P10', 2],
    ['yuv444p', 'I444', 1], ['yuv444p10', 'I444P10', 1], ['gray', 'GRAY8', 0], ['gbrp', 'GBR8', 1],
  ].map(([pixels, format, profile]) => ({ file: `av1_odd_${pixels}.mkv`, encode: aom('', pixels), format, source: odd, proof: ['seq_profile', profile] })),
];

/** @param {CodedClip[]} list */
const complete = (list) => list.map((clip) => ({ source: moving, format: 'I420', ...clip }));

/** By codec. */
export const codedClips = { h264: complete(h264), hevc: complete(hevc), vp9: complete(vp9), av1: complete(av1) };
