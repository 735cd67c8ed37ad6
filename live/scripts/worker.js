// Python in a thread of its own, so that an endless loop does not stop the page.
//
// Messages in: {start: texts, interrupt}, {run: [[name, code], ...], alone, files}
// Messages out: {progress: {loaded, total}}, {ready: true}, {output: [kind, text]},
//   {done: outcome}, {failed: message}

const BUNDLE = new URL("../../pyodide/", import.meta.url);

/** Packages that are loaded when a text speaks of them; numpy and nnbp are there from the start. */
const NEEDED_FOR = {
  matplotlib: /\bmatplotlib\b|\bnnbp\.(plots|explorables)\b/,
  scipy: /\bscipy\b|\bminimize\b/,
};
const FIRST = ["numpy", "nnbp"];

let python;
let runner;
let lock;
let sizes;
let interrupts;
const progress = { loaded: 0, total: 0 };
const asked = new Set();
const failures = [];
/** Pyodide waits for ever if a file of its core breaks off; this does not. */
const lost = Promise.withResolvers();
lost.promise.catch(() => {}); // it is told where it is awaited

const fetchFile = self.fetch.bind(self);
self.fetch = fetchCounted;

self.onmessage = async ({ data }) => {
  try {
    if (data.start) {
      await start(data.start, data.interrupt);
      postMessage({ ready: true });
    } else {
      postMessage({ done: await run(data) });
    }
  } catch (error) {
    postMessage({ failed: whatFailed() || error.message });
  }
};

async function start(texts, interrupt) {
  let source, loadPyodide;
  [sizes, lock, source, { loadPyodide }] = await Promise.all([
    json("sizes.json"),
    json("pyodide-lock.json"),
    fetchFile(new URL("runner.py", import.meta.url)).then((answer) => answer.text()),
    import(new URL("pyodide.mjs", BUNDLE)),
  ]);
  const packages = withDependencies([...FIRST, ...packagesFor(texts)]);
  expect(["pyodide.asm.wasm", "python_stdlib.zip", ...packages.map(fileOf)]);
  const loaded = loadPyodide({
    indexURL: BUNDLE.href,
    packageBaseUrl: BUNDLE.href,
    lockFileContents: lock,
    packages,
    env: { HOME: "/home/pyodide", TQDM_DISABLE: "1" },
  });
  python = await Promise.race([loaded, lost.promise]);
  refuseFailures();
  if (interrupt) {
    interrupts = interrupt;
    python.setInterruptBuffer(interrupts);
  }
  python.FS.writeFile("/home/pyodide/runner.py", source);
  runner = python.pyimport("runner").Runner((kind, text) => postMessage({ output: [kind, text] }));
}

async function run({ run: cells, alone = false, files = {} }) {
  await load(packagesFor(cells.map(([, code]) => code)));
  for (const [path, text] of Object.entries(files)) {
    python.FS.writeFile(path, text);
  }
  const outcome = await runner.run(python.toPy(cells), alone);
  if (outcome in lock.packages) {
    await load([outcome]);
    postMessage({ output: ["stderr", `${outcome} has been loaded now; please run it again.\n`] });
  }
  return outcome;
}

async function load(names) {
  const missing = withDependencies(names).filter((name) => !(name in python.loadedPackages));
  if (missing.length > 0) {
    progress.loaded = progress.total = 0;
    expect(missing.map(fileOf));
    await python.loadPackage(missing, { messageCallback: () => {} });
    refuseFailures();
  }
}

function packagesFor(texts) {
  return Object.keys(NEEDED_FOR).filter((name) => texts.some((text) => NEEDED_FOR[name].test(text)));
}

function withDependencies(names) {
  const found = new Set();
  for (const waiting = [...names]; waiting.length > 0; ) {
    const name = waiting.pop();
    if (!found.has(name)) {
      found.add(name);
      waiting.push(...lock.packages[name].depends);
    }
  }
  return [...found];
}

function fileOf(name) {
  return lock.packages[name].file_name;
}

function expect(files) {
  files.filter((file) => !asked.has(file)).forEach((file) => asked.add(file));
  progress.total += files.reduce((sum, file) => sum + sizes[file], 0);
}

/** Fetch a file of this site and count its bytes; refuse any other host. */
async function fetchCounted(address, options) {
  const url = new URL(address instanceof Request ? address.url : address, BUNDLE);
  if (url.origin !== BUNDLE.origin) {
    throw new TypeError(`This page asks no other host, so not ${url.host}`);
  }
  if (!url.href.startsWith(BUNDLE.href)) {
    return fetchFile(address, options); // what the reader's own code asks for
  }
  const file = url.pathname.split("/").pop();
  let answer;
  try {
    answer = await fetchFile(address, options);
  } catch (error) {
    lose(`${file} did not arrive (${error.message})`);
    throw error;
  }
  if (!answer.ok) {
    lose(`${file} was refused (${answer.status} ${answer.statusText})`);
  }
  return answer.body && asked.has(file) ? counted(answer, file) : answer;
}

function counted(answer, file) {
  const count = new TransformStream({
    transform(chunk, controller) {
      progress.loaded += chunk.byteLength;
      postMessage({ progress });
      controller.enqueue(chunk);
    },
  });
  answer.body.pipeTo(count.writable).catch((error) => lose(`${file} broke off (${error.message})`));
  const { status, statusText, headers } = answer;
  return new Response(count.readable, { status, statusText, headers });
}

/** Note that a file of the bundle is lost. */
function lose(words) {
  failures.push(words);
  lost.reject(new Error(words));
}

/** Pyodide does not fail when a package does. */
function refuseFailures() {
  if (failures.length > 0) {
    throw new Error(whatFailed());
  }
}

function whatFailed() {
  return failures.splice(0).join("; ");
}

/** The lock names the files of this copy of the site, so no older one may stand in for it. */
async function json(file) {
  const answer = await fetchCounted(new URL(file, BUNDLE), { cache: "no-cache" });
  return answer.json();
}
