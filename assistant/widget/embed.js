/* The conversation inside the widget's frame.

   The page around it is heard only when it is the parent, of an origin that the site allows, and always the same
   one; what is said back goes to that origin alone. Text of answers becomes text, never markup. */
"use strict";

const WORDS = {
  vi: {
    title: "Hỏi đáp",
    greeting: "Mời bạn nhập câu hỏi về các văn bản đã công bố. Câu trả lời kèm đoạn trích làm chứng; bấm dấu [1] để xem.",
    question: "Nhập câu hỏi",
    send: "Gửi câu hỏi",
    restart: "Cuộc trò chuyện mới",
    close: "Đóng",
    suggestions: "Câu hỏi gợi ý",
    note: "Trả lời tự động từ văn bản đã công bố. Bạn nên mở nguồn để kiểm tra.",
    working: "Đang tìm trong văn bản",
    understood: "Đã hiểu là: ",
    sources: "Nguồn",
    nearest: "Tài liệu gần nhất:",
    check: "Cần kiểm tra lại",
    source: (label, title) => `Nguồn ${label}: ${title} (mở thẻ mới)`,
    offline: "Mất kết nối với máy chủ. Bạn vui lòng thử lại sau.",
    slow: "Máy chủ trả lời quá chậm. Bạn vui lòng thử lại sau.",
    alone: "Hộp hỏi đáp này chỉ hoạt động trong trang nhúng nó.",
  },
  en: {
    title: "Ask our documents",
    greeting: "Ask about the published documents, in Vietnamese. Every answer quotes its proof; select [1] to see it.",
    question: "Your question",
    send: "Send",
    restart: "New conversation",
    close: "Close",
    suggestions: "Suggested questions",
    note: "Answers are made automatically from published documents. Please check the sources.",
    working: "Searching the documents",
    understood: "Understood as: ",
    sources: "Sources",
    nearest: "Nearest documents:",
    check: "Please check",
    source: (label, title) => `Source ${label}: ${title} (opens a new tab)`,
    offline: "The connection was lost. Please try again later.",
    slow: "The server takes too long. Please try again later.",
    alone: "This question box works only inside the page that embeds it.",
  },
};
const PATIENCE = 60000; // ms for one answer
const REMEMBERED = 6; // earlier questions sent along
const INKS = { light: [255, 255, 255], dark: [28, 31, 37] }; // surfaces that the accent is read on
const DARK = matchMedia("(prefers-color-scheme: dark)");

const page = document.documentElement;
const at = (id) => document.getElementById(id);
const log = at("log");
const box = at("question");

let host = null; // origin of the page around us, once it has spoken
let session = null;
let words = WORDS.vi;
let config = { theme: "auto", primary: [155, 28, 28], suggestions: [] };
let examples = [];
let history = [];
let working = null; // AbortController of the question being answered
let waiting = ""; // what the page asked meanwhile; the last such question counts
let arrived = null; // takes the next ticket

/* The page around us */

function tell(type, detail) {
  if (host) parent.postMessage({ type, detail }, host);
}

addEventListener("message", (event) => {
  if (parent === window || event.source !== parent || typeof event.data !== "object" || !event.data) return;
  if (host ? event.origin !== host : !JSON.parse(page.dataset.origins).includes(event.origin)) return;
  host = event.origin;
  const { type } = event.data;
  if (type === "start") start(event.data);
  else if (type === "ticket" && arrived) arrived(event.data.ticket);
  else if (type === "config") dress(event.data.config);
  else if (type === "ask") ask(String(event.data.text));
  else if (type === "reset") reset();
  else if (type === "focus") box.focus();
});

async function start(message) {
  dress(message.config);
  try {
    await trade(message.ticket);
  } catch {
    tell("failed");
    return;
  }
  reset();
  tell("ready");
}

/* Sessions: traded for a ticket, renewed when over */

