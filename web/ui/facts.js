// SPDX-License-Identifier: MIT
/** What is known about the clip and the engine, guesses marked as such. */
import { byId, element } from './dom.js';
import { bytesWords, shortNumber, timeWords } from './words.js';

/**
 * @typedef {import('../src/index.js').VideoInfo} VideoInfo
 * @typedef {import('../src/types.js').AudioInfo} AudioInfo
 */

/** @type {Record<string, string>} */
const codecs = { h264: 'H.264', hevc: 'HEVC', vp8: 'VP8', vp9: 'VP9', av1: 'AV1', libdav1d: 'AV1', aac: 'AAC', opus: 'Opus', libopus: 'Opus', mp3: 'MP3', mp3float: 'MP3', mpeg1video: 'MPEG-1', mpeg2video: 'MPEG-2', mpeg4: 'MPEG-4',
  prores: 'ProRes', dnxhd: 'DNxHD', cfhd: 'CineForm', ffv1: 'FFV1', mjpeg: 'MJPEG', vc1: 'VC-1', theora: 'Theora', vorbis: 'Vorbis', flac: 'FLAC', alac: 'ALAC', ac3: 'AC-3', eac3: 'E-AC-3' };

/** @type {Record<string, string>} */
const colors = { bt709: 'BT.709', bt470bg: 'BT.601', smpte170m: 'BT.601', 'bt2020-ncl': 'BT.2020', bt2020: 'BT.2020', pq: 'PQ', hlg: 'HLG', rgb: 'RGB', 'iec61966-2-1': 'sRGB', linear: 'linear' };

/** @param {string} codec */
const codecName = (codec) => codecs[codec] ?? (codec.startsWith('pcm_') ? `PCM ${codec.slice(4)}` : codec);

/** @param {string | null} name */
const colorName = (name) => (name === null ? 'unnamed' : colors[name] ?? name);

/**
 * Lists the facts of a clip.
 * @param {{ name: string, size: number | undefined }} file
 * @param {VideoInfo} video
 * @param {AudioInfo | null | undefined} audio
 * @example showFacts({ name: file.name, size: file.size }, clip.video, clip.audio);
 */
export function showFacts(file, video, audio) {
  byId('no-clip', HTMLParagraphElement).hidden = true;
  byId('playback', HTMLParagraphElement).hidden = true;
  /** @type {[string, (Node | string)[]][]} */
  const rows = [
    ['File', [file.name, ...(file.size === undefined ? [] : [`, ${bytesWords(file.size)}`])]],
    ['Codec', [codecName(video.codec), video.profile ? ` ${video.profile}` : '', `, ${video.format}`]],
    ['Size', [sizeWords(video)]],
    ['Frame rate', [video.frameRate > 0 ? `${shortNumber(video.frameRate, 3)} fps` : 'unknown']],
    ['Duration', [video.duration > 0 ? timeWords(video.duration) : 'unknown', video.frameCount > 0 ? `, ${video.frameCount} frames` : '']],
    ['Colour', colorWords(video.colorSpace)],
    ['Sound', [audio ? soundWords(audio) : 'none']],
  ];
  byId('facts', HTMLDListElement).replaceChildren(...rows.flatMap(([name, words]) => [element('dt', {}, name), element('dd', {}, ...words)]));
}

/**
 * Says which build runs, and why.
 * @param {import('../src/index.js').Capabilities} capabilities
 * @example showEngine(etalon.capabilities());
 */
export function showEngine(capabilities) {
  const { build, threads, why, simd } = capabilities;
  const buildWords = build === 'threads' ? `Threads build, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : 'Single-thread build';
  const node = byId('engine', HTMLParagraphElement);
  node.dataset.build = build;
  node.replaceChildren(`${buildWords}${simd ? ', SIMD' : ', no SIMD'}`, element('span', {}, `${why.charAt(0).toUpperCase()}${why.slice(1)}`));
}

/** @param {VideoInfo} video */
function sizeWords(video) {
  const upright = `${video.width} × ${video.height}`;
  const shape = video.displayWidth !== video.width || video.displayHeight !== video.height ? `, shown as ${video.displayWidth} × ${video.displayHeight}` : '';
  const turned = video.rotation === 0 ? '' : `, turned by ${video.rotation}°`;
  return `${upright}${turned}${video.mirrored ? ', mirrored' : ''}${shape}`;
}

/**
 * @param {import('../src/index.js').ColorSpace} color
 * @returns {(Node | string)[]}
 */
function colorWords(color) {
  const parts = /** @type {const} */ ([['matrix', colorName(color.matrix)], ['primaries', colorName(color.primaries)], ['transfer', colorName(color.transfer)]]);
  const same = new Set(parts.map(([, name]) => name)).size === 1;
  const words = same ? parts[0][1] : parts.map(([part, name]) => `${part} ${name}`).join(', ');
  const guessed = color.guessed.filter((what) => what !== 'siting');
  /** @type {(Node | string)[]} */
  const nodes = [`${words}, ${color.fullRange ? 'full' : 'limited'} range`];
  if (guessed.length > 0) {
    const what = guessed.length === 4 ? 'all of it' : guessed.join(', ');
    nodes.push(element('span', { class: 'tag', title: `The file does not say: ${what}` }, guessed.length === 4 ? 'guessed' : `guessed: ${what}`));
  }
  return nodes;
}

/** @param {AudioInfo} audio */
function soundWords({ codec, sampleRate, channels, track, tracks }) {
  const words = `${codecName(codec)}, ${shortNumber(sampleRate / 1000, 1)} kHz, ${channelWords(channels)}`;
  return tracks > 1 ? `${words}; track ${track + 1} of ${tracks}` : words;
}

/** @param {number} channels */
function channelWords(channels) {
  return channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`;
}

/**
 * Says how the clip is played, or was: decoder, clock, frames.
 * @param {import('../src/index.js').View} view
 * @example showPlayback(view);
 */
export function showPlayback({ decoder, clock, counts }) {
  const place = byId('playback', HTMLParagraphElement);
  place.hidden = false;
  Object.assign(place.dataset, { decoder: decoder.name, clock: clock.source, ...counts });
  const frames = [`${counts.shown} frames shown`];
  if (counts.dropped) frames.push(`${counts.dropped} too late`);
  if (counts.skipped) frames.push(`${counts.skipped} left out`);
  place.replaceChildren(
    `Playing: ${frames.join(', ')}`,
    element('span', {}, decoder.name === 'browser' ? `The browser's decoder: ${decoder.why}` : `Etalon's decoder: ${decoder.why}`),
    element('span', {}, clock.source === 'audio' ? 'Pictures follow the sound' : `Pictures follow the page's clock: ${clock.why}`),
  );
}
