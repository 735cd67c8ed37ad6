// The page: its cells in their order, its exercises, and the one Python that runs them.

import { Cell } from "./cell.js";
import { Exercise } from "./exercise.js";
import { Output } from "./output.js";
import { Python, Stopped } from "./python.js";

const LOST = "Python starts anew: what the cells had computed is gone.";

/** @type {Promise<Page> | undefined} */
let opened;

/** @returns {Promise<Page>} the page, made at the first call */
export function page() {
  opened ??= read().then((cells) => new Page(cells));
  opened.catch(() => (opened = undefined));
  return opened;
}

/** @returns {Promise<{id: string, code: string}[]>} all cells of the page, hidden ones too */
async function read() {
  const file = document.querySelector('meta[name="live-cells"]')?.content;
  if (!file) {
    return [];
  }
  const answer = await fetch(new URL(file, location.href));
  if (!answer.ok) {
    throw new Error(`${file}: ${answer.status} ${answer.statusText}`);
  }
  return answer.json();
}

export class Page {
  /** @type {Cell | Exercise | null} what runs now */
  #running = null;
  /** @type {Set<Cell | Exercise>} what runs or waits */
  #asked = new Set();
  /** @type {Cell | Exercise | null} what was opened last */
  #opened = null;

  constructor(cells) {
    this.cells = cells.map((cell) => new Cell(this, cell));
    this.exercises = new Map();
    this.python = new Python(
      (words) => (this.#running ?? this.#opened)?.say(words),
      () => this.cells.forEach((cell) => cell.forget()),
    );
  }

  /**
   * Open the editor in a cell or an exercise, and start Python meanwhile.
   * @param {HTMLElement} element
   */
  edit(element) {
    let owner = this.cells.find((cell) => cell.element === element);
    if (!owner) {
      owner = this.exercises.get(element) ?? new Exercise(this, element);
      this.exercises.set(element, owner);
    }
    owner.open();
    this.#opened = owner;
    const say = (words) => this.#running || owner.say(words);
    this.python.start(this.#textsUpTo(owner)).then(
      () => say("Python is ready."),
      (error) => say(told(error)),
    );
  }

  /**
   * Bring the cells above up to date, and run this one.
   * @param {Cell} cell
   * @param {{again?: boolean}} options whether cells run again that have run
   */
  run(cell, { again = false } = {}) {
    return this.#while(cell, async () => {
      const above = this.cells
        .slice(0, this.cells.indexOf(cell))
        .filter((other) => again || other.pending);
      await this.python.start(this.#textsUpTo(cell));
      for (const [index, other] of above.entries()) {
        cell.say(`Running the cells above: ${index + 1} of ${above.length}`);
        if (!(await this.#runAbove(other, cell))) {
          return;
        }
      }
      cell.say("Running");
      const { right, count, seconds } = await cell.run(this.python);
      const seen = above.filter((other) => other.element);
      const before = seen.length > 0 ? ` after ${countOf(seen.length)} above` : "";
      const end = right ? "done" : "ended with an error";
      cell.say(`In [${count}]: ${end}${before}, ${seconds.toFixed(2)} s`);
    });
  }

  /** Run a cell that another one stands on; say there if it fails. */
  async #runAbove(cell, below) {
    const shown = [];
    const { right, count } = await cell.run(this.python, (...piece) => shown.push(piece));
    if (!right) {
      const whose = cell.edited ? ", which holds your text," : "";
      below.say(`Not run: the cell In [${count}] above${whose} ended with an error.`);
      below.output.clear();
      shown.filter(([kind]) => kind === "error").forEach((piece) => below.output.show(...piece));
    }
    return right;
  }

  /** @param {Exercise} exercise */
  check(exercise) {
    return this.#while(exercise, async () => {
      await this.python.start([exercise.text]);
      exercise.say("Checking");
      await exercise.check(this.python);
    });
  }

  /**
   * Run a text that is no cell, and show in `element` what it shows.
   * @param {string} code
   * @param {HTMLElement} element
   */
  async runApart(code, element) {
    const output = new Output(element, () => element.dataset.alt ?? "A figure drawn by Python.");
    const apart = {
      say: (words) => {
        output.clear();
        output.show("stdout", `${words}\n`);
      },
      setRunning: () => {},
    };
    let right = false;
    await this.#while(apart, async () => {
      await this.python.start([code]);
      output.clear();
      ({ right } = await this.python.run(code, output.show));
    });
    return { right };
  }

  stop() {
    this.python.stop();
  }

  #textsUpTo(owner) {
    const index = this.cells.indexOf(owner);
    return index < 0 ? [owner.text] : this.cells.slice(0, index + 1).map((cell) => cell.text);
  }

  /** Do one thing at a time, in the order in which they are asked for. */
  async #while(owner, work) {
    if (this.#asked.has(owner)) {
      return;
    }
    this.#asked.add(owner);
    if (this.#running) {
      owner.say("Waiting for Python");
    }
    while (this.#running) {
      await this.finished;
    }
    const finished = Promise.withResolvers();
    this.finished = finished.promise;
    this.#running = owner;
    owner.setRunning(true);
    try {
      await work();
    } catch (error) {
      owner.say(told(error));
    } finally {
      owner.setRunning(false);
      this.#running = null;
      this.#asked.delete(owner);
      finished.resolve();
    }
  }
}

function told(error) {
  if (error instanceof Stopped) {
    return `Stopped. ${LOST}`;
  }
  return `${error.message}. The page can be read as before.`;
}

function countOf(cells) {
  return cells === 1 ? "the cell" : `the ${cells} cells`;
}
