// The chat page's own behaviour: sources open in the panel, Enter waits for an input method,
// Gradio's English labels become Vietnamese. Without this script every source is still a plain link.
"use strict";

const panel = document.getElementById("panel");
const source = document.getElementById("source");
const all = document.getElementById("all-documents");
const back = document.getElementById("to-answer");
const full = document.getElementById("full-text");
let opener = null; // the link that opened what the panel shows
let latest = 0; // number of the newest request; an older one that comes late is dropped

async function show(address, link) {
  const number = ++latest;
  const article = await fetchArticle(address);
  if (number !== latest) return;
  const list = address === "/documents";
  source.replaceChildren(article);
  all.hidden = list;
  full.hidden = list;
  full.href = address;
  back.hidden = !link;
  opener?.removeAttribute("aria-current");
  opener = link;
  if (!link) {
    panel.scrollTop = 0;
    return;
  }
  link.setAttribute("aria-current", "true");
  const target = source.querySelector("mark") ?? source;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: target === source ? "start" : "center" });
}

// The viewer's page is ours and escaped; parsed this way its scripts would not run anyway.
async function fetchArticle(address) {
  try {
    const response = await fetch(address);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const article = page.querySelector("article");
    article.querySelector(".full")?.remove();
    return document.adoptNode(article);
  } catch {
    const notice = document.createElement("p");
    notice.className = "lost";
    notice.setAttribute("role", "alert");
    notice.textContent = "Không mở được tài liệu vì mất kết nối. Bạn hãy thử lại.";
    return notice;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const address = new URL(link.href, location.href);
  const ours = address.origin === location.origin && /^\/documents(\/|$)/.test(address.pathname);
  if (!ours || link === full || address.hash) return;
  event.preventDefault();
  event.stopPropagation();
  show(address.pathname + address.search, link);
}, true);

all.addEventListener("click", () => show("/documents", null));
back.addEventListener("click", returnToAnswer);
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") returnToAnswer();
});

function returnToAnswer() {
  const link = opener?.isConnected && !panel.contains(opener) ? opener : document.querySelector("#question textarea");
  link?.focus({ preventScroll: true });
  link?.scrollIntoView({ block: "center" });
}

// Enter that ends a Telex or VNI composition picks the word; it must not send the question.
for (const type of ["keydown", "keypress"]) {
  document.addEventListener(type, (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopImmediatePropagation();
  }, true);
}

const labels = {
  "chatbot conversation": "Cuộc trò chuyện",
  "Loading response": "Đang tìm câu trả lời",
};
let asked = 0;

new MutationObserver(() => {
  // Gradio labels a message with its raw HTML, which a screen reader would read out.
  document.querySelectorAll('#window [data-testid][aria-label*="message: "]').forEach((message) => {
    message.removeAttribute("aria-label");
  });
  for (const [english, vietnamese] of Object.entries(labels)) {
    document.querySelectorAll(`#window [aria-label="${english}"]`).forEach((part) => {
      part.setAttribute("aria-label", vietnamese);
    });
  }
  const questions = document.querySelectorAll("#window .question");
  if (questions.length > asked) questions[questions.length - 1].scrollIntoView({ block: "start" });
  if (questions.length < asked) show("/documents", null);
  asked = questions.length;
}).observe(document.querySelector("gradio-app"), { subtree: true, childList: true, attributeFilter: ["aria-label"] });

show("/documents", null);
