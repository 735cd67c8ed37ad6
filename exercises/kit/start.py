"""Open this problem set, or check it. Python is all that you need.

python start.py        set everything up in this folder (the first time) and open the notebook
python start.py check  check every answer of the notebook, without opening it
"""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
READY = ENVIRONMENT / "ready"
NOTEBOOK = "{name}.ipynb"  # each kit gets its own name


def main() -> int:
    """Run the command line; see the module."""
    asked = sys.argv[1:]
    if asked not in ([], ["check"]):
        print(__doc__)
        return 2
    if sys.version_info < (3, 11):
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
        return 2
    if not READY.exists() and not set_up():
        return 2
    command = ["nnbp.checks"] if asked else ["jupyterlab"]
    return subprocess.run([PYTHON, "-m", *command, NOTEBOOK], cwd=HERE, check=False).returncode


def set_up() -> bool:
    """Make the environment of this folder; return whether that went well."""
    print("Setting up this folder, once. It takes a minute or two and needs the network.")
    venv.create(ENVIRONMENT, with_pip=True, clear=True)
    (wheel,) = HERE.glob("nnbp-*.whl")
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check"]
    for what in (["--require-hashes", "-r", "requirements.txt"], ["--no-deps", wheel.name]):
        if subprocess.run([*pip, *what], cwd=HERE, check=False).returncode:
            print(
                "That did not work; the last lines above say why. Run the command again to retry."
            )
            return False
    READY.touch()
    return True


if __name__ == "__main__":
    sys.exit(main())
