// The chat page's own behaviour: sources open in the panel, Enter waits for an input method, Gradio's
// English labels get the page's language. Without this script every source is still a plain link.
"use strict";

const part = (id) => document.getElementById(id);
const words = JSON.parse(part("words").textContent);
const lang = document.documentElement.lang;
const panel = part("panel");
const source = part("source");
const stacked = matchMedia("(max-width: 640px)"); // the panel lies below the conversation
let opener = null; // the link that opened what the panel shows
let latest = 0; // number of the newest request; an older one that comes late is dropped

async function show(address, link) {
  const number = ++latest;
  const article = await fetchArticle(address);
  if (number !== latest) return;
  const isList = address === "/documents";
  source.replaceChildren(article);
  name(article);
  part("all-documents").hidden = isList;
  part("full-text").hidden = isList;
  part("full-text").href = inLanguage(address);
  part("to-answer").hidden = !link;
  opener?.removeAttribute("aria-current");
  opener = link;
  link?.setAttribute("aria-current", "true");
  if (link) lead(source.querySelector("mark"));
  else panel.scrollTop = 0;
}

function inLanguage(address) {
  return lang === "vi" ? address : `${address}${address.includes("?") ? "&" : "?"}lang=${lang}`;
}

// Title, publisher and date stay in sight above the scrolling text.
function name(article) {
  const heading = article.querySelector("h1");
  part("panel-title").replaceChildren(...(heading?.childNodes ?? [words.source]));
  heading?.remove();
  const facts = article.querySelectorAll(".publisher dd, .number dd, .issued dd");
  part("panel-about").textContent = Array.from(facts, (fact) => fact.textContent).join(" · ");
}

// Brings the passage, or else the panel's beginning, into sight and gives it the keyboard.
function lead(mark) {
  const target = mark ?? source;
  target.focus({ preventScroll: true });
  if (!mark) panel.scrollTop = 0;
  if (mark || stacked.matches) target.scrollIntoView({ block: mark ? "center" : "nearest" });
}

// The viewer's page is ours and escaped; parsed this way its scripts would not run anyway.
async function fetchArticle(address) {
  try {
    const response = await fetch(inLanguage(address));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return document.adoptNode(page.querySelector("article"));
  } catch {
    const article = document.createElement("article");
    const notice = article.appendChild(document.createElement("p"));
    notice.className = "lost";
    notice.setAttribute("role", "alert");
    notice.textContent = words.lost;
    return article;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const address = new URL(link.href, location.href);
  const ours = address.origin === location.origin && /^\/documents(\/|$)/.test(address.pathname);
  if (!ours || link.id === "full-text" || address.hash) return;
  event.preventDefault();
  event.stopPropagation();
  address.searchParams.delete("lang");
  show(address.pathname + address.search, link);
}, true);

part("all-documents").addEventListener("click", () => show("/documents", null));
part("to-answer").addEventListener("click", returnToAnswer);
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") returnToAnswer();
});

function returnToAnswer() {
  const link = opener?.isConnected && !panel.contains(opener) ? opener : document.querySelector("#question textarea");
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: "center" });
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("#question textarea")?.focus();
});

// Enter that ends a Telex or VNI composition picks the word; it must not send the question.
for (const type of ["keydown", "keypress"]) {
  document.addEventListener(type, (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
  }, true);
}

// A short note at the foot of the page, read out by screen readers.
let silence = 0;
function tell(text) {
  clearTimeout(silence);
  part("said").textContent = text;
  silence = setTimeout(() => { part("said").textContent = ""; }, 6000);
}

// Dialogs close by their button, by Escape and by a click beside them.
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => {
    if (event.target.closest(".close") || (event.target === dialog && beside(dialog, event))) dialog.close();
  });
}

function beside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

// A hidden field of Gradio's takes what the page's scripts want to tell the server.
function write(field, value) {
  const box = document.querySelector(`#${field} textarea, #${field} input`);
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

const labels = {
  "chatbot conversation": words.conversation,
  "Loading response": words.searching,
};
const watchers = []; // called after each change of the conversation
let asked = 0;
let answered = 0;

// A new question goes to the top of the conversation, and again once its answer stands below it.
function follow() {
  const questions = document.querySelectorAll("#window .question");
  const answers = document.querySelectorAll("#window .answer, #window .notice").length;
  document.querySelector('#window [role="log"]')?.setAttribute("aria-busy", String(Boolean(document.querySelector("#window .partial"))));
  if (questions.length < asked) show("/documents", null); // a new conversation
  else if (questions.length > asked || answers > answered) questions[questions.length - 1].scrollIntoView({ block: "start" });
  asked = questions.length;
  answered = answers;
}

function watch() {
  // Gradio labels a message with its raw HTML, which a screen reader would read out.
  document.querySelectorAll('#window [data-testid][aria-label*="message: "]').forEach((message) => {
    message.removeAttribute("aria-label");
  });
  for (const [english, ours] of Object.entries(labels)) {
    document.querySelectorAll(`#window [aria-label="${english}"]`).forEach((labelled) => {
      labelled.setAttribute("aria-label", ours);
    });
  }
  follow();
  for (const watcher of watchers) watcher();
}

new MutationObserver(watch).observe(document.querySelector("gradio-app"), {
  subtree: true, childList: true, attributeFilter: ["aria-label"],
});

// Gradio names the page's language after the browser's.
new MutationObserver(() => {
  if (document.documentElement.lang !== lang) document.documentElement.lang = lang;
}).observe(document.documentElement, { attributeFilter: ["lang"] });

show("/documents", null);
