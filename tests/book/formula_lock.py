"""The text of each labelled formula as it was when its check was last compared with it.

A check evaluates a formula in code; it does not read the LaTeX. `formulas.lock` therefore keeps the
LaTeX, one formula a line, and a formula whose text has changed since fails until someone has looked
at its check again and updated the lock:

    .venv/bin/python tests/book/formula_lock.py
"""

from pathlib import Path

from identities import labelled_formulas

LOCK = Path(__file__).with_name("formulas.lock")
COMMAND = ".venv/bin/python tests/book/formula_lock.py"


def one_line(latex: str) -> str:
    """The formula on one line; a line break counts as a space."""
    return " ".join(latex.split())


def as_printed() -> dict[str, str]:
    """The LaTeX of each labelled formula, on one line, by its label."""
    return {label: one_line(latex) for label, latex in labelled_formulas()}


def as_verified() -> dict[str, str]:
    """The same, as the lock has it."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", maxsplit=1) for line in lines)


def complaints(printed: dict[str, str], verified: dict[str, str]) -> list[str]:
    """One message for each formula that is new, gone or not what it was."""
    messages = []
    for label in sorted(printed.keys() | verified.keys()):
        before, now = verified.get(label), printed.get(label)
        if before == now:
            continue
        if before is None:
            messages.append(
                f"formula {label} is new: verify its check, then update the lock with {COMMAND}"
            )
        elif now is None:
            messages.append(f"formula {label} is gone: update the lock with {COMMAND}")
        else:
            messages.append(
                f"formula {label} changed: re-verify its check, then update the lock with {COMMAND}"
                f"\n  was {before}\n  is  {now}"
            )
    return messages


def update() -> None:
    """Write the lock anew, and say what changes."""
    printed = as_printed()
    verified = as_verified() if LOCK.exists() else {}
    for label in sorted(printed.keys() | verified.keys()):
        if printed.get(label) != verified.get(label):
            print(f"{label}\n  was {verified.get(label)}\n  is  {printed.get(label)}")
    lines = [f"{label}: {printed[label]}\n" for label in sorted(printed)]
    LOCK.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    update()
