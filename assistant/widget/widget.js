/* Hỏi Đáp: <hoi-dap> draws a launcher and, on the first open, the service's iframe, where the conversation lives.
   The page holds nothing but a ticket of one minute; messages come from and go to that iframe's origin alone. */
(() => {
  if (customElements.get("hoi-dap")) return;

  const own = document.currentScript || document.querySelector('script[src*="/widget/v1/widget.js"]');
  const BASE = new URL("../../", own.src); // the service, also under a path of a proxy
  const PATIENCE = 20000; // ms until an iframe that says nothing counts as failed
  const NARROW = matchMedia("(max-width: 639.98px)");
  const DARK = matchMedia("(prefers-color-scheme: dark)");

  const WORDS = {
    vi: {
      title: "Hỏi đáp",
      open: "Mở",
      close: "Đóng",
      loading: "Đang mở…",
      failed: "Chưa kết nối được dịch vụ hỏi đáp. Bạn vui lòng thử lại sau.",
      retry: "Thử lại",
    },
    en: {
      title: "Ask us",
      open: "Open",
      close: "Close",
      loading: "Opening…",
      failed: "The service cannot be reached. Please try again later.",
      retry: "Try again",
    },
  };

  const STYLE = `
    :host { all: initial; font: 16px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
      --low: max(20px, env(safe-area-inset-bottom)); }
    :host([mode="inline"]) { display: block; height: 560px; }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    button { font: inherit; cursor: pointer; }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #1b1e24; }
    .launcher { position: fixed; bottom: var(--low); right: 20px; z-index: 2147483000; display: flex;
      align-items: center; gap: 10px; max-width: calc(100vw - 40px); min-height: 52px; padding: 0 20px 0 16px;
      border: 2px solid #fff; border-radius: 26px; font-weight: 600; box-shadow: 0 2px 12px rgb(0 0 0 / .35); }
    .launcher:hover { box-shadow: 0 4px 20px rgb(0 0 0 / .55); }
    .launcher span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .launcher.left { right: auto; left: 20px; }
    svg { flex: none; width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 1.8;
      stroke-linejoin: round; }
    .panel { padding: 0; border: 1px solid #8a919d; border-radius: 8px; overflow: hidden; color: #1b1e24;
      background: #fff; }
    .panel.dark { color: #e9e7e2; background: #1c1f25; }
    div.panel { position: relative; height: 100%; }
    dialog.panel { position: fixed; inset: auto 20px var(--low) auto; z-index: 2147483000; width: 400px;
      height: min(640px, calc(100vh - 40px)); margin: 0; box-shadow: 0 8px 32px rgb(0 0 0 / .3); }
    dialog.panel.left { inset: auto auto var(--low) 20px; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .wait { position: absolute; inset: 0; display: grid; place-content: center; justify-items: center;
      padding: 24px; text-align: center; background: inherit; }
    .wait button { min-height: 44px; margin: 0 6px; padding: 0 18px; border: 1px solid; border-radius: 6px;
      background: none; color: inherit; }
    @media (max-width: 639.98px) {
      dialog.panel.panel { inset: 0; width: 100%; max-width: none; height: 100dvh; max-height: none; border: 0;
        border-radius: 0; }
    }
    @media (prefers-reduced-motion: no-preference) {
      dialog.panel { animation: rise .16s ease-out; }
      @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
    }
    @media print { .launcher, dialog.panel { display: none; } }`;

  const make = (name, options, ...inside) => {
    const element = Object.assign(document.createElement(name), options);
    element.append(...inside);
    return element;
  };

  const draw = (name, attributes, ...inside) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...inside);
    return element;
  };
  const icon = () =>
    draw("svg", { viewBox: "0 0 24 24", "aria-hidden": true }, draw("path", { d: "M4 5h16v11H10l-4.5 4v-4H4zM8 9h8M8 12.5h5" }));

  /** Black or white: one of the two always has a contrast of 4.5 or more on a colour. */
  const ink = (rgb) => {
    const [r, g, b] = rgb.map((one) => one / 255).map((p) => (p > 0.03928 ? ((p + 0.055) / 1.055) ** 2.4 : p / 12.92));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
  };

  class HoiDap extends HTMLElement {
    static observedAttributes =
      "site title lang position primary-color greeting suggestions mode theme".split(" ");

    #launcher;
    #panel;
    #wait;
    #frame = null;
    #ready = false;
    #opened = false;
    #asked = []; // questions that wait for the iframe
    #back = null; // what gets the focus when the panel closes
    #timer = 0;
    #sight = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.open());
    #overflow = "";

    constructor() {
      super();
      const sheet = new CSSStyleSheet(); // unlike <style>, allowed by any policy of the page
      sheet.replaceSync(STYLE);
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    }

    connectedCallback() {
      const button = (className, onclick) => make("button", { type: "button", className, onclick });
      this.#launcher = button("launcher", () => this.open());
      this.#launcher.append(icon(), make("span"));
      this.#launcher.setAttribute("aria-haspopup", "dialog");
      this.#launcher.title = ""; // keeps the element's own from showing as a tooltip
      const ways = make("div", {}, button("retry", () => this.#reload()), button("close", () => this.close()));
      this.#wait = make("div", { className: "wait" }, make("p"), ways);
      this.#wait.firstChild.setAttribute("role", "status");
      this.#panel = make(this.#inline ? "div" : "dialog", { title: "" }, this.#wait);
      this.#panel.addEventListener("cancel", (event) => (event.preventDefault(), this.close()));
      this.#panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
      this.shadowRoot.replaceChildren(this.#launcher, this.#panel);
      addEventListener("message", this.#heard);
      NARROW.addEventListener("change", this.#narrowed);
      DARK.addEventListener("change", this.#dress);
      this.#dress();
      if (this.#inline) this.#sight.observe(this); // loads when it comes into sight
    }

    disconnectedCallback() {
      removeEventListener("message", this.#heard);
      NARROW.removeEventListener("change", this.#narrowed);
      DARK.removeEventListener("change", this.#dress);
      this.#sight.disconnect();
      this.#hide();
      this.#unload();
    }

    attributeChangedCallback(name, before, now) {
      if (!this.#panel || !this.isConnected || before === now) return;
      if (name === "mode") {
        this.disconnectedCallback();
        this.connectedCallback();
      } else {
        this.#dress();
        if (name === "site") this.#reload();
        else this.#send({ type: "config", config: this.#config });
      }
    }

    /** Show the conversation; the first time this loads the iframe. */
    open() {
      if (!this.isConnected) return;
      this.#sight.disconnect();
      if (!this.#opened) {
        const active = document.activeElement;
        this.#back = !active || active === document.body || active === this ? this.#launcher : active;
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

    #get(name) {
      return this.getAttribute(name) || "";
    }

    get #inline() {
      return this.#get("mode") === "inline";
    }

    get #words() {
      return WORDS[this.#lang];
    }

    get #lang() {
      return /^en\b/i.test(this.#get("lang")) ? "en" : "vi";
    }

    /** The colour asked for as [r, g, b]; the default where there is none or it is no plain colour. */
    get #primary() {
      const asked = this.#get("primary-color") || "#9b1c1c";
      const probe = make("i");
      probe.style.color = asked;
      this.shadowRoot.append(probe);
      const found = probe.style.color && /^rgba?\((\d+), (\d+), (\d+)/.exec(getComputedStyle(probe).color);
      probe.remove();
      if (!found) console.warn(`<hoi-dap> primary-color="${asked}": not a colour such as #b3261e`);
      return found ? found.slice(1).map(Number) : [155, 28, 28];
    }

    get #config() {
      let suggestions = [];
      try {
        suggestions = JSON.parse(this.#get("suggestions") || "[]");
      } catch {
        console.warn('<hoi-dap> suggestions: not a list such as ["…", "…"]');
      }
      return {
        title: this.#get("title"),
        lang: this.#lang,
        greeting: this.#get("greeting"),
        suggestions: Array.isArray(suggestions) ? suggestions.map(String) : [],
        theme: this.#get("theme"),
        inline: this.#inline,
        primary: this.#primary,
      };
    }

    /** Bring launcher and panel in line with the attributes. */
    #dress = () => {
      const title = this.#get("title") || this.#words.title;
      const primary = this.#primary;
      const theme = this.#get("theme");
      Object.assign(this.#launcher.style, { background: `rgb(${primary})`, color: ink(primary) });
      this.#launcher.lastChild.textContent = title;
      this.#launcher.setAttribute("aria-label", `${this.#words.open}: ${title}`);
      this.#launcher.hidden = this.#inline || this.#opened;
      this.#panel.className = "panel";
      this.#panel.classList.toggle("dark", theme === "dark" || (theme !== "light" && DARK.matches));
      this.#panel.setAttribute("aria-label", title);
      if (this.#inline) this.#panel.setAttribute("role", "region");
      for (const part of [this.#launcher, this.#panel]) {
        part.lang = this.#lang;
        part.classList.toggle("left", /left$/.test(this.#get("position")));
      }
      for (const way of this.#wait.querySelectorAll("button")) way.textContent = this.#words[way.className];
      this.#wait.querySelector(".close").hidden = this.#inline;
      if (this.#frame) this.#frame.title = title;
    };

    #show() {
      this.#opened = this.#launcher.hidden = true;
      if (this.#inline) return;
      if (!NARROW.matches) return this.#panel.show();
      this.#panel.showModal(); // the page behind takes neither focus nor clicks, and does not scroll
      this.#overflow = document.documentElement.style.overflow;
      document.documentElement.style.overflow = "hidden";
    }

    #hide() {
      if (!this.#opened) return;
      this.#opened = false;
      this.#launcher.hidden = this.#inline;
      if (this.#panel.matches(":modal")) document.documentElement.style.overflow = this.#overflow;
      if (this.#panel.close) this.#panel.close();
    }

    #narrowed = () => {
      if (!this.#opened || this.#inline) return;
      this.#hide();
      this.#show();
      this.#send({ type: "focus" });
    };

    #load() {
      const frame = make("iframe", { title: this.#panel.getAttribute("aria-label"), src: this.#url("embed") });
      const popups = "allow-popups allow-popups-to-escape-sandbox"; // the viewer, in tabs of its own
      frame.setAttribute("sandbox", `allow-scripts allow-same-origin allow-forms ${popups}`);
      frame.addEventListener("load", () => this.#start(frame), { once: true });
      this.#frame = frame;
      this.#say("loading");
      this.#timer = setTimeout(() => this.#fail(), PATIENCE);
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

    #fail() {
      this.#unload();
      this.#say("failed");
      if (this.#opened && !this.#inline) this.#wait.querySelector(".retry").focus();
    }

    #say(word) {
      this.#wait.hidden = false;
      this.#wait.firstChild.textContent = this.#words[word];
      this.#wait.querySelector(".retry").hidden = word === "loading";
    }

    async #start(frame) {
      const ticket = await this.#ticket();
      if (frame !== this.#frame) return;
      if (ticket) this.#send({ type: "start", ticket, config: this.#config }, true);
      else this.#fail();
    }

    /** A ticket for this page; null when there is none to have. */
    async #ticket() {
      try {
        const response = await fetch(this.#url("widget/v1/ticket"), { method: "POST", credentials: "omit" });
        if (response.ok) return (await response.json()).ticket;
      } catch {
        // Browsers do not tell an origin that is not allowed from a service that cannot be reached.
        console.error(`<hoi-dap> no ticket: is ${location.origin} allowed for site "${this.#get("site")}"?`);
      }
      return null;
    }

    #url(route) {
      return new URL(`${route}?site=${encodeURIComponent(this.#get("site"))}`, BASE).href;
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
      const { type, detail } = event.data;
      if (type === "ready") {
        clearTimeout(this.#timer);
        this.#ready = true;
        this.#wait.hidden = true;
        if (this.#opened && !this.#inline) this.#send({ type: "focus" });
        this.#tell("ready");
        this.#ask();
      } else if (type === "failed") {
        this.#fail();
      } else if (type === "ticket") {
        this.#send({ type: "ticket", ticket: await this.#ticket() });
      } else if (type === "close") {
        this.close();
      } else if (type === "answer" || type === "citation-click") {
        this.#tell(type, detail);
      }
    };
  }

  customElements.define("hoi-dap", HoiDap);
})();
