// Conversations are kept in this browser alone. The page itself is what is kept: every answer carries, out
// of sight, what brings it back.
"use strict";

const STORE = "hoidap.talks";
const TALKS = 60; // kept; the oldest go first
const SENT = 44000; // bytes of one conversation that are sent at once; a request holds 64 kB
const wide = matchMedia("(min-width: 1800px)"); // the list stands beside the conversation
const drawer = part("talks");
let current = sessionGet(); // id of the conversation on the page, "" before its first answer
let warned = false;

function sessionGet() {
  try { return sessionStorage.getItem("hoidap.talk") ?? ""; } catch { return ""; }
}

function setCurrent(id) {
  current = id;
  try { sessionStorage.setItem("hoidap.talk", id); } catch { /* then a reload begins anew */ }
}

function load() {
  try {
    const talks = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(talks) ? talks.filter((talk) => typeof talk?.id === "string" && Array.isArray(talk.turns)) : [];
  } catch {
    return [];
  }
}

function store(talks) {
  for (let kept = talks.slice(0, TALKS), first = true; ; kept = kept.slice(0, -1), first = false) {
    try {
      localStorage.setItem(STORE, JSON.stringify(kept));
      if (!first) tell(words.full);
      return true;
    } catch {
      if (kept.length > 1) continue;
      if (!warned) tell(words.unsaved);
      warned = true;
      return false;
    }
  }
}

// What an answer carries: {turn, plain}; null when it is none of ours.
function carried(answer) {
  try {
    const text = answer.querySelector(".kept").textContent.trim().replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))));
  } catch {
    return null;
  }
}

function turnsOnPage() {
  return Array.from(document.querySelectorAll("#window .answer"), (answer) => carried(answer)?.turn).filter(Boolean);
}

// Save when the answers on the page are others than those that were saved, or are leaving it.
let saved = "";
watchers.push(() => {
  const turns = turnsOnPage();
  const state = turns.map((turn) => turn.id).join();
  if (state === saved) return;
  saved = state;
  if (!turns.length) return;
  const talks = load();
  const known = talks.find((talk) => talk.id === current);
  if (known && JSON.stringify(known.turns) === JSON.stringify(turns)) return;
  const id = known ? current : newId();
  const title = known?.title ?? turns[0].question.replace(/\s+/g, " ").trim().slice(0, 80);
  setCurrent(id);
  store([{ id, title, when: Date.now(), turns }, ...talks.filter((talk) => talk.id !== id)]);
  if (drawer.open) list();
});

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A question whose answer has not come yet is kept too: a page that is loaded again meanwhile has it in its box.
let pending = null; // null until the page has begun
let leaving = 0; // when the page was last about to be left: Gradio then takes the unfinished answer away
addEventListener("beforeunload", () => { leaving = Date.now(); });
watchers.push(() => {
  if (Date.now() - leaving < 5000) return;
  const asking = document.querySelector("#window .partial") ? [...document.querySelectorAll("#window .question")].at(-1) : null;
  const text = asking?.innerText ?? "";
  if (text === pending || (pending === null && !text)) return;
  pending = text;
  try { sessionStorage.setItem("hoidap.pending", text); } catch { /* then a reload forgets it */ }
});

// Taken at once: who asks before the page has quite begun must not find it gone.
const cutOff = takePending();

function takePending() {
  try {
    const text = sessionStorage.getItem("hoidap.pending") ?? "";
    sessionStorage.removeItem("hoidap.pending");
    return text;
  } catch {
    return ""; // nothing is kept
  }
}

function askedBefore() {
  if (!cutOff || pending) return;
  // On a slow machine Gradio empties its box again while it begins; who types or taps has it from then on.
  let tries = 20;
  const put = setInterval(() => {
    const box = document.querySelector("#question textarea");
    if (box && !box.value) {
      write("question", cutOff);
      box.focus({ preventScroll: true });
    }
    tries -= 1;
    if (tries === 0) clearInterval(put);
  }, 100);
  for (const touched of ["keydown", "pointerdown", "input"]) {
    addEventListener(touched, (event) => { if (event.isTrusted) clearInterval(put); }, { capture: true });
  }
}

// The newest turns that fit into one request.
function fitting(turns) {
  let from = 0;
  const size = (first) => new TextEncoder().encode(JSON.stringify(turns.slice(first))).length;
  while (from < turns.length - 1 && size(from) > SENT) from += 1;
  if (from > 0) tell(words.long);
  return turns.slice(from);
}

