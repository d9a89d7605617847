// cargo xtask bench [--size county,nation] [--launches 3]
// Junheng's evaluateColumns beside the exact plain-JavaScript yardstick: the same rows, the same browser, one after the
// other. CPU is the time on CPU of all threads of the renderer (garbage collection, compilation and workers included),
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
const sizes = argument('size', 'county,nation').split(',');
const launches = Number(argument('launches', 3));

const run = (command, args, options = {}) => {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `exit ${status}`}`);
};
for (const size of sizes) {
  if (!fs.existsSync(path.join(here, 'data', `${size}.utf8.csv`))) run('python3', [path.join(here, 'generate.py'), size]);
  if (!fs.existsSync(path.join(here, 'data', `${size}.flags.bin`))) run('python3', [path.join(here, 'oracle.py'), size]);
}
if (!fs.existsSync(path.join(browserTests, 'node_modules/playwright-core'))) run('npm', ['ci'], { cwd: browserTests });
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

let failed = false;
for (const size of sizes) {
  const times = { jsexact: { cpu: [], wall: [] }, junheng: { cpu: [], wall: [] } };
  const checks = {};
  const repetitions = size === 'county' ? 200 : 1;
  for (let launch = 0; launch < launches; launch++) {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'junheng-bench-'));
    const context = await chromium.launchPersistentContext(profile, { executablePath: chromePath(), headless: true, args: [...flags, '--js-flags=--expose-gc'] });
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      page.setDefaultTimeout(60000);
      page.on('pageerror', (error) => console.error(`page: ${error.message}`));
      page.on('console', (message) => message.type() === 'error' && console.error(`page: ${message.text()}`));
      await page.goto(`${base}/page.html`);
      await page.waitForSelector('html[data-ready]', { state: 'attached' });
      await page.evaluate((size) => window.bench.load(size), size);
      for (let round = 0; round < 9; round++) {
        for (const name of Object.keys(times)) {
          await page.evaluate(() => window.gc?.());
          await new Promise((done) => setTimeout(done, 30));
          const before = linux ? cpu(profile) : 0;
          const wall = await page.evaluate(([name, n]) => window.bench.run(name, n), [name, repetitions]);
          const used = linux ? (cpu(profile) - before) / repetitions : wall;
          if (round > 1) { times[name].wall.push(wall); times[name].cpu.push(used); } // the first two compile and warm up
          checks[name] = await page.evaluate((size) => window.bench.check(size), size);
        }
      }
    } finally {
      await context.close();
      fs.rmSync(profile, { recursive: true, force: true });
    }
  }
  console.log(`\n${size}: evaluate, ${launches} launches × 7 repetitions, median ms`);
  for (const [name, { cpu, wall }] of Object.entries(times)) {
    const { flagsWrong, verdictsWrong, cvError, meanError } = checks[name];
    console.log(`  ${name.padEnd(8)} cpu ${median(cpu).toFixed(3).padStart(9)}  wall ${median(wall).toFixed(3).padStart(9)}  flag words wrong ${flagsWrong}, verdicts wrong ${verdictsWrong}, largest error cv ${cvError.toExponential(1)}, mean ${meanError.toExponential(1)}`);
  }
  const ratio = median(times.junheng.cpu) / median(times.jsexact.cpu);
  console.log(`  ratio of CPU ${ratio.toFixed(3)} (at most 0.6 is the goal for the nation)`);
  if (checks.junheng.flagsWrong || checks.junheng.verdictsWrong) failed = true;
}
server.close();
if (failed) {
  console.error('Junheng differs from its oracle');
  process.exit(1);
}
