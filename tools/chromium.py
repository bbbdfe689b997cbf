"""The pinned Chromium of the browser tests, from the npm package @sparticuz/chromium.

`python tools/chromium.py` unpacks it into `.cache/chromium/<version>/` and prints the executable.
The package is an exact development dependency of `frontend/`, so its lock holds the hash; nothing
is downloaded here. Tests use `chromium_path()`, which is None where the package is not installed.

Where the machine lacks libnss3, libnspr4 or libexpat, start it with `chromium_environment`.
"""

import io
import json
import os
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "frontend" / "node_modules" / "@sparticuz" / "chromium"
CACHE = ROOT / ".cache" / "chromium"
ARCHIVES = ("al2023.tar.br", "swiftshader.tar.br")


def chromium_path() -> Path | None:
    """The executable, unpacked on first use (about 3 s, 200 MB); None without the package."""
    if not (PACKAGE / "bin" / "chromium.br").is_file():
        return None
    target = CACHE / _version()
    if not (target / "chromium").is_file():
        _unpack(target)
    return target / "chromium"


def chromium_environment(executable: Path) -> dict[str, str]:
    """This process's environment with the package's own libraries where the system has none."""
    own = str(executable.parent / "lib")
    path = os.environ.get("LD_LIBRARY_PATH")
    return {**os.environ, "LD_LIBRARY_PATH": f"{path}:{own}" if path else own}


def _version() -> str:
    version: str = json.loads((PACKAGE / "package.json").read_text("utf-8"))["version"]
    return version


def _unpack(target: Path) -> None:
    """Unpacked beside its place and moved there whole, so that two runs never share a half."""
    import brotli

    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / "made"
        made.mkdir()
        executable = made / "chromium"
        executable.write_bytes(brotli.decompress((PACKAGE / "bin" / "chromium.br").read_bytes()))
        executable.chmod(0o755)
        for name in ARCHIVES:
            packed = brotli.decompress((PACKAGE / "bin" / name).read_bytes())
            with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
                # Python before 3.11.4 has no filters; what npm brought was checked by its hash.
                safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
                archive.extractall(made, **safely)  # type: ignore[arg-type]  # noqa: S202
        try:
            made.rename(target)
        except OSError:
            if not (target / "chromium").is_file():
                shutil.rmtree(target, ignore_errors=True)
                made.rename(target)


def main() -> int:
    """Print the path of the executable; 1 with the reason when there is none."""
    path = chromium_path()
    if path is None:
        sys.stderr.write("Chromium is not installed: run `npm ci` in frontend/ first.\n")
        return 1
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
