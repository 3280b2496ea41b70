"""Other people's clients against the emulated host: what they need is fetched once into pytest's cache; what cannot be had is skipped."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from psbridge.emulator.host import Emulator
from psbridge.machine.computer import Machine
from psbridge.server.certificates import Authority

ANSIBLE = "12.3.0"  # the package of all collections, for the ansible-core that is fetched
USER, PASSWORD = "vagrant", "Passw0rd!"


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """cert.pem, cert_key.pem (of a client) and ca.pem."""
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="session")
def windows(certificates: Path) -> Iterator[Emulator]:
    """The host that all of them talk to."""
    authority = Authority()
    machine = Machine.windows("WEB01", endpoints=({"name": "JEARole", "visible": ("Get-Item",)},))
    host = Emulator(machine, user=USER, password=PASSWORD, authority=authority)
    identity = authority.client(f"{USER}@localhost")
    host.user.certificates = (identity.thumbprint,)
    (certificates / "cert.pem").write_bytes(identity.certificate)
    (certificates / "cert_key.pem").write_bytes(identity.key)
    (certificates / "ca.pem").write_bytes(authority.certificate)
    with host:
        yield host


def _pip(*words: str) -> bool:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *words]
    try:
        return subprocess.run(command, capture_output=True, timeout=500, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@pytest.fixture(scope="session")
def cache(pytestconfig: pytest.Config) -> Path:
    """Where fetched things stay between runs."""
    return Path(pytestconfig.cache.mkdir("interop")) if pytestconfig.cache is not None else Path()


@pytest.fixture(scope="session")
def source(cache: Path) -> Callable[[str, str], Path]:
    """The unpacked source distribution of a project."""

    def fetch(project: str, version: str) -> Path:
        name = f"{project}-{version}"
        if not (cache / name).is_dir():
            _pip("download", "--no-deps", "--no-binary", ":all:", "-d", str(cache), f"{project}=={version}")
            archive = cache / f"{name}.tar.gz"
            if not archive.is_file():
                pytest.skip(f"{name} cannot be fetched")
            with tarfile.open(archive) as file:
                # Python 3.11 has filters from 3.11.4 on; the archive comes from the package index.
                file.extractall(cache, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
        return cache / name

    return fetch


@pytest.fixture(scope="session")
def packages(cache: Path) -> Callable[..., Path]:
    """A directory with some packages of PyPI, apart from the environment of the tests."""

    def fetch(*names: str) -> Path:
        target = cache / f"packages-{'-'.join(names)}"
        if not target.is_dir() and not _pip("install", "--target", str(target), *names):
            pytest.skip(f"{', '.join(names)} cannot be fetched")
        return target

    return fetch


@pytest.fixture(scope="session")
def collection(cache: Path) -> Callable[[str], Path]:
    """A directory with one of Ansible's collections, out of the package that has them all."""

    def fetch(name: str) -> Path:
        target, inside = cache / "collections", f"ansible_collections/{name.replace('.', '/')}/"
        if not (target / inside).is_dir():
            _pip("download", "--no-deps", "-d", str(cache), f"ansible=={ANSIBLE}")
            wheel = cache / f"ansible-{ANSIBLE}-py3-none-any.whl"
            if not wheel.is_file():
                pytest.skip(f"ansible {ANSIBLE}, which has the collection {name}, cannot be fetched")
            with zipfile.ZipFile(wheel) as file:
                file.extractall(target, [one for one in file.namelist() if one.startswith(inside)])
            wheel.unlink()
        return target

    return fetch
