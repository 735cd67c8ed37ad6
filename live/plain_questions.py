"""The problem sets in a page's notebook: what each question asks, and where it is answered.

The links lead where `live.lite` puts the sets, seen from its notebooks of the pages.
"""

from live.questions import ReleasedSet
from nnbp.checks.known import Question

QUESTION = """\
<details>
<summary>{set}, {heading} ({points})</summary>

{statement}

```python
{stub}
```

</details>
"""


def plain_questions(sets: list[ReleasedSet], page: str) -> str:
    """Return the questions that belong to `page`, set by set, as plain Markdown."""
    told = []
    for released in sets:
        asked = [question for question in released.questions.values() if question.page == page]
        if asked:
            told += [_question(released, question) for question in asked]
            told.append(f"To answer and check: the notebook {_link(released)}.\n")
    return "\n".join(told)


def plain_sets(sets: list[ReleasedSet]) -> str:
    """Return the list of all sets with what each says of itself."""
    return "\n".join(f"- **{one.title}.** {one.stated} Notebook: {_link(one)}." for one in sets)


def _question(released: ReleasedSet, question: Question) -> str:
    heading, statement, stub = released.as_handed_out(question.name)
    return QUESTION.format(
        set=released.title.partition(":")[0],
        heading=heading,
        points=f"{question.max_points:g} point{'' if question.max_points == 1 else 's'}",
        statement=statement,
        stub=stub,
    )


def _link(released: ReleasedSet) -> str:
    file = f"{released.name}.ipynb"
    return f"[{file}](../problem-sets/{released.name}/{file})"
