// What a page loads: the buttons that stand in it get their meaning; the rest comes at a click.

import { keyOf, savedText } from "./saved.js";

/** @returns {Promise<import("./page.js").Page>} the page's cells and their Python */
const open = async () => (await import("./page.js")).page();

/**
 * Run `code` in the page's Python, among the page's own variables, and show in `output` what it
 * shows; while Python is loading, how far it is. A figure is described by `output.dataset.alt`.
 * @param {string} code
 * @param {HTMLElement} output
 * @returns {Promise<{right: boolean}>} whether it ran without an error
 */
export async function runInPage(code, output) {
  return (await open()).runApart(code, output);
}

/** Stop what the page's Python is at. */
export async function stopInPage() {
  (await open()).stop();
}

for (const button of document.querySelectorAll(".live__offer")) {
  const owner = button.closest(".live, .question");
  if (savedText(keyOf(owner))) {
    button.append(": your text");
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    try {
      (await open()).edit(owner);
    } catch (error) {
      button.disabled = false;
      button.insertAdjacentText("afterend", `The editor could not be loaded: ${error.message}`);
    }
  });
}
