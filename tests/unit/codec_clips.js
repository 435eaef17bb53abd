// SPDX-License-Identifier: MIT
/** Small clips of every codec that native ffmpeg can write, made when the tests run. */

/**
 * @typedef {object} CodecClip
 * @property {string} file its name; the ending names the container
 * @property {string} encode ffmpeg's arguments between source and file
 * @property {string} format Etalon's name of the frames' format
 * @property {string} [planar] FFmpeg's name of that format, where its decoder packs pixels and it has one
 * @property {string} [through] a format in which native ffmpeg makes bytes of fewer bits without loss
 * @property {string} [source] another lavfi source
 */

const size = '98x66';

/** Six frames; the background is half transparent where the codec has alpha. */
const moving = `testsrc2=size=${size}:rate=25:duration=0.24`;
const clear = `${moving}:alpha=120`;
const odd = 'testsrc2=size=97x65:rate=25:duration=0.24';

/** Codes far from both ends: beyond them FFmpeg's C and its assembly overflow differently in DNxHD of 10 bits. */
const soft = `${moving},lutyuv=y=64+val/2:u=64+val/2:v=64+val/2`;

/** @type {CodecClip[]} */
export const codecClips = [
  // MPEG-1 to MPEG-4 and their kin: B frames, closed and open, whole macroblocks and not.
  { file: 'mpeg1.mpg', encode: '-c:v mpeg1video -bf 2 -g 5', format: 'I420' },
  { file: 'mpeg1.m1v', encode: '-c:v mpeg1video', format: 'I420', source: odd },
  { file: 'mpeg2.ts', encode: '-c:v mpeg2video -bf 2 -g 5', format: 'I420' },
  { file: 'mpeg2_422.mxf', encode: '-c:v mpeg2video -pix_fmt yuv422p -bf 2', format: 'I422' },
  { file: 'mpeg2.vob', encode: '-c:v mpeg2video -f vob', format: 'I420', source: odd },
  { file: 'mpeg2_fields.mkv', encode: '-c:v mpeg2video -flags +ildct+ilme -alternate_scan 1 -bf 1', format: 'I420' },
  { file: 'mpeg4.mp4', encode: '-c:v mpeg4 -bf 2', format: 'I420' },
  { file: 'mpeg4_qpel.avi', encode: '-c:v mpeg4 -bf 2 -flags +qpel+mv4+aic', format: 'I420', source: odd },
  { file: 'mpeg4.m4v', encode: '-c:v mpeg4', format: 'I420' },
  { file: 'xvid.avi', encode: '-c:v libxvid -bf 2 -me_quality 6', format: 'I420' },
  { file: 'divx3.avi', encode: '-c:v msmpeg4', format: 'I420' },
  { file: 'msmpeg4v2.avi', encode: '-c:v msmpeg4v2', format: 'I420' },
  { file: 'wmv1.asf', encode: '-c:v wmv1', format: 'I420' },
  { file: 'wmv2.wmv', encode: '-c:v wmv2', format: 'I420' },
  { file: 'h263.3gp', encode: '-c:v h263 -s 176x144', format: 'I420' },
  { file: 'h263p.avi', encode: '-c:v h263p -flags +aic -s 96x64', format: 'I420' },
  { file: 'sorenson.flv', encode: '-c:v flv', format: 'I420', source: odd },
  { file: 'theora.ogv', encode: '-c:v libtheora -g 4', format: 'I420' },
  { file: 'theora_444.ogv', encode: '-c:v libtheora -pix_fmt yuv444p', format: 'I444', source: odd },
  { file: 'theora_422.mkv', encode: '-c:v libtheora -pix_fmt yuv422p', format: 'I422' },
  // Key frames alone.
  { file: 'mjpeg_420.avi', encode: '-c:v mjpeg -pix_fmt yuvj420p', format: 'I420', source: odd },
  { file: 'mjpeg_422.mov', encode: '-c:v mjpeg -pix_fmt yuvj422p', format: 'I422' },
  { file: 'mjpeg_444.mkv', encode: '-c:v mjpeg -pix_fmt yuvj444p', format: 'I444' },
  { file: 'mjpeg.mjpeg', encode: '-c:v mjpeg -pix_fmt yuvj420p', format: 'I420' },
  { file: 'ljpeg.avi', encode: '-c:v ljpeg -pix_fmt bgr24', format: 'GBR8', planar: 'gbrp' },
  { file: 'prores_proxy.mov', encode: '-c:v prores_ks -profile:v 0', format: 'I422P10' },
  { file: 'prores_lt.mov', encode: '-c:v prores_ks -profile:v 1', format: 'I422P10', source: odd },
  { file: 'prores_standard.mov', encode: '-c:v prores_ks -profile:v 2', format: 'I422P10' },
  { file: 'prores_hq.mov', encode: '-c:v prores_ks -profile:v 3 -flags +ildct', format: 'I422P10' },
  { file: 'prores_4444.mov', encode: '-c:v prores_ks -profile:v 4 -pix_fmt yuv444p10', format: 'I444P12' },
  { file: 'prores_4444_alpha.mov', encode: '-c:v prores_ks -profile:v 4 -pix_fmt yuva444p10 -alpha_bits 16', format: 'I444AP12', source: clear },
  { file: 'prores_xq_alpha8.mov', encode: '-c:v prores_ks -profile:v 5 -pix_fmt yuva444p10 -alpha_bits 8', format: 'I444AP12', source: clear },
  { file: 'dnxhd_8.mov', encode: '-c:v dnxhd -b:v 36M -pix_fmt yuv422p -s 1920x1080 -frames:v 2', format: 'I422' },
  { file: 'dnxhd_10.mxf', encode: '-c:v dnxhd -b:v 185M -pix_fmt yuv422p10 -s 1920x1080 -frames:v 2', format: 'I422P10', source: soft },
  { file: 'dnxhr_lb.mov', encode: '-c:v dnxhd -profile:v dnxhr_lb -pix_fmt yuv422p -s 258x130', format: 'I422' },
  { file: 'dnxhr_hqx.mov', encode: '-c:v dnxhd -profile:v dnxhr_hqx -pix_fmt yuv422p10 -s 258x130', format: 'I422P10' },
  { file: 'dnxhr_444.mov', encode: '-c:v dnxhd -profile:v dnxhr_444 -pix_fmt yuv444p10 -s 258x130', format: 'I444P10', source: soft },
  { file: 'dnxhr_rgb.mov', encode: '-c:v dnxhd -profile:v dnxhr_444 -pix_fmt gbrp10 -s 258x130', format: 'GBR10', source: soft },
  { file: 'cineform_422.mov', encode: '-c:v cfhd -pix_fmt yuv422p10 -s 192x128', format: 'I422P10' },
  { file: 'cineform_rgb.avi', encode: '-c:v cfhd -pix_fmt gbrp12 -s 192x128', format: 'GBR12' },
  { file: 'cineform_alpha.mov', encode: '-c:v cfhd -pix_fmt gbrap12 -s 192x128', format: 'GBRA12', source: clear },
  { file: 'dv_ntsc.avi', encode: '-c:v dvvideo -pix_fmt yuv411p -s 720x480 -r 30000/1001 -frames:v 2', format: 'I411' },
  { file: 'dv_pal.dv', encode: '-c:v dvvideo -pix_fmt yuv420p -s 720x576 -r 25 -frames:v 2', format: 'I420' },
  // Without loss.
  ...[
    ['gray', 'GRAY8'], ['gray10le', 'GRAY10'], ['gray12le', 'GRAY12'], ['gray16le', 'GRAY16'], ['ya8', 'GRAYA8'],
    ['yuv410p', 'I410'], ['yuv411p', 'I411'], ['yuv420p', 'I420'], ['yuv422p', 'I422'], ['yuv440p', 'I440'], ['yuv444p', 'I444'],
    ['yuv420p9le', 'I420P9'], ['yuv422p10le', 'I422P10'], ['yuv440p12le', 'I440P12'], ['yuv444p14le', 'I444P14'], ['yuv420p16le', 'I420P16'],
    ['yuv444p16le', 'I444P16'], ['yuva420p', 'I420A'], ['yuva422p', 'I422A'], ['yuva444p', 'I444A'], ['yuva420p9le', 'I420AP9'],
    ['yuva422p10le', 'I422AP10'], ['yuva444p16le', 'I444AP16'],
    ['bgr0', 'GBR8', 'gbrp'], ['bgra', 'GBRA8', 'gbrap'], ['gbrp9le', 'GBR9'], ['gbrp10le', 'GBR10'], ['gbrp12le', 'GBR12'],
    ['gbrp14le', 'GBR14'], ['gbrp16le', 'GBR16'], ['gbrap10le', 'GBRA10'], ['gbrap12le', 'GBRA12'], ['gbrap16le', 'GBRA16'],
    ['rgb48le', 'GBR16', 'gbrp16le'], ['rgba64le', 'GBRA16', 'gbrap16le'],
  ].map(([pixels, format, planar]) => ({ file: `ffv1_${pixels}.mkv`, encode: `-c:v ffv1 -level 3 -slices 4 -pix_fmt ${pixels}`, format, planar, source: clear })),
  { file: 'ffv1_level1.avi', encode: '-c:v ffv1 -level 1 -pix_fmt yuv420p -g 3', format: 'I420', source: odd },
  { file: 'utvideo_420.avi', encode: '-c:v utvideo -pix_fmt yuv420p', format: 'I420' },
  { file: 'utvideo_422.avi', encode: '-c:v utvideo -pix_fmt yuv422p -pred median', format: 'I422' },
  { file: 'utvideo_444.mov', encode: '-c:v utvideo -pix_fmt yuv444p', format: 'I444', source: odd },
  { file: 'utvideo_rgb.avi', encode: '-c:v utvideo -pix_fmt gbrp', format: 'GBR8' },
  { file: 'utvideo_rgba.mkv', encode: '-c:v utvideo -pix_fmt gbrap', format: 'GBRA8', source: clear },
  { file: 'huffyuv_422.avi', encode: '-c:v huffyuv -pix_fmt yuv422p', format: 'I422' },
  { file: 'huffyuv_rgb.avi', encode: '-c:v huffyuv -pix_fmt rgb24', format: 'GBR8', planar: 'gbrp' },
  { file: 'huffyuv_rgba.avi', encode: '-c:v huffyuv -pix_fmt bgra', format: 'GBRA8', planar: 'gbrap', source: clear },
  { file: 'ffvhuff_420.avi', encode: '-c:v ffvhuff -pix_fmt yuv420p', format: 'I420' },
  { file: 'ffvhuff_16.mkv', encode: '-c:v ffvhuff -pix_fmt yuv444p16le', format: 'I444P16' },
  { file: 'ffvhuff_alpha.mkv', encode: '-c:v ffvhuff -pix_fmt yuva420p10le', format: 'I420AP10', source: clear },
  { file: 'animation_24.mov', encode: '-c:v qtrle -pix_fmt rgb24', format: 'GBR8', planar: 'gbrp', source: odd },
  { file: 'animation_32.mov', encode: '-c:v qtrle -pix_fmt argb', format: 'GBRA8', planar: 'gbrap', source: clear },
  { file: 'animation_16.mov', encode: '-c:v qtrle -pix_fmt rgb555be', format: 'GBR8', planar: 'gbrp', through: 'rgb24' },
  { file: 'animation_grey.mov', encode: '-c:v qtrle -pix_fmt gray -s 96x64', format: 'GBRA8', planar: 'gbrap', through: 'rgba' },
  { file: 'png_rgb.mov', encode: '-c:v png -pix_fmt rgb24', format: 'GBR8', planar: 'gbrp', source: odd },
  { file: 'png_rgba.mov', encode: '-c:v png -pix_fmt rgba', format: 'GBRA8', planar: 'gbrap', source: clear },
  { file: 'png_rgb16.mov', encode: '-c:v png -pix_fmt rgb48be', format: 'GBR16', planar: 'gbrp16le' },
  { file: 'png_rgba16.mkv', encode: '-c:v png -pix_fmt rgba64be', format: 'GBRA16', planar: 'gbrap16le', source: clear },
  { file: 'png_grey.mov', encode: '-c:v png -pix_fmt gray', format: 'GRAY8' },
  { file: 'png_grey16.mov', encode: '-c:v png -pix_fmt gray16be', format: 'GRAY16', planar: 'gray16le' },
  { file: 'png_palette.mov', encode: '-c:v png -pix_fmt pal8', format: 'GBRA8', planar: 'gbrap', through: 'rgba', source: `${moving},split[a][b];[a]palettegen[p];[b][p]paletteuse` },
  { file: 'png_bits.mov', encode: '-c:v png -pix_fmt monob', format: 'GRAY8', planar: 'gray' },
  // As it is.
  { file: 'raw_420.avi', encode: '-c:v rawvideo -pix_fmt yuv420p', format: 'I420' },
  { file: 'raw_yuyv.avi', encode: '-c:v rawvideo -pix_fmt yuyv422', format: 'I422', planar: 'yuv422p' },
  { file: 'raw_uyvy.mov', encode: '-c:v rawvideo -pix_fmt uyvy422', format: 'I422', planar: 'yuv422p' },
  { file: 'raw_nv12.mkv', encode: '-c:v rawvideo -pix_fmt nv12 -allow_raw_vfw 1', format: 'I420', planar: 'yuv420p' },
  { file: 'raw_bgr24.avi', encode: '-c:v rawvideo -pix_fmt bgr24', format: 'GBR8', planar: 'gbrp', source: odd },
  { file: 'raw_rgb24.mov', encode: '-c:v rawvideo -pix_fmt rgb24', format: 'GBR8', planar: 'gbrp' },
  { file: 'raw_argb.mov', encode: '-c:v rawvideo -pix_fmt argb', format: 'GBRA8', planar: 'gbrap', source: clear },
  { file: 'raw_rgb48.mov', encode: '-c:v rawvideo -pix_fmt rgb48be', format: 'GBR16', planar: 'gbrp16le' },
  { file: 'raw_rgb565.avi', encode: '-c:v rawvideo -pix_fmt rgb565le', format: 'GBR8', planar: 'gbrp', through: 'rgb24' },
  { file: 'v210.mov', encode: '-c:v v210', format: 'I422P10' },
  { file: 'r210.mov', encode: '-c:v r210', format: 'GBR10' },
  { file: 'y4m.y4m', encode: '-pix_fmt yuv420p', format: 'I420', source: odd },
  { file: 'y4m_10.y4m', encode: '-pix_fmt yuv422p10 -strict -1', format: 'I422P10' },
  { file: 'y4m_grey.y4m', encode: '-pix_fmt gray', format: 'GRAY8' },
].map((clip) => ({ source: moving, ...clip }));
