"""A question of a problem set in a page: its stub, which a reader fills in and checks there.

What it becomes in the page is described in `scripts/exercise.js`.
"""

from html import escape

from docutils import nodes

OFFER = (
    '<button type="button" class="live__offer pst-js-only">Write your answer here'
    '<span class="visually-hidden">: {}</span></button>'
)


def exercise_cell(
    problem_set: str, question: str, *, stub: str, given: str, known: str, notebook: str = ""
) -> list[nodes.Node]:
    """Return the nodes of an exercise; each question may stand once in a page.

    `given` is code that runs before the answer; the reader does not see it here. `known` and
    `notebook` are the addresses, seen from the page, of the set's known outputs and of its
    notebook, into which the reader's answers go for download.
    """
    data = {"set": problem_set, "question": question, "known": known, "notebook": notebook}
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items() if value)
    opening = f'<div class="exercise" id="exercise-{escape(question)}"{attributes}>'
    hidden = f"<pre hidden>{escape(given)}</pre>" if given else ""
    return [
        nodes.raw("", opening + hidden, format="html"),
        nodes.literal_block(stub, stub, language="python"),
        nodes.raw("", f"{OFFER.format(escape(question))}</div>", format="html"),
    ]
