"""What the guide for several machines gives as examples can be read by the programs it is for."""

import importlib.util
import re
import shutil
import subprocess

import pytest
import yaml

from library_exchange.cli import COMMANDS, FROM_LIBRARIES
from library_exchange.core.alike import fingerprints
from library_exchange.core.settings import CHECKOUT, Settings
from tests.machines import SECRETS

GUIDE = CHECKOUT / "docs" / "scaling.md"
EXAMPLES = CHECKOUT / "docs" / "scaling"
UNITS = sorted(EXAMPLES.glob("*.service"))
WORDS = re.compile(r"library-exchange ([\w-]+)")
SETTING = re.compile(r"\bLX_([A-Z_]+)\b")


def test_the_guide_leads_to_every_example():
    led_to = set(re.findall(r"\]\(scaling/([\w.-]+)\)", GUIDE.read_text(encoding="utf-8")))
    assert led_to == {path.name for path in EXAMPLES.iterdir() if path.is_file()}


@pytest.mark.parametrize("path", [GUIDE, *sorted(EXAMPLES.glob("*.*"))], ids=lambda path: path.name)
def test_examples_name_commands_and_settings_that_there_are(path):
    text = path.read_text(encoding="utf-8")
    assert set(WORDS.findall(text)) <= COMMANDS.keys() | FROM_LIBRARIES.keys()
    assert {name.lower() for name in SETTING.findall(text)} <= set(Settings.model_fields)


def test_the_guide_names_what_must_be_alike():
    section = GUIDE.read_text(encoding="utf-8").partition("## What must be alike")[2].partition("The first")[0]
    settings = Settings(mode="production", base_url="https://bridge.example", **SECRETS)
    assert {name.lower() for name in SETTING.findall(section)} == set(fingerprints(settings))


def test_the_compose_file_has_two_folders_with_a_worker_each():
    services = yaml.safe_load((EXAMPLES / "compose.yaml").read_text(encoding="utf-8"))["services"]
    by_folder = {}
    for name, service in services.items():
        for volume in service.get("volumes", []):
            by_folder.setdefault(volume.partition(":")[0], set()).add(name.partition("-")[0])
    assert by_folder == {"database": {"database"}, "one": {"web", "jobs"}, "two": {"web", "jobs"}}
    ours = [each for each in services.values() if "LX_MODE" in each.get("environment", {})]
    alike = {name: {each["environment"][name] for each in ours} for name in ours[0]["environment"]}
    assert len(ours) == 5
    assert all(len(values) == 1 for name, values in alike.items() if name.startswith("LX_"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_reads_the_units(unit, tmp_path):
    """Programs of the example are not on this machine, nor is its user."""
    text = re.sub(r"^(Exec\w+=)\S+", r"\1/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (tmp_path / unit.name).write_text(text, encoding="utf-8")
    verify = ["systemd-analyze", "verify", "--recursive-errors=no", str(tmp_path / unit.name)]
    told = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert unit.name not in told.stderr, told.stderr


def test_gunicorn_takes_its_settings():
    gunicorn = pytest.importorskip("gunicorn.config")
    spec = importlib.util.spec_from_file_location("gunicorn_conf", EXAMPLES / "gunicorn.conf.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    config = gunicorn.Config()
    given = {name: value for name, value in vars(module).items() if name.islower() and not name.startswith("_")}
    given.pop("os")
    for name, value in given.items():
        config.set(name, value)
    assert (config.workers, config.threads, config.preload_app) == (3, 8, False)
