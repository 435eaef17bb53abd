// SPDX-License-Identifier: MIT
/** Chains as the API takes them: what is refused, what changes nothing, and that no build differs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filters } from '../../web/dist/node.js';
import { clipMd5, Etalon, expectIdle, failureOf, packed } from './engine.js';
import { fixture } from './media.js';
import { psnr, worstDifference } from './pictures.js';

/** One clip a shape of frame: name, frames to take. */
const shapes = {
  I420: ['cut/bbb_2s.mp4', 3],
  'I420, size not a multiple of anything': ['conf/av1/8-bit/size/av1-1-b8-01-size-66x66.ivf', 2],
  I420P10: ['conf/av1/10-bit/data/00000671.ivf', 3],
  I420P12: ['conf/av1/12-bit/data/00000734.ivf', 3],
  I422: ['conf/av1/8-bit/data/00000664.ivf', 3],
  I422P10: ['conf/av1/10-bit/data/00000676.ivf', 3],
  I422P12: ['conf/av1/12-bit/data/00000692.ivf', 3],
  I444P10: ['conf/av1/10-bit/data/00000829.ivf', 3],
  I444P12: ['conf/av1/12-bit/data/00000786.ivf', 3],
};

const chains = {
  'adjust, all five': [{ filter: 'adjust', brightness: 0.1, contrast: 1.3, saturation: 1.4, gamma: 0.8, hue: 25 }],
  'a small blur': [{ filter: 'gaussian_blur', sigma: 0.7 }],
  'a wide blur': [{ filter: 'gaussian_blur', sigma: 12 }],
  'up, Lanczos': [{ filter: 'scale', width: 777, height: 431, kernel: 'lanczos' }],
  'down, bicubic': [{ filter: 'scale', width: 61, height: 37, kernel: 'bicubic' }],
  'down, bilinear': [{ filter: 'scale', width: 97, kernel: 'bilinear' }],
  'three in a row': [
    { filter: 'scale', width: 150 },
    { filter: 'gaussian_blur', sigma: 2 },
    { filter: 'adjust', contrast: 0.7 },
  ],
};

const neutral = [
  [],
  [{ filter: 'adjust' }],
  [{ filter: 'adjust', brightness: 0, contrast: 1, saturation: 1, gamma: 1, hue: 0 }],
  [{ filter: 'gaussian_blur', sigma: 0 }],
  [{ filter: 'scale' }],
  [{ filter: 'adjust' }, { filter: 'gaussian_blur', sigma: 0 }, { filter: 'scale', width: 0 }],
];

const engines = {};
beforeAll(async () => {
  engines.single = await Etalon.create({ threads: 0 });
  engines['single, plain C'] = await Etalon.create({ threads: 0, simd: false });
  engines['3 threads'] = await Etalon.create({ threads: 3 });
  engines['3 threads, plain C'] = await Etalon.create({ threads: 3, simd: false });
});
afterAll(() => Promise.all(Object.values(engines).map((etalon) => etalon.close())));

async function md5Of(etalon, [name, limit], chain) {
  const clip = await etalon.open(fixture(name));
  try {
    return (await clipMd5(clip, { chain, limit })).md5;
  } finally {
    clip.close();
  }
}

describe.each(Object.entries(shapes))('%s', (_, shape) => {
  it('neutral chains change no bit', async () => {
    const plain = await md5Of(engines.single, shape);
    for (const chain of neutral) expect(await md5Of(engines.single, shape, chain), JSON.stringify(chain)).toBe(plain);
  });

  it.each(Object.entries(chains))('%s: SIMD and plain C, with and without threads, agree', async (_, chain) => {
    const [plain, ...results] = await Promise.all([
      md5Of(engines.single, shape),
      ...Object.values(engines).map((etalon) => md5Of(etalon, shape, chain)),
    ]);
    expect(new Set(results).size, Object.keys(engines).map((name, index) => `${name} ${results[index]}`).join('\n')).toBe(1);
    expect(results[0]).not.toBe(plain);
  });
});

describe('the numbers', () => {
  const clipName = 'conf/av1/8-bit/data/00000664.ivf';

  /** First frame with a chain: luma and chroma samples without padding. */
  async function samplesOf(chain) {
    const clip = await engines.single.open(fixture(clipName));
    const frame = await clip.frameAt(0, { chain });
    const { width, height } = frame;
    const bytes = Uint8Array.from(packed(frame));
    frame.close();
    clip.close();
    return { width, height, luma: bytes.subarray(0, width * height), chroma: bytes.subarray(width * height) };
  }

  it('a blur is the Gaussian, to one code', async () => {
    const plain = await samplesOf([]);
    for (const sigma of [0.8, 3.2]) {
      const blurred = await samplesOf([{ filter: 'gaussian_blur', sigma }]);
      expect(worstDifference(blurred.luma, gaussian(plain, sigma)), `sigma ${sigma}`).toBeLessThanOrEqual(1);
    }
  });

  it.each([
    { brightness: 0.1, contrast: 1.4 },
    { gamma: 1.8, contrast: 0.9 },
    { saturation: 1.7, hue: -40 },
    { saturation: 0 },
  ])('adjust is its formula, to one code: %j', async (values) => {
    const plain = await samplesOf([]);
    const adjusted = await samplesOf([{ filter: 'adjust', ...values }]);
    const { luma, chroma } = adjust(plain, values);
    expect(worstDifference(adjusted.luma, luma)).toBeLessThanOrEqual(1);
    expect(worstDifference(adjusted.chroma, chroma)).toBeLessThanOrEqual(1);
  });

  it('scaling keeps a picture where it is', async () => {
    const plain = await samplesOf([]);
    for (const kernel of ['bilinear', 'bicubic', 'lanczos']) {
      const down = await samplesOf([{ filter: 'scale', width: 80, height: 45, kernel }]);
      expect([down.width, down.height]).toEqual([80, 45]);
      expect(Math.abs(mean(down.luma) - mean(plain.luma))).toBeLessThan(1);
      const back = await samplesOf([{ filter: 'scale', width: 640, height: 360, kernel }, { filter: 'scale', width: 160, height: 90, kernel }]);
      expect(psnr(back.luma, plain.luma), `${kernel}, up 4 times and down again`).toBeGreaterThan(33);
    }
  });
});

