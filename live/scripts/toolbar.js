// The buttons below an editor, and the line that says what goes on.

export class Toolbar {
  /**
   * @param {string} id
   * @param {Object<string, () => void>} actions by the words on the button; the editor's keys call
   *   the first, and one is called Stop
   */
  constructor(id, actions) {
    this.element = document.createElement("div");
    this.element.className = "live__bar";
    this.buttons = Object.entries(actions).map(([words, action]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      button.addEventListener("click", () => !isOff(button) && action());
      return button;
    });
    this.state = document.createElement("p");
    this.state.className = "live__state";
    this.state.setAttribute("role", "status");
    this.hint = document.createElement("p");
    this.hint.className = "live__hint";
    this.hint.id = `${id}-keys`;
    this.hint.textContent =
      `Shift+Enter: ${Object.keys(actions)[0]}. Tab indents; to leave the editor press Escape, then Tab.`;
    this.edited = document.createElement("span");
    this.edited.className = "live__edited";
    this.element.append(...this.buttons, this.edited, this.state, this.hint);
    this.setRunning(false);
  }

  say(words) {
    if (this.state.textContent !== words) {
      this.state.textContent = words;
    }
  }

  /** While something runs only Stop works, else all but Stop; a button keeps the focus it has. */
  setRunning(running) {
    for (const button of this.buttons) {
      turn(button, (button.textContent === "Stop") === running);
    }
  }

  /** @param {string} words on the reader's text, none if it is the book's */
  tellEdited(words) {
    this.edited.textContent = words;
    this.edited.hidden = words === "";
  }
}

function isOff(button) {
  return button.getAttribute("aria-disabled") === "true";
}

function turn(button, on) {
  button.setAttribute("aria-disabled", String(!on));
}
