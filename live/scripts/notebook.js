// A problem set's notebook with the reader's answers in it.

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
