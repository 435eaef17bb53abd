// SPDX-License-Identifier: MIT
/** The command line, run as its users run it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byName, fixture, fixtures, readClips, root, sample } from './media.js';
import { frameTimes, output, probe } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('cli');
const program = join(root, 'web/dist/cli.js');
const bbb = fixture('cut/bbb_2s.mp4');
const portrait = fixture('4k/portrait_4k60.mp4');
const md5s = (text) => text.match(/\b[0-9a-f]{32}\b/g) ?? [];

/** Runs `etalon`; gives exit code and output. */
async function etalon(...args) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (part) => (text[name] += part));
  const [code] = await once(child, 'close');
  return { code, ...text };
}

describe('hash', () => {
  const wanted = ['conf/h264-avc/BA1_Sony_D.jsv', 'conf/cros-codecs/test-25fps.vp9', 'conf/av1/12-bit/data/00000786.ivf', 'cut/bbb_2s.ts'];
  it.each(byName(readClips(fixtures).filter(({ name }) => wanted.includes(name))))('equals ffmpeg: %s', async (_, { path, md5 }) => {
    const { code, stdout } = await etalon('hash', path);
    expect(md5s(stdout)).toEqual([md5]);
    expect(code).toBe(0);
  });

  it('applies the rotation, or not', async () => {
    const [upright, coded] = [await etalon('hash', portrait), await etalon('hash', '--no-rotate', portrait)];
    expect(md5s(upright.stdout)).toEqual([readClips(fixtures).find(({ path }) => path === portrait).md5]);
    const asCoded = await output('ffmpeg', ['-noautorotate', '-i', portrait, '-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'md5', '-']);
    expect(md5s(coded.stdout)).toEqual(md5s(asCoded));
  });

  it('--frames gives one for each frame', async () => {
    const path = fixture('conf/cros-codecs/bear.h265');
    const { stdout } = await etalon('hash', '--frames', path);
    const expected = await output('ffmpeg', ['-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'framemd5', '-']);
    expect(md5s(stdout)).toEqual(md5s(expected));
  });

  it('--filter filters', async () => {
    const path = fixture('conf/cros-codecs/bear.h265');
    const [plain, neutral, filtered] = [
      await etalon('hash', path),
      await etalon('hash', path, '--filter', 'adjust=contrast:1'),
      await etalon('hash', path, '--filter', 'adjust=contrast:1.2', '--filter', 'scale=width:160'),
    ];
    expect(neutral.stdout).toBe(plain.stdout);
    expect(md5s(filtered.stdout)).toHaveLength(1);
    expect(md5s(filtered.stdout)).not.toEqual(md5s(plain.stdout));
  });

  it('--filter takes entries as JSON, with regions and keyframes', async () => {
    const path = fixture('conf/cros-codecs/bear.h265');
    const hash = (/** @type {object} */ entry) => etalon('hash', path, '--frames', '--filter', JSON.stringify(entry));
    const blur = { filter: 'gaussian_blur', sigma: 3 };
    const region = { y: 10, width: 60, height: 50, feather: 4 };
    const jump = await hash({ ...blur, region: { ...region, x: [{ time: 0, value: 20, ease: 'hold' }, { time: 0.5, value: 90 }] } });
    const [before, after] = [await hash({ ...blur, region: { ...region, x: 20 } }), await hash({ ...blur, region: { ...region, x: 90 } })];
    expect(jump.code, jump.stderr).toBe(0);
    const half = md5s(jump.stdout).findIndex((md5, index) => md5 !== md5s(before.stdout)[index]);
    expect(half).toBeGreaterThan(5);
    expect(md5s(jump.stdout)).toEqual([...md5s(before.stdout).slice(0, half), ...md5s(after.stdout).slice(half)]);
    const [broken, wrong] = [await etalon('hash', path, '--filter', '{"filter":'), await hash({ ...blur, region: { ...region, x: [] } })];
    for (const { code } of [broken, wrong]) expect(code).not.toBe(0);
    expect(broken.stderr).toMatch(/a filter that begins with \{ is JSON; /);
    expect(wrong.stderr).toMatch(/x of the region of filter "gaussian_blur" has no keyframe/);
  });
});

describe('probe and filters', () => {
  it('probe prints JSON', async () => {
    const { code, stdout } = await etalon('probe', bbb);
    const facts = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(facts.video).toMatchObject({ codec: 'h264', width: 1280, height: 720, format: 'I420' });
    expect(facts.audio).toMatchObject({ codec: 'aac', sampleRate: 48000 });
  });

  it('filters names each filter with its parameters and ranges', async () => {
    const { code, stdout } = await etalon('filters');
    expect(code).toBe(0);
    for (const word of ['adjust', 'contrast', 'gaussian_blur', 'sigma', '200', 'scale', 'lanczos']) expect(stdout).toContain(word);
    expect(stdout).toMatch(/^ {2}table +a text +default none +The text of a \.cube file/m);
    expect(stdout).toMatch(/^ {2}weights +1 to 9 of 0\.\.1000 +default 1 1 1 /m);
    expect(stdout).toMatch(/^ {2}sigma +0\.\.200 pixels +default 2 /m);
  });

  it('--help lists the commands', async () => {
    const { code, stdout } = await etalon('--help');
    expect(code).toBe(0);
    for (const word of ['probe', 'hash', 'filters', '--filter']) expect(stdout).toContain(word);
  });
});

describe('export', () => {
  it('filters and writes an MP4', async () => {
    const target = join(folder, 'out.mp4');
    const { code, stderr } = await etalon(bbb, target, '--filter', 'adjust=contrast:1.2', '--filter', 'scale=width:640');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/122 frames/);
    const { video, audio } = await probe(target);
    expect(video).toMatchObject({ codec_name: 'h264', width: 640, height: 360, nb_read_frames: '122' });
    expect(audio.codec_name).toBe('aac');
  });

  it('on a terminal a bar shows frames a second and the time left', async () => {
    const line = [process.execPath, program, bbb, join(folder, 'bar.mp4')].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', line, '/dev/null'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let screen = '';
    child.stdout.setEncoding('utf8').on('data', (part) => (screen += part));
    const [code] = await once(child, 'close');
    expect(code, screen).toBe(0);
    expect(screen).toMatch(/\d+%.*\d fps.*\d:\d\d left/);
  });

  it('--from and --to cut', async () => {
    const target = join(folder, 'cut.mp4');
    const { code, stderr } = await etalon(bbb, target, '--from', '0.5', '--to', '1', '--filter', 'scale=width:320');
    expect(code, stderr).toBe(0);
    expect((await frameTimes(target)).length).toBe(30);
  });

  it('Ctrl-C ends with 130 and leaves no file', async () => {
    const target = join(folder, 'stopped.mp4');
    const before = readdirSync(folder);
    const child = spawn(process.execPath, [program, sample, target, '--filter', 'gaussian_blur=sigma:8'], { stdio: 'ignore' });
    await expect.poll(() => readdirSync(folder).length, { message: 'writing has begun', timeout: 30_000 }).toBeGreaterThan(before.length);
    expect(child.exitCode, 'still at work').toBeNull();
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('a failure leaves no file and keeps an old one', async () => {
    const text = join(folder, 'text.mov');
    writeFileSync(text, 'not a film '.repeat(100));
    const target = join(folder, 'never.mp4');
    const failed = await etalon(text, target);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('text.mov');
    expect(failed.stderr, 'no stack, no code').not.toMatch(/^\s+at /m);
    expect(existsSync(target)).toBe(false);

    const itself = await etalon(text, text);
    expect(itself.code).not.toBe(0);
    expect(readFileSync(text, 'utf8')).toContain('not a film');
  });

  it.runIf(existsSync('/dev/full'))('a full disk is told in words', async () => {
    const { code, stderr } = await etalon(bbb, '/dev/full', '--to', '0.5');
    expect(code).toBe(1);
    expect(stderr).toMatch(/ENOSPC|no space|full/i);
  });
});

describe('usage errors', () => {
  it.each([
    [[], 2, /^usage: etalon INPUT OUTPUT/],
    [['hash'], 2, /1 file name wanted, 0 given$/],
    [['constructor'], 2, /2 file names wanted, 1 given$/],
    [[bbb, 'out.mp4', '--filter', 'lut3d=table:@C:\\nowhere\\look.cube'], 2, /table of lut3d.*C:\\nowhere\\look\.cube/],
    [['hash', 'not-there.mp4'], 1, /IO: .*not-there\.mp4 cannot be opened/],
    [[bbb], 2, /2 file names wanted, 1 given$/],
    [[bbb, 'out.mp4', '--filtre', 'adjust'], 2, /Unknown option '--filtre'/],
    [[bbb, 'out.mp4', '--filter', 'nonsense'], 1, /ARGUMENT: there is no filter "nonsense"/],
    [[bbb, 'out.mp4', '--filter', 'gaussian_blur=sigma:900'], 1, /ARGUMENT: .*900 is outside 0 to 200/],
    [[bbb, 'out.mp4', '--from', 'yesterday'], 2, /--from takes a number, "yesterday" was given/],
    [[bbb, 'out.mp4', '--from', '2', '--to', '1'], 1, /ARGUMENT: from \(2 s\) must be before to \(1 s\)/],
  ])('%j', async (args, wanted, words) => {
    const { code, stdout, stderr } = await etalon(...args);
    expect(code).toBe(wanted);
    // The usage that may follow has all words in it.
    expect(stderr.split('\n')[0]).toMatch(words);
    expect(stdout).toBe('');
    expect(existsSync('out.mp4')).toBe(false);
  });
});
