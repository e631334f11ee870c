"""The image: its Dockerfile's and compose.yaml's own commands, run without a container engine.

The stages become folders and the commands run in them against the real settings of production. With CHANCERY_FRESH_VENV=1,
as in CI, the packages are installed anew by the Dockerfile's command; otherwise this virtual environment stands for them.
"""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.config.waiting import wait_until

PROJECT = Path(__file__).resolve().parents[2]
ACCOUNTS = ("useradd",)
"""Commands that make the image's user: the one kind that is not run here."""


@dataclass
class Stage:
    """One FROM of a Dockerfile with its instructions."""

    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        return [value for instruction, value in self.instructions if instruction == name]

    def last(self, name: str) -> str:
        return self.all(name)[-1]


def stages() -> list[Stage]:
    text = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", (PROJECT / "Dockerfile").read_text()))
    found: list[Stage] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, value = line.split(maxsplit=1)
        if name == "FROM":
            found.append(Stage())
        found[-1].instructions.append((name, value))
    return found


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((PROJECT / "compose.yaml").read_text()))


@dataclass
class Image:
    """Where the image's folders lie here, and how to run its commands."""

    venv: Path
    app: Path
    environment: dict[str, str]

    def here(self, text: str) -> str:
        return text.replace("/opt/venv", str(self.venv))

    def run(self, command: str | list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, shell=isinstance(command, str), cwd=self.app, env=self.environment, capture_output=True, text=True,
            check=False, timeout=120,
        )  # fmt: skip

    def start(self, command: list[str], log: Path) -> subprocess.Popen[bytes]:
        with log.open("wb") as output:
            return subprocess.Popen(command, cwd=self.app, env=self.environment, stdout=output, stderr=output)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    folder = tmp_path_factory.mktemp("image")
    packages, final = stages()
    venv = Path(sys.prefix)
    if os.environ.get("CHANCERY_FRESH_VENV"):
        venv = folder / "venv"
        shutil.copy(PROJECT / "requirements.txt", folder)
        install = packages.last("RUN").replace("/opt/venv", str(venv)).replace("python -m", f"{sys.executable} -m", 1)
        subprocess.run(install, shell=True, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    app = folder / "app"
    app.mkdir()
    for value in final.all("COPY"):
        *names, target = [word for word in value.split() if not word.startswith("--")]
        if "--from" in value:
            continue
        for name in names:
            source = PROJECT / name
            if source.is_dir():
                shutil.copytree(source, app / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, app / target)
    environment = {"PATH": f"{venv}/bin:/usr/bin:/bin", "HOME": str(folder)}
    for pair in shlex.split(final.last("ENV")):
        name, value = pair.split("=", 1)
        if name != "PATH":
            environment[name] = value
    return Image(venv, app, environment | {"DATA_DIR": str(folder / "data")})


@pytest.fixture(scope="module")
def collected(image: Image) -> Image:
    for command in stages()[-1].all("RUN"):
        if not command.startswith(ACCOUNTS):
            ended = image.run(command)
            assert ended.returncode == 0, ended.stderr
    return image


@pytest.fixture
def serving(collected: Image, process_environment: dict[str, str]) -> Image:
    """The image with what compose.yaml gives its services, on the tests' database and its queue."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {
        "SECRET_KEY": "kP3-vX9qLw7RtZb2NcYh5JmDf8GsTa4UeVo6Wi1BxQyCzEnHrMlSdF", "ALLOWED_HOSTS": "chancery.example.org",
        "TRUSTED_PROXIES": "1", "DATABASE_URL": process_environment["DATABASE_URL"], "PORT": str(port),
        "BIND": "127.0.0.1", "SWEEP_SECONDS": "1",
    }  # fmt: skip
    return Image(collected.venv, collected.app, collected.environment | given)


def fetch(port: str, path: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def does_its_work(image: Image, probe: list[str], process: subprocess.Popen[bytes]) -> bool:
    """Whether the probe is content, or there is nothing more to wait for."""
    return image.run(probe).returncode == 0 or process.poll() is not None


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **options: object) -> None:
        return None


def test_the_image_is_small_in_rights() -> None:
    final = stages()[-1]
    assert int(final.last("USER")) > 0
    assert "config.probe" in final.last("HEALTHCHECK")
    assert "--require-hashes" in stages()[0].last("RUN")
    for value in final.all("COPY"):
        if "--from" not in value:
            assert all((PROJECT / name).exists() for name in value.split()[:-1]), value


def test_no_service_has_a_secret_of_its_own() -> None:
    for name, service in compose()["services"].items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASS|KEY|URL", variable):
                assert ":?" in str(value), f"{name}: {variable}"
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name


def test_each_service_is_watched_and_waits_for_what_it_needs() -> None:
    services = compose()["services"]
    assert set(services) == {"database", "broker", "prepare", "web", "worker", "beat"}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
        # The web server's is the image's own.
        assert name == "web" or services[name]["healthcheck"]["test"]
        assert services[name]["read_only"] is True
    assert services["database"]["healthcheck"]["test"]
    assert services["broker"]["healthcheck"]["test"]


def test_the_commands_of_the_image_do_their_work(serving: Image, tmp_path: Path) -> None:
    services = compose()["services"]
    ended = serving.run(services["prepare"]["command"])
    assert ended.returncode == 0, ended.stderr
    port = serving.environment["PORT"]
    probe_web = json.loads(stages()[-1].last("HEALTHCHECK").split("CMD", 1)[1])
    commands = {
        "web": json.loads(stages()[-1].last("CMD")),
        "worker": services["worker"]["command"],
        "beat": services["beat"]["command"],
    }
    probes = {
        "web": probe_web,
        "worker": services["worker"]["healthcheck"]["test"][1:],
        "beat": services["beat"]["healthcheck"]["test"][1:],
    }
    assert serving.run(probe_web).returncode == 1
    processes = {name: serving.start(command, tmp_path / name) for name, command in commands.items()}
    try:
        for name, command in probes.items():
            wait_until(partial(does_its_work, serving, command, processes[name]), f"{name} does its work", 60)
            assert processes[name].poll() is None, (tmp_path / name).read_text()
        host, secure = {"Host": "chancery.example.org"}, {"X-Forwarded-Proto": "https"}
        assert fetch(port, "/health/", **host)[0] == 200
        assert fetch(port, "/admin/login/", **host)[0] == 301  # to https
        status, page = fetch(port, "/admin/login/", **host, **secure)
        assert status == 200
        style = re.search(r'href="(/static/admin/css/base\.[0-9a-f]+\.css)"', page)
        assert style, "static files carry their digest"
        assert fetch(port, style[1], **host, **secure)[0] == 200
        assert fetch(port, "/admin/login/", Host="elsewhere.example.org", **secure)[0] == 400
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(60)
