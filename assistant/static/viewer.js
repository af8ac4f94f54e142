// Without this script the link at the top leads to the passage, and the contents open by a click.
"use strict";
const contents = document.querySelector(".contents details");
if (contents && matchMedia("(min-width: 1180px)").matches) contents.open = true;
const mark = document.getElementById("trich-dan");
if (mark) {
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}
