"""Each page as a notebook: plain Markdown, what the page has, and the links to it."""

import re
from collections.abc import Callable

import nbformat
import pytest
from built_site import HTML, ROOT, Visit, pages

from live.notebooks import to_notebook
from live.plain_markdown import References
from nnbp.checks import read_known

MYST = re.compile(r"^ *(?:>\s*)*(?:`{3,}|:{3,})\{|\{[\w:]+\}`|^\([\w-]+\)=|^\+\+\+", re.MULTILINE)
REFERENCES = References(
    titles={"blame": "Blame"},
    numbers={"eq-cost": "5.1", "fig-v": "13.1", "explore-fork": "7.2"},
    names={"ng2011": ("Ng", "2011")},
    lists={"questions": "A question."},
)

every_page = pytest.mark.parametrize("page", pages())


def cells(source: str) -> list[tuple[str, str]]:
    front = "---\njupytext:\n  text_representation:\n    format_name: myst\n---\n\n"
    return [(cell.cell_type, cell.source) for cell in to_notebook(front + source, REFERENCES).cells]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("See {doc}`blame`.", "See [Blame](blame.ipynb)."),
        ("By {eq}`eq-cost`.", "By (5.1)."),
        ("In {numref}`fig-v`.", "In figure 13.1."),
        ("Says {cite:t}`ng2011`.", "Says Ng (2011)."),
        (":::{admonition} Try\n:class: try\nDo it.\n:::", "> **Try**\n>\n> Do it."),
        ("```{math}\n:label: eq-cost\nJ = 0\n```", "$$\nJ = 0\n\\tag{5.1}\n$$"),
        ("```{questions}\n```", "A question."),
    ],
)
def test_becomes_plain_markdown(source: str, expected: str) -> None:
    assert cells(source) == [("markdown", expected)]


def test_an_explorable_becomes_a_cell_with_its_caption() -> None:
    before, cell, caption, after = cells("Before.\n\n```{explorable} fork\n```\n\nAfter.")
    assert (before, after) == (("markdown", "Before."), ("markdown", "After."))
    assert cell == ("code", 'from nnbp.explorables import explore\n\nexplore("fork")')
    assert caption[1].startswith("**Figure 7.2.** The graph of")


def test_a_figure_keeps_its_caption() -> None:
    figure = "---\nmystnb:\n  figure:\n    caption: A curve.\n    name: fig-v\n---\nplot()"
    assert cells(f"```{{code-cell}} ipython3\n{figure}\n```") == [
        ("code", "plot()"),
        ("markdown", "**Figure 13.1.** A curve."),
    ]


@every_page
def test_has_no_markup_that_jupyter_does_not_know(page: str) -> None:
    notebook = nbformat.read(HTML / f"{page}.ipynb", as_version=4)
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert [match for text in texts for match in MYST.findall(text)] == []


@every_page
def test_has_every_cell_and_explorable_of_its_page(page: str) -> None:
    source = (ROOT / f"{page}.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```\{(?:code-cell|explorable)\}", source, re.MULTILINE)
    notebook = nbformat.read(HTML / f"{page}.ipynb", as_version=4)
    assert len([cell for cell in notebook.cells if cell.cell_type == "code"]) == len(shown)


def test_each_question_stands_in_the_notebook_of_its_page() -> None:
    asked = [
        (question.page, path.parent.name, name)
        for path in sorted((ROOT / "exercises" / "release").glob("*/known_outputs.json"))
        for name, question in read_known(path).items()
    ]
    for page, name, question in asked:
        text = (HTML / "book" / f"{page}.ipynb").read_text(encoding="utf-8")
        assert f"../problem-sets/{name}/{name}.ipynb" in text
        assert re.search(rf"\b{question}\b", text)


@every_page
def test_the_page_leads_to_its_notebook(visited: Callable[[str], Visit], page: str) -> None:
    name = page.rpartition("/")[2]
    links = visited(page).page.locator(".dropdown-download-buttons a")
    addresses = links.evaluate_all("all => all.map(link => link.getAttribute('href'))")
    live = nbformat.read(HTML / f"{page}.ipynb", as_version=4).metadata.get("live", True)
    lite = [f"../lite/notebooks/index.html?path=pages/{name}.ipynb"] if live else []
    assert addresses == [*lite, f"{name}.ipynb"]
