// Explorables: native controls that swap frames computed when the book was built.
//
// The page holds one frame. The others come in one file an explorable when it comes into sight,
// and from then on a move of a control is answered from memory. The state stands in the address
// (?learning_rates.rate=3), so that a link shows what its sender saw.
//
// Values between the stops are Python's business: the code goes to `runInPage(code, output)` of
// live/live.js, where the site has it.

/**
 * @typedef {{text: string, options: string[], right: number, because: string}} Question
 * @typedef {{svg: string, alt: string, question?: Question}} Frame
 */

const FRAMES = new URL("explorables/", import.meta.url);
const LIVE = new URL("live/live.js", import.meta.url);

/** One control: a slider or a group of radio buttons over the stops of a parameter. */
class Control {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.name = element.dataset.parameter;
    /** @type {(number | string)[]} */
    this.values = JSON.parse(element.dataset.values);
    this.texts = element.dataset.texts ? JSON.parse(element.dataset.texts) : this.values;
    this.inputs = [...element.querySelectorAll("input")];
    this.output = element.querySelector("output");
    this.start = this.stop;
  }

  /** @returns {number} the stop it is at, from 0 */
  get stop() {
    const input = this.inputs.length > 1 ? this.inputs.find((radio) => radio.checked) : this.inputs[0];
    return Number(input.value);
  }

  set stop(stop) {
    if (this.output) {
      this.inputs[0].value = String(stop);
      this.inputs[0].setAttribute("aria-valuetext", this.texts[stop]);
      this.output.value = this.texts[stop];
    } else {
      this.inputs[stop].checked = true;
    }
  }
}

class Explorable {
  /** @type {Frame[] | undefined} */
  #frames;
  /** @type {Promise<void> | undefined} */
  #loading;
  #answered = new Set();
  #shown = -1;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.name = element.dataset.name;
    this.controls = [...element.querySelectorAll("[data-parameter]")].map((each) => new Control(each));
    this.frame = element.querySelector(".explorable__frame");
    this.said = element.querySelector(".explorable__said");
    this.#shown = this.#index;
    const form = element.querySelector("form");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => this.#move());
    new IntersectionObserver(([{ isIntersecting }], observer) => {
      if (isIntersecting) {
        observer.disconnect();
        this.#load().catch(() => {}); // a move of a control tries again, and tells
      }
    }).observe(element);
    this.#restore();
  }

  /** The place of the frame in the file: the last control moves first. */
  get #index() {
    return this.controls.reduce((index, { stop, values }) => index * values.length + stop, 0);
  }

  /** Fetch the frames, once; anew after a failure. */
  #load() {
    this.#loading ??= this.#fetch().catch((error) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #fetch() {
    const address = new URL(`${this.name}.json?v=${this.element.dataset.version}`, FRAMES);
    const response = await fetch(address);
    if (!response.ok) {
      throw new Error(`the server says ${response.status}`);
    }
    const { paths, frames } = await response.json();
    this.element.querySelector(".explorable__paths defs").innerHTML = paths;
    this.#frames = frames;
  }

  #move() {
    this.controls.forEach((control) => (control.stop = control.stop));
    if (this.#frames) {
      this.#answer();
    } else {
      this.#load().then(
        () => this.#answer(),
        ({ message }) =>
          this.#say(`The other frames could not be loaded (${message}). Move a control to try again.`),
      );
    }
  }

  /** Show the frame of the controls, or ask for the first prediction on the way to it. */
  #answer() {
    const walk = this.controls.at(-1);
    const first = this.#index - walk.stop;
    for (let stop = 0; stop <= walk.stop; stop++) {
      if (this.#frames[first + stop].question && !this.#answered.has(first + stop)) {
        walk.stop = stop;
        this.#show(first + stop - 1);
        this.#ask(first + stop);
        return;
      }
    }
    this.#show(this.#index);
    this.#say(this.#frames[this.#index].alt, "visually-hidden");
    remember(this);
  }

  #show(index) {
    if (index !== this.#shown) {
      this.#shown = index;
      this.frame.innerHTML = this.#frames[index].svg;
      this.frame.setAttribute("aria-label", this.#frames[index].alt);
    }
    this.element.dispatchEvent(new CustomEvent("explorable:shown"));
  }

  /** @param {string} text */
  #say(text, className = "") {
    const line = document.createElement("p");
    line.className = className;
    line.textContent = text;
    this.said.replaceChildren(line);
  }

  #ask(index) {
    const { text, options, right, because } = this.#frames[index].question;
    const group = document.createElement("fieldset");
    group.className = "explorable__question";
    const legend = document.createElement("legend");
    legend.textContent = `Predict: ${text}`;
    const buttons = options.map((option, choice) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = option;
      button.addEventListener("click", () => {
        this.#answered.add(index);
        this.#show(index);
        this.#say(`${choice === right ? "Right" : "Not right"}: ${because}`);
        remember(this);
        this.controls.at(-1).inputs[0].focus();
      });
      return button;
    });
    group.append(legend, ...buttons);
    this.said.replaceChildren(group);
  }

  /** Go to the state in the address. What its sender has seen is not asked again. */
  #restore() {
    const state = new URLSearchParams(location.search);
    const asked = this.controls.filter(({ name }) => state.has(`${this.name}.${name}`));
    for (const control of asked) {
      const stop = control.values.map(String).indexOf(state.get(`${this.name}.${control.name}`));
      control.stop = stop < 0 ? control.start : stop;
    }
    if (asked.length > 0) {
      const walk = this.controls.at(-1).stop;
      for (let stop = 0; stop <= walk; stop++) {
        this.#answered.add(this.#index - walk + stop);
      }
      this.#move();
    }
  }

  /** @returns {string} Python that draws the frame of the controls */
  get code() {
    const values = this.controls.map(({ name, values, stop }) => `, ${name}=${JSON.stringify(values[stop])}`);
    return [
      "from nnbp.explorables import explore_frame",
      "",
      `frame = explore_frame("${this.name}"${values.join("")})`,
      "print(frame)",
      "frame",
    ].join("\n");
  }
}

