"""Build the site into `_build/html`: `python -m live.build`.

A warning, a failing cell and a wrong formula each fail the build. Every page is read anew, since
Sphinx would not repeat the warnings of an unchanged page; what is cached is the execution.
"""

from pathlib import Path

from jupyter_book.cli.main import main

if __name__ == "__main__":
    main(["build", "-W", "-n", "--keep-going", "--all", "-q", str(Path(__file__).parents[1])])
