/// <reference lib="webworker" />
/**
 * Keeps the shell for when there is no network: the page itself and the files named by their content. What the API answers is
 * never kept: a figure without its time would be a lie, and the next person at this device must not find it.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

const CACHE = 'ichien-shell-1';
const PAGE = '/index.html';
/** Oldest are dropped beyond this: a few releases with the fonts of their texts. */
const MAX_ASSETS = 400;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.add(PAGE))
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin || url.pathname.startsWith('/api')) return;
  if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request, event));
  else if (request.mode === 'navigate') event.respondWith(page(request, event));
});

/** Named by its content, so what is kept is right for ever. */
async function asset(request: Request, event: FetchEvent): Promise<Response> {
  const kept = await caches.match(request, { cacheName: CACHE }).catch(() => undefined);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) keepAside(event, keepAsset(request, response.clone()));
  return response;
}

async function keepAsset(request: Request, response: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.put(request, response);
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MAX_ASSETS))) {
    if (new URL(key.url).pathname !== PAGE) await cache.delete(key);
  }
}

async function keepPage(response: Response): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.put(PAGE, response);
}

/** Nobody waits for what is kept, and a device without room for it works as one without a worker. */
function keepAside(event: FetchEvent, kept: Promise<void>): void {
  event.waitUntil(kept.catch(() => undefined));
}

/** The newest page if the network answers, else the kept one. */
async function page(request: Request, event: FetchEvent): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.ok) keepAside(event, keepPage(response.clone()));
    return response;
  } catch {
    return (await caches.match(PAGE, { cacheName: CACHE })) ?? Response.error();
  }
}
