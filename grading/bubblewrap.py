"""The command that runs a process in bubblewrap, and whether it can be had here."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nnbp

HERE = Path(__file__).parent
WARM = "grading.inside.zygote"
HOME = "/home/student"
DEVICES = ("null", "zero", "full", "random", "urandom")
# Every namespace of its own, and no user namespace made within: that would give powers over
# mounts. The warm process keeps the one power it needs to give each child namespaces too.
ISOLATED = ["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent"]
ISOLATED += ["--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]


def why_unavailable() -> str:
    """Return why no sandbox can be had here and what to do, or "" if it can."""
    if sys.platform != "linux":
        return "bubblewrap and seccomp are parts of Linux: grade there, in a container or in WSL"
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return "bubblewrap is not installed; on Debian or Ubuntu: apt-get install bubblewrap"
    try:
        importlib.import_module("pyseccomp")
    except ImportError:
        return "pyseccomp is not installed; it comes with the extra `grading` of this package"
    except RuntimeError:
        return "libseccomp is not installed; on Debian or Ubuntu: apt-get install libseccomp2"
    trial = [bwrap, *ISOLATED, "--ro-bind", "/", "/", "true"]
    done = subprocess.run(trial, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    return (
        f"bubblewrap does not work here: {done.stderr.strip()}. Version 0.8 or newer is needed; "
        "and if this system restricts user namespaces (Ubuntu 24.04 does, by AppArmor), allow them "
        "for bwrap"
    )


def sandboxed(course: Path) -> list[str]:
    """Return the command that runs the warm process in bubblewrap.

    `course` is the folder that holds the `nnbp` a student may import. There is no /proc.
    """
    command = [str(shutil.which("bwrap")), *ISOLATED, "--new-session", "--clearenv"]
    command += ["--hostname", "sandbox", "--ro-bind", "/usr", "/usr"]
    for name in ("bin", "lib", "lib32", "lib64"):
        path = Path("/", name)
        if path.is_symlink():
            command += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            command += ["--ro-bind", str(path), str(path)]
    for folder in sorted({Path(sys.base_prefix), Path(sys.prefix)}):
        if not folder.is_relative_to("/usr"):
            command += ["--ro-bind", str(folder), str(folder)]
    for package in _own_packages_below(Path("/usr"), Path(sys.base_prefix), Path(sys.prefix)):
        command += ["--tmpfs", str(package), "--remount-ro", str(package)]
    command += ["--ro-bind", str(HERE / "inside"), "/grader/grading/inside"]
    for name in DEVICES:
        command += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    command += ["--ro-bind", str(course), "/course", "--size", str(2**26), "--tmpfs", HOME]
    command += ["--remount-ro", "/", "--chdir", HOME]
    for key, value in environment("/course:/grader", HOME).items():
        command += ["--setenv", key, value]
    # Without "..", which would lead through a folder that is not there. A link to Python stays one:
    # so Python finds its packages.
    return [*command, os.path.normpath(sys.executable), "-BPm", WARM]


def environment(path: str, home: str) -> dict[str, str]:
    """Return the whole environment of the warm process: where it finds modules, its home."""
    return {
        "HOME": home,
        "IPYTHONDIR": f"{home}/ipython",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": "/usr/bin",
        "PYTHONPATH": path,
        "TMPDIR": home,
    }


def _own_packages_below(*mounted: Path) -> list[Path]:
    """Return the course's packages that are installed in a mounted folder: they hold answers."""
    own = [Path(nnbp.__file__).parent, HERE, HERE.parent / "exercises"]
    return [folder for folder in own if any(folder.is_relative_to(place) for place in mounted)]
