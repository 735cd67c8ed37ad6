// What a page loads: the buttons that stand in it get their meaning; the rest comes at a click.

import { keyOf, savedText } from "./saved.js";

/** @returns {Promise<import("./page.js").Page>} the page's cells and their Python */
const open = async () => (await import("./page.js")).page();

/**
 * Run `code` in the page's Python and show in `output` what it shows.
 * @param {string} code
 * @param {HTMLElement} output
 */
export async function runInPage(code, output) {
  return (await open()).runApart(code, output);
}

for (const button of document.querySelectorAll(".live__offer")) {
  const owner = button.closest(".live, .exercise");
  if (savedText(keyOf(owner))) {
    button.textContent += ": your text";
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
