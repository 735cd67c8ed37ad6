"""Build the site into `_build/html`: `python -m live.build`, with options of `jupyter-book build`.

A warning, a failing cell and a wrong formula each fail the build. Every page is read anew, since
Sphinx would not repeat the warnings of an unchanged page; what is cached is the execution.
"""

import gc
import os
import sys
import tempfile
from pathlib import Path

from jupyter_book.cli.main import main

# The kernels' own warnings are about shared machines; a failing cell is reported all the same.
KERNEL_CONFIG = 'get_config().IPKernelApp.log_level = "ERROR"\n'


# A page shows results, not a progress bar. And its matrices are small: on a busy machine several
# threads for a product wait for one another longer than one thread takes.
SETTINGS = {"TQDM_DISABLE": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def use_plain_profile(folder: Path) -> None:
    """Run the kernels with an IPython profile of the build's own, not with the reader's."""
    profile = folder / "profile_default"
    profile.mkdir()
    (profile / "ipython_kernel_config.py").write_text(KERNEL_CONFIG, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(folder)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        use_plain_profile(Path(folder))
        os.environ |= SETTINGS
        # A build makes many objects and drops few; looking for dead ones took a tenth of its time.
        gc.freeze()
        gc.set_threshold(100_000, 50, 50)
        strict = ["build", "-W", "-n", "--keep-going", "--all"]
        main([*strict, *sys.argv[1:], str(Path(__file__).parents[1])])
