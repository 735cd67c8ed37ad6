// A question of a problem set in the page: a stub to fill in, and the check of the problem set.
//
// The page holds <div class="exercise" id data-set data-question data-known data-notebook> with the
// stub in a <pre>. A hidden <pre> before it holds what is given, and runs first. `data-known` and
// `data-notebook` are the addresses of the set's known outputs and of its notebook.

import { createEditor } from "./bundled.js";
import { filledIn, offerFile } from "./notebook.js";
import { Output } from "./output.js";
import { keyOf, saveText, savedAnswers, savedText } from "./saved.js";
import { Toolbar } from "./toolbar.js";

export class Exercise {
  #open = false;

  /**
   * @param {import("./page.js").Page} page
   * @param {HTMLElement} element
   */
  constructor(page, element) {
    this.page = page;
    this.element = element;
    this.question = element.dataset.question;
    this.stub = element.querySelector("pre:not([hidden])").textContent.trimEnd();
    this.given = element.querySelector("pre[hidden]")?.textContent ?? "";
    this.answer = savedText(keyOf(element))?.text ?? this.stub;
  }

  /** What Python will be asked to run. */
  get text() {
    return `${this.given}\n${this.answer}`;
  }

  open() {
    if (this.#open) {
      return;
    }
    this.#open = true;
    const actions = {
      Check: () => this.page.check(this),
      Stop: () => this.page.stop(),
      Reset: () => this.reset(),
    };
    if (this.element.dataset.notebook) {
      actions["Download notebook with my answers"] = () => this.download();
    }
    this.toolbar = new Toolbar(this.element.id, actions);
    const parent = document.createElement("div");
    parent.className = "live__editor highlight";
    const book = this.element.querySelector("pre:not([hidden])");
    (book.closest("[class*=highlight-]") ?? book).hidden = true;
    this.element.querySelector(".live__offer").hidden = true;
    const shown = document.createElement("div");
    shown.className = "live__output";
    this.element.append(parent, this.toolbar.element, shown);
    this.output = new Output(shown, () => "A figure that your answer draws.");
    this.editor = createEditor({
      parent,
      text: this.answer,
      label: `Your answer: ${this.question}`,
      hint: this.toolbar.hint.id,
      onChange: (text) => this.#change(text),
      onRun: () => this.page.check(this),
    });
    this.toolbar.setEdited(this.answer !== this.stub);
    this.editor.focus();
  }

  reset() {
    this.editor.setText(this.stub);
    this.output.clear();
    this.say("The stub as it was given.");
    this.editor.focus();
  }

  say(words) {
    this.toolbar.say(words);
  }

  setRunning(running) {
    this.toolbar.setRunning(running);
  }

  /** @param {import("./python.js").Python} python */
  async check(python) {
    this.output.clear();
    const { set, known } = this.element.dataset;
    const file = `${set}.json`;
    const files = { [file]: await textOf(known) };
    const check = [
      "from pathlib import Path as _Path",
      "from nnbp.checks import check as _check",
      `_check(${JSON.stringify(this.question)}, _Path(${JSON.stringify(file)}))`,
    ].join("\n");
    const { right } = await python.run(`${this.text}\n\n${check}`, this.output.show, {
      alone: true,
      files,
    });
    this.say(right ? "Right." : "Not right yet.");
  }

  /** Offer the set's notebook with every answer to it that this browser keeps. */
  async download() {
    const { set, notebook } = this.element.dataset;
    const filled = filledIn(JSON.parse(await textOf(notebook)), savedAnswers(set));
    offerFile(`${set}.ipynb`, JSON.stringify(filled, null, 1));
  }

  #change(text) {
    this.answer = text;
    saveText(keyOf(this.element), text, this.stub);
    this.toolbar.setEdited(text !== this.stub);
  }
}

async function textOf(address) {
  const answer = await fetch(new URL(address, location.href));
  if (!answer.ok) {
    throw new Error(`${address}: ${answer.status} ${answer.statusText}`);
  }
  return answer.text();
}
