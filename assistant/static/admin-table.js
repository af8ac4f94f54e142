// The table of files: filters, pages, what is said of each, and what can be done with it.
"use strict";

const PAGE = 50;
const STATES = {
  ready: "Đã nạp",
  words: "Tìm theo từ ngữ",
  waiting: "Chờ đọc",
  failed: "Lỗi",
  quarantined: "Cách ly",
  duplicate: "Trùng",
};
const EMPTY = "—";

const chosen = { state: "", offset: 0 };
const shown = new Map(); // by key: {row, element, mark}
let kinds = "";
let seen = ""; // which jobs there were at the last look
let loaded = 0; // when the table came last
const AGAIN = 4000; // milliseconds until it is asked for again though no job has begun or ended

async function load() {
  const query = new URLSearchParams({ order: part("order").value, offset: chosen.offset, limit: PAGE });
  if (part("query").value.trim()) query.set("q", part("query").value.trim());
  if (part("kind").value) query.set("kind", part("kind").value);
  if (chosen.state) query.set("state", chosen.state);
  const asked = query.toString();
  const told = await call("GET", `documents?${asked}`);
  loaded = Date.now();
  if (chosen.offset && chosen.offset >= told.total) {
    chosen.offset = Math.max(0, Math.floor((told.total - 1) / PAGE) * PAGE);
    return load();
  }
  showStates(told.states);
  showKinds(told.kinds);
  showRows(told.documents);
  showPager(told);
  part("limit").textContent = told.upload_limit;
  showFolders(told.folders);
}

async function reload() {
  try {
    await load();
  } catch (failure) {
    tell(failure.message, true);
  }
}

// Filters

function showStates(counts) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const wanted = [["", "Tất cả", all], ...Object.entries(STATES).map(([name, text]) => [name, text, counts[name]])];
  const box = part("states");
  if (!box.childElementCount) {
    for (const [name, text] of wanted) {
      const made = button(text, () => { chosen.state = name; chosen.offset = 0; reload(); }, "state");
      made.dataset.state = name;
      made.append(" ", make("span", "count"));
      box.append(made);
    }
  }
  wanted.forEach(([name, , count], at) => {
    const made = box.children[at];
    made.querySelector(".count").textContent = count.toLocaleString("vi");
    made.setAttribute("aria-pressed", String(chosen.state === name));
    made.hidden = Boolean(name) && !count && chosen.state !== name;
  });
}

function showKinds(names) {
  if (kinds === names.join("\n")) return;
  kinds = names.join("\n");
  const kept = part("kind").value;
  const options = names.map((name) => Object.assign(make("option", "", name), { value: name }));
  part("kind").replaceChildren(Object.assign(make("option", "", "Tất cả"), { value: "" }), ...options);
  part("kind").value = names.includes(kept) ? kept : "";
  part("kinds").replaceChildren(...names.map((name) => Object.assign(make("option"), { value: name })));
}

function showPager({ total, documents }) {
  part("none").hidden = total > 0;
  part("pager").hidden = total <= PAGE;
  part("range").textContent = `${chosen.offset + 1}–${chosen.offset + documents.length} trong ${total}`;
  part("back").disabled = chosen.offset === 0;
  part("next").disabled = chosen.offset + PAGE >= total;
}

function turn(step) {
  chosen.offset = Math.max(0, chosen.offset + step * PAGE);
  reload();
  part("states").scrollIntoView({ block: "nearest" });
}

part("back").addEventListener("click", () => turn(-1));
part("next").addEventListener("click", () => turn(1));

let typed = 0;
part("query").addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(() => { chosen.offset = 0; reload(); }, 250);
});
for (const id of ["kind", "order"]) {
  part(id).addEventListener("change", () => { chosen.offset = 0; reload(); });
}
part("filters").addEventListener("submit", (event) => { event.preventDefault(); chosen.offset = 0; reload(); });
part("sync").addEventListener("click", () => act("POST", "sync", "Đang rà lại thư mục tài liệu."));

// Rows. One that has not changed stays the same element, so that nobody loses their place.

