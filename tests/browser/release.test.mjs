// What is handed out (cargo xtask release): complete, and with sums, licences and a bill of materials that are right.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { dist, out } from './harness.mjs';

const version = JSON.parse(fs.readFileSync(path.join(dist, 'npm/package.json'), 'utf8')).version;
const folder = process.env.RELEASE ?? path.resolve(dist, '../target', `junheng-${version}`);
const file = (name) => fs.readFileSync(path.join(folder, name));
const below = (root) => fs.readdirSync(root, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/')).sort();

/** Names, bytes and times of a zip, by its central directory. */
function unzipped(bytes) {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const found = new Map();
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, time, date] = [10, 12, 14].map((field) => bytes.readUInt16LE(at + field));
    const [packed, size] = [20, 24].map((field) => bytes.readUInt32LE(at + field));
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(from, from + packed);
    const content = method === 8 ? zlib.inflateRawSync(body) : body;
    assert.equal(content.length, size);
    assert.deepEqual([time, date], [0, 33], 'the first day a zip can name');
    found.set(bytes.toString('utf8', at + 46, at + 46 + name), content);
    at += 46 + name + extra + comment;
  }
  return found;
}

function untarred(bytes) {
  const found = new Map();
  for (let at = 0; bytes[at];) {
    const field = (from, length) => bytes.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = parseInt(field(124, 12), 8);
    assert.equal(parseInt(field(136, 12), 8), 499162500, 'the time npm gives');
    found.set(field(0, 100), bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

const zip = unzipped(file(`junheng-${version}.zip`));
const tarball = untarred(zlib.gunzipSync(file(`junheng-${version}.tgz`)));
const inZip = (name) => zip.get(`junheng-${version}/${name}`);

test('every part is there and named in the sums', () => {
  const sums = Object.fromEntries(file('SHA256SUMS').toString().trim().split('\n').map((line) => line.split('  ').reverse()));
  assert.deepEqual(Object.keys(sums), [
    'LICENSES.txt', 'SRI.json', `junheng-${version}.tgz`, `junheng-${version}.zip`, 'junheng.html', 'sbom.cdx.json',
  ]);
  assert.deepEqual(below(folder), [...Object.keys(sums), 'SHA256SUMS'].sort());
  for (const [name, sum] of Object.entries(sums)) assert.equal(createHash('sha256').update(file(name)).digest('hex'), sum, name);
  assert.deepEqual(file('junheng.html'), fs.readFileSync(path.join(dist, 'junheng.html')));
});

test('the zip is the folder as it was built, with its documents and licences', () => {
  const built = below(dist);
  for (const name of built) assert.ok(inZip(name)?.equals(fs.readFileSync(path.join(dist, name))), name);
  const rest = [...zip.keys()].map((name) => name.replace(`junheng-${version}/`, '')).filter((name) => !built.includes(name));
  const documents = fs.readdirSync(path.join(dist, '../www/docs')).map((name) => `docs/${name}`);
  assert.deepEqual(rest, ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE-APACHE', 'LICENSE-MIT', 'LICENSES.txt', 'README.md', 'README.zh-CN.md', ...documents.sort()]
    .sort((a, b) => (a < b ? -1 : 1)));
});

test('every link and picture of every document in the zip and in the package leads to what is beside it', () => {
  let links = 0;
  for (const files of [zip, tarball]) {
    for (const [name, content] of files) {
      if (!name.endsWith('.md')) continue;
      const text = content.toString().replace(/^```[^]*?^```$/gm, '');
      for (const [, link] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
        if (link.includes('://')) continue;
        const wanted = path.posix.join(path.posix.dirname(name), link);
        assert.ok(files.has(wanted), `${name} leads to ${link}`);
        links += 1;
      }
    }
  }
  assert.ok(links > 50, `${links}`);
});

test('what the documents say of the folder is so in the zip', () => {
  for (const name of ['README.md', 'README.zh-CN.md', 'docs/embed.md', 'docs/embed.zh-CN.md']) {
    for (const [, file] of inZip(name).toString().matchAll(/["']\/junheng\/([^"']+)["']/g)) assert.ok(inZip(file), `${name}: ${file}`);
  }
});

test('the list of integrity values has every file of the folder', () => {
  const list = JSON.parse(file('SRI.json'));
  assert.deepEqual(Object.keys(list).sort(), below(dist).filter((name) => !name.startsWith('npm/')));
  for (const [name, value] of Object.entries(list)) {
    assert.equal(value, `sha384-${createHash('sha384').update(fs.readFileSync(path.join(dist, name))).digest('base64')}`, name);
  }
});

test('the package is the built one, and npm installs it', () => {
  const built = below(path.join(dist, 'npm'));
  assert.deepEqual([...tarball.keys()].sort(), [...built, 'LICENSES.txt'].map((name) => `package/${name}`).sort());
  for (const name of built) assert.ok(tarball.get(`package/${name}`).equals(fs.readFileSync(path.join(dist, 'npm', name))), name);
  const project = path.join(out, 'release');
  fs.rmSync(project, { recursive: true, force: true });
  fs.mkdirSync(project, { recursive: true });
  fs.writeFileSync(path.join(project, 'package.json'), '{"type":"module","private":true}\n');
  const windows = process.platform === 'win32';
  execFileSync(windows ? 'npm.cmd' : 'npm', ['install', '--offline', '--no-audit', '--no-fund', path.join(folder, `junheng-${version}.tgz`)], { cwd: project, stdio: 'ignore', shell: windows });
  const source = "import init, { standards } from 'junheng'; await init(); console.log(standards().length)";
  assert.equal(execFileSync(process.execPath, ['--input-type=module', '-e', source], { cwd: project, encoding: 'utf8' }).trim(), '8');
});

test('the bill of materials names every part with its licence, whose text is there', () => {
  const bill = JSON.parse(file('sbom.cdx.json'));
  assert.deepEqual([bill.bomFormat, bill.specVersion, bill.metadata.component.version], ['CycloneDX', '1.5', version]);
  assert.ok(!/timestamp|serialNumber/.test(JSON.stringify(bill)));
  const known = new Set([bill.metadata.component['bom-ref'], ...bill.components.map((one) => one['bom-ref'])]);
  assert.equal(known.size, bill.components.length + 1);
  const licences = file('LICENSES.txt').toString();
  for (const one of bill.components) {
    assert.ok(one.licenses[0].expression && one.purl, one.name);
    assert.ok(one.name === 'std' || /^[0-9a-f]{64}$/.test(one.hashes[0].content), one.name);
    assert.ok(licences.includes(`${one.name} ${one.version}  ${one.licenses[0].expression}\n`), one.name);
  }
  for (const { ref, dependsOn } of bill.dependencies) for (const one of [ref, ...dependsOn]) assert.ok(known.has(one), one);
  for (const text of ['Permission is hereby granted', 'Apache License', 'UNICODE']) assert.ok(licences.includes(text), text);
  assert.deepEqual(inZip('LICENSES.txt').toString(), licences);
});
