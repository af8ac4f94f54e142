// What the parts of the administration page share: requests, messages, questions, tabs, and what goes on.
"use strict";

const part = (id) => document.getElementById(id);
const LOGIN = "/admin/login?next=/admin";

// An element with a class and a text; texts never become markup.
function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== "") element.textContent = text;
  return element;
}

function button(text, act, name = "act") {
  const made = make("button", name, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

// Messages: shown at the bottom, and read aloud.

let silence = 0;

function tell(text, problem = false, shown = true) {
  const told = part("told");
  told.textContent = text;
  told.classList.toggle("unseen", !shown); // it stands elsewhere, too
  told.classList.toggle("problem", problem);
  clearTimeout(silence);
  silence = setTimeout(() => { told.textContent = ""; }, problem ? 15000 : 6000);
}

// Requests. What fails throws an Error whose message is for people.

const LOST = "Mất kết nối với máy chủ. Bạn hãy thử lại.";

async function call(method, address, body) {
  const asked = { method, headers: {} };
  if (body !== undefined) {
    asked.headers["Content-Type"] = "application/json";
    asked.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`/api/admin/${address}`, asked);
  } catch {
    throw new Error(LOST);
  }
  if (response.status === 401) return leave();
  let told;
  try {
    told = await response.json();
  } catch {
    throw new Error(LOST);
  }
  if (response.ok) return told;
  const failure = new Error(told.error?.message ?? LOST);
  failure.code = told.error?.code;
  throw failure;
}

// The session is over: sign in again. The promise never ends, so that nothing else is said meanwhile.
function leave() {
  location.assign(LOGIN);
  return new Promise(() => {});
}

// Does something an administrator asked for, tells how it went, and follows the job that it starts.
async function act(method, address, said, body) {
  try {
    const { job } = await call(method, address, body);
    tell(said);
    if (job) follow(job);
    return true;
  } catch (failure) {
    tell(failure.message, true);
    return false;
  } finally {
    watch();
  }
}

// Questions

function ask({ title, text, list = [], yes, no = "" }) {
  const dialog = part("sure");
  part("sure-title").textContent = title;
  part("sure-text").textContent = text;
  part("sure-list").replaceChildren(...list.map((line) => make("li", "", line)));
  part("sure-list").hidden = !list.length;
  part("sure-yes").textContent = yes;
  part("sure-no").textContent = no;
  part("sure-no").hidden = !no;
  dialog.returnValue = "";
  dialog.showModal();
  part("sure-cancel").focus();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue), { once: true });
  });
}

for (const closing of document.querySelectorAll("[data-close]")) {
  closing.addEventListener("click", () => closing.closest("dialog").close());
}

// Tabs

const tabs = [...document.querySelectorAll("[role=tab]")];
const opened = {}; // by panel: what is done when it is opened

function openTab(tab) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    part(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  tab.focus();
  opened[tab.getAttribute("aria-controls")]?.();
}

tabs.forEach((tab, at) => {
  tab.addEventListener("click", () => openTab(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) openTab(tabs[(at + step + tabs.length) % tabs.length]);
  });
});

// What goes on: while a job is not over it is looked at every second, and what it changed is shown.

const STAGES = {
  read: "đang đọc",
  words: "đang tách từ",
  embed: "đang tính nghĩa",
  store: "đang ghi chỉ mục",
  check: "đang kiểm tra",
};
const GROUPS = {
  added: "đã nạp",
  changed: "đã nạp bản mới",
  renamed: "đã đổi tên",
  removed: "đã gỡ",
  unchanged: "không đổi",
  duplicates: "trùng nội dung",
  quarantined: "cách ly",
  failed: "lỗi",
};
const BUSY = 1000; // milliseconds
const IDLE = 10000; // others may be at work, too

const followed = new Map(); // by job: called with what is known of it
const listeners = []; // called after every look: (jobs)
let timer = 0;

function follow(job, changed = finished) {
  followed.set(job.id, changed);
  changed(job);
}

// Tells of a job that is over and that nobody shows otherwise.
function finished(job) {
  if (job.state === "failed") tell(job.problem, true);
  const failed = job.results.filter((result) => result.group === "failed");
  if (job.state === "done" && job.action !== "forget" && failed.length) tell(failed[0].reason, true);
}

function progress(job) {
  if (job.state === "waiting" || !job.stage) return "đợi đến lượt";
  const share = job.total > 1 ? ` ${job.done.toLocaleString("vi")}/${job.total.toLocaleString("vi")}` : "";
  return (STAGES[job.stage] ?? "đang làm") + share;
}

async function look() {
  clearTimeout(timer);
  let going = false;
  try {
    const { jobs } = await call("GET", "jobs");
    for (const job of jobs) {
      const changed = followed.get(job.id);
      if (changed) changed(job);
      if (job.state === "done" || job.state === "failed") followed.delete(job.id);
      else going = true;
    }
    for (const listener of listeners) await listener(jobs);
  } catch (failure) {
    tell(failure.message, true);
  }
  timer = setTimeout(look, going || followed.size ? BUSY : IDLE);
}

// Look soon, because something was asked for.
function watch() {
  clearTimeout(timer);
  timer = setTimeout(look, 150);
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) clearTimeout(timer);
  else watch();
});

function day(text) {
  return text ? text.slice(0, 10).split("-").reverse().join("/") : "";
}

function moment(text) {
  return new Date(text).toLocaleString("vi-VN", { dateStyle: "short", timeStyle: "short" });
}

function size(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let at = 0;
  while (bytes >= 1000 && at < units.length - 1) { bytes /= 1000; at += 1; }
  return `${bytes.toLocaleString("vi", { maximumFractionDigits: at ? 1 : 0 })} ${units[at]}`;
}
