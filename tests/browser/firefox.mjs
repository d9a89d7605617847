// Firefox ESR, driven over WebDriver BiDi, which it speaks itself: no driver program, and no build of its own as the test
// libraries want it. The page has the same actions as that of engines.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { actions, connect, picture, program } from './protocol.mjs';

// What a fresh profile would ask of its maker or of the person in front of it. None of it changes how pages run.
const preferences = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.search.update': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'intl.accept_languages': 'zh-CN',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#none',
  'toolkit.telemetry.enabled': false,
};

/** The Firefox to test with: `FIREFOX`, else Debian's; `null` where there is none. */
export const firefoxPath = () => [process.env.FIREFOX, '/usr/bin/firefox-esr'].find((file) => file && fs.existsSync(file)) ?? null;

/** Starts it; `page(url)` opens a page in it. */
export async function startFirefox(name, file) {
  const running = await program(name, file, (profile) => {
    const lines = Object.entries(preferences).map(([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});\n`);
    fs.writeFileSync(path.join(profile, 'user.js'), lines.join(''));
    return ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0', 'about:blank'];
  }, { listening: /WebDriver BiDi listening on (ws:\S+)/ });
  const connection = await connect(`${running.address}/session`);
  const { capabilities } = await connection.send('session.new', { capabilities: {} });
  await connection.send('session.subscribe', { events: ['log.entryAdded', 'network.beforeRequestSent'] });
  // A refusal by the policy is an event in the page and no entry of the log.
  await connection.send('script.addPreloadScript', {
    functionDeclaration: `() => addEventListener('securitypolicyviolation', (event) =>
      console.error('refused by the policy: ' + event.violatedDirective + ' ' + event.blockedURI))`,
  });
  return {
    product: `${capabilities.browserName}/${capabilities.browserVersion}`,
    page: (url) => openPage(connection, url),
    close: () => running.end(connection, 'browser.close'),
  };
}

// Keys that are no letters, as WebDriver writes them.
const keys = { Tab: '\uE004', Control: '\uE009', Shift: '\uE008', Enter: '\uE007', Escape: '\uE00C', ArrowDown: '\uE015', F10: '\uE03A' };

async function openPage(connection, url) {
  const { context } = await connection.send('browsingContext.create', { type: 'tab' });
  const requests = [];
  const problems = [];
  const quiet = connection.listen(({ method, params }) => {
    if (method === 'network.beforeRequestSent') {
      // A worker's requests name no context; only one page is open at a time.
      if (!params.context || params.context === context) requests.push(params.request.url);
    }
    if (method === 'log.entryAdded' && params.level === 'error') problems.push(params.text);
  });

  const evaluated = async (expression, more = {}) => {
    const answer = await connection.send('script.evaluate', { expression, target: { context }, awaitPromise: true, ...more });
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
    return answer.result;
  };

  /** The value of an expression, awaited, as JSON. */
  const evaluate = async (expression) => {
    const { value } = await evaluated(`Promise.resolve(${expression}).then((value) => JSON.stringify(value))`);
    return value === undefined ? undefined : JSON.parse(value);
  };

  const act = (type, actions) => connection.send('input.performActions', { context, actions: [{ type, id: type, actions }] });

  const page = {
    requests,
    problems,
    evaluate,
    ...actions(evaluate, problems),
    goto: (address) => connection.send('browsingContext.navigate', { context, url: address, wait: 'none' }),

    // What a hand does: keys by their names, with Ctrl and Shift held where they say so.
    clickAt: (x, y) => act('pointer', [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y) }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 },
    ]),
    press(name, { ctrl = false, shift = false } = {}) {
      const held = [ctrl && keys.Control, shift && keys.Shift, keys[name] ?? name].filter(Boolean);
      return act('key', [
        ...held.map((value) => ({ type: 'keyDown', value })), ...held.reverse().map((value) => ({ type: 'keyUp', value })),
      ]);
    },
    type: (text) => act('key', [...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }])),

    async setFiles(selector, files) {
      const { sharedId } = await evaluated(`document.querySelector(${JSON.stringify(selector)})`, { resultOwnership: 'root' });
      await connection.send('input.setFiles', { context, element: { sharedId }, files });
    },

    async screenshot(file) {
      const { data } = await connection.send('browsingContext.captureScreenshot', { context });
      picture(file, data);
    },

    async close() {
      quiet();
      await connection.send('browsingContext.close', { context });
    },
  };
  if (url) await page.goto(url);
  return page;
}