/** The address follows the controls, but not every move of a dragged slider. */
const remember = (() => {
  const changed = new Set();
  let waiting;
  const write = () => {
    const url = new URL(location.href);
    for (const { name, controls } of changed) {
      for (const control of controls) {
        const key = `${name}.${control.name}`;
        if (control.stop === control.start) {
          url.searchParams.delete(key);
        } else {
          url.searchParams.set(key, String(control.values[control.stop]));
        }
      }
    }
    changed.clear();
    history.replaceState(history.state, "", url);
  };
  return (explorable) => {
    changed.add(explorable);
    clearTimeout(waiting);
    waiting = setTimeout(write, 200);
  };
})();

/** The code of the frame, to be changed and run. @param {Explorable} explorable */
function offerPython(explorable) {
  const live = explorable.element.querySelector(".explorable__live");
  if (!live) {
    return;
  }
  const code = live.querySelector("textarea");
  const output = live.querySelector(".explorable__output");
  const button = live.querySelector("button");
  const update = () => (code.value = explorable.code);
  update();
  explorable.element.addEventListener("explorable:shown", update);

  let running = false;
  const setRunning = (now) => {
    running = now;
    button.textContent = now ? "Stop" : "Run it live";
    output.setAttribute("aria-busy", String(now)); // what it shows is read out at the end
  };
  button.addEventListener("click", async () => {
    try {
      const { runInPage, stopInPage } = await import(LIVE);
      if (running) {
        await stopInPage();
      } else {
        setRunning(true);
        await runInPage(code.value, output);
        setRunning(false);
      }
    } catch (error) {
      setRunning(false);
      output.textContent = `Python could not be started: ${error.message}`;
    }
  });
}

for (const element of document.querySelectorAll(".explorable")) {
  offerPython(new Explorable(element));
}
