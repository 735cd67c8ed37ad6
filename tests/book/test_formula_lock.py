"""No formula changes unseen: its LaTeX is the text that its check was compared with."""

from formula_lock import as_printed, as_verified, complaints, one_line


def test_every_formula_is_as_it_was_when_its_check_was_verified() -> None:
    found = complaints(as_printed(), as_verified())
    assert not found, "\n" + "\n".join(found)


def test_a_turned_sign_is_found() -> None:
    verified = {"eq-output-delta": r"\delta^{(L)} = a^{(L)} - y"}
    printed = {"eq-output-delta": r"\delta^{(L)} = y - a^{(L)}"}
    [message] = complaints(printed, verified)
    assert message.startswith("formula eq-output-delta changed: re-verify its check, then update")
    assert message.endswith(
        "\n  was \\delta^{(L)} = a^{(L)} - y\n  is  \\delta^{(L)} = y - a^{(L)}"
    )


def test_another_line_break_is_no_change() -> None:
    assert one_line("J = a\n  + b\n") == one_line("J = a + b")


def test_a_new_formula_and_a_lost_one_are_found() -> None:
    printed, verified = {"eq-new": "a"}, {"eq-lost": "b"}
    found = complaints(printed, verified)
    assert [message.split(":")[0] for message in found] == [
        "formula eq-lost is gone",
        "formula eq-new is new",
    ]
