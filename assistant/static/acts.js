// What can be done with an answer and with a conversation: copy, judge, take away, choose the documents asked.
"use strict";

document.addEventListener("click", (event) => {
  const act = event.target.closest?.("#window .act");
  if (!act) return;
  const data = carried(act.closest(".answer"));
  if (!data) return;
  if (act.classList.contains("copy")) copy(data.plain);
  else if (act.classList.contains("up")) judge(act, data.turn.id, "up", "");
  else explain(act, data.turn.id);
});

// The clipboard belongs to https pages and this machine; elsewhere the old way still works.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell(words.copied);
  } catch {
    const box = document.body.appendChild(document.createElement("textarea"));
    box.className = "unseen";
    box.value = text;
    box.select();
    tell(document.execCommand("copy") ? words.copied : words.uncopied);
    box.remove();
  }
}

// Judging

let judged = null; // {act, id} that the dialog asks about

function explain(act, id) {
  judged = { act, id };
  part("reason-text").value = "";
  part("reason").returnValue = "";
  part("reason").showModal();
}

part("reason-form").addEventListener("submit", () => {
  judge(judged.act, judged.id, "down", part("reason-text").value.trim());
});

async function judge(act, id, verdict, reason) {
  const answer = await send("/api/feedback", { id, verdict, reason });
  if (!answer) return;
  for (const other of act.parentElement.querySelectorAll(".up, .down")) other.classList.toggle("chosen", other === act);
  tell(words.thanks);
}

// Returns the response, or null after telling what went wrong.
async function send(address, body) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) return response;
    const failure = await response.json();
    tell(failure.error.message);
  } catch {
    tell(words.failed);
  }
  return null;
}

// Taking away

part("open-export").addEventListener("click", () => {
  if (turnsOnPage().length) part("export").showModal();
  else tell(words.empty);
});

for (const format of ["docx", "md"]) {
  part(`export-${format}`).addEventListener("click", async () => {
    const turns = fitting(turnsOnPage());
    const title = load().find((talk) => talk.id === current)?.title ?? turns[0].question.slice(0, 80);
    const response = await send("/api/export", { format, title, lang, turns });
    part("export").close();
    if (response) save(await response.blob(), title, format);
  });
}

function save(content, title, format) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = `${title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80) || "hoi-dap"}.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// Choosing the documents asked

const scope = part("scope-form");
const label = part("open-scope").textContent;
let chosen = {};

part("open-scope").addEventListener("click", () => {
  for (const field of scope.elements) if (field.name) field.value = chosen[field.name] ?? "";
  part("scope").showModal();
});

scope.addEventListener("submit", (event) => {
  const fields = event.submitter?.value === "clear" ? [] : new FormData(scope);
  chosen = Object.fromEntries(Array.from(fields).filter(([, value]) => value.trim()));
  const wanted = { ...chosen };
  const { issued_from: from, issued_to: to } = chosen;
  if (from) wanted.issued_from = iso(from, false);
  if (to) wanted.issued_to = iso(to, true);
  if (from && to && wanted.issued_from > wanted.issued_to) { // written the wrong way round
    [chosen.issued_from, chosen.issued_to] = [to, from];
    [wanted.issued_from, wanted.issued_to] = [iso(to, false), iso(from, true)];
  }
  write("scope-value", Object.keys(wanted).length ? JSON.stringify(wanted) : "");
  describe();
});

for (const field of [scope.elements.issued_from, scope.elements.issued_to]) {
  field.addEventListener("input", () => field.setCustomValidity(field.value.trim() && !iso(field.value, false) ? words.day : ""));
}
scope.querySelector('[value="clear"]').formNoValidate = true;

// "12/10/2023", "10/2023" or "2023" as ISO, the first or last day of what it names; "" when it is no date.
function iso(text, last) {
  const [year, month, day] = text.trim().split(/[/.-]/).reverse().map(Number);
  if (!/^(\d{1,2}[/.-]){0,2}\d{4}$/.test(text.trim())) return "";
  const found = new Date(
    last && day === undefined
      ? Date.UTC(year, month ?? 12, 0) // day 0 is the last one of the month before
      : Date.UTC(year, (month ?? 1) - 1, day ?? 1),
  );
  const real = (month ?? found.getUTCMonth() + 1) === found.getUTCMonth() + 1 && (day ?? found.getUTCDate()) === found.getUTCDate();
  return real ? found.toISOString().slice(0, 10) : "";
}

function describe() {
  const { issued_from: from, issued_to: to, ...same } = chosen;
  const parts = Object.values(same);
  if (from) parts.push(words.since.replace("{day}", from));
  if (to) parts.push(words.until.replace("{day}", to));
  part("open-scope").textContent = `${label}: ${parts.join(", ") || words.everything}`;
  part("open-scope").classList.toggle("narrowed", parts.length > 0);
}
describe();
