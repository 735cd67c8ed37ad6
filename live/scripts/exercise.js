// A question of a problem set in the page: a stub to fill in, and the check of the problem set.
//
// The page holds <details class="question" id data-set data-question data-known data-notebook>
// with the stub in a .question__stub. `data-known` and `data-notebook` are the addresses of the
// set's known outputs and of its notebook, which says what stands above the question.

import { createEditor } from "./bundled.js";
import { cellsFor, filledIn, offerFile } from "./notebook.js";
import { Output } from "./output.js";
import { keyOf, saveText, savedAnswers, savedText, wordsOn } from "./saved.js";
import { Toolbar } from "./toolbar.js";

/** @typedef {{set: string, question: string, known: string, notebook: string}} Asked */

export class Exercise {
  #open = false;

  /**
   * @param {import("./page.js").Page} page
   * @param {HTMLElement} element
   */
  constructor(page, element) {
    this.page = page;
    this.element = element;
    /** @type {Asked} */
    this.asked = element.dataset;
    this.stub = element.querySelector(".question__stub pre").textContent.trimEnd();
    this.text = savedText(keyOf(element))?.text ?? this.stub;
  }

  open() {
    if (this.#open) {
      return;
    }
    this.#open = true;
    this.toolbar = new Toolbar(this.element.id, {
      Check: () => this.page.check(this),
      Stop: () => this.page.stop(),
      Reset: () => this.reset(),
      "Download the notebook with my answers": () => this.download(),
    });
    const parent = document.createElement("div");
    parent.className = "live__editor highlight";
    const shown = document.createElement("div");
    shown.className = "live__output";
    shown.setAttribute("aria-live", "polite");
    const stub = this.element.querySelector(".question__stub");
    stub.after(parent, this.toolbar.element, shown);
    stub.hidden = true;
    this.element.querySelector(".live__offer").hidden = true;
    this.output = new Output(shown, () => "A figure that your answer draws.");
    this.editor = createEditor({
      parent,
      text: this.text,
      label: `Your answer: ${this.asked.question}`,
      hint: this.toolbar.hint.id,
      onChange: (text) => this.#change(text),
      onRun: () => this.page.check(this),
    });
    this.toolbar.tellEdited(wordsOn(keyOf(this.element), this.stub));
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

  /**
   * Run what the set gives, the earlier answers that this one uses, and this one; then check it.
   * @param {import("./python.js").Python} python
   */
  async check(python) {
    const { set, question, known, notebook } = this.asked;
    const [outputs, released] = await Promise.all([textOf(known), textOf(notebook)]);
    const answers = { ...savedAnswers(set), [question]: this.text };
    const { cells, used, missing } = cellsFor(JSON.parse(released), question, answers);
    const check = [
      "from contextlib import suppress",
      "from nnbp.checks import NotRight, check",
      "with suppress(NotRight):",
      `    check(${JSON.stringify(question)})`,
    ].join("\n");
    this.output.clear();
    const { right, seconds } = await python.runAlone([...cells, ["check", check]], this.output.show, {
      "known_outputs.json": outputs,
    });
    const together = used.length > 0 ? `, with your earlier ${answersTo(used)}` : "";
    const end = right ? "Checked" : "Not checked: it ended with an error";
    this.say(`${end}${together}; ${seconds.toFixed(2)} s`);
    if (missing.length > 0 && !this.element.querySelector('[data-verdict="right"]')) {
      const pages = JSON.parse(outputs).map(({ name, page }) => [name, page]);
      this.#pointTo(missing, Object.fromEntries(pages));
    }
  }

  /** Offer the set's notebook with every answer to it that this browser keeps. */
  async download() {
    try {
      const { set, notebook } = this.asked;
      const filled = filledIn(JSON.parse(await textOf(notebook)), savedAnswers(set));
      offerFile(`${set}.ipynb`, JSON.stringify(filled, null, 1));
      this.say(`${set}.ipynb holds the answers to this set that this browser keeps.`);
    } catch (error) {
      this.say(error.message);
    }
  }

  /** Say which earlier questions the answer speaks of that have no answer yet. */
  #pointTo(missing, pages) {
    const line = document.createElement("p");
    line.append("Your answer speaks of earlier questions that have no answer in this browser yet: ");
    missing.forEach((question, number) => {
      const link = document.createElement("a");
      link.href = `${pages[question]}.html#question-${question.replaceAll("_", "-")}`;
      link.textContent = question;
      line.append(number > 0 ? ", " : "", link);
    });
    line.append(".");
    this.output.element.append(line);
  }

  #change(text) {
    this.text = text;
    this.toolbar.tellEdited(saveText(keyOf(this.element), text, this.stub));
  }
}

function answersTo(questions) {
  const last = questions.at(-1);
  const before = questions.slice(0, -1).join(", ");
  return before ? `answers to ${before} and ${last}` : `answer to ${last}`;
}

async function textOf(address) {
  const answer = await fetch(new URL(address, location.href));
  if (!answer.ok) {
    throw new Error(`The problem set could not be loaded: ${address} was refused (${answer.status})`);
  }
  return answer.text();
}
