// What every page looks like, held against pictures that people have looked at: wide, narrow, printed, and some in grey.
// The pictures are in tests/browser/pictures; `PICTURES=write` takes them anew. Both sides are compared as blocks of 16
// pixels, so that another drawing of the same letters is no difference, and what has moved, gone or changed its colour is.
// The letters are those of one font, which the tests install; where it is not there nothing can be compared.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { browser, out, perFile, ready, site, open } from './harness.mjs';
import { schoolsOfYear, yearHeader } from './made-up.mjs';

const kept = path.join(import.meta.dirname, 'pictures');
const write = process.env.PICTURES === 'write';
const FONT = 'WenQuanYi Micro Hei';
/** Blocks that may differ, as a share of all, and by how much of 255 in one colour a block differs. */
const TOLERANCE = 0.006;
const DIFFERS = 26;
/** Pages are long: what lies further down is compared by what it is made of elsewhere. */
const LONGEST = 5200;

perFile();

/** A page to compare pictures in. */
let desk;

/** Runs in the page: pictures as data, and how they differ. */
async function compared([taken, before, grey, differs]) {
  const load = (source) => new Promise((done, refuse) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => refuse(new Error('not a picture'));
    image.src = source;
  });
  const drawn = (image, scale, filter = 'none') => {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.filter = filter;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  };
  // Halved twice and twice again: every pixel counts, whatever one step of scaling looks at.
  const blocks = (image) => drawn(drawn(drawn(image, 0.5), 0.5), 0.5);
  const half = drawn(await load(taken), 0.5, grey ? 'grayscale(1)' : 'none');
  const picture = half.toDataURL('image/webp', 0.72);
  if (!before) return { picture };
  const old = await load(before);
  const [a, b] = [blocks(half), blocks(old)];
  const sizes = [half.width, half.height, old.width, old.height];
  const [width, height] = [Math.min(a.width, b.width), Math.min(a.height, b.height)];
  const [one, two] = [a, b].map((canvas) => canvas.getContext('2d').getImageData(0, 0, width, height).data);
  let count = 0;
  let first = null;
  for (let at = 0; at < one.length; at += 4) {
    const most = Math.max(...[0, 1, 2].map((colour) => Math.abs(one[at + colour] - two[at + colour])));
    if (most > differs) {
      count += 1;
      first ??= [((at / 4) % width) * 16, Math.floor(at / 4 / width) * 16];
    }
  }
  return { picture, sizes, share: count / (width * height), first };
}

/** Holds what the page looks like against the picture of that name. */
async function looks(page, name, { grey = false } = {}) {
  const height = Math.min(LONGEST, await page.evaluate(() => document.documentElement.scrollHeight));
  const { width } = page.viewportSize();
  const taken = await page.screenshot({ fullPage: true, animations: 'disabled', caret: 'hide', clip: { x: 0, y: 0, width, height } });
  const file = path.join(kept, `${name}.webp`);
  const before = !write && fs.existsSync(file) ? `data:image/webp;base64,${fs.readFileSync(file, 'base64')}` : null;
  desk ??= await browser.newPage();
  const found = await desk.evaluate(compared, [`data:image/png;base64,${taken.toString('base64')}`, before, grey, DIFFERS]);
  const bytes = Buffer.from(found.picture.split(',')[1], 'base64');
  if (write) {
    fs.mkdirSync(kept, { recursive: true });
    fs.writeFileSync(file, bytes);
    return [];
  }
  if (!before) return [`${name}: there is no picture of it; take one with PICTURES=write and look at it`];
  const [wide, high, wideBefore, highBefore] = found.sizes;
  const faults = [];
  if (wide !== wideBefore || Math.abs(high - highBefore) > 8) faults.push(`${name}: ${wide} by ${high}, and was ${wideBefore} by ${highBefore}`);
  if (found.share > TOLERANCE) faults.push(`${name}: ${(found.share * 100).toFixed(2)} % of it looks otherwise, from ${found.first} on`);
  if (faults.length) {
    fs.mkdirSync(out, { recursive: true });
    fs.writeFileSync(path.join(out, `otherwise-${name}.webp`), bytes);
  }
  return faults;
}