function showRows(rows) {
  const focused = document.activeElement?.closest?.("#rows tr")?.dataset.key;
  const name = document.activeElement?.dataset?.act;
  const elements = rows.map((row) => {
    const mark = JSON.stringify(row);
    const known = shown.get(row.key);
    if (known?.mark === mark) return known.element;
    const element = drawn(row);
    shown.set(row.key, { row, element, mark });
    return element;
  });
  const body = part("rows");
  const same = body.children.length === elements.length && elements.every((element, at) => body.children[at] === element);
  if (!same) body.replaceChildren(...elements);
  for (const key of shown.keys()) if (!rows.some((row) => row.key === key)) shown.delete(key);
  if (focused && name && !body.contains(document.activeElement)) {
    shown.get(focused)?.element.querySelector(`[data-act="${name}"]`)?.focus();
  }
}

function drawn(row) {
  const line = make("tr");
  line.dataset.key = row.key;
  line.setAttribute("role", "row");
  const cells = [about(row), state(row), facts(row)];
  for (const [count, name] of [[row.chunks, "Đoạn"], [row.characters, "Ký tự"], [row.pages, "Trang"]]) {
    const cell = make("td", "number", count ? count.toLocaleString("vi") : EMPTY);
    cell.dataset.label = name;
    cell.classList.toggle("nothing", !count);
    cells.push(cell);
  }
  for (const cell of cells) cell.setAttribute("role", "cell");
  line.append(...cells);
  return line;
}

function about(row) {
  const cell = make("td", "about");
  const readable = row.document_id && !(row.state === "quarantined");
  const title = make(readable ? "a" : "span", "title", row.title ?? row.name);
  if (readable) title.href = `/documents/${encodeURIComponent(row.document_id)}`;
  cell.append(title);
  const where = [row.folder, row.name].filter(Boolean).join("/");
  const bits = row.title || row.folder ? [where] : [];
  if (row.size !== null) bits.push(size(row.size));
  if (row.modified) bits.push(`cập nhật ${day(row.modified)}`);
  if (row.edited.length) bits.push("đã sửa thông tin");
  const file = make("span", "file");
  for (const bit of bits) file.append(make("span", bit === where ? "" : "bit", bit), " ");
  cell.append(file);
  if (row.also.length) cell.append(make("span", "file", `Cùng nội dung: ${row.also.join(", ")}`));
  cell.append(acts(row));
  return cell;
}

function state(row) {
  const cell = make("td", "state-cell");
  const name = make("span", `badge ${row.state}`, STATES[row.state]);
  cell.append(name);
  if (row.job) cell.append(make("span", "reason going", `${progress(row.job)}…`));
  else if (row.reason) cell.append(make("span", "reason", row.reason));
  return cell;
}

function facts(row) {
  const cell = make("td", "facts-cell");
  for (const fact of [row.kind, row.number, day(row.issued), row.publisher]) {
    if (fact) cell.append(make("span", "fact", fact));
  }
  if (!cell.childElementCount) cell.append(make("span", "fact nothing", EMPTY));
  return cell;
}

function acts(row) {
  const box = make("span", "acts");
  const name = row.title ?? row.name;
  const add = (key, text, done) => {
    const made = button(text, done);
    made.dataset.act = key;
    made.setAttribute("aria-label", `${text}: ${name}`);
    box.append(made);
  };
  if (row.document_id) add("edit", "Sửa", () => edit(row));
  if (row.ours && row.size !== null) {
    const link = make("a", "act", "Tải tệp gốc");
    link.href = `/api/admin/documents/${row.key}/original`;
    link.setAttribute("download", "");
    link.dataset.act = "download";
    link.setAttribute("aria-label", `Tải tệp gốc: ${name}`);
    box.append(link);
  }
  add("reread", "Đọc lại", () => act("POST", `documents/${row.key}/reread`, `Đang đọc lại ${row.name}.`));
  if (row.state === "quarantined") add("allow", "Cho phép tìm", () => allow(row));
  if (row.allowed) add("forbid", "Cách ly lại", () => act("POST", `documents/${row.key}/forbid`, `Đang cách ly lại ${row.name}.`));
  if (row.ours) add("delete", "Xóa", () => remove(row));
  for (const made of box.querySelectorAll("button")) made.disabled = Boolean(row.job) && made.dataset.act !== "edit";
  return box;
}

