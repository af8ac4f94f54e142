/* What a page can do with the widget: listen to its events, and ask through it. */
"use strict";

const box = document.querySelector("hoi-dap");
const button = document.getElementById("ask");

for (const name of ["ready", "answer", "citation-click"]) {
  box.addEventListener(name, (event) => {
    const entry = document.createElement("li");
    const { question, short, title } = event.detail;
    entry.textContent = [name, question, short, title].filter(Boolean).join(" · ");
    document.getElementById("events").append(entry);
  });
}

customElements.whenDefined("hoi-dap").then(() => (button.disabled = false));
button.addEventListener("click", () => box.ask("Các tài liệu này nói về việc gì?"));
