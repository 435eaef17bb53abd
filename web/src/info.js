// SPDX-License-Identifier: MIT
import { conversionNames, nameColor } from './color.js';
import { nameResults } from './results.js';
/** @import { PackedPicture } from './protocol.js' */
/** @import { AudioInfo, Rendered, VideoInfo } from './types.js' */

/**
 * The engine's facts about a video track, in seconds and WebCodecs' names.
 *
 * @param {Record<string, any>} raw `video` of et_api_clip_info()
 * @returns {VideoInfo}
 * @example
 * nameVideo(info.video).frameRate; // 29.97
 */
export function nameVideo(raw) {
  const seconds = raw.timeBase[0] / raw.timeBase[1];
  const known = raw.sampleAspect[0] > 0 && raw.sampleAspect[1] > 0;
  const aspect = known ? raw.sampleAspect[0] / raw.sampleAspect[1] : 1;
  return {
    codec: raw.codec,
    profile: raw.profile,
    format: raw.format,
    width: raw.width,
    height: raw.height,
    codedWidth: raw.codedWidth,
    codedHeight: raw.codedHeight,
    rotation: raw.rotation,
    mirrored: raw.mirrored,
    displayWidth: Math.max(1, Math.round(raw.width * aspect)),
    displayHeight: raw.height,
    sampleAspect: known ? raw.sampleAspect : [1, 1],
    frameRate: raw.frameRate[1] ? raw.frameRate[0] / raw.frameRate[1] : 0,
    frameRateFraction: raw.frameRate,
    timeBase: raw.timeBase,
    start: raw.start * seconds,
    duration: raw.duration * seconds,
    frameCount: raw.frameCount,
    indexed: Boolean(raw.indexed),
    colorSpace: nameColor(raw.color),
    light: raw.light,
  };
}

/**
 * The engine's facts about an audio track, in seconds.
 *
 * @param {Record<string, any>} raw `audio` of et_api_clip_info()
 * @returns {AudioInfo}
 * @example
 * nameAudio(info.audio).sampleRate; // 48000
 */
export function nameAudio(raw) {
  const seconds = raw.timeBase[0] / raw.timeBase[1];
  return {
    codec: raw.codec,
    sampleRate: raw.sampleRate,
    channels: raw.channels,
    start: raw.start * seconds,
    duration: raw.duration * seconds,
    track: raw.track,
    tracks: raw.tracks,
  };
}

/**
 * A picture of the engine, in seconds.
 *
 * @param {PackedPicture} picture
 * @returns {Rendered}
 * @example
 * nameRendered(picture).timestamp; // 1.5
 */
export function nameRendered(picture) {
  const [seconds, ticks] = picture.timeBase;
  const [across, down] = picture.sampleAspect;
  return {
    width: picture.width,
    height: picture.height,
    data: new Uint8ClampedArray(picture.buffer),
    timestamp: (picture.pts * seconds) / ticks,
    pts: picture.pts,
    duration: (picture.duration * seconds) / ticks,
    displayWidth: across && down ? Math.max(1, Math.round((picture.frameWidth * across) / down)) : picture.frameWidth,
    displayHeight: picture.frameHeight,
    conversions: /** @type {('depth' | 'tone')[]} */ (conversionNames(picture.conversions)),
    colorChanged: picture.colorChanged,
    results: nameResults(picture.results),
  };
}
