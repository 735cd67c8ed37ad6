// The reader's texts, kept in this browser: of a cell under its page, of an answer under its
// problem set, since the questions of a set stand on several pages.

const SITE = new URL("../../", import.meta.url).pathname;

const KEPT = "Edited; kept in this browser.";

/** Where there is no storage, texts last as long as the page. */
const store = storage() ?? {};

function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** @param {HTMLElement} element a cell or a question */
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
  return JSON.parse(store[key] ?? "null");
}

/**
 * @param {string} key
 * @param {string} text
 * @param {string} of the book's text; a text equal to it is forgotten
 * @returns {string} words that say whether the text is kept, none if it is the book's
 */
export function saveText(key, text, of) {
  if (text === of) {
    delete store[key];
    return "";
  }
  try {
    store[key] = JSON.stringify({ text, of });
  } catch {
    return "Edited; not kept, for this browser's storage is full.";
  }
  return store instanceof Storage ? KEPT : "Edited; not kept when you leave the page.";
}

/**
 * @param {string} key
 * @param {string} of the book's text now
 * @returns {string} words on the reader's text from an earlier visit, none if there is none
 */
export function wordsOn(key, of) {
  const saved = savedText(key);
  return saved ? `${KEPT}${saved.of === of ? "" : " The book's text has changed since."}` : "";
}

/**
 * @param {string} set
 * @returns {Object<string, string>} the reader's answers by question
 */
export function savedAnswers(set) {
  const prefix = answersOf(set);
  const keys = Object.keys(store).filter((key) => key.startsWith(prefix));
  return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), savedText(key).text]));
}
