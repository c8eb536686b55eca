{% comment %}Served at the root. Nothing here knows who is asking.{% endcomment %}// Keeps one notice and the files it is drawn with, for when there is no connection. No other page is
// ever kept: what stands on them belongs to the person in front of the screen.
const NAME = "offline-1";
const NOTICE = "{% url 'offline' %}";
const FILES = [
  NOTICE,
  "{% static 'css/tokens.css' %}",
  "{% static 'css/client.css' %}",
];

self.addEventListener("install", (event) => {
  // What a page saves while it is being left goes its own way: a script that has to wake first
  // would lose it. (Where routes are unknown, check-in.js has saved what was typed before.)
  event.addRoutes?.({
    condition: { requestMethod: "POST", requestMode: "cors" },
    source: "network",
  });
  event.waitUntil(
    caches
      .delete(NAME)
      .then(() => caches.open(NAME))
      .then((kept) => kept.addAll(FILES))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((each) => each !== NAME).map((each) => caches.delete(each));
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names)))
      .then(() => self.clients.claim()),
  );
});

// Back to a page that answered a form: the browser looks into its own cache alone, which keeps none,
// and that says nothing about the connection. The form is asked for anew; nothing is sent again.
const open = (request) =>
  request.method === "POST" && request.cache === "only-if-cached"
    ? fetch(request.url, { redirect: "manual" })
    : fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate") {
    event.respondWith(open(request).catch(() => caches.match(NOTICE)));
  } else if (request.method === "GET" && FILES.includes(path)) {
    event.respondWith(fetch(request).catch(() => caches.match(path)));
  }
});
