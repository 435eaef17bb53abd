// SPDX-License-Identifier: MIT
/** Exports of a bitrate: how near they come to it, and how good they are beside openh264's own rate control. */
import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etalon, expectIdle } from './engine.js';
import { fixture } from './media.js';
import { buildNativeRate, hasNativeEngine } from './native_engine.js';
import { output } from './reference.js';
import { temporaryFolder } from './temporary.js';

const run = promisify(execFile);
const folder = temporaryFolder('bitrate');
const [WIDTH, HEIGHT, RATE, SECONDS] = [320, 180, 30, 10];

const loop = ['-stream_loop', '9', '-i', fixture('cut/bbb_2s.mp4')];
const small = `fps=${RATE},scale=${WIDTH}:${HEIGHT},setsar=1`;
const noise = 'noise=alls=20:allf=t:all_seed=7';
const span = (from, to) => `trim=${from}:${to},setpts=PTS-STARTPTS`;

/** What is encoded: a graph of the film's pictures. */
const graphs = {
  easy: `[0:v]${small}`,
  hard: `[0:v]${small},${noise}`,
  // Cuts in the middle of groups, as every 2 s where the film begins again.
  changing: `[0:v]${small},split=3[a][b][c];[a]${span(0, 2.7)}[a1];[b]${span(3, 6.4)},${noise}[b1];[c]${span(7, 10.9)}[c1];[a1][b1][c1]concat=n=3,fps=${RATE}`,
};

const clips = {};
let etalon;
let program;
beforeAll(async () => {
  for (const [name, graph] of Object.entries(graphs)) clips[name] = await lossless(name, graph);
  // A third at 30 frames a second, one at 15, one that changes from frame to frame.
  const uneven = "select='if(lt(t,3.3),1,if(lt(t,6.6),not(mod(n,2)),gt(random(0),0.4)))'";
  clips.uneven = await lossless('uneven', `${graphs.changing},${uneven}`, ['-fps_mode', 'vfr']);
  etalon = await Etalon.create({ threads: 0 });
  if (hasNativeEngine) program = await buildNativeRate(folder);
}, 60_000);
afterAll(() => etalon.close());

/** A lossless clip of 10 s. */
async function lossless(name, graph, extra = []) {
  const path = join(folder, `${name}.mp4`);
  await run('ffmpeg', ['-v', 'error', '-y', ...loop, '-filter_complex', `${graph},format=yuv420p[v]`, '-map', '[v]', '-t', String(SECONDS), ...extra,
    '-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', path]);
  return path;
}

let files = 0;
async function exported(engine, name, bitrate) {
  const path = join(folder, `${++files}.mp4`);
  const clip = await engine.open(clips[name]);
  await clip.export({ output: path, audio: 'none', video: { bitrate } });
  clip.close();
  return path;
}

/** Bytes of all pictures, and the seconds that they are shown. */
async function measured(path) {
  const text = await output('ffprobe', ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=size,pts_time,duration_time', '-of', 'csv=p=0', path]);
  const packets = text.trim().split('\n').map((line) => line.split(',').map(Number));
  const ends = packets.map(([time, duration]) => time + duration);
  return { bytes: packets.reduce((sum, [, , size]) => sum + size, 0), seconds: Math.max(...ends) - Math.min(...packets.map(([time]) => time)) };
}

/** PSNR of luma over all pictures, by native ffmpeg. */
async function psnr(path, reference, options = []) {
  const { stderr } = await run('ffmpeg', ['-hide_banner', ...options, '-i', path, '-i', reference, '-lavfi', '[0:v]settb=1/30,setpts=N[a];[1:v]settb=1/30,setpts=N[b];[a][b]psnr', '-f', 'null', '-']);
  return Number(/PSNR y:([\d.]+)/.exec(stderr)[1]);
}

describe.each([
  ['easy', [150_000, 400_000]],
  ['hard', [400_000, 1_500_000]],
  ['changing', [250_000, 700_000]],
  ['uneven', [200_000, 500_000]],
])('%s', (name, rates) => {
  it.each(rates)('%i bits a second are kept to 10 percent over 10 s', async (bitrate) => {
    const { bytes, seconds } = await measured(await exported(etalon, name, bitrate));
    expect(seconds).toBeGreaterThan(SECONDS - 0.2);
    expect((8 * bytes) / seconds / bitrate).toBeGreaterThan(0.9);
    expect((8 * bytes) / seconds / bitrate).toBeLessThan(1.1);
  });
});

it('threads and time change nothing', async () => {
  const threaded = await Etalon.create({ threads: 2 });
  const [one, other] = [await exported(etalon, 'changing', 400_000), await exported(threaded, 'changing', 400_000)];
  expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
  await expectIdle(threaded);
  await threaded.close();
});

/** What openh264 makes of raw pictures at a bitrate of its own, as a file of `bytes` to half a percent, and its PSNR. */
async function own(name, bytes) {
  const raw = join(folder, `${name}.yuv`);
  const path = join(folder, 'own.h264');
  await run('ffmpeg', ['-v', 'error', '-y', '-i', clips[name], '-f', 'rawvideo', raw]);
  let bitrate = (8 * bytes) / SECONDS;
  let size = 0;
  for (let tries = 0; tries < 10; tries++) {
    const encoder = spawn(program, [WIDTH, HEIGHT, RATE, Math.round(bitrate)].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
    const parts = [];
    encoder.stdout.on('data', (part) => parts.push(part));
    encoder.stdin.end(readFileSync(raw));
    await new Promise((resolve, reject) => encoder.on('close', (code) => (code ? reject(new Error(`native_rate ended with ${code}`)) : resolve())));
    const stream = Buffer.concat(parts);
    size = stream.length;
    writeFileSync(path, stream);
    if (Math.abs(size / bytes - 1) < 0.005) break;
    bitrate *= bytes / size;
  }
  return { size, psnr: await psnr(path, clips[name], ['-r', String(RATE)]) };
}

it.runIf(hasNativeEngine).each([['easy', 300_000], ['hard', 800_000], ['changing', 400_000]])('%s: no worse than openh264\'s own rate control at the same size', async (name, bitrate) => {
  const path = await exported(etalon, name, bitrate);
  const { bytes } = await measured(path);
  const theirs = await own(name, bytes);
  const ours = await psnr(path, clips[name]);
  console.log(`${name}: ${ours.toFixed(2)} dB in ${bytes} bytes, openh264's own ${theirs.psnr.toFixed(2)} dB in ${theirs.size}`);
  expect(theirs.size / bytes).toBeLessThan(1.05);
  expect(ours).toBeGreaterThanOrEqual(theirs.psnr);
});
