// <junheng-evaluator>: 均衡 inside a page of yours, in a frame of its own. Put this file and frame.html side by side.
//
//   <script src="/junheng/embed.js"></script>
//   <junheng-evaluator view="result" data="/open/2026.json" host-origin="https://www.example.gov.cn"></junheng-evaluator>
//
// Attributes   src (another frame.html), host-origin (origins that may exchange data: yours), data (address of a file,
//              fetched by this page), view, standard, locale, theme, sandbox; all may change at any time
// Property     data: text, ArrayBuffer, typed array, Blob or File, or { name, content } of these
// Events       junheng-ready, junheng-result, junheng-error: CustomEvents that bubble
//
// docs/embed.md describes all of it. ES2020 as Chromium 83 knows it; nothing is left on the window but the element.
(() => {
  'use strict';
  const NAME = 'junheng-evaluator';
  if (!window.customElements || customElements.get(NAME)) return;

  const own = document.currentScript;
  const BESIDE = new URL('frame.html', (own && own.src) || document.baseURI).href;
  const PROTOCOL = 1;
  const FIRST_HEIGHT = 600;
  const HIGHEST = 50000;
  const LARGEST = 64 * 1024 * 1024;
  const PATIENCE = 60000;
  const SETTINGS = ['view', 'standard', 'locale', 'theme'];
  const COLOURS = ['ground', 'surface', 'ink', 'ink-soft', 'line', 'brand', 'brand-strong', 'brand-soft', 'brand-ink', 'accent'];
  const COLOUR = /^(#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|(rgb|hsl)a?\([\d.,%/ ]{1,60}\))$/i;
  const LENGTH = /^\d{0,4}(\.\d{1,4})?(px|rem|em)$/;

  // What would cut the frame off or turn it is kept out, and the rest is for the page around it to say.
  const HOST = `:host{${[
    'display:block', 'float:none', 'box-sizing:border-box', 'width:auto', 'min-width:0', 'max-width:100%', 'height:auto',
    'min-height:0', 'max-height:none', 'overflow:visible', 'transform:none', 'opacity:1',
  ].map((rule) => `${rule}!important`).join(';')}}:host([hidden]){display:none!important}`;

  class Refusal extends Error {
    constructor(code, message, help) {
      super(message);
      this.code = code;
      this.help = help;
    }
  }

  /** The custom properties that hold for the element, and those whose value is none. */
  const propertiesOf = (element) => {
    const style = getComputedStyle(element);
    const good = {};
    const bad = [];
    for (const name of [...COLOURS, 'radius']) {
      const value = style.getPropertyValue(`--junheng-${name}`).trim();
      if (!value) continue;
      if ((name === 'radius' ? LENGTH : COLOUR).test(value)) good[`--junheng-${name}`] = value;
      else bad.push(`--junheng-${name}`);
    }
    return { good, bad };
  };

  const isEnglish = (element) => !/^zh/.test(element.getAttribute('locale') || navigator.language);
  /** What is wrong and what to do, for the developer, in the language of the element. */
  const WORDS = {
    bad_data: ['data 既不是文本，也不是 ArrayBuffer、类型化数组或 Blob', 'data is neither text, an ArrayBuffer, a typed array nor a Blob', '请给出其中之一，或 { name, content }', 'give one of these, or { name, content }'],
    bad_address: ['data：{0} 不是文件的地址', 'data: {0} is no address of a file', '请用 http 或 https', 'use http or https'],
    data_unreachable: ['{0}：{1}', '{0}: {1}', '请检查地址、Content-Security-Policy（connect-src）；跨站时还有 CORS', 'check the address, the Content-Security-Policy (connect-src) and, from another site, CORS'],
    too_large: ['{0} 超过 64 MB', '{0} is larger than 64 MB', '请发布评估结果，不要发布工作表', 'publish the result instead of the worksheets'],
    bad_src: ['src 不是网页的地址：{0}', 'src is no address of a page: {0}', '请写 frame.html 的地址', 'give the address of frame.html'],
    frame_unreachable: ['{0} 没有回应', 'no answer from {0}', '请检查 frame.html 是否在那里，它的 frame-ancestors 和本页的 frame-src 是否允许', 'check that frame.html is there and that its frame-ancestors and your frame-src allow it'],
    bad_property: ['{0} 不是颜色或长度', '{0} is no colour or length', '颜色写 #十六进制，或数字的 rgb()、hsl()；长度用 px、rem 或 em', 'colours as #hex, rgb() or hsl() in numbers, lengths in px, rem or em'],
    origin_not_named: ['host-origin 没有写明 {0}，数据没有交出', 'host-origin does not name {0}, so no data is handed over', '请写 host-origin="{0}"', 'write host-origin="{0}"'],
  };
  const refusal = (element, what, ...values) => {
    const [message, help] = WORDS[what].filter((_, at) => at % 2 === Number(isEnglish(element)))
      .map((words) => words.replace(/\{(\d)\}/g, (_, at) => values[at]));
    return new Refusal(what === 'bad_address' ? 'data_unreachable' : what, message, help);
  };

  /** Content as the frame takes it, with the name it goes by. */
  const contentOf = async (element, data) => {
    const named = data && typeof data === 'object' && 'content' in data;
    const given = named ? data.content : data;
    const name = String((named && data.name) || (given && given.name) || (typeof given === 'string' ? 'data.txt' : 'data'));
    if (typeof given === 'string') return { name, content: given };
    if (given instanceof Blob) return { name, content: await new Response(given).arrayBuffer() };
    if (given instanceof ArrayBuffer) return { name, content: given };
    if (ArrayBuffer.isView(given)) return { name, content: given.buffer.slice(given.byteOffset, given.byteOffset + given.byteLength) };
    throw refusal(element, 'bad_data');
  };

  const fetched = async (element, address, signal) => {
    const url = new URL(address, document.baseURI);
    if (!/^(https?|blob|data|file):$/.test(url.protocol)) throw refusal(element, 'bad_address', url.protocol);
    let response;
    try {
      response = await fetch(url.href, { signal, credentials: 'same-origin' });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw refusal(element, 'data_unreachable', url.href, error.message);
    }
    if (!response.ok) throw refusal(element, 'data_unreachable', url.href, `HTTP ${response.status}`);
    if (Number(response.headers.get('content-length')) > LARGEST) throw refusal(element, 'too_large', url.href);
    const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
    return { name: decodeURIComponent(name) || 'data', content: await response.arrayBuffer() };
  };

  // Frames by element, and what was put into `data`: apart from the element, where nobody can meddle with them.
  const frames = new WeakMap();
  const given = new WeakMap();
  const roots = new WeakMap();

  /** One frame from its coming to its going; `end()` leaves nothing behind. */
  const mount = (element) => {
    const attribute = (name) => element.getAttribute(name);
    const tell = (kind, detail) => element.dispatchEvent(new CustomEvent(`junheng-${kind}`, { detail, bubbles: true, composed: true, cancelable: kind === 'error' }));
    const refuse = ({ code, message, help }) => {
      // Who handles it says so; else it stands where a developer looks.
      if (tell('error', { code, message, help })) console.warn(`junheng-evaluator: ${code}: ${message}${help ? ` (${help})` : ''}`);
    };

    let address;
    try {
      address = new URL(attribute('src') || BESIDE, document.baseURI);
    } catch (error) {
      address = null;
    }
    if (!address || !/^(https?|file):$/.test(address.protocol)) {
      refuse(refusal(element, 'bad_src', attribute('src')));
      return { end() {}, changed() {}, data() {} };
    }

    const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    address.searchParams.set('embed', key);
    for (const name of [...SETTINGS, 'host-origin']) {
      if (attribute(name)) address.searchParams.set(name, attribute(name));
    }
    const frame = document.createElement('iframe');
    const sandbox = element.hasAttribute('sandbox') ? attribute('sandbox') || 'allow-scripts allow-downloads allow-modals' : null;
    if (sandbox !== null) frame.setAttribute('sandbox', sandbox);
    // Documents without an origin of their own, and those on a disk, are known by their window and the key alone.
    const nameless = address.protocol === 'file:' || (sandbox !== null && !/(^|\s)allow-same-origin(\s|$)/.test(sandbox));
    const isFrame = (event) => frame.contentWindow && event.source === frame.contentWindow
      && (nameless ? ['null', 'file://'].includes(event.origin) : event.origin === address.origin);
    frame.title = attribute('title') || (attribute('locale') === 'en' ? 'Junheng: evaluation of balanced compulsory education' : '均衡：义务教育优质均衡发展评估');
    frame.setAttribute('allow', 'clipboard-write');
    const style = (name, value) => frame.style.setProperty(name, value, 'important');
    for (const [name, value] of [
      ['all', 'initial'], ['display', 'block'], ['width', '100%'], ['height', `${FIRST_HEIGHT}px`], ['border', '0'],
    ]) style(name, value);

    let port = null;
    let ended = false;
    let told = {};
    let loading = null;
    const late = setTimeout(() => refuse(refusal(element, 'frame_unreachable', address.origin + address.pathname)), PATIENCE);

    // Where the page around the frame gets a scroll bar with the one height and loses it with the other, the frame would
    // swing between the two for ever: of heights that come again within a moment the larger one stays.
    let last = [];
    const setHeight = (height) => {
      const now = performance.now();
      last = [...last.filter((one) => now - one.at < 1000), { height, at: now }].slice(-6);
      const again = last.filter((one) => one.height === height).length > 2 && last.some((one) => one.height !== height);
      style('height', `${again ? Math.max(...last.map((one) => one.height)) : height}px`);
    };

    const words = (value) => (typeof value === 'string' ? value.slice(0, 2000) : '');
    const heard = ({ data }) => {
      if (ended || !data || typeof data !== 'object') return;
      if (data.type === 'height' && Number.isInteger(data.height) && data.height > 0) setHeight(Math.min(data.height, HIGHEST));
      if (data.type === 'ready') tell('ready', { protocol: data.protocol, contract: data.contract, engine: words(data.engine) });
      if (data.type === 'result') tell('result', { name: words(data.name), source: data.source, evaluation: data.evaluation });
      if (data.type === 'error') refuse({ code: words(data.code), message: words(data.message), help: words(data.help) });
    };

    const send = (message, transfer) => port && port.postMessage(message, transfer || []);
    const settings = () => {
      const { good, bad } = propertiesOf(element);
      bad.forEach((name) => refuse(refusal(element, 'bad_property', name)));
      return { ...Object.fromEntries(SETTINGS.filter((name) => attribute(name)).map((name) => [name, attribute(name)])), properties: good };
    };
    let planned = false;
    const changed = () => {
      if (planned) return;
      planned = true;
      Promise.resolve().then(() => {
        planned = false;
        if (ended || !port) return;
        const wanted = settings();
        const text = (value) => JSON.stringify(value);
        const news = Object.entries(wanted).filter(([name, value]) => text(value) !== text(told[name]));
        told = wanted;
        if (news.length) send({ type: 'set', ...Object.fromEntries(news) });
      });
    };

    const data = async () => {
      if (loading) loading.abort();
      const fetching = new AbortController();
      loading = fetching;
      const source = given.has(element) ? given.get(element) : null;
      if (!port || (source === null && !attribute('data'))) return;
      try {
        if (!(attribute('host-origin') || '').split(/\s+/).includes(location.origin)) {
          throw refusal(element, 'origin_not_named', location.origin);
        }
        const { name, content } = source === null ? await fetched(element, attribute('data'), fetching.signal) : await contentOf(element, source);
        if (ended || fetching.signal.aborted) return;
        // Bytes that were fetched here are nobody else's.
        send({ type: 'data', name: name.slice(0, 200), content }, source === null ? [content] : []);
      } catch (error) {
        if (ended || fetching.signal.aborted) return;
        refuse(error instanceof Refusal ? error : { code: 'data_unreachable', message: error.message, help: '' });
      }
    };

    const greeted = (event) => {
      if (!isFrame(event)) return;
      const message = event.data;
      if (!message || message.junheng !== PROTOCOL || message.type !== 'hello' || message.key !== key) return;
      clearTimeout(late);
      if (port) port.close(); // the frame was loaded again
      const channel = new MessageChannel();
      port = channel.port1;
      port.onmessage = heard;
      frame.contentWindow.postMessage({ junheng: PROTOCOL, type: 'connect', key }, nameless ? '*' : address.origin, [channel.port2]);
      // The address has said most of it already; here the frame says what it does not know.
      told = settings();
      send({ type: 'set', ...told });
      data();
    };

    window.addEventListener('message', greeted);
    frame.src = address.href;
    roots.get(element).appendChild(frame);
    return {
      changed,
      data,
      end() {
        ended = true;
        window.removeEventListener('message', greeted);
        clearTimeout(late);
        if (loading) loading.abort();
        if (port) {
          port.onmessage = null;
          port.close();
        }
        frame.remove();
      },
    };
  };

  const unmount = (element) => {
    if (frames.has(element)) frames.get(element).end();
    frames.delete(element);
  };

  class Evaluator extends HTMLElement {
    static get observedAttributes() {
      return [...SETTINGS, 'src', 'data', 'host-origin', 'sandbox', 'title', 'class', 'style'];
    }

    constructor() {
      super();
      // Styles of the page around it end here, whatever they are.
      const root = this.attachShadow({ mode: 'closed' });
      if ('adoptedStyleSheets' in root) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(HOST);
        root.adoptedStyleSheets = [sheet];
      }
      roots.set(this, root);
    }

    connectedCallback() {
      // Set before this script had come.
      if (Object.prototype.hasOwnProperty.call(this, 'data')) {
        const early = this.data;
        delete this.data;
        given.set(this, early);
      }
      unmount(this);
      frames.set(this, mount(this));
    }

    disconnectedCallback() {
      unmount(this);
    }

    attributeChangedCallback(name, before, after) {
      const frame = frames.get(this);
      // The same address again is asked for again: the file there may be another one.
      if (!frame || (before === after && name !== 'data')) return;
      if (['src', 'host-origin', 'sandbox'].includes(name)) this.connectedCallback();
      else if (name === 'data') {
        given.delete(this); // the newest wish holds
        frame.data();
      } else if (name !== 'title') frame.changed();
    }

    get data() {
      return given.has(this) ? given.get(this) : null;
    }

    set data(value) {
      if (value === null || value === undefined) given.delete(this);
      else given.set(this, value);
      if (frames.has(this)) frames.get(this).data();
    }
  }

  customElements.define(NAME, Evaluator);
})();
