"use strict";
// The page is made by the server. This file sends what people do, and puts in what the event stream brings.

const words = document.body.dataset;
const logs = () => [...document.querySelectorAll(".log[data-box]")];

function flash(text) {
  const place = document.getElementById("flash");
  place.textContent = text;
  place.hidden = !text;
}

async function send(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    flash(words.lost);
    return null;
  }
  const told = await answer.json();
  const kind = { 400: words.wrong, 404: words.missing, 409: words.refused }[answer.status];
  const failed = told.delivered === false && !told.held ? words.failed : "";
  flash(answer.ok ? failed : (kind || words.wrong) + told.error);
  return answer.ok ? told : null;
}

const member = (userid) => `/sim/members/${encodeURIComponent(userid)}`;

// ---- What people do

const acts = {
  clock: (data) => data.now && send("POST", "/sim/clock", { now: data.now }).then(() => location.reload()),
  step: (data, button) => {
    button.disabled = true; // The answer may wait until the app has finished with the step before.
    send("POST", "/sim/steps/next", {}).then((told) => (told?.page ? location.assign(told.page) : location.reload()));
  },
  reset: (data) => window.confirm(data.confirm) && send("POST", "/sim/reset", {}),
  client: (data) => send("PUT", member(data.userid), { client: data.client }),
  say: (data) => send("POST", `${member(data.userid)}/say`, { text: data.text }),
  menu: (data) => send("POST", `${member(data.userid)}/event`, { event: "click", key: data.key }),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (button) acts[button.dataset.act](button.dataset, button);
  const link = event.target.closest(".phone a[target]");
  if (link) rememberWho(link);
  const picture = event.target.closest("a.picture");
  if (picture && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    view(picture);
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.act === "type") {
    event.preventDefault();
    type(form);
  } else if (form.dataset.act === "card") {
    event.preventDefault();
    press(form, event.submitter);
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".chooser")) event.target.form.requestSubmit();
  if (event.target.matches(".pick input")) sendPicture(event.target);
});

// The sign-in page puts the member first on whose phone the link was tapped.
function rememberWho(link) {
  const [kind, userid] = link.closest(".phone").querySelector(".log").dataset.box.split(":");
  if (kind === "member") document.cookie = `simulator_member=${encodeURIComponent(userid)}; path=/; SameSite=Lax`;
}

function type(form) {
  const field = form.elements.text;
  const text = field.value;
  if (!text.trim()) return;
  field.value = "";
  send("POST", `${member(form.dataset.userid)}/say`, { text }).then((told) => {
    if (!told && !field.value) field.value = text;
  });
}

function press(form, button) {
  const selected = {};
  for (const field of form.querySelectorAll("select, input:checked")) {
    (selected[field.name] ||= []).push(field.value);
  }
  const inMenu = Boolean(button.closest(".menu"));
  if (form.dataset.kind === "vote_interaction" && !Object.keys(selected).length) {
    flash(words.choose);
    return;
  }
  const body = { task_id: form.dataset.task, key: button.value, selected: inMenu ? {} : selected };
  send("POST", `${member(form.dataset.userid)}/click`, body);
}

function sendPicture(field) {
  const file = field.files[0];
  if (!file) return;
  const reader = new FileReader();
  reader.onload = () => {
    const base64 = reader.result.slice(reader.result.indexOf(",") + 1);
    send("POST", `${member(field.form.dataset.userid)}/image`, { filename: file.name, base64 });
    field.value = "";
  };
  reader.readAsDataURL(file);
}

function view(picture) {
  const dialog = document.getElementById("viewer");
  const image = dialog.querySelector("img");
  image.src = picture.href;
  image.alt = picture.querySelector("img").alt;
  dialog.showModal();
}

// ---- Tabs on narrow screens, and the switch for raw data

document.querySelectorAll("[data-tab]").forEach((tab) =>
  tab.addEventListener("click", () => choosePhone(Number(tab.dataset.tab))),
);

function choosePhone(number) {
  const slots = [...document.querySelectorAll(".slot")];
  const second = number + 1 < slots.length ? number + 1 : number - 1;
  slots.forEach((slot, n) => {
    slot.classList.toggle("first", n === number);
    slot.classList.toggle("second", n === second);
  });
  document.querySelectorAll("[data-tab]").forEach((tab, n) => tab.setAttribute("aria-pressed", String(n === number)));
  logs().forEach(toEnd);
  sessionStorage.setItem("phone", number);
}

const rawSwitch = document.getElementById("raw-switch");
function showRaw(on) {
  document.body.classList.toggle("show-raw", on);
  rawSwitch.setAttribute("aria-pressed", String(on));
  sessionStorage.setItem("raw", on ? "1" : "");
}
rawSwitch.addEventListener("click", () => showRaw(!document.body.classList.contains("show-raw")));

// ---- What the stream brings

const atEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < 40;
const near = (log, image) => log.scrollHeight - log.scrollTop - log.clientHeight < 40 + image.offsetHeight;
const toEnd = (log) => (log.scrollTop = log.scrollHeight);

function fragment(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

function putMessage(told) {
  for (const log of logs().filter((one) => one.dataset.box === told.box)) {
    const follow = atEnd(log);
    const old = log.querySelector(`[data-seq="${told.seq}"]`);
    if (old) old.replaceWith(fragment(told.html));
    else log.append(fragment(told.html));
    if (follow) toEnd(log);
  }
}

function putNote(told) {
  document.getElementById("notes").prepend(fragment(told.html));
  const count = document.getElementById("note-count");
  count.textContent = Number(count.textContent) + 1;
}

function putClock(told) {
  document.getElementById("clock").textContent = told.text;
  document.querySelectorAll(".short-clock").forEach((place) => (place.textContent = told.short));
  document.querySelectorAll("[data-jump]").forEach((button, n) => {
    button.dataset.now = told.jumps[n]?.to || "";
    button.disabled = !told.jumps[n]?.to;
  });
}

const brought = {
  message: putMessage,
  note: putNote,
  clock: putClock,
  reload: () => location.reload(),
  chats: () => location.reload(),
  phone: (told) => logs().some((log) => log.dataset.box === told.box) && location.reload(),
};

function listen() {
  // Where browsers share no worker between pages (most phones), each page reads for itself.
  const reader = window.SharedWorker ? new SharedWorker("/static/stream.js").port : new Worker("/static/stream.js");
  reader.onmessage = (event) => brought[event.data.kind](JSON.parse(event.data.data));
  reader.postMessage({ boxes: logs().map((log) => log.dataset.box), last: Number(words.last) });
  window.addEventListener("pagehide", () => reader.postMessage({ gone: true }));
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

showRaw(Boolean(sessionStorage.getItem("raw")));
// A narrow screen begins with a phone on which something can be read.
const chosen = [Number(sessionStorage.getItem("phone")), 0, 1, 2];
choosePhone(chosen.find((number) => document.querySelectorAll(".slot .log")[number]?.firstElementChild) ?? 0);
logs().forEach((log) => {
  toEnd(log);
  // Pictures grow the log when they arrive; whoever was at the end stays there.
  log.addEventListener("load", (event) => near(log, event.target) && toEnd(log), true);
});
listen();
