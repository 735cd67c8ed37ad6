// The page's Python: one worker, started once, stopped by ending it and starting another.

/** @typedef {(kind: string, text: string) => void} Show */

const PATIENCE = 800; // milliseconds that a polite interrupt may take

export class Stopped extends Error {}

export class Python {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<void> | null} */
  #ready = null;
  /** @type {{resolve: Function, reject: Function, show: Show} | null} what waits for an answer */
  #waiting = null;
  /** @type {Uint8Array | null} shared with the worker where the browser allows it */
  #interrupts = globalThis.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;

  /**
   * @param {(words: string) => void} say is told how far the loading is
   * @param {() => void} forget is called when the state of Python is lost
   */
  constructor(say, forget) {
    this.say = say;
    this.forget = forget;
    this.count = 0;
  }

  /**
   * Start Python with the packages that these texts speak of; later calls wait for the same start.
   * @param {string[]} texts
   */
  start(texts) {
    if (this.#ready === null) {
      this.say("Loading Python");
      this.count = 0;
      this.#worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
      this.#worker.onmessage = ({ data }) => this.#hear(data);
      this.#worker.onerror = (event) =>
        this.#hear({ failed: event.message || "worker.js could not be loaded" });
      this.#ready = this.#ask({ start: texts, interrupt: this.#interrupts }, () => {});
      this.#ready.catch(() => this.#end());
    }
    return this.#ready;
  }

  /**
   * Run a text among what the texts before have left.
   * @param {string} code
   * @param {Show} show gets what it shows, piece by piece
   * @returns {Promise<{right: boolean, count: number, seconds: number}>}
   */
  async run(code, show) {
    await this.start([code]);
    const count = ++this.count;
    return { count, ...(await this.#run({ run: [[`In [${count}]`, code]] }, show)) };
  }

  /**
   * Run cells one after another, up to the first that fails, in a namespace of their own.
   * @param {[name: string, code: string][]} cells
   * @param {Show} show
   * @param {Object<string, string>} files what they find beside them, by name
   * @returns {Promise<{right: boolean, seconds: number}>}
   */
  async runAlone(cells, show, files) {
    await this.start(cells.map(([, code]) => code));
    return this.#run({ run: cells, alone: true, files }, show);
  }

  async #run(message, show) {
    const before = performance.now();
    const outcome = await this.#ask(message, show);
    return { right: outcome === "right", seconds: (performance.now() - before) / 1000 };
  }

  /** Stop what runs: by an interrupt that keeps the state, if it can be sent and is obeyed. */
  stop() {
    if (this.#interrupts && this.#waiting) {
      const stopped = this.#waiting;
      this.#interrupts[0] = 2; // SIGINT
      setTimeout(() => this.#waiting === stopped && this.#end(), PATIENCE);
    } else {
      this.#end();
    }
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = this.#ready = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(new Stopped("Stopped"));
    this.forget();
  }

  #ask(message, show) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, show };
      this.#worker.postMessage(message);
    });
  }

  #hear(data) {
    if (data.progress) {
      const { loaded, total } = data.progress;
      this.say(`Loading Python: ${megabytes(loaded)} of ${megabytes(total)} MB`);
      if (loaded >= total) {
        this.say("Starting Python");
      }
    } else if (data.output) {
      this.#waiting?.show(...data.output);
    } else {
      const waiting = this.#waiting;
      this.#waiting = null;
      if ("failed" in data) {
        waiting?.reject(new Error(`Python could not be loaded: ${data.failed}`));
      } else {
        waiting?.resolve(data.done);
      }
    }
  }
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