async function remove(row) {
  const whole = row.archive ? ` Tệp này nằm trong ${row.archive}; mọi tài liệu trong đó cũng bị xóa.` : "";
  const answer = await ask({
    title: "Xóa tài liệu?",
    text: `“${row.title ?? row.name}” vào thùng rác và không còn được tìm; có thể khôi phục.${whole}`,
    yes: "Xóa",
  });
  if (answer === "yes") await act("DELETE", `documents/${row.key}`, `Đã chuyển ${row.archive ?? row.name} vào thùng rác.`);
}

async function allow(row) {
  const answer = await ask({
    title: "Cho phép tìm tài liệu có dấu mật?",
    text: `${row.reason} Sau khi cho phép, mọi người dùng Hỏi Đáp đọc được nội dung “${row.title ?? row.name}”.`,
    yes: "Cho phép",
  });
  if (answer === "yes") await act("POST", `documents/${row.key}/allow`, `Đang nạp ${row.name}.`);
}

// Correcting what is known of a document

const FIELDS = { title: "edit-name", kind: "edit-kind", publisher: "edit-publisher", issued: "edit-issued" };
let edited = null;

function edit(row) {
  edited = row;
  part("edit-file").textContent = [row.folder, row.name].filter(Boolean).join("/");
  for (const [field, id] of Object.entries(FIELDS)) part(id).value = row[field] ?? "";
  part("edit-issued").value = day(row.issued);
  part("edit-problem").hidden = true;
  part("edit-reset").hidden = !row.edited.length;
  part("edit").showModal();
}

async function save(method, address, body) {
  try {
    const { job } = await call(method, `documents/${edited.key}/${address}`.replace(/\/$/, ""), body);
    part("edit").close();
    tell("Đã ghi, đang cập nhật.");
    if (job) follow(job);
    watch();
  } catch (failure) {
    problem(failure.message);
    if (failure.code === "changed_meanwhile") reload();
  }
}

part("edit-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = { seen: {} };
  for (const [field, id] of Object.entries(FIELDS)) {
    const before = edited[field] ?? "";
    const typed = part(id).value.trim().replace(/\s+/g, " ");
    const now = field === "issued" ? isoDay(typed) : typed;
    if (now === null) return problem("Ngày chưa đúng. Hãy ghi ngày/tháng/năm, ví dụ 31/03/2026.");
    if (now === before) continue;
    body[field] = now;
    body.seen[field] = before;
  }
  if (Object.keys(body).length > 1) return void save("PATCH", "", body);
  return part("edit").close();
});

// "2/9/2026" as "2026-09-02"; "" for nothing, null for what is no day.
function isoDay(typed) {
  if (!typed) return "";
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(typed);
  if (!found) return null;
  const [date, month, year] = found.slice(1).map(Number);
  const made = new Date(Date.UTC(year, month - 1, date));
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === date ? made.toISOString().slice(0, 10) : null;
}

function problem(text) {
  part("edit-problem").textContent = text;
  part("edit-problem").hidden = false;
}
part("edit-reset").addEventListener("click", () => save("DELETE", "edits"));

// What goes on with all of it

listeners.push(async (jobs) => {
  const going = jobs.filter((job) => job.state === "working" || job.state === "waiting");
  const whole = going.find((job) => job.action === "sync") ?? (going.length > 3 ? going.at(-1) : null);
  part("working").hidden = !whole;
  if (whole) part("working").textContent = `Đang cập nhật: ${progress(whole)}…`;
  const mark = jobs.map((job) => job.id + job.state).join();
  if (mark === seen && Date.now() - loaded < AGAIN) return;
  seen = mark;
  await load();
});
