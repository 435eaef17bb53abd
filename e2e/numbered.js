// SPDX-License-Identifier: MIT
/** Clips whose pictures say their number and whose sound says its time, made by native ffmpeg. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Bars across the picture: one for each bit of the number, the lowest first, between a white and a black one. */
export const bars = 14;

/** The ramp runs from -0.9 to 0.9 over the clip. */
const rampEnd = 0.9;

/**
 * Writes a clip of `seconds` with 30 frames a second; the sound is a ramp in 16-bit PCM, whose value is the time.
 *
 * @param {string} file .mov
 * @param {{ seconds: number, width: number, height: number }} options
 */
export async function numberedClip(file, { seconds, width, height }) {
  const frames = seconds * 30;
  const ramp = `${2 * rampEnd}*t/${seconds}-${rampEnd}`;
  const ffmpeg = spawn('ffmpeg', [
    '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${bars}x2`, '-r', '30', '-i', '-',
    '-f', 'lavfi', '-i', `aevalsrc=${ramp}|${ramp}:s=48000:d=${seconds}`, '-vf', `scale=${width}:${height}:flags=neighbor,format=yuv420p`,
    '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-g', '60', '-bf', '2', '-c:a', 'pcm_s16le', file,
  ], { stdio: ['pipe', 'inherit', 'inherit'] });
  const closed = once(ffmpeg, 'close');
  const picture = Buffer.alloc(frames * bars * 2);
  for (let frame = 0; frame < frames; frame++) {
    for (let bar = 0; bar < bars; bar++) {
      const on = bar === 0 || (bar < bars - 1 && (frame >> (bar - 1)) & 1);
      for (let row = 0; row < 2; row++) picture[(frame * 2 + row) * bars + bar] = on ? 235 : 16;
    }
  }
  ffmpeg.stdin.end(picture);
  const [code] = await closed;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}

/**
 * In the page: samples, at each frame of the screen, the number on the canvas and the time that is heard, from the samples
 * that leave the audio graph. `watchSound()` has to run before the page makes its context.
 */
export const inPage = {
  /** Taps what is connected to a context's destination. */
  watchSound() {
    const node = /** @type {any} */ (AudioNode.prototype);
    const { connect } = node;
    node.connect = function (/** @type {any[]} */ ...args) {
      if (args[0] instanceof AudioDestinationNode) {
        const analyser = new AnalyserNode(this.context, { fftSize: 256 });
        connect.call(this, analyser);
        Object.assign(window, { tap: { analyser, context: this.context } });
      }
      return connect.apply(this, args);
    };
  },

  /**
   * @param {{ seconds: number, length: number, bars: number }} options seconds to watch, and of the clip
   * @returns {Promise<{ at: number, video: number, audio: number | null }[]>} seconds of the clip
   */
  watch({ seconds, length, bars: count }) {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('canvas'));
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const samples = new Float32Array(256);
    /** @type {{ at: number, video: number, audio: number | null }[]} */
    const seen = [];
    const end = performance.now() + seconds * 1000;
    return new Promise((resolve) => {
      const look = () => {
        const row = context.getImageData(0, canvas.height >> 1, canvas.width, 1).data;
        let number = 0;
        for (let bar = 1; bar < count - 1; bar++) {
          if (row[4 * Math.floor(((bar + 0.5) * canvas.width) / count)] > 128) number |= 1 << (bar - 1);
        }
        const { tap } = /** @type {any} */ (window);
        let audio = null;
        if (tap) {
          tap.analyser.getFloatTimeDomainData(samples);
          const value = samples[samples.length - 1];
          const { contextTime, performanceTime } = tap.context.getOutputTimestamp();
          const heard = contextTime + (performance.now() - performanceTime) / 1000;
          // What leaves the graph now is heard later.
          if (value !== 0) audio = ((value + 0.9) / 1.8) * length - (tap.context.currentTime - heard);
        }
        seen.push({ at: performance.now(), video: number / 30, audio });
        if (performance.now() < end) requestAnimationFrame(look);
        else resolve(seen);
      };
      requestAnimationFrame(look);
    });
  },
};