/** The page as all its pictures have it: one font, one day, nothing that moves. */
async function visit(steps) {
  const view = await open(browser, null, { width: 1440, height: 900 });
  try {
    await view.page.clock.setFixedTime(new Date('2026-09-01T04:00:00Z'));
    await view.page.goto(site.url('index.html'));
    await ready(view.page);
    const there = await view.page.evaluate((font) => {
      const context = document.createElement('canvas').getContext('2d');
      const width = (family) => {
        context.font = `40px ${family}`;
        return context.measureText('均衡 0123 mil').width;
      };
      for (const token of ['--font', '--font-clause', '--font-code']) document.documentElement.style.setProperty(token, `"${font}"`);
      return ['serif', 'monospace'].some((other) => width(`"${font}", ${other}`) !== width(other));
    }, FONT);
    if (!there) return false;
    await steps(view.page);
    return true;
  } finally {
    await view.close();
  }
}

const shapes = [
  { shape: '1440', size: { width: 1440, height: 900 }, media: 'screen' },
  { shape: '390', size: { width: 390, height: 844 }, media: 'screen' },
  // A4, as the browser asks its rules.
  { shape: 'print', size: { width: 794, height: 1123 }, media: 'print' },
];

/** Looks at the page in every shape. */
async function seen(page, name, greys = false) {
  const faults = [];
  for (const { shape, size, media } of shapes) {
    await page.setViewportSize(size);
    await page.emulateMedia({ media, reducedMotion: 'reduce', colorScheme: 'light' });
    // What is drawn where it is seen has been, and sizes have settled.
    await page.evaluate(async () => {
      for (let y = 0; y < document.documentElement.scrollHeight; y += 700) {
        window.scrollTo(0, y);
        await new Promise((done) => { setTimeout(done, 30); });
      }
      window.scrollTo(0, 0);
      document.activeElement?.blur();
      await document.fonts.ready;
    });
    // What is printed is drawn in full before.
    if (media === 'print') await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await page.waitForSelector('main [aria-busy]', { state: 'detached' });
    await page.waitForTimeout(250);
    faults.push(...await looks(page, `${name}-${shape}`));
    if (media === 'print') await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    if (greys && media === 'screen') faults.push(...await looks(page, `${name}-${shape}-grey`, { grey: true }));
  }
  await page.setViewportSize(shapes[0].size);
  await page.emulateMedia({ media: 'screen' });
  return faults;
}

const go = async (page, hash) => {
  await page.evaluate((hash) => { location.hash = hash; }, hash);
  await page.waitForSelector(`.page-${hash.slice(2)}`);
};

const cases = {
  'before there is data': async (page) => [...await seen(page, 'data'), ...(await go(page, '#/standards'), await seen(page, 'standards'))],
  'the invented county': async (page) => {
    await page.getByRole('button', { name: /虚构示例/ }).first().click();
    await page.waitForSelector('.page-result .charts .drawing');
    const faults = await seen(page, 'result', true);
    for (const [hash, name] of [['#/check', 'check'], ['#/self', 'declare'], ['#/export', 'export'], ['#/narrative', 'narrative']]) {
      await go(page, hash);
      faults.push(...await seen(page, name));
    }
    return faults;
  },
  'what is imagined': async (page) => {
    await page.getByRole('button', { name: /虚构示例/ }).first().click();
    await page.waitForSelector('.page-result .charts .drawing');
    await page.locator('.worst-name').first().click();
    await page.locator('.card').getByRole('link', { name: /试改/ }).or(page.locator('.card').getByRole('button', { name: /试改/ })).first().click();
    await page.waitForSelector('.page-what-if');
    return seen(page, 'what-if');
  },
  'three years': async (page) => {
    const file = (year) => ({
      name: `青禾县${year}年.csv`, mimeType: 'text/csv',
      buffer: Buffer.from(`\ufeff${[yearHeader, ...schoolsOfYear(year)].map((row) => row.join(',')).join('\n')}`),
    });
    await page.setInputFiles('#file-picker', [2022, 2023, 2024].map(file));
    await page.waitForSelector('a.step-link[href="#/result"]');
    await page.click('.step-link[href="#/result"]');
    await page.click('.banner-compare a');
    await page.waitForSelector('.page-compare .trend .drawing');
    return seen(page, 'compare');
  },
};

for (const [name, steps] of Object.entries(cases)) {
  test(`every page looks as it did: ${name}`, async (context) => {
    let faults = [];
    const ran = await visit(async (page) => { faults = await steps(page); });
    if (!ran) return context.skip(`NOT RUN: the font ${FONT} is not there (fonts-wqy-microhei)`);
    assert.deepEqual(faults, []);
  });
}
