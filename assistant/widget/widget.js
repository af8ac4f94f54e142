/* Hỏi Đáp: <hoi-dap> draws a launcher and, on the first open, an iframe of the service. No dependencies.

   The page is trusted with nothing but a ticket of one minute; the conversation lives in the iframe.
   Messages are taken from that iframe and the service's origin alone, and sent to that origin alone. */
(() => {
  "use strict";
  if (customElements.get("hoi-dap")) return;

  const script = document.currentScript || document.querySelector('script[src*="/widget/v1/widget.js"]');
  const BASE = new URL("../../", script.src); // the service, also when a proxy gives it a path
  const PATIENCE = 20000; // ms until an iframe that says nothing counts as failed
  const PRIMARY = [155, 28, 28];
  const NARROW = matchMedia("(max-width: 639.98px)");

  const WORDS = {
    vi: {
      title: "Hỏi đáp",
      open: "Mở hộp hỏi đáp",
      close: "Đóng",
      loading: "Đang mở hộp hỏi đáp…",
      failed: "Chưa kết nối được dịch vụ hỏi đáp. Bạn vui lòng thử lại.",
      refused: "Trang này chưa được phép dùng hộp hỏi đáp. Bạn vui lòng báo người quản trị trang.",
      busy: "Hiện có nhiều người đang hỏi. Bạn vui lòng thử lại sau ít phút.",
      retry: "Thử lại",
    },
    en: {
      title: "Ask our documents",
      open: "Open the question box",
      close: "Close",
      loading: "Opening…",
      failed: "The service cannot be reached. Please try again.",
      refused: "This page may not use the question box yet. Please tell the site's administrator.",
      busy: "Many people are asking right now. Please try again in a few minutes.",
      retry: "Try again",
    },
  };

  const STYLE = `
    :host { all: initial; --p: rgb(155 28 28); --i: #fff; font: 16px/1.5 system-ui, -apple-system, "Segoe UI",
      Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif; color-scheme: light; }
    :host([hidden]) { display: none; }
    :host([mode="inline"]) { display: block; height: 560px; min-height: 320px; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    button { font: inherit; cursor: pointer; }
    button:focus-visible { outline: 3px solid #fff; outline-offset: 0; box-shadow: 0 0 0 6px #1b1e24; }
    .launcher { position: fixed; bottom: max(20px, env(safe-area-inset-bottom)); right: 20px; z-index: 2147483000;
      display: flex; align-items: center; gap: 10px; max-width: calc(100vw - 40px); min-height: 52px;
      padding: 0 20px 0 16px; border: 2px solid #fff; border-radius: 26px; background: var(--p);
      color: var(--i); font-weight: 600; box-shadow: 0 2px 12px rgb(0 0 0 / .35); }
    .launcher span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .launcher:hover { box-shadow: 0 4px 18px rgb(0 0 0 / .5); }
    svg { flex: none; width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 1.8;
      stroke-linecap: round; stroke-linejoin: round; }
    .left { right: auto; left: 20px; }
    dialog { padding: 0; border: 0; margin: 0; color: #1b1e24; background: #fff; overflow: hidden; }
    dialog:not([open]) { display: none; }
    .float { position: fixed; inset: auto 20px max(20px, env(safe-area-inset-bottom)) auto; z-index: 2147483000;
      width: 400px; max-width: none; height: min(640px, calc(100vh - 40px)); border: 1px solid #b9bec7;
      border-radius: 8px; box-shadow: 0 8px 32px rgb(0 0 0 / .3); }
    .float.left { inset: auto auto max(20px, env(safe-area-inset-bottom)) 20px; }
    .inline { position: static; width: 100%; height: 100%; max-width: none; max-height: none;
      border: 1px solid #b9bec7; border-radius: 8px; }
    dialog.dark { color: #e9e7e2; background: #1c1f25; border-color: #4a515d; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .wait { display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 16px;
      height: 100%; padding: 24px; text-align: center; }
    .wait p { margin: 0; }
    .wait div { display: flex; gap: 12px; }
    .wait button { min-height: 44px; padding: 0 18px; border: 1px solid currentColor; border-radius: 6px;
      background: none; color: inherit; }
    @media (max-width: 639.98px) {
      .launcher { bottom: max(16px, env(safe-area-inset-bottom)); right: 16px; }
      .left { right: auto; left: 16px; }
      .float, .float.left { inset: 0; width: 100%; height: 100%; height: 100dvh; max-height: none; border: 0;
        border-radius: 0; }
    }
    @media (prefers-reduced-motion: no-preference) {
      .launcher { transition: box-shadow .15s; }
      .float[open] { animation: rise .16s ease-out; }
      @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
    }
    @media print { :host { display: none; } }`;

  const make = (name, options = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), options);
    element.append(...inside);
    return element;
  };

  const icon = () => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", "M4 5h16v11H10l-4.5 4v-4H4zM8 9h8M8 12.5h5");
    svg.append(path);
    return svg;
  };

  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => part / 255).map((p) => (p > 0.03928 ? ((p + 0.055) / 1.055) ** 2.4 : p / 12.92));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // Black on it or white on it: one of the two always has a contrast of 4.5 or more.
  const ink = (rgb) => (luminance(rgb) > 0.179 ? "#000" : "#fff");

  class HoiDap extends HTMLElement {
    static observedAttributes = [
      "site", "title", "lang", "position", "primary-color", "greeting", "suggestions", "mode", "theme",
    ];

    #launcher;
    #panel;
    #wait;
    #frame = null;
    #ready = false;
    #opened = false;
    #asked = []; // questions that wait for the iframe
    #back = null; // what gets the focus when the panel closes
    #timer = 0;
    #seen = null; // watches whether an inline box comes into sight
    #overflow = "";

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet(); // unlike <style>, allowed by any policy of the page
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.#launcher = make("button", { type: "button", className: "launcher", title: "" }, icon(), make("span"));
      this.#launcher.setAttribute("aria-haspopup", "dialog");
      this.#launcher.addEventListener("click", () => this.open());
      const retry = make("button", { type: "button", className: "retry" });
      const close = make("button", { type: "button", className: "close" });
      retry.addEventListener("click", () => this.#reload());
      close.addEventListener("click", () => this.close());
      this.#wait = make("div", { className: "wait" }, make("p"), make("div", {}, retry, close));
      this.#wait.firstChild.setAttribute("role", "status");
      this.#panel = make("dialog", { title: "" }, this.#wait);
      this.#panel.addEventListener("cancel", (event) => (event.preventDefault(), this.close()));
      this.#panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && this.close());
      root.append(this.#launcher, this.#panel);
    }

    connectedCallback() {
      addEventListener("message", this.#heard);
      NARROW.addEventListener("change", this.#narrowed);
      this.#dress();
      if (!this.#inline) return;
      this.#seen = new IntersectionObserver((found) => found.some((one) => one.isIntersecting) && this.open());
      this.#seen.observe(this);
    }

    disconnectedCallback() {
      removeEventListener("message", this.#heard);
      NARROW.removeEventListener("change", this.#narrowed);
      if (this.#seen) this.#seen.disconnect();
      this.#hide();
      this.#unload();
    }

    attributeChangedCallback(name, before, now) {
      if (!this.isConnected || before === now) return;
      if (name === "site" && this.#frame) this.#reload();
      this.#dress();
      if (name === "mode") {
        this.#hide();
        if (this.#inline) this.open();
      }
      this.#send({ type: "config", config: this.#config });
    }

    /** Show the conversation; the first time this loads the iframe. */
    open() {
      if (!this.isConnected) return;
      if (this.#seen) this.#seen.disconnect();
      if (!this.#opened) {
        const active = document.activeElement;
        this.#back = !active || active === document.body || active === this ? this.#launcher : active;
        this.#opened = true;
        this.#show();
      }
      if (!this.#frame) this.#load();
      if (!this.#inline) this.#send({ type: "focus" });
    }

    /** Hide it; what had the focus before gets it back. The conversation stays. */
    close() {
      if (!this.#opened || this.#inline) return;
      this.#hide();
      const back = this.#back && this.#back.isConnected ? this.#back : this.#launcher;
      back.focus();
    }

    /** Open, and ask. */
    ask(text) {
      const question = String(text).trim();
      if (!question) return;
      this.#asked.push(question);
      this.open();
      this.#ask();
    }

    /** Forget the conversation. */
    reset() {
      this.#asked = [];
      this.#send({ type: "reset" });
    }

    get #inline() {
      return this.getAttribute("mode") === "inline";
    }

    get #words() {
      return WORDS[this.#lang];
    }

    get #lang() {
      return /^en\b/i.test(this.getAttribute("lang") || "") ? "en" : "vi";
    }

    /** The colour asked for as [r, g, b]; the default where there is none or it is no plain colour. */
    get #primary() {
      const asked = this.getAttribute("primary-color");
      if (!asked) return PRIMARY;
      const probe = make("i");
      probe.style.color = asked;
      this.shadowRoot.append(probe);
      const found = probe.style.color && /^rgba?\((\d+), (\d+), (\d+)/.exec(getComputedStyle(probe).color);
      probe.remove();
      if (!found) console.warn(`<hoi-dap> primary-color="${asked}": not a colour such as #b3261e`);
      return found ? found.slice(1, 4).map(Number) : PRIMARY;
    }

    get #config() {
      let suggestions = [];
      try {
        suggestions = JSON.parse(this.getAttribute("suggestions") || "[]");
      } catch {
        console.warn('<hoi-dap> suggestions: not a list such as ["…", "…"]');
      }
      return {
        title: this.getAttribute("title") || "",
        lang: this.#lang,
        greeting: this.getAttribute("greeting") || "",
        suggestions: Array.isArray(suggestions) ? suggestions.map(String) : [],
        theme: this.getAttribute("theme") || "auto",
        inline: this.#inline,
        primary: this.#primary,
      };
    }

    /** Bring launcher and panel in line with the attributes. */
    #dress() {
      const title = this.getAttribute("title") || this.#words.title;
      const left = (this.getAttribute("position") || "").endsWith("left");
      const primary = this.#primary;
      const theme = this.getAttribute("theme");
      const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
      this.#launcher.style.setProperty("--p", `rgb(${primary})`);
      this.#launcher.style.setProperty("--i", ink(primary));
      this.#launcher.lang = this.#panel.lang = this.#lang;
      this.#launcher.lastChild.textContent = title;
      this.#launcher.setAttribute("aria-label", `${this.#words.open}: ${title}`);
      this.#launcher.classList.toggle("left", left);
      this.#launcher.hidden = this.#inline || this.#opened;
      this.#panel.className = `${this.#inline ? "inline" : "float"}${left ? " left" : ""}${dark ? " dark" : ""}`;
      this.#panel.setAttribute("aria-label", title);
      this.#panel.setAttribute("role", this.#inline ? "group" : "dialog");
      this.#wait.querySelector(".retry").textContent = this.#words.retry;
      this.#wait.querySelector(".close").textContent = this.#words.close;
      this.#wait.querySelector(".close").hidden = this.#inline;
      if (this.#frame) this.#frame.title = title;
    }

    #show() {
      const full = NARROW.matches && !this.#inline;
      if (full) {
        this.#panel.showModal(); // the page behind takes neither focus nor clicks
        this.#overflow = document.documentElement.style.overflow;
        document.documentElement.style.overflow = "hidden";
      } else if (this.#inline) {
        this.#panel.setAttribute("open", ""); // without taking the focus
      } else {
        this.#panel.show();
      }
      this.#launcher.hidden = true;
    }

    #hide() {
      if (!this.#opened) return;
      this.#opened = false;
      if (this.#panel.matches(":modal")) document.documentElement.style.overflow = this.#overflow;
      this.#panel.close();
      this.#launcher.hidden = this.#inline;
    }

    #narrowed = () => {
      if (!this.#opened || this.#inline) return;
      this.#hide();
      this.#opened = true;
      this.#show();
      this.#send({ type: "focus" });
    };

    #load() {
      const frame = make("iframe", { title: this.#panel.getAttribute("aria-label"), referrerPolicy: "no-referrer" });
      const site = this.getAttribute("site") || "";
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
      frame.src = new URL(`embed?site=${encodeURIComponent(site)}`, BASE).href;
      frame.hidden = true;
      frame.addEventListener("load", () => this.#start(frame), { once: true });
      this.#frame = frame;
      this.#say("loading");
      this.#timer = setTimeout(() => this.#fail("failed"), PATIENCE);
      this.#panel.append(frame);
    }

    #unload() {
      clearTimeout(this.#timer);
      if (this.#frame) this.#frame.remove();
      this.#frame = null;
      this.#ready = false;
    }

    #reload() {
      this.#unload();
      if (this.#opened) this.#load();
    }

    #fail(word) {
      this.#unload();
      this.#say(word);
      if (this.#opened && !this.#inline) this.#wait.querySelector(".retry").focus();
    }

    #say(word) {
      this.#wait.hidden = false;
      this.#wait.firstChild.textContent = this.#words[word];
      this.#wait.querySelector(".retry").hidden = word === "loading";
    }

    async #start(frame) {
      const ticket = await this.#ticket();
      if (frame === this.#frame && ticket) this.#send({ type: "start", ticket, config: this.#config }, true);
    }

    /** A ticket for this page; null when there is none to have, which the panel then says. */
    async #ticket() {
      const url = new URL("widget/v1/ticket", BASE);
      url.searchParams.set("site", this.getAttribute("site") || "");
      try {
        const response = await fetch(url, { method: "POST", credentials: "omit", referrerPolicy: "no-referrer" });
        if (response.ok) return (await response.json()).ticket;
        this.#fail(response.status === 429 ? "busy" : response.status < 500 ? "refused" : "failed");
      } catch {
        this.#fail("failed"); // unreachable, or an origin that is not allowed: browsers do not tell which
      }
      return null;
    }

    #send(message, always = false) {
      if (this.#frame && (this.#ready || always)) this.#frame.contentWindow.postMessage(message, BASE.origin);
    }

    #ask() {
      if (this.#ready) this.#asked.splice(0).forEach((text) => this.#send({ type: "ask", text }));
    }

    #tell(name, detail = {}) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }

    #heard = async (event) => {
      if (!this.#frame || event.source !== this.#frame.contentWindow || event.origin !== BASE.origin) return;
      const { type, detail } = event.data || {};
      if (type === "ready") {
        clearTimeout(this.#timer);
        this.#ready = true;
        this.#wait.hidden = true;
        this.#frame.hidden = false;
        if (this.#opened && !this.#inline) this.#send({ type: "focus" });
        this.#tell("ready");
        this.#ask();
      } else if (type === "failed") {
        this.#fail("failed");
      } else if (type === "ticket") {
        const frame = this.#frame;
        const ticket = await this.#ticket();
        if (frame === this.#frame && ticket) this.#send({ type: "ticket", ticket }, true);
      } else if (type === "close") {
        this.close();
      } else if (type === "answer" || type === "citation-click") {
        this.#tell(type, detail);
      }
    };
  }

  customElements.define("hoi-dap", HoiDap);
})();