function open(talk) {
  setCurrent(talk.id);
  const turns = fitting(talk.turns);
  saved = turns.map((turn) => turn.id).join(); // what is only shown again is not saved again
  write("saved-value", JSON.stringify({ turns }));
  part("restore").click();
  if (!wide.matches) drawer.close();
  document.querySelector("#question textarea")?.focus({ preventScroll: true });
}

function begin() {
  setCurrent("");
  part("restart").click();
  if (drawer.open) list();
  document.querySelector("#question textarea")?.focus();
}

// The list

function list() {
  const talks = load();
  part("talk-list").replaceChildren(...talks.map(row));
  part("no-talks").hidden = talks.length > 0;
  part("clear-talks").hidden = talks.length === 0;
}

function row(talk) {
  const item = document.createElement("li");
  const day = new Date(talk.when).toLocaleDateString(lang === "vi" ? "vi-VN" : "en-GB");
  const title = button(talk.title, "talk-open", () => open(talk));
  const when = title.appendChild(document.createElement("span"));
  when.className = "when";
  when.textContent = day;
  if (talk.id === current) title.setAttribute("aria-current", "true");
  const rename = button(words.rename, "talk-rename", () => item.replaceChildren(renaming(talk)));
  const remove = button(words.delete, "talk-delete", () => sure(remove, () => forget(talk.id)));
  rename.setAttribute("aria-label", `${words.rename}: ${talk.title}`);
  remove.setAttribute("aria-label", `${words.delete}: ${talk.title}`);
  item.append(title, rename, remove);
  return item;
}

function button(label, kind, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.append(label);
  made.addEventListener("click", act);
  return made;
}

// The first click asks, the second does.
function sure(asked, act) {
  if (asked.classList.contains("sure")) return act();
  asked.classList.add("sure");
  asked.textContent = words.sure;
  asked.removeAttribute("aria-label");
  const forget = () => { asked.classList.remove("sure"); list(); };
  asked.addEventListener("blur", forget, { once: true });
}

function renaming(talk) {
  const form = document.createElement("form");
  const box = form.appendChild(document.createElement("input"));
  box.value = talk.title;
  box.maxLength = 120;
  box.setAttribute("aria-label", words.name);
  const save = form.appendChild(button(words.save, "talk-save", () => {}));
  save.type = "submit";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const title = box.value.replace(/\s+/g, " ").trim() || talk.title;
    store(load().map((known) => (known.id === talk.id ? { ...known, title } : known)));
    list();
    part("talk-list").querySelectorAll(".talk-rename")[load().findIndex((known) => known.id === talk.id)]?.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // leaves the field, not the list
    event.stopPropagation();
    list();
  });
  setTimeout(() => box.select());
  return form;
}

function forget(id) {
  store(load().filter((talk) => talk.id !== id));
  if (id === current) begin();
  list();
  tell(words.deleted);
  drawer.querySelector(".talk-open, .close")?.focus();
}

part("clear-talks").addEventListener("click", (event) => sure(event.currentTarget, () => {
  store([]);
  begin();
  list();
  event.target.textContent = event.target.dataset.label;
  tell(words.deleted);
}));
part("clear-talks").dataset.label = part("clear-talks").textContent;
part("clear-talks").addEventListener("blur", (event) => { event.target.textContent = event.target.dataset.label; });

part("open-talks").addEventListener("click", () => { list(); if (!drawer.open) drawer.showModal(); });
part("new-talk").addEventListener("click", begin);

// Where there is room the list stays open.
function place() {
  drawer.close();
  if (!wide.matches) return;
  list();
  drawer.show();
  document.querySelector("#question textarea")?.focus({ preventScroll: true });
}
wide.addEventListener("change", place);
if (wide.matches) place();

// A page that is loaded again goes on with its conversation, once Gradio has its fields ready.
const talk = load().find((known) => known.id === current);
if (!talk) setCurrent("");
const ready = () => document.querySelector("#saved-value textarea, #saved-value input") && part("restore") && document.querySelector("#question textarea");
const wait = setInterval(() => {
  if (!ready()) return;
  clearInterval(wait);
  setTimeout(() => {
    if (talk) open(talk);
    askedBefore();
  }, 200);
}, 100);
