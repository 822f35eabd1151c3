// Keeps the whole page for visits without a network. `cargo xtask seal` fills in a version, its files and the page's
// policy. Without them, as while one works on facegan, this clears away what an earlier page left at this address, and
// goes.
const VERSION = "";
const FILES = [];
const POLICY = "";

const { scope } = registration;
const OURS = `facegan ${scope} `;
const CACHE = OURS + VERSION;

// A response with other headers, or with its body read.
const copied = (body, { status, statusText }, headers) => new Response(body, { status, statusText, headers });

const store = async (cache, file) => {
  // Asks the server whether what the browser's own cache has is still what there is.
  const response = await fetch(file, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  // The body is read first: Chromium stores none that is still arriving where it is large and the disk has little space
  // (over 10 MB at 4 GB), so that `addAll` fails.
  await cache.put(file, copied(await response.arrayBuffer(), response, response.headers));
};

const storeAll = async () => {
  try {
    const cache = await caches.open(CACHE);
    await Promise.all(FILES.map((file) => store(cache, file)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
};

addEventListener("install", (event) => {
  if (!FILES.length) return skipWaiting();
  event.waitUntil(storeAll());
});

addEventListener("activate", (event) => {
  const takeOver = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await (FILES.length ? clients.claim() : registration.unregister());
  };
  event.waitUntil(takeOver());
});

// A new version waits until the person wants it.
addEventListener("message", ({ data }) => {
  if (data === "take over") skipWaiting();
});

// A worker is under the policy that its own response names, and not every host can be told to name one.
const underPolicy = (response) => {
  const headers = new Headers(response.headers);
  headers.set("content-security-policy", POLICY);
  return copied(response.body, response, headers);
};

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  const [address] = request.url.split(/[?#]/);
  // Hosts redirect one of the page's two addresses to the other, and a redirect that is kept would be refused.
  const isPage = request.mode === "navigate" && [scope, `${scope}index.html`].includes(address);
  const answer = async () => {
    const kept = await caches.match(isPage ? scope : address, { cacheName: CACHE, ignoreVary: true });
    if (!kept) return fetch(request);
    return request.destination === "worker" ? underPolicy(kept) : kept;
  };
  event.respondWith(answer());
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.matchAll({ type: "window" }).then(([page]) => page?.focus()));
});
