"""Builds a wheel with the library inside: ``python3 build_wheel.py LIBRARY OUT`` or ``pip wheel .``.

It is its own build backend (PEP 517, ``pyproject.toml``) and needs nothing but Python: a wheel is an
archive with a list of what it holds. ``pip`` names the library by ``SIDIAN_LIBRARY``; build it with
``cargo build --profile release-ffi -p sidian-ffi``.
"""

import base64
import hashlib
import os
import re
import sys
import sysconfig
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def version() -> str:
    return re.search(r'^version = "(.*)"$', (HERE / "pyproject.toml").read_text(), re.M).group(1)


def build(library: Path, out: Path) -> str:
    stem = f"sidian-{version()}"
    # The library is bound to a platform, the Python around it to no version of Python.
    platform = re.sub(r"[-.]", "_", sysconfig.get_platform())
    tag = f"py3-none-{platform}"
    info = f"{stem}.dist-info"
    files = {f"sidian/{p.name}": p.read_bytes() for p in sorted((HERE / "sidian").glob("*.py"))}
    files[f"sidian/{library.name}"] = library.read_bytes()
    files[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: sidian\nRoot-Is-Purelib: false\nTag: {tag}\n").encode()
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: sidian\nVersion: {version()}\n"
        "Summary: Electronic licences, seals, signatures and materials\n"
        "License: MIT OR Apache-2.0\nRequires-Python: >=3.8\n"
        "Description-Content-Type: text/markdown\n\n" + (HERE / "README.md").read_text()).encode()
    record = ""
    name = f"{stem}-{tag}.whl"
    with zipfile.ZipFile(out / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, content in files.items():
            # The same content gives the same file, whenever it is built.
            wheel.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={digest},{len(content)}\n"
        record += f"{info}/RECORD,,\n"
        wheel.writestr(zipfile.ZipInfo(f"{info}/RECORD", (1980, 1, 1, 0, 0, 0)), record)
    return name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """What ``pip`` calls."""
    library = os.environ.get("SIDIAN_LIBRARY")
    if not library:
        raise SystemExit("SIDIAN_LIBRARY must name the built libsidian_ffi")
    return build(Path(library), Path(wheel_directory))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    print(build(Path(sys.argv[1]), Path(sys.argv[2])))