describe('what is refused', () => {
  let clip;
  beforeAll(async () => {
    clip = await engines.single.open(fixture('conf/cros-codecs/64x64-I.h264'));
  });
  afterAll(() => clip.close());

  it.each([
    ['blur', /chain is a list/],
    [{ filter: 'adjust' }, /chain is a list/],
    [[null], /entry 0/],
    [[{ filter: 'adjust' }, {}], /entry 1/],
    [[{ filter: 'sharpen_everything' }], /no filter "sharpen_everything".*gaussian_blur/],
    [[{ filter: 'gaussian_blur', radius: 2 }], /no parameter "radius".*sigma/],
    [[{ filter: 'gaussian_blur', sigma: 900 }], /sigma.*900.*0 to 200/],
    [[{ filter: 'gaussian_blur', sigma: -0.1 }], /sigma.*-0.1/],
    [[{ filter: 'gaussian_blur', sigma: NaN }], /sigma.*NaN/],
    [[{ filter: 'gaussian_blur', sigma: '2' }], /sigma.*"2"/],
    [[{ filter: 'scale', width: 10.5 }], /width.*10\.5/],
    [[{ filter: 'scale', width: 16385 }], /width.*16385/],
    [[{ filter: 'scale', kernel: 'nearest' }], /kernel.*bilinear, bicubic, lanczos.*"nearest"/],
  ])('%j', async (chain, words) => {
    for (const call of [() => clip.frameAt(0, { chain }), () => clip.render(0, { chain }), () => clip.export({ chain })]) {
      const error = await failureOf(call());
      expect(error.code).toBe('ARGUMENT');
      expect(error.message).toMatch(words);
    }
    expect(() => clip.frames({ chain })).toThrow(words);
  });

  it('every filter takes its own smallest, first and largest values', async () => {
    for (const { name, params } of filters.filter(({ inputs }) => inputs === 1)) {
      for (const which of ['min', 'initial', 'max']) {
        const entry = { filter: name };
        // A list keeps the numbers that it has at first: its bounds are those of one number. A text has none.
        for (const param of params.filter(({ type }) => type !== 'list' && type !== 'text')) entry[param.key] = param.choices ? param.choices[param[which]] : param[which];
        if (name === 'scale' && which === 'max') Object.assign(entry, { width: 3000, height: 2000 });
        if (name === 'pad' && which === 'max') Object.assign(entry, { width: 3000, height: 2000, aspect: 2 });
        const frame = await clip.frameAt(0, { chain: [entry] });
        expect(frame.width).toBeGreaterThan(0);
        frame.close();
      }
    }
  });
});

it('holds nothing afterwards', async () => {
  for (const etalon of Object.values(engines)) await expectIdle(etalon);
});

const mean = (samples) => samples.reduce((sum, value) => sum + value, 0) / samples.length;

/** The formulas of core/filters/adjust.c in double precision, 8 bits, limited range. */
function adjust(plain, { brightness = 0, contrast = 1, saturation = 1, gamma = 1, hue = 0 }) {
  const code = (value) => Math.min(Math.max(Math.round(value), 0), 255);
  const luma = Float64Array.from(plain.luma, (sample) => {
    const level = ((sample - 16) / 219 - 0.5) * contrast + 0.5 + brightness;
    return code(16 + 219 * (gamma === 1 ? level : Math.max(level, 0) ** (1 / gamma)));
  });
  const [cos, sin] = [Math.cos, Math.sin].map((turn) => saturation * turn((hue * Math.PI) / 180));
  const half = plain.chroma.length / 2;
  const chroma = Float64Array.from(plain.chroma, (sample, index) => {
    const other = plain.chroma[(index + half) % plain.chroma.length] - 128;
    return code(128 + (sample - 128) * cos + (index < half ? -other : other) * sin);
  });
  return { luma, chroma };
}

/** The luma convolved with exp(-d^2 / (2 sigma^2)) in double precision; the edge's sample goes on outside. */
function gaussian({ luma, width, height }, sigma) {
  const radius = Math.ceil(6 * sigma);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, tap) => Math.exp(-((tap - radius) ** 2) / (2 * sigma * sigma)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const clamp = (value, limit) => Math.min(Math.max(value, 0), limit - 1);
  const pass = (samples, at) => Float64Array.from(samples, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    return weights.reduce((total, weight, tap) => total + weight * samples[at(x, y, tap - radius)], 0) / sum;
  });
  const rows = pass(luma, (x, y, step) => y * width + clamp(x + step, width));
  return pass(rows, (x, y, step) => clamp(y + step, height) * width + x).map(Math.round);
}
