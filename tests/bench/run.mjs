// cargo xtask bench [--size county,province,nation] [--launches 3] [--task evaluate,read]
// Junheng's evaluateColumns beside the exact plain-JavaScript yardstick, and its readColumns beside PapaParse and SheetJS:
// the same rows, the same browser, one after the other. CPU is the time on CPU of all threads of the renderer (garbage collection, compilation and workers included),
// read from /proc; on other systems only wall time is printed. Needs Python 3 once, to make the data and the oracle.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const browserTests = path.join(root, 'tests/browser');
const argument = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const sizes = argument('size', 'county,province,nation').split(',');
const tasks = argument('task', 'evaluate,read').split(',');
const launches = Number(argument('launches', 3));

const run = (command, args, options = {}) => {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `exit ${status}`}`);
};
for (const size of sizes) {
  if (!fs.existsSync(path.join(here, 'data', `${size}.xlsx`))) run('python3', [path.join(here, 'generate.py'), size]);
  if (!fs.existsSync(path.join(here, 'data', `${size}.flags.bin`))) run('python3', [path.join(here, 'oracle.py'), size]);
}
if (!fs.existsSync(path.join(browserTests, 'node_modules/playwright-core'))) run('npm', ['ci'], { cwd: browserTests });
if (!fs.existsSync(path.join(here, 'node_modules/papaparse'))) run('npm', ['ci'], { cwd: here });
const { chromium } = createRequire(path.join(browserTests, 'package.json'))('playwright-core');
const { chromePath, flags } = await import(path.join(browserTests, 'harness.mjs'));

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
const server = http.createServer((request, response) => {
  const name = new URL(request.url, 'http://localhost').pathname;
  const file = path.normalize(name.startsWith('/dist/') ? path.join(root, name) : path.join(here, name));
  if (!file.startsWith(root) || !fs.existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': types[path.extname(file)] ?? 'application/octet-stream',
    // Isolation gives clocks of 5 µs.
    'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp',
  });
  fs.createReadStream(file).pipe(response);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}`;

const linux = process.platform === 'linux';
const renderers = (profile) => fs.readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
  try {
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command.includes('--type=renderer') && command.includes(profile);
  } catch { return false; }
});
const cpu = (profile) => renderers(profile).flatMap((pid) => fs.readdirSync(`/proc/${pid}/task`).map((task) => {
  try { return Number(fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6; } catch { return 0; }
})).reduce((sum, ms) => sum + ms, 0);
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

// The largest resident memory of a renderer of this profile so far, in MB.
const memory = (profile) => Math.max(0, ...renderers(profile).map((pid) => {
  try { return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024; } catch { return 0; }
}));

/** A new browser for `use(page, profile)`. */
async function launch(use) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'junheng-bench-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath: chromePath(), headless: true, args: [...flags, '--js-flags=--expose-gc'] });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(600000);
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && console.error(`page: ${message.text()}`));
    await page.goto(`${base}/page.html`);
    await page.waitForSelector('html[data-ready]', { state: 'attached' });
    return await use(page, profile);
  } finally {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

/** Garbage is collected between the repetitions and not inside them. Gives ms of wall and of CPU. */
async function timed(page, profile, work, argument) {
  await page.evaluate(() => window.gc?.());
  await new Promise((done) => setTimeout(done, 30));
  const before = linux ? cpu(profile) : 0;
  const wall = await page.evaluate(work, argument);
  return { wall, cpu: linux ? cpu(profile) - before : wall };
}

let failed = false;
const row = (name, runs, more) => console.log(`  ${name.padEnd(9)} cpu ${median(runs.map((one) => one.cpu)).toFixed(3).padStart(9)}  wall ${median(runs.map((one) => one.wall)).toFixed(3).padStart(9)}  ${more}`);
const wrong = ({ flagsWrong, verdictsWrong, cvError, meanError }) => `flag words wrong ${flagsWrong}, verdicts wrong ${verdictsWrong}, largest error cv ${cvError.toExponential(1)}, mean ${meanError.toExponential(1)}`;
const ratio = (runs, one, other) => median(runs[one].map((run) => run.cpu)) / median(runs[other].map((run) => run.cpu));

for (const size of tasks.includes('evaluate') ? sizes : []) {
  const runs = { jsexact: [], junheng: [] };
  const checks = {};
  const repetitions = size === 'county' ? 200 : 1;
  for (let number = 0; number < launches; number++) {
    await launch(async (page, profile) => {
      await page.evaluate((size) => window.bench.load(size), size);
      for (let round = 0; round < 9; round++) {
        for (const name of Object.keys(runs)) {
          const one = await timed(page, profile, ([name, n]) => window.bench.run(name, n), [name, repetitions]);
          if (round > 1) runs[name].push({ wall: one.wall, cpu: linux ? one.cpu / repetitions : one.cpu }); // the first two compile and warm up
          checks[name] = await page.evaluate((size) => window.bench.check(size), size);
        }
      }
    });
  }
  console.log(`\n${size}: evaluate, ${launches} launches × 7 repetitions, median ms`);
  for (const name of Object.keys(runs)) row(name, runs[name], wrong(checks[name]));
  console.log(`  ratio of CPU ${ratio(runs, 'junheng', 'jsexact').toFixed(3)} (at most 0.6 is the goal for the nation)`);
  if (checks.junheng.flagsWrong || checks.junheng.verdictsWrong) failed = true;
}

// Each reader has browsers of its own, so that the memory is its own too.
for (const size of tasks.includes('read') ? sizes : []) {
  for (const format of ['utf8.csv', 'gb18030.csv', 'xlsx']) {
    const names = await launch((page) => page.evaluate((format) => window.bench.readers(format), format));
    const runs = {}, first = {}, checks = {}, peak = {};
    for (const name of names) {
      runs[name] = [];
      for (let number = 0; number < launches; number++) {
        await launch(async (page, profile) => {
          await page.evaluate(([size, format]) => window.bench.open(size, format), [size, format]);
          const rounds = size === 'nation' ? (name === 'sheetjs' ? 4 : 9) : 30;
          for (let round = 0; round < rounds; round++) {
            const one = await timed(page, profile, ([name, format]) => window.bench.read(name, format), [name, format]);
            if (round === 0) first[name] = one.cpu;
            if (round >= rounds / 3) runs[name].push(one); // the first ones compile and warm up
          }
          peak[name] = memory(profile);
          checks[name] = await page.evaluate(([name, size]) => window.bench.checkRead(name, size), [name, size]);
        });
      }
    }
    console.log(`\n${size}.${format}: read into typed columns, ${launches} launches, median ms`);
    for (const name of names) row(name, runs[name], `first ${first[name].toFixed(0)} peak ${peak[name].toFixed(0)} MB  ${wrong(checks[name])}`);
    const [, other] = names;
    const goal = size === 'county' ? '' : ` (the goal is ${format === 'xlsx' ? 3 : 8})`;
    console.log(`  CPU of ${other} to that of junheng ${(1 / ratio(runs, 'junheng', other)).toFixed(1)}${goal}`);
    if (checks.junheng.flagsWrong || checks.junheng.verdictsWrong) failed = true;
  }
}
server.close();
if (failed) {
  console.error('Junheng differs from its oracle');
  process.exit(1);
}