async function trade(ticket) {
  const response = await post("session", { site: page.dataset.site, origin: host, ticket });
  if (!response.ok) throw new Error("ticket refused");
  const given = await response.json();
  session = given.session;
  examples = given.examples;
}

async function renew() {
  const ticket = new Promise((resolve) => (arrived = resolve));
  tell("ticket");
  await trade(await ticket);
}

function post(route, body, headers = {}, signal = undefined) {
  return fetch(`widget/v1/${route}`, {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal,
  });
}

/* Asking */

async function ask(text) {
  const question = text.trim();
  if (!question) return;
  if (working) {
    waiting = question;
    return;
  }
  waiting = "";
  const asked = (working = new AbortController());
  const timer = setTimeout(() => asked.abort("slow"), PATIENCE);
  offer([]);
  log.append(make("div", "question", question));
  const turn = make("div", "answer");
  turn.lang = "vi"; // whatever the language of the box
  turn.append(make("p", "working", words.working));
  log.append(turn);
  busy(true);
  toTop(turn.previousSibling);
  try {
    await answerTo(question, turn, asked.signal);
  } catch (error) {
    if (asked.signal.reason !== "reset") fail(turn, asked.signal.reason === "slow" ? words.slow : error);
  }
  clearTimeout(timer);
  if (working !== asked) return;
  working = null;
  busy(false);
  if (waiting) ask(waiting);
}

async function answerTo(question, turn, signal) {
  const request = () =>
    post(
      "ask",
      { question, history: history.slice(-REMEMBERED) },
      { Authorization: `Bearer ${session}`, Accept: "text/event-stream" },
      signal,
    );
  let response = await request();
  if (response.status === 401) {
    await renew();
    response = await request();
  }
  if (!response.ok) throw new Refused(await response.json());
  let told = "";
  let answered = false;
  for await (const { name, data } of events(response.body)) {
    if (name === "token") turn.replaceChildren(...blocks((told += data.text)));
    else if (name === "error") throw new Refused(data);
    else if (name === "answer") {
      answered = true;
      show(data, turn);
      history.push(question);
      tell("answer", data);
    }
  }
  if (!answered) throw new Error("the answer broke off");
}

class Refused extends Error {
  constructor(body) {
    super(body.error.message);
  }
}

/** Server-sent events of a response, as they arrive: { name, data }. */
async function* events(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const whole = (text + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
    text = whole.pop();
    for (const event of whole) {
      const fields = event.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line)).filter(Boolean);
      const data = fields.filter(([, field]) => field === "data").map((field) => field[2]).join("\n");
      const name = fields.find(([, field]) => field === "event")?.[2];
      if (data) yield { name, data: JSON.parse(data) };
    }
  }
}

function fail(turn, error) {
  const notice = make("p", "notice", typeof error === "string" ? error : error instanceof Refused ? error.message : words.offline);
  notice.setAttribute("role", "alert");
  turn.replaceChildren(notice);
}

function reset() {
  if (working) working.abort("reset");
  working = null;
  waiting = "";
  history = [];
  log.replaceChildren(make("p", "greeting", config.greeting || words.greeting));
  offer(config.suggestions.length ? config.suggestions : examples);
  busy(false);
}

function busy(is) {
  log.setAttribute("aria-busy", is); // readers wait for the whole answer
  at("send").setAttribute("aria-disabled", is);
  at("status").textContent = is ? `${words.working}…` : "";
}

/* Showing */

function make(name, className, ...inside) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...inside);
  return element;
}

