// A problem set's notebook: what a question stands on, and the notebook with the reader's answers.

/**
 * What runs before a question is checked, by name: the given cells above it, and those earlier
 * answers that its answer uses.
 * @param {object} notebook in Jupyter's format
 * @param {string} question
 * @param {Object<string, string>} answers by question
 * @returns {{cells: [string, string][], used: string[], missing: string[]}} the cells, the answer
 *   the last of them; the earlier questions that it uses, those that have an answer and those not
 */
export function cellsFor(notebook, question, answers) {
  const all = notebook.cells.filter(isGivenOrAnswer).map((cell) => {
    const { grade_id: name, solution } = cell.metadata.nbgrader;
    return { name, solution, code: solution ? answers[name] : textOf(cell) };
  });
  const above = all.slice(0, all.findIndex(({ name }) => name === question));
  const used = new Set();
  const follow = (text) => {
    for (const cell of above.filter((cell) => !used.has(cell) && speaksOf(text, cell))) {
      used.add(cell);
      follow(cell.code ?? "");
    }
  };
  follow(answers[question]);

  const run = above.filter((cell) => !cell.solution || (used.has(cell) && cell.code !== undefined));
  const earlier = above.filter((cell) => cell.solution && used.has(cell));
  return {
    cells: [...run, { name: question, code: answers[question] }].map(({ name, code }) => [name, code]),
    used: earlier.filter(({ code }) => code !== undefined).map(({ name }) => name),
    missing: earlier.filter(({ code }) => code === undefined).map(({ name }) => name),
  };
}

/** Whether a cell is for running: the cells that check an answer are the grader's. */
function isGivenOrAnswer({ cell_type: type, metadata }) {
  return type === "code" && metadata.nbgrader && !metadata.nbgrader.grade;
}

function speaksOf(text, { name, code = "" }) {
  const defined = [...code.matchAll(/^(?:def|class) (\w+)|^(\w+) *=/gm)].map(([, a, b]) => a ?? b);
  return [name, ...defined].some((word) => new RegExp(`\\b${word}\\b`).test(text));
}

function textOf(cell) {
  return [cell.source].flat().join("");
}

/**
 * @param {object} notebook in Jupyter's format
 * @param {Object<string, string>} answers by question
 * @returns {object} the same notebook with the answers in their cells
 */
export function filledIn(notebook, answers) {
  const cells = notebook.cells.map((cell) => {
    const answer = answers[cell.metadata.nbgrader?.grade_id];
    return answer !== undefined && cell.cell_type === "code" ? { ...cell, source: answer } : cell;
  });
  return { ...notebook, cells };
}

/**
 * @param {string} name
 * @param {string} text
 */
export function offerFile(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
