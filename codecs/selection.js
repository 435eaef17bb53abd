// SPDX-License-Identifier: MIT
/**
 * What can be left out of a build. `ETALON_CODECS` (or `npm run build -- --codecs=`) says what is in it: `all`
 * (the default), `free`, or names of this table, separated by commas.
 *
 * `free` leaves out what has an owner or a pool that asks for licences, or asked until so lately that claims
 * may be alive in some country: H.264, HEVC, AAC, AC-3 (its decoder is that of E-AC-3, whose patents are
 * alive), MPEG-4 part 2 and what grew from it or shares its pool (H.263, Microsoft's variants), VC-1 and
 * Windows Media Audio. MPEG-1, MPEG-2 and MP3 stay: their last patents have lapsed. No lawyer wrote this list.
 */

/**
 * @typedef {object} Codec what it takes of FFmpeg's components, by kind
 * @property {string[]} decoder
 * @property {string[]} [parser]
 * @property {string[]} [demuxer] for streams of this codec alone; in every build
 * @property {string[]} [muxer]
 * @property {string[]} [bsf]
 * @property {boolean} [patented] left out of `free`
 */

/** @type {Record<string, Codec>} */
export const codecs = {
  h264: { decoder: ['h264'], parser: ['h264'], demuxer: ['h264'], bsf: ['h264_mp4toannexb'], patented: true },
  hevc: { decoder: ['hevc'], parser: ['hevc'], demuxer: ['hevc'], bsf: ['hevc_mp4toannexb'], patented: true },
  vp8: { decoder: ['vp8'], parser: ['vp8'] },
  vp9: { decoder: ['vp9'], parser: ['vp9'], bsf: ['vp9_superframe', 'vp9_superframe_split'] },
  av1: { decoder: ['libdav1d'], parser: ['av1'], demuxer: ['obu'], bsf: ['av1_frame_merge', 'av1_frame_split'] },
  mpeg1: { decoder: ['mpeg1video'], parser: ['mpegvideo'], demuxer: ['mpegvideo'] },
  mpeg2: { decoder: ['mpeg2video'], parser: ['mpegvideo'], demuxer: ['mpegvideo'] },
  mpeg4: { decoder: ['mpeg4'], parser: ['mpeg4video'], demuxer: ['m4v'], bsf: ['mpeg4_unpack_bframes'], patented: true },
  msmpeg4: { decoder: ['msmpeg4v2', 'msmpeg4v3', 'wmv1', 'wmv2'], patented: true },
  h263: { decoder: ['h263', 'h263p', 'flv'], parser: ['h263'], patented: true },
  vc1: { decoder: ['vc1', 'wmv3'], parser: ['vc1'], demuxer: ['vc1', 'vc1t'], patented: true },
  theora: { decoder: ['theora'], parser: ['vp3'] },
  mjpeg: { decoder: ['mjpeg'], parser: ['mjpeg'], demuxer: ['mjpeg'] },
  prores: { decoder: ['prores'], parser: ['prores'] },
  dnxhd: { decoder: ['dnxhd'], parser: ['dnxhd'], demuxer: ['dnxhd'] },
  cineform: { decoder: ['cfhd'] },
  dv: { decoder: ['dvvideo'], demuxer: ['dv'] },
  ffv1: { decoder: ['ffv1'], parser: ['ffv1'] },
  utvideo: { decoder: ['utvideo'] },
  huffyuv: { decoder: ['huffyuv', 'ffvhuff'] },
  qtrle: { decoder: ['qtrle'] },
  png: { decoder: ['png'], parser: ['png'] },
  raw: { decoder: ['rawvideo', 'v210', 'r210', 'r10k'] },
  aac: { decoder: ['aac', 'aac_latm'], parser: ['aac', 'aac_latm'], demuxer: ['aac'], patented: true },
  ac3: { decoder: ['ac3', 'eac3'], parser: ['ac3'], demuxer: ['ac3', 'eac3'], patented: true },
  mp3: { decoder: ['mp3', 'mp3float', 'mp2', 'mp2float'], parser: ['mpegaudio'], demuxer: ['mp3'] },
  wma: { decoder: ['wmav1', 'wmav2'], patented: true },
  opus: { decoder: ['opus'], parser: ['opus'] },
  vorbis: { decoder: ['vorbis'], parser: ['vorbis'] },
  flac: { decoder: ['flac'], parser: ['flac'], demuxer: ['flac'] },
  alac: { decoder: ['alac'] },
  adpcm: { decoder: ['adpcm_ima_qt', 'adpcm_ima_wav', 'adpcm_ms'] },
};

/**
 * The names that a selection stands for.
 * @param {string} [text] `all`, `free`, or names separated by commas; default: the environment's ETALON_CODECS, else `all`
 * @returns {string[]} in the table's order
 */
export function selectedCodecs(text = process.env.ETALON_CODECS || 'all') {
  const words = text.split(',').map((word) => word.trim()).filter(Boolean);
  const unknown = words.find((word) => !(word in codecs) && word !== 'all' && word !== 'free');
  if (unknown || !words.length) {
    throw new Error(`There is no codec "${unknown ?? ''}". ETALON_CODECS takes all, free, or some of: ${Object.keys(codecs).join(', ')}`);
  }
  return Object.keys(codecs).filter((name) => words.includes(name) || words.includes('all') || (words.includes('free') && !codecs[name]?.patented));
}

/** A selection as one word, for folders and for what a build says of itself: "all", "free", or its names. */
export function selectionName(selected = selectedCodecs()) {
  const same = /** @param {string} word */ (word) => selectedCodecs(word).join() === selected.join();
  return same('all') ? 'all' : same('free') ? 'free' : selected.join(',');
}