function show(answer, turn) {
  const cited = new Map(answer.citations.map((citation) => [citation.label, citation]));
  turn.className = `answer ${answer.status === "answered" ? "answered" : "not_found"}`;
  turn.replaceChildren();
  if (plain(answer.standalone_question) !== plain(answer.question)) {
    turn.append(make("p", "understood", words.understood + answer.standalone_question));
  }
  turn.append(...blocks(answer.text, cited, answer.nearest));
  // A refusal mostly names the nearest documents itself; then they are links already.
  const unnamed = turn.querySelector("a") ? [] : answer.nearest;
  if (unnamed.length) turn.append(make("p", "nearest", words.nearest));
  const listed = [...answer.citations, ...unnamed];
  if (listed.length) turn.append(sources(listed));
  if (answer.review_reasons.length) {
    const reasons = answer.review_reasons.map((reason) => make("li", "", reason));
    turn.append(make("div", "review", make("strong", "", words.check), make("ul", "", ...reasons)));
  }
  offer(answer.suggestions);
  toTop(turn.previousSibling);
}

/** Scroll the conversation alone: scrollIntoView would move the page around us too. */
function toTop(element) {
  log.scrollTo({ top: element.offsetTop - 12 });
}

const plain = (question) => question.replace(/[?.!\s]+$/, "").replace(/\s+/g, " ").toLowerCase();

/** Lines as paragraphs, runs of bulleted lines as lists. */
function blocks(text, cited = new Map(), nearest = []) {
  const found = [];
  for (const line of text.split("\n").filter((one) => one.trim())) {
    const bullet = /^\s*(?:[-*•]|\d{1,3}[.)])\s+/.exec(line);
    if (!bullet) {
      found.push(make("p", "", ...inline(line.trim(), cited, nearest)));
      continue;
    }
    if (!found.length || found.at(-1).tagName !== "UL") found.push(make("ul", ""));
    found.at(-1).append(make("li", "", ...inline(line.slice(bullet[0].length), cited, nearest)));
  }
  return found;
}

/** The only markup of an answer: bold and citation marks. Titles of nearest documents become links. */
function inline(text, cited, nearest) {
  const named = nearest.find((one) => text.includes(`“${one.title}”`));
  if (named) {
    const [before, ...after] = text.split(`“${named.title}”`);
    const others = nearest.filter((one) => one !== named);
    const rest = inline(after.join(`“${named.title}”`), cited, others);
    return [...inline(before, cited, others), "“", link(named, named.title), "”", ...rest];
  }
  const parts = [];
  let done = 0;
  for (const mark of text.matchAll(/\*\*([^*]+)\*\*|\[(\d{1,3})\]/g)) {
    const citation = cited.get(Number(mark[2]));
    parts.push(text.slice(done, mark.index));
    parts.push(mark[1] ? make("strong", "", mark[1]) : citation ? link(citation, mark[0]) : mark[0]);
    done = mark.index + mark[0].length;
  }
  return [...parts, text.slice(done)];
}

/** A link into the viewer of public documents, at the passage; in a new tab, the frame is too small for a document. */
function link(citation, text) {
  const anchor = make("a", citation.label ? "cite" : "", text);
  const place = new URLSearchParams({ start: citation.start, end: citation.end });
  if (citation.mark) place.set("mark", citation.mark);
  anchor.href = `widget/v1/documents/${encodeURIComponent(citation.document_id)}?${place}`;
  anchor.target = "_blank";
  anchor.rel = "noopener";
  if (citation.label) anchor.setAttribute("aria-label", words.source(citation.label, citation.title));
  anchor.addEventListener("click", () => tell("citation-click", { ...citation, href: anchor.href }));
  return anchor;
}

/** One line per document, with every mark that leads into it. */
function sources(listed) {
  const byDocument = new Map();
  for (const one of listed) byDocument.set(one.document_id, [...(byDocument.get(one.document_id) || []), one]);
  const list = make("ul", "sources");
  list.setAttribute("aria-label", words.sources);
  for (const group of byDocument.values()) {
    const first = group[0];
    const marks = group.filter((one) => one.label).map((one) => `[${one.label}]`).join(", ");
    const about = [first.publisher, first.number, day(first.issued)].filter(Boolean).join(" · ");
    const entry = make("li", "", marks ? `${marks} ` : "", link({ ...first, label: 0 }, first.title));
    if (about) entry.append(make("span", "about", about));
    list.append(entry);
  }
  return list;
}

