// Runs before everything else and in every browser since Internet Explorer 9 (plain ES5 on purpose): whatever goes
// wrong while the page starts, the person in front of it reads why and what to do instead of watching it load for ever.
(function () {
  'use strict';
  var root = document.documentElement;
  var app = document.getElementById('app');
  var entry = root.getAttribute('data-entry');
  var explained = false;

  // How the page looks: as it was chosen, and what was not chosen as the system has it. Before anything is drawn, and
  // again with every choice (junhengLook, with the words of the preferences) and every wish of the system.
  var WISHES = { dark: '(prefers-color-scheme: dark)', more: '(prefers-contrast: more)' };
  var chosen = '';
  function wished(what) { return !!window.matchMedia && window.matchMedia(WISHES[what]).matches; }
  function look() {
    function has(word) { return (' ' + chosen + ' ').indexOf(' ' + word + ' ') >= 0; }
    var dark = has('dark') || (!has('light') && wished('dark'));
    var high = has('high-contrast') || (!has('plain-contrast') && wished('more'));
    var size = has('large') ? 'large' : 'plain';
    var resized = root.getAttribute('data-size') !== size;
    root.setAttribute('data-theme', dark ? 'dark' : 'light');
    root.setAttribute('data-contrast', high ? 'high' : 'plain');
    root.setAttribute('data-size', size);
    // Drawings and long tables measure again.
    if (resized && root.getAttribute('data-ready')) window.dispatchEvent(new Event('resize'));
  }
  window.junhengLook = function (words) { chosen = words; look(); };
  try {
    chosen = window.localStorage.getItem('junheng.preferences') || '';
  } catch (error) {
    chosen = ''; // a frame without storage, or one that forbids it
  }
  look();
  if (window.matchMedia) {
    for (var wish in WISHES) window.matchMedia(WISHES[wish]).addListener(look);
  }

  // kind: [what happened, what to do, the same in English]
  var TEXTS = {
    old: [
      '这个浏览器的内核过旧，无法运行本页。',
      '请改用 Chrome、Edge 83 以上、Firefox 113 以上，或 360、奇安信等浏览器的“极速模式”。不支持 Internet Explorer 与“兼容模式”。',
      'This browser is too old. Please use Chromium 83, Firefox 113, Safari 16.4 or later.'
    ],
    policy: [
      '服务器的安全策略（CSP）不允许运行 WebAssembly，页面无法启动。',
      '请网站管理员在响应头 Content-Security-Policy 的 script-src 中加入 \'wasm-unsafe-eval\'；内核 95 以下的浏览器须用 compat.html，其策略为 \'unsafe-eval\'。也可以下载单文件版 junheng.html 在本机打开。',
      'The content security policy forbids WebAssembly. Allow \'wasm-unsafe-eval\' (for old engines: compat.html with \'unsafe-eval\') in script-src.'
    ],
    file: [
      '直接从磁盘打开这个文件时，浏览器不允许它读取同一文件夹里的其他部分。',
      '请改为打开单文件版 junheng.html，功能相同，可以离线使用。',
      'Opened from disk, this page cannot load its parts. Open junheng.html instead: one file, same functions.'
    ],
    load: [
      '页面的程序文件没有完整下载。',
      '请检查网络后重新加载。若仍出现，请网站管理员核对 dist 文件夹是否完整上传、是否有内容被网关改写。',
      'A part of the page could not be loaded. Reload; if it stays, check that all files were uploaded unchanged.'
    ],
    script: [
      '页面脚本无法执行，多半是浏览器内核过旧，或文件在传输中被改写。',
      '请改用 Chrome、Edge 83 以上，或 360、奇安信等浏览器的“极速模式”，然后重新加载。',
      'The script could not be run: an old browser, or a file changed on its way.'
    ],
    start: [
      '程序启动时出错。',
      '这是程序的缺陷。请重新加载；若仍出现，请把下面的文字告诉维护者。',
      'The program failed while starting. Please report the text below.'
    ],
    late: [
      '仍在加载，比平常慢。',
      '网络较慢或电脑较旧时需要多等一会儿，加载完成后会自动显示。若始终没有变化，请重新加载，或改用 Chrome、Edge 等浏览器。',
      'Still loading. It will appear by itself; if nothing changes, reload or try another browser.'
    ]
  };

  function element(name, className, text) {
    var made = document.createElement(name);
    made.className = className;
    made.appendChild(document.createTextNode(text));
    return made;
  }

  function link(text, address) {
    var made = element('a', 'boot-link', text);
    made.href = address;
    return made;
  }

  function explain(kind, detail) {
    var text = TEXTS[kind];
    // The first reason is the cause; what follows from it would only confuse. A start that was slow may still succeed
    // or fail, and has the last word then.
    if (explained || root.getAttribute('data-ready')) return;
    explained = kind !== 'late';
    var box = document.createElement('div');
    box.className = 'boot boot-' + kind;
    box.setAttribute('role', kind === 'late' ? 'status' : 'alert');
    box.appendChild(element('p', 'boot-title', '均衡 Junheng'));
    box.appendChild(element('p', 'boot-state', text[0]));
    box.appendChild(element('p', 'boot-note', text[1]));
    var english = element('p', 'boot-note', text[2]);
    english.lang = 'en';
    box.appendChild(english);
    var links = document.createElement('p');
    links.className = 'boot-links';
    if (kind === 'file') links.appendChild(link('打开 junheng.html', 'junheng.html'));
    if (kind === 'policy' && entry === 'index') {
      links.appendChild(link('打开兼容版 compat.html', 'compat.html' + location.search + location.hash));
    }
    if (kind !== 'file') {
      if (links.firstChild) links.appendChild(document.createTextNode(' '));
      var again = link('重新加载', '');
      again.onclick = function () { location.reload(); return false; };
      links.appendChild(again);
    }
    box.appendChild(links);
    if (detail) box.appendChild(element('pre', 'boot-detail', String(detail)));
    while (app.firstChild) app.removeChild(app.firstChild);
    app.appendChild(box);
    if (explained) root.setAttribute('data-failed', kind);
  }

  window.junhengExplain = explain;

  // Capture phase: a script that did not load or did not parse reports here and nowhere else.
  window.addEventListener('error', function (event) {
    var from = event.target;
    if (from && from.nodeName === 'SCRIPT') explain('load', from.src);
    else if (event.message && !root.getAttribute('data-ready')) explain('script', event.message);
  }, true);

  setTimeout(function () { explain('late'); }, 5000);
  if (!window.WebAssembly) explain('old', navigator.userAgent);
})();
