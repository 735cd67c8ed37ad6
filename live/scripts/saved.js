// The reader's texts, kept in this browser: of a cell under its page, of an answer under its
// problem set, since the questions of a set stand on several pages.

const SITE = new URL("../../", import.meta.url).pathname;

/** @param {HTMLElement} element a cell or an exercise */
export function keyOf(element) {
  const { set, question } = element.dataset;
  return set ? `${answersOf(set)}${question}` : `cell ${location.pathname} ${element.id}`;
}

const answersOf = (set) => `answer ${SITE} ${set} `;

/**
 * @param {string} key
 * @returns {{text: string, of: string} | null} the reader's text and the book's that it came from
 */
export function savedText(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // no storage here: texts last as long as the page
  }
}

/**
 * @param {string} key
 * @param {string} text
 * @param {string} of the book's text; a text equal to it is forgotten
 */
export function saveText(key, text, of) {
  try {
    if (text === of) {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, JSON.stringify({ text, of }));
    }
  } catch {
    // As above.
  }
}

/**
 * @param {string} set
 * @returns {Object<string, string>} the reader's answers by question
 */
export function savedAnswers(set) {
  const prefix = answersOf(set);
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), savedText(key).text]));
}
