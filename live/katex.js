// KaTeX as a line server for live/katex.py: one JSON request a line in, one JSON answer a line out.
//   {"latex": "...", "displayMode": true}  ->  {"html": "..."} or {"error": "..."}

const { createInterface } = require("node:readline");
const katex = require(process.argv[2]);

function answer({ latex, displayMode }) {
  try {
    return { html: katex.renderToString(latex, { displayMode, throwOnError: true, strict: "error" }) };
  } catch (error) {
    return { error: error.message };
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n");
});
