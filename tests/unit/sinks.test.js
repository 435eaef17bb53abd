// SPDX-License-Identifier: MIT
/** Where an export goes: the same pictures in every kind of output, the index in front where it can be. */
import { createWriteStream, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { boxesOf } from './boxes.js';
import { Etalon, expectIdle, failureOf } from './engine.js';
import { fixture } from './media.js';
import { output as run, probe, videoMd5 } from './reference.js';
import { temporaryFolder } from './temporary.js';

const folder = temporaryFolder('sinks');
const good = fixture('cut/bbb_2s.mp4');

/** What each kind of output makes of an export: the file, and what the result has to say. */
const kinds = [
  ['none: a buffer', { make: () => ({}), readable: true }],
  ['a path', { make: (path) => ({ output: path, take: () => readFileSync(path) }), readable: true }],
  ['{ write }', { make: () => collector((write) => ({ write })) }],
  ['{ writable }', { make: () => collector((write) => ({ writable: new WritableStream({ write }) })) }],
  ['a WritableStream', { make: () => appender(), fragmented: true }],
];

/** An output of positioned writes. */
function collector(wrap) {
  let bytes = Buffer.alloc(0);
  const write = ({ type, position, data }) => {
    expect(type).toBe('write');
    if (position + data.length > bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(position + data.length - bytes.length)]);
    bytes.set(data, position);
  };
  return { output: wrap(write), take: () => bytes };
}

function appender() {
  const parts = [];
  return { output: new WritableStream({ write: (data) => void parts.push(Buffer.from(data)) }), take: () => Buffer.concat(parts) };
}

describe.each([0, 2])('with %i threads', (threads) => {
  let etalon;
  beforeAll(async () => (etalon = await Etalon.create({ threads })));
  afterEach(() => expectIdle(etalon));
  afterAll(() => etalon.close());

  /** Exports to an output of a kind; the result, the order of the boxes, and the path of a copy. */
  async function exported(source, kind, name, options) {
    const { output, take } = kind.make(join(folder, `${threads}-${name}.out.mp4`));
    const clip = await etalon.open(source);
    const result = await clip.export({ ...options, output }).finally(() => clip.close());
    const bytes = Buffer.from(output ? take() : result.output);
    const path = join(folder, `${threads}-${name}.mp4`);
    writeFileSync(path, bytes);
    expect(bytes.length).toBe(result.bytes);
    const boxes = boxesOf(bytes).map(({ type }) => type);
    expect(boxes.at(-1) === undefined, 'the boxes fill the file').toBe(false);
    expect(boxesOf(bytes).at(-1).end).toBe(bytes.length);
    return { result, boxes, path };
  }

  /** @type {Promise<string> | undefined} */
  let pictures;
  /** What a buffer gets, once for all kinds. */
  const reference = () => (pictures ??= exported(good, kinds[0][1], 'reference', { to: 0.5 }).then(({ path }) => videoMd5(path)));

  it.each(kinds)('%s', async (name, kind) => {
    const { result, boxes, path } = await exported(good, kind, name.replace(/\W/g, ''), { to: 0.5 });
    expect(result.fragmented).toBe(Boolean(kind.fragmented));
    expect(result.faststart).toBe(!kind.fragmented);
    if (kind.fragmented) expect(boxes.slice(0, 4)).toEqual(['ftyp', 'moov', 'moof', 'mdat']);
    else expect(boxes.filter((type) => type !== 'free')).toEqual(['ftyp', 'moov', 'mdat']);
    const { video, audio } = await probe(path);
    expect(Number(video.nb_read_frames)).toBe(30);
    expect(result.frames).toBe(30);
    expect(Number(audio.nb_read_frames)).toBeGreaterThan(20);
    expect(await videoMd5(path)).toBe(await reference());
  });

  describe('a clip with more frames than it says', () => {
    const source = join(folder, `many-${threads}.mkv`);
    let pictures;
    beforeAll(async () => {
      await run('ffmpeg', ['-y', '-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=1000:d=2,noise=alls=40:allf=t:all_seed=1', '-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '18', source]);
      const bytes = readFileSync(source);
      const at = bytes.indexOf(Buffer.from([0x44, 0x89, 0x88]));
      expect(at, 'the Duration of Matroska').toBeGreaterThan(0);
      bytes.writeDoubleBE(10, at + 3);
      writeFileSync(source, bytes);
    });

    it.each(kinds.slice(0, 3))('%s', async (name, kind) => {
      const { result, boxes, path } = await exported(source, kind, `many${name.replace(/\W/g, '')}`, { video: { quality: 20 } });
      expect(result.frames).toBe(2000);
      expect(result.bytes, 'the media data is moved in more than one piece').toBeGreaterThan(2 ** 21);
      expect(result.faststart).toBe(Boolean(kind.readable));
      const order = boxes.filter((type) => type !== 'free');
      expect(order).toEqual(kind.readable ? ['ftyp', 'moov', 'mdat'] : ['ftyp', 'mdat', 'moov']);
      const md5 = await videoMd5(path);
      pictures ??= md5;
      expect(md5).toBe(pictures);
      expect(Number((await probe(path)).video.nb_read_frames)).toBe(2000);
    });
  });

  it('a clip whose length nobody knows', async () => {
    for (const [name, kind] of kinds.slice(1, 3)) {
      const { result, boxes } = await exported(fixture('conf/cros-codecs/bear.h265'), kind, `raw${name.replace(/\W/g, '')}`, {});
      expect(result.faststart).toBe(true);
      expect(boxes.filter((type) => type !== 'free')).toEqual(['ftyp', 'moov', 'mdat']);
    }
  });

  it.each([
    ['a folder by then', (path) => mkdirSync(path)],
    ['in a folder that is gone by then', (path) => rmSync(join(path, '..'), { recursive: true })],
  ])('a path that is %s', async (name, spoil) => {
    const place = join(folder, `${threads}-${name.replace(/\W/g, '')}`);
    mkdirSync(place);
    const path = join(place, 'out.mp4');
    const clip = await etalon.open(good);
    let spoilt = false;
    const error = await failureOf(clip.export({ to: 0.1, output: path, onProgress({ framesDone }) {
      if (framesDone && !spoilt) spoil(path);
      spoilt ||= framesDone > 0;
    } }));
    clip.close();
    expect(error).toMatchObject({ code: 'IO', message: expect.stringContaining(path) });
    expect(error.cause?.code).toMatch(/^E/);
  });

  it('a stream of Node.js is refused, and what to give in its place is said', async () => {
    const clip = await etalon.open(good);
    const stream = createWriteStream(join(folder, `${threads}-stream.mp4`));
    expect(await failureOf(clip.export({ output: stream }))).toMatchObject({ code: 'ARGUMENT', message: expect.stringContaining('Writable.toWeb') });
    stream.destroy();
    clip.close();
  });

  it('leaves no part of a file beside it', () => {
    expect(readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
