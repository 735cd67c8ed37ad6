"""The problem sets in the site: every question on its page, every kit, the table of mistakes."""

import csv
from collections.abc import Callable

import pytest
from built_site import HTML, ROOT, Visit

from nnbp.checks import read_known

RELEASED = ROOT / "exercises" / "release"
QUESTIONS = [
    (path.parent.name, question.name, question.page)
    for path in sorted(RELEASED.glob("*/known_outputs.json"))
    for question in read_known(path).values()
]
SETS = sorted({name for name, _, _ in QUESTIONS})

VisitPage = Callable[[str], Visit]


@pytest.mark.parametrize(("name", "question", "page"), QUESTIONS)
def test_a_question_stands_on_the_page_that_teaches_it(
    visited: VisitPage, name: str, question: str, page: str
) -> None:
    tab = visited(f"book/{page}").page
    shown = tab.locator(f'details[data-set="{name}"][data-question="{question}"]')
    assert shown.count() == 1
    for attribute in ("data-known", "data-notebook"):
        address = shown.get_attribute(attribute)
        assert address is not None
        assert (HTML / "book" / address).resolve().is_file()
    links = shown.locator(".question__ways a").evaluate_all("all => all.map(a => a.pathname)")
    assert [link.rpartition("/exercises/")[2] for link in links] == [
        f"{name}.zip",
        f"{name}/{name}.ipynb",
    ]


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_listed_with_files_that_are_there(visited: VisitPage, name: str) -> None:
    tab = visited("book/problem-sets").page
    for file in (f"{name}.zip", f"{name}/{name}.ipynb"):
        assert tab.locator(f'.problem-sets a[href="../exercises/{file}"]').count() == 1
        assert (HTML / "exercises" / file).is_file()


def test_the_table_of_known_mistakes_has_a_row_for_each(visited: VisitPage) -> None:
    with (RELEASED / "known_mistakes.csv").open(newline="", encoding="utf-8") as file:
        mistakes = [row["mistake"] for row in csv.DictReader(file)]
    rows = visited("book/known-mistakes").page.locator("article table tbody tr")
    assert rows.locator("td:nth-child(3)").all_inner_texts() == mistakes
