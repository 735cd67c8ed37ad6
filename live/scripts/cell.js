// A cell of the book: its text, the reader's, and what it showed when it ran.

import { createEditor } from "./bundled.js";
import { Output } from "./output.js";
import { keyOf, saveText, savedText, wordsOn } from "./saved.js";
import { Toolbar } from "./toolbar.js";

export class Cell {
  /** @type {number | null} its number among the texts that this Python has run */
  count = null;
  /** @type {Toolbar | null} */
  #toolbar = null;
  #ranText = null;

  /**
   * @param {import("./page.js").Page} page
   * @param {{id: string, code: string}} cell
   */
  constructor(page, { id, code }) {
    this.page = page;
    this.id = id;
    this.code = code;
    this.element = document.getElementById(id); // null for a cell that the page does not show
    this.text = (this.element && savedText(keyOf(this.element))?.text) ?? code;
  }

  get edited() {
    return this.text !== this.code;
  }

  /** Whether Python has not run this text. */
  get pending() {
    return this.count === null || this.#ranText !== this.text;
  }

  get isOpen() {
    return this.#toolbar !== null;
  }

  /** Put an editor in the place of the text. */
  open() {
    if (this.isOpen) {
      return;
    }
    const input = this.element.querySelector(".cell_input");
    const book = input.querySelector("pre");
    this.bookOutput = this.element.querySelector(".cell_output");
    this.#toolbar = new Toolbar(this.id, {
      Run: () => this.page.run(this),
      "Run all above": () => this.page.run(this, { again: true }),
      Stop: () => this.page.stop(),
      Reset: () => this.reset(),
    });

    const parent = document.createElement("div");
    parent.className = "live__editor highlight";
    book.closest("[class*=highlight-]").hidden = true;
    input.querySelector(".live__offer").hidden = true;
    input.append(parent);
    this.editor = createEditor({
      parent,
      text: this.text,
      label: "Python code of this cell",
      hint: this.#toolbar.hint.id,
      onChange: (text) => this.#change(text),
      onRun: () => this.page.run(this),
    });
    input.after(this.#toolbar.element);

    const shown = document.createElement("div");
    shown.className = "live__output cell_output";
    (this.bookOutput ?? this.#toolbar.element).after(shown);
    this.output = new Output(shown, (number) => this.#describe(number));
    this.#toolbar.tellEdited(wordsOn(keyOf(this.element), this.code));
    this.editor.focus();
  }

  /** Give the book's text and its output back. */
  reset() {
    this.editor.setText(this.code);
    this.output.clear();
    this.#showBookOutput(true);
    this.say("The text and the output of the book.");
    this.editor.focus();
  }

  /** @param {string} words what goes on, for the eye and the screen reader */
  say(words) {
    this.#toolbar?.say(words);
  }

  /** @param {boolean} running whether this is the cell that the reader waits for */
  setRunning(running) {
    this.#toolbar?.setRunning(running);
  }

  /**
   * Run the text; show what it shows if the cell is open.
   * @param {import("./python.js").Python} python
   * @param {import("./python.js").Show} [show] gets all that it shows
   */
  async run(python, show = () => {}) {
    const text = this.text;
    if (this.isOpen) {
      this.output.expectNew();
      this.#showBookOutput(false);
    }
    const result = await python.run(text, (...piece) => {
      show(...piece);
      this.output?.show(...piece);
    });
    if (this.isOpen && this.output.element.classList.contains("live__output--old")) {
      this.output.clear();
    }
    this.#ranText = result.right ? text : null;
    this.#mark(result.count);
    return result;
  }

  /** Python has lost its state. */
  forget() {
    this.#ranText = null;
    this.#mark(null);
  }

  #mark(count) {
    this.count = count;
    const input = this.element?.querySelector(".cell_input");
    if (input) {
      let mark = input.querySelector(".live__count");
      if (mark === null) {
        mark = document.createElement("span");
        mark.className = "live__count";
        input.append(mark);
      }
      mark.textContent = count === null ? "" : `In [${count}]`;
    }
  }

  #change(text) {
    this.text = text;
    this.#toolbar.tellEdited(saveText(keyOf(this.element), text, this.code));
  }

  #showBookOutput(visible) {
    if (this.bookOutput) {
      this.bookOutput.hidden = !visible;
    }
  }

  #describe(number) {
    const book = this.bookOutput?.querySelectorAll("img")[number - 1]?.alt;
    if (!this.edited) {
      return book ?? "A figure that this cell draws.";
    }
    return `A figure that the edited cell draws. ${book ? `In the book: ${book}` : ""}`.trim();
  }
}
