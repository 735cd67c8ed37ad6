"""The page for instructors adds up the times that the pages of its syllabus state."""

import re

from printed import BOOK, says

MINUTES = re.compile(r"^- About (\d+) minutes", re.MULTILINE)


def test_the_hours_are_the_sum_of_the_pages_minutes() -> None:
    text = (BOOK / "for-instructors.md").read_text(encoding="utf-8")
    rows = "".join(re.findall(r"^\| \d \|.*$", text, re.MULTILINE))
    stated = []
    for page in re.findall(r"\{doc\}`([\w-]+)`", rows):
        [minutes] = MINUTES.findall((BOOK / f"{page}.md").read_text(encoding="utf-8"))
        stated.append(int(minutes))
    says("for-instructors", "about %d hours of reading and doing", round(sum(stated) / 60))


def test_the_broken_networks_take_as_long_as_their_page_says() -> None:
    text = (BOOK / "finding-mistakes.md").read_text(encoding="utf-8")
    [minutes] = MINUTES.findall(text)
    says("finding-mistakes", "About %s minutes, and as long again for four broken", minutes)
    says("for-instructors", "The four broken networks take %s minutes more", minutes)


def test_the_beliefs_are_those_that_are_answered() -> None:
    answers = (BOOK / "finding-mistakes.md").read_text(encoding="utf-8")
    _, _, answers = answers.partition("## Fourteen beliefs")
    numbered = re.compile(r"^(\d+)\. ", re.MULTILINE)
    listed = numbered.findall((BOOK / "for-instructors.md").read_text(encoding="utf-8"))
    assert listed == [str(n) for n in range(1, 15)]
    assert numbered.findall(answers.split("\n## ")[0]) == listed
