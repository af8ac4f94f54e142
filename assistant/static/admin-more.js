// The trash, and the log of who did what.
"use strict";

const ACTIONS = {
  upload: "Tải lên",
  replace: "Thay tệp",
  delete: "Xóa",
  restore: "Khôi phục",
  destroy: "Xóa hẳn",
  reread: "Đọc lại",
  sync: "Rà lại thư mục",
  allow: "Cho phép tìm",
  forbid: "Cách ly lại",
  edit: "Sửa thông tin",
  reset: "Bỏ thông tin đã sửa",
  download: "Tải tệp gốc",
};
const EDITED = { title: "tiêu đề", kind: "loại", publisher: "nơi ban hành", issued: "ngày" };

let trashed = "";

async function loadTrash() {
  const { files } = await call("GET", "trash");
  part("trash-count").textContent = files.length || "";
  const mark = JSON.stringify(files);
  if (mark === trashed) return;
  trashed = mark;
  part("trash-none").hidden = files.length > 0;
  part("trash-acts").hidden = !files.length;
  part("trash-list").replaceChildren(...files.map(thrownLine));
}

function thrownLine(item) {
  const line = make("li");
  line.append(make("span", "title", item.titles[0] ?? item.path));
  const more = item.titles.length > 1 ? ` và ${item.titles.length - 1} tài liệu khác` : "";
  line.append(make("span", "file", `${item.path}${more} · ${size(item.size)} · xóa ${moment(item.at)} · ${item.who}`));
  const box = make("span", "acts");
  const back = button("Khôi phục", () => act("POST", `trash/${item.id}/restore`, `Đã khôi phục ${item.path}.`));
  const gone = button("Xóa hẳn", () => destroy(`trash/${item.id}`, `Xóa hẳn “${item.path}”?`));
  back.setAttribute("aria-label", `Khôi phục: ${item.path}`);
  gone.setAttribute("aria-label", `Xóa hẳn: ${item.path}`);
  box.append(back, gone);
  line.append(box);
  return line;
}

async function destroy(address, title) {
  const answer = await ask({ title, text: "Không lấy lại được nữa.", yes: "Xóa hẳn" });
  if (answer === "yes") await act("DELETE", address, "Đã xóa hẳn.");
}

part("empty").addEventListener("click", () => destroy("trash", "Xóa hẳn mọi tệp trong thùng rác?"));

// The log

let older = null;

async function loadAudit(before) {
  const { entries, older: next } = await call("GET", before ? `audit?before=${before}` : "audit");
  const lines = entries.map(auditLine);
  if (before) part("audit-rows").append(...lines);
  else part("audit-rows").replaceChildren(...lines);
  older = next;
  part("older").hidden = !older;
  part("audit-none").hidden = part("audit-rows").childElementCount > 0;
}

function auditLine(entry) {
  const line = make("tr");
  line.setAttribute("role", "row");
  const fields = (entry.fields ?? "").split(", ").filter(Boolean).map((name) => EDITED[name] ?? name);
  const what = (ACTIONS[entry.action] ?? entry.action) + (fields.length ? ` (${fields.join(", ")})` : "");
  for (const [text, name] of [[moment(entry.at), "Lúc"], [what, "Việc"], [entry.name ?? EMPTY, "Tệp"], [entry.who, "Ai"]]) {
    const cell = make("td", "", text);
    cell.dataset.label = name;
    cell.setAttribute("role", "cell");
    line.append(cell);
  }
  return line;
}

async function quietly(done) {
  try {
    await done();
  } catch (failure) {
    tell(failure.message, true);
  }
}

opened.trash = () => quietly(loadTrash);
opened.audit = () => quietly(() => loadAudit());
part("older").addEventListener("click", () => quietly(() => loadAudit(older)));
listeners.push(loadTrash);
look();