const day = (issued) => (issued || "").replace(/^(\d+)-(\d+)-(\d+)$/, "$3/$2/$1");

/** Questions to ask next, below what was said last. */
function offer(questions) {
  log.querySelector(".suggestions")?.remove();
  if (!questions.length) return;
  const buttons = questions.slice(0, 4).map((question) => make("button", "", question));
  for (const button of buttons) {
    button.type = "button";
    button.addEventListener("click", () => (ask(button.textContent), box.focus()));
  }
  const group = make("div", "suggestions", ...buttons);
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.suggestions);
  log.append(group);
}

/* Looks */

function dress(wanted) {
  const text = (value, most) => String(value || "").slice(0, most);
  config = {
    title: text(wanted.title, 120),
    greeting: text(wanted.greeting, 600),
    suggestions: wanted.suggestions.slice(0, 4).map((one) => text(one, 300)).filter(Boolean),
    theme: wanted.theme,
    primary: wanted.primary.map(Number),
    inline: Boolean(wanted.inline),
  };
  const lang = wanted.lang === "en" ? "en" : "vi";
  words = WORDS[lang];
  page.lang = lang;
  document.title = at("title").textContent = config.title || words.title;
  for (const id of ["restart", "close", "send"]) {
    at(id).setAttribute("aria-label", words[id]);
    at(id).title = words[id];
  }
  at("close").hidden = config.inline;
  box.placeholder = words.question;
  box.setAttribute("aria-label", words.question);
  at("note").textContent = words.note;
  const greeting = log.querySelector(".greeting");
  if (greeting) greeting.textContent = config.greeting || words.greeting;
  colour();
}

function colour() {
  const theme = config.theme === "dark" || (config.theme !== "light" && DARK.matches) ? "dark" : "light";
  page.dataset.theme = theme;
  page.style.setProperty("--band", `rgb(${config.primary})`);
  page.style.setProperty("--band-ink", luminance(config.primary) > 0.179 ? "#000" : "#fff");
  // A button of nearly the colour that it stands on gets an edge.
  page.style.setProperty("--send-edge", contrast(config.primary, INKS[theme]) < 1.5 ? "var(--edge)" : "transparent");
  page.style.setProperty("--accent", `rgb(${legible(config.primary, INKS[theme])})`);
}
DARK.addEventListener("change", colour);

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => part / 255).map((p) => (p > 0.03928 ? ((p + 0.055) / 1.055) ** 2.4 : p / 12.92));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [low, high] = [luminance(one) + 0.05, luminance(other) + 0.05].sort((a, b) => a - b);
  return high / low;
}

/** The colour, moved towards black or white until it can be read on the ground (5.2: the ground itself varies). */
function legible(rgb, ground) {
  const end = luminance(ground) > 0.35 ? 0 : 255;
  for (let part = 0; part < 1; part += 0.05) {
    const mixed = rgb.map((one) => Math.round(one + (end - one) * part));
    if (contrast(mixed, ground) >= 5.2) return mixed;
  }
  return [end, end, end];
}

/* Hands */

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (working || !box.value.trim()) return;
  ask(box.value);
  box.value = "";
  grow();
});

box.addEventListener("keydown", (event) => {
  // 229: Safari tells the end of a composition (Telex, VNI) only so.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  at("form").requestSubmit();
});

box.addEventListener("input", grow);
function grow() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

at("restart").addEventListener("click", () => (reset(), box.focus()));
at("close").addEventListener("click", () => tell("close"));

addEventListener("keydown", (event) => {
  if (config.inline) return;
  if (event.key === "Escape" && !event.isComposing) tell("close");
  if (event.key !== "Tab") return;
  const stops = [...document.querySelectorAll("button, main, a[href], textarea")].filter((one) => one.checkVisibility());
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge && document.activeElement !== document.body) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
});

if (parent === window) log.append(make("p", "notice", WORDS.vi.alone));
colour();
