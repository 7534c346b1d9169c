"use strict";
// Reads the event stream once for all pages of a browser: it keeps at most six connections to one address, and the
// seventh page would wait for ever. Every page says which boxes it shows and the last number it has seen.

const pages = new Map();
let stream = null;

function join(port) {
  port.onmessage = ({ data }) => {
    if (data.gone) pages.delete(port);
    else pages.set(port, data);
    listen();
  };
}

function listen() {
  stream?.close();
  if (!pages.size) return;
  const shown = [...pages.values()];
  const boxes = [...new Set(shown.flatMap((page) => page.boxes))].map((box) => `&box=${encodeURIComponent(box)}`);
  const asked = (stream = new EventSource(`/sim/stream?after=${Math.min(...shown.map((page) => page.last))}${boxes.join("")}`));
  for (const kind of ["message", "note", "clock", "reload", "chats", "phone"]) asked.addEventListener(kind, pass);
  asked.addEventListener("error", () => {
    // A refused stream is closed for good by the browser; ask again from the last number seen.
    if (asked.readyState === EventSource.CLOSED) setTimeout(() => asked === stream && listen(), 3000);
  });
}

function pass(event) {
  const number = Number(event.lastEventId);
  // The clock comes under the number of the event before it, a reload perhaps under one from before a restart.
  const always = event.type === "clock" || event.type === "reload";
  for (const [port, page] of pages) {
    if (always || number > page.last) port.postMessage({ kind: event.type, data: event.data });
    page.last = Math.max(page.last, number);
  }
}

if ("onconnect" in self) self.onconnect = (event) => join(event.ports[0]);
else join(self);
