// Files from this computer: dropped or picked, their names asked about first, then sent with their progress.
"use strict";

const AT_ONCE = 2;
const waiting = [];
let sending = 0;
let folders = "";

function showFolders(names) {
  if (folders === names.join("\n")) return;
  folders = names.join("\n");
  const kept = part("folder").value;
  const options = names.map((name) => Object.assign(make("option", "", name || "(thư mục gốc)"), { value: name }));
  part("folder").replaceChildren(...options);
  part("folder").value = names.includes(kept) ? kept : "";
  part("folder-field").hidden = names.length < 2;
}

part("pick").addEventListener("click", () => part("files").click());
part("files").addEventListener("change", () => {
  take([...part("files").files]);
  part("files").value = "";
});

// Dropping counts anywhere on the page, so that a file that misses the frame does not replace the page.

let inside = 0;
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragenter", (event) => {
  if (!carriesFiles(event)) return;
  inside += 1;
  part("drop").classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!carriesFiles(event)) return;
  inside -= 1;
  if (inside <= 0) part("drop").classList.remove("over");
});
document.addEventListener("dragover", (event) => { if (carriesFiles(event)) event.preventDefault(); });
document.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  inside = 0;
  part("drop").classList.remove("over");
  const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
  const isFolder = (item) => item.webkitGetAsEntry?.()?.isDirectory;
  if (items.some(isFolder)) tell("Hãy thả các tệp, không thả cả thư mục.", true);
  take(items.filter((item) => !isFolder(item)).map((item) => item.getAsFile()));
});

async function take(files) {
  if (!files.length) return;
  const folder = part("folder").value;
  let told;
  try {
    told = (await call("POST", "names", { names: files.map((file) => file.name), folder })).names;
  } catch (failure) {
    tell(failure.message, true);
    return;
  }
  const limit = Number(part("limit").textContent) * 1e6;
  const sent = files.map((file, at) => ({ file, folder, replace: false, ...told[at] }));
  const taken = sent.filter((one) => one.taken && !one.problem);
  let answer = "";
  if (taken.length) {
    answer = await ask({
      title: taken.length > 1 ? `Đã có ${taken.length} tệp cùng tên` : "Đã có tệp cùng tên",
      text: "Thay thì tệp cũ vào thùng rác, còn khôi phục được.",
      list: taken.map((one) => one.name),
      yes: "Thay tệp cũ",
    });
  }
  part("uploads").hidden = false;
  part("uploads").scrollIntoView({ block: "nearest" });
  for (const one of sent) {
    one.line = uploadLine(one);
    if (one.problem) fail(one, one.problem);
    else if (one.file.size > limit) fail(one, `Tệp lớn hơn ${limit / 1e6} MB nên không được nhận.`);
    else if (!one.file.size) fail(one, "Tệp không có nội dung.");
    else if (one.taken && answer !== "yes") fail(one, "Đã bỏ qua vì đã có tệp cùng tên.");
    else {
      one.replace = one.taken;
      waiting.push(one);
    }
  }
  send();
}

function uploadLine(one) {
  const line = make("li");
  const bar = make("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Tiến độ: ${one.name}`);
  line.append(make("span", "name", one.name), bar, make("span", "outcome", "đợi đến lượt"));
  part("upload-list").append(line);
  return line;
}

function outcome(one, text, name = "") {
  one.line.className = name;
  one.line.querySelector(".outcome").textContent = text;
}

function fail(one, text) {
  outcome(one, text, "failed");
  one.line.querySelector("progress").hidden = true;
  tell(text.includes(one.name) ? text : `${one.name}: ${text}`, true, false);
}

function send() {
  while (sending < AT_ONCE && waiting.length) {
    sending += 1;
    const one = waiting.shift();
    put(one).finally(() => { sending -= 1; send(); });
  }
}

async function put(one) {
  const query = new URLSearchParams({ name: one.name, folder: one.folder, replace: String(one.replace) });
  for (;;) {
    const answer = await transfer(one, `/api/admin/files?${query}`);
    if (answer.status === 429) {
      outcome(one, "máy chủ bận, đang đợi");
      await new Promise((done) => setTimeout(done, 1000 * Math.min(60, answer.wait)));
      continue;
    }
    if (answer.status === 401) await leave();
    if (answer.status !== 201) return fail(one, answer.told?.error?.message ?? LOST);
    one.line.querySelector("progress").removeAttribute("value"); // the server is at work on it now
    follow(answer.told.job, (job) => settle(one, job));
    watch();
    return undefined;
  }
}

// fetch does not tell how much has been sent, hence the older way.
function transfer(one, address) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const bar = one.line.querySelector("progress");
    request.open("PUT", address);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.loaded / event.total;
      outcome(one, `đang tải lên ${Math.floor((100 * event.loaded) / event.total)}%`);
    });
    request.addEventListener("load", () => {
      done({ status: request.status, told: request.response, wait: Number(request.getResponseHeader("Retry-After")) || 5 });
    });
    request.addEventListener("error", () => done({ status: 0 }));
    request.addEventListener("abort", () => done({ status: 0 }));
    request.send(one.file);
  });
}

function settle(one, job) {
  if (job.state === "failed") fail(one, job.problem);
  else if (job.state !== "done") outcome(one, progress(job));
  else {
    const groups = [...new Set(job.results.map((result) => GROUPS[result.group]))];
    const reason = job.results.find((result) => result.reason)?.reason;
    const bad = job.results.some((result) => result.group === "failed");
    const text = [groups.join(", ") || "đã nhận", reason].filter(Boolean).join(". ");
    if (bad) return fail(one, text);
    one.line.querySelector("progress").hidden = true;
    outcome(one, text, job.results.some((result) => result.group === "quarantined") ? "aside" : "done");
    tell(`${one.name}: ${text}`, false, false);
  }
  return undefined;
}

part("upload-clear").addEventListener("click", () => {
  const over = part("upload-list").querySelectorAll("li.done, li.failed, li.aside");
  for (const line of over) line.remove();
  part("uploads").hidden = !part("upload-list").childElementCount;
});

window.addEventListener("beforeunload", (event) => { if (sending || waiting.length) event.preventDefault(); });
