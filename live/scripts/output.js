// What a cell shows, in the same markup as the book's own outputs.

import { sanitised } from "./bundled.js";

export class Output {
  /** @type {string[]} addresses of the figures, to be given back */
  #figures = [];

  /**
   * @param {HTMLElement} element
   * @param {(number: number) => string} describe gives the alternative text of a figure
   */
  constructor(element, describe) {
    this.element = element;
    this.describe = describe;
  }

  /** Forget what is shown as soon as something new comes. */
  expectNew() {
    this.element.classList.add("live__output--old");
  }

  clear() {
    this.element.replaceChildren();
    this.element.classList.remove("live__output--old");
    this.#figures.forEach((address) => URL.revokeObjectURL(address));
    this.#figures = [];
  }

  /** @type {import("./python.js").Show} */
  show = (kind, text) => {
    if (this.element.classList.contains("live__output--old")) {
      this.clear();
    }
    const last = this.element.lastElementChild;
    if (kind === last?.dataset.kind && (kind === "stdout" || kind === "stderr")) {
      last.querySelector("pre").append(text);
    } else {
      const shown = this.#shown(kind, text);
      shown.dataset.kind = kind;
      this.element.append(shown);
    }
  };

  #shown(kind, text) {
    if (kind === "svg") {
      return this.#figure(text);
    }
    if (kind === "html") {
      const shown = document.createElement("div");
      shown.className = "output text_html";
      shown.append(sanitised(text));
      shown.querySelectorAll("cite[data-page]").forEach(linkPage);
      return shown;
    }
    const classes = { stdout: "stream", stderr: "stderr", error: "traceback", text: "text_plain" };
    const shown = document.createElement("div");
    shown.className = `output ${classes[kind]} notranslate`;
    shown.innerHTML = '<div class="highlight"><pre></pre></div>';
    shown.querySelector("pre").textContent = text;
    return shown;
  }

  #figure(svg) {
    const figure = document.createElement("figure");
    const image = document.createElement("img");
    const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    this.#figures.push(address);
    image.src = address;
    image.alt = this.describe(this.#figures.length);
    figure.append(image);
    return figure;
  }
}

/** A report names a page of the book; here it is a link to it. */
function linkPage(cite) {
  const link = document.createElement("a");
  link.href = `${cite.dataset.page}.html`;
  link.append(...cite.childNodes);
  cite.append(link);
}
