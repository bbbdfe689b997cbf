"""What the tests about the code read: the repository's files, its tools, its parsed modules."""

import ast
import gc
import importlib.util
import subprocess
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "homeward"
# Where git does not answer, everything counts but what an installation makes.
MADE = {".git", ".venv", ".cache", "node_modules", "built", "__pycache__", "var"}


@cache
def tool(name: str) -> ModuleType:
    """A module of tools/, which is no package."""
    spec = importlib.util.spec_from_file_location(f"tools_{name}", ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def committed_files() -> list[Path]:
    """Every file that is in the repository, or would be with the next commit."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others"]
    asked = subprocess.run([*command, "--exclude-standard"], capture_output=True, check=False)
    if asked.returncode == 0:
        names = [name for name in asked.stdout.decode().split("\0") if name]
        found = [ROOT / name for name in names]
    else:
        found = [p for p in ROOT.rglob("*") if not MADE & set(p.relative_to(ROOT).parts)]
    return sorted(path for path in found if path.is_file())


def in_repository(path: Path) -> str:
    """A path as people name it."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed() -> dict[Path, ast.Module]:
    """Every Python module of Homeward but the migrations."""
    files = (p for p in sorted(SOURCES.rglob("*.py")) if "migrations" not in p.parts)
    gc.disable()  # there is no garbage among a million nodes that are kept
    try:
        found = {path: ast.parse(path.read_text("utf-8")) for path in files}
    finally:
        gc.enable()
    gc.freeze()
    return found
