// Scrolls the highlighted passage into the middle of the page; without script the link at the top leads there.
document.getElementById("trich-dan")?.scrollIntoView({ block: "center" });
