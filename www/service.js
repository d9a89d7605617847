// The hosted page without a network, after its first visit. The build writes the version and the files with their hashes
// into the two lines below, so that this script changes exactly when something does.
//
// Versions never mix: every page asks for its own files by version (junheng.js?v=…), a version is kept only whole and as
// the build made it, and an open page keeps its version while the next one waits for the next start. Nothing else is
// kept, and what is not listed here goes its way untouched.
(() => {
  'use strict';
  const VERSION = 'VERSION';
  const FILES = { 'FILES': '' };

  const scope = new URL(self.registration.scope);
  const family = `junheng ${scope.pathname} `; // other copies on this site keep their own
  const cacheOf = (version) => family + version;

  // The list of versions that were here before this one: those it may drop one day.
  const OLDER = new URL('older', scope);

  // What this version is made of, as it was built: a server that is just being updated, or a gateway that rewrites files,
  // leaves the version before in place.
  const keep = async () => {
    const older = (await caches.keys()).filter((name) => name.startsWith(family) && name !== cacheOf(VERSION));
    const cache = await caches.open(cacheOf(VERSION));
    const one = async ([name, integrity]) => {
      const response = await fetch(new URL(name, scope), { cache: 'no-cache', credentials: 'same-origin', integrity });
      if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
      // One that was redirected may not answer for a page.
      const plain = response.redirected
        ? new Response(await response.blob(), { status: 200, headers: response.headers })
        : response;
      await cache.put(new URL(name, scope), plain);
    };
    try {
      await Promise.all(Object.entries(FILES).map(one));
    } catch (error) {
      await caches.delete(cacheOf(VERSION));
      throw error;
    }
    await cache.put(OLDER, new Response(JSON.stringify(older)));
    // The folder's own address, where it is this page there, too.
    await one(['./', FILES['index.html']]).catch(() => {});
  };

  self.addEventListener('install', (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

  const kept = async (version, name) => (await caches.has(cacheOf(version)))
    && (await caches.open(cacheOf(version))).match(new URL(name, scope));

  const answer = async (request, name, version) => {
    if (!(await caches.has(cacheOf(VERSION)))) {
      // Somebody has cleared the storage: the next start begins anew.
      await self.registration.unregister();
      return fetch(request);
    }
    const found = await kept(version || VERSION, name);
    if (found) return found;
    // A part of a version that is gone, for a page left open over two updates: the server has another one's by now.
    return version && version !== VERSION ? Response.error() : fetch(request);
  };

  self.addEventListener('fetch', (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
    if (request.method !== 'GET' && request.method !== 'HEAD') return;
    const name = url.pathname.slice(scope.pathname.length) || './';
    if (name !== './' && !Object.prototype.hasOwnProperty.call(FILES, name)) return;
    const version = url.searchParams.get('v');
    // A page is answered whatever its query; anything else only to pages that say which version they are.
    if (request.mode === 'navigate') event.respondWith(answer(request, name, null));
    else if (version) event.respondWith(answer(request, name, version));
    else event.respondWith(fetch(request).catch(async () => (await kept(VERSION, name)) || Response.error()));
  });

  // A page that has started says its version. When it is the only one open, no version before this one is needed any
  // more but its own. One that came later is none of this script's business: it may just be filling up.
  self.addEventListener('message', (event) => event.waitUntil((async () => {
    const version = event.data && event.data.started;
    if (typeof version !== 'string') return;
    const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (windows.filter((one) => one.url.startsWith(scope.href)).length > 1) return;
    if (!(await caches.has(cacheOf(VERSION)))) return;
    const list = await (await caches.open(cacheOf(VERSION))).match(OLDER);
    for (const name of list ? await list.json() : []) {
      if (name !== cacheOf(version)) await caches.delete(name);
    }
  })()));
})();
