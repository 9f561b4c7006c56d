"""Letters in tests: texts made up for a test, mails as outbox rows describe them, and kept mails read back."""

from email import message_from_bytes, policy

import jinja2
import pytest


@pytest.fixture
def texts(monkeypatch):
    """Add texts of mails to an application."""

    def add(app, **templates):
        named = {f"loans/mail/{name}.txt": text for name, text in templates.items()}
        loaders = [jinja2.DictLoader(named), app.jinja_env.loader]
        monkeypatch.setattr(app.jinja_env, "loader", jinja2.ChoiceLoader(loaders))

    return add


def kept(tmp_path):
    """Return the mails kept as files, as a mail program reads them, the oldest first."""
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((tmp_path / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    ]


def payload(recipient, message_id):
    """Return a Chinese mail as its outbox row describes it."""
    return {
        "recipient": recipient,
        "language": "zh",
        "subject": "馆际互借",
        "body": "您好\n",
        "library_id": None,
        "message_id": message_id,
    }
