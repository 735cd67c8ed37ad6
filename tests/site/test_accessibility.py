"""axe-core finds nothing serious on any page, in light and in dark."""

from collections.abc import Callable
from typing import Any

import pytest
from built_site import ROOT, Visit, pages

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async (options) => {
  const found = await axe.run(document, options);
  return found.violations
    .filter(violation => ["serious", "critical"].includes(violation.impact))
    .map(violation => ({
      rule: violation.id,
      where: violation.nodes.map(node => `${node.target} ${node.any.map(c => c.message)}`),
    }));
}"""


def violations(visit: Visit, options: dict[str, Any]) -> Any:
    if visit.page.evaluate("typeof axe") == "undefined":
        visit.page.evaluate(AXE.read_text(encoding="utf-8"))
    return visit.page.evaluate(RUN, options)


@pytest.mark.parametrize("page", pages())
def test_in_light(visited: Callable[[str], Visit], page: str) -> None:
    assert violations(visited(page), {"resultTypes": ["violations"]}) == []


@pytest.mark.parametrize("page", pages())
def test_contrast_in_dark(visited: Callable[[str], Visit], page: str) -> None:
    """Only the contrast depends on the mode, so only that rule runs again."""
    tab = visited(page).page
    tab.emulate_media(color_scheme="dark", reduced_motion="reduce")
    tab.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    try:
        only = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
        assert violations(visited(page), only) == []
    finally:
        tab.emulate_media(color_scheme="light", reduced_motion="reduce")
