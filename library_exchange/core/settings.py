"""Settings: each one typed, described and read from the environment as `LX_<NAME>`, a secret from a file, too."""

import os
import re
import secrets
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from library_exchange.core.public_addresses import Network, networks

CHECKOUT = Path(__file__).resolve().parents[2]
SHORTEST_SECRET = 32
PUBLIC_KEY = r"lx-backup-public-[A-Za-z0-9_-]{43}"
IN_DATABASE = "database"
LOOPBACK = "127.0.0.0/8, ::1/128"
Secret = Literal["secret_key", "password_salt"]
SECRETS: tuple[Secret, ...] = get_args(Secret)
"""What the service keeps to itself; a demonstration makes its own."""
IN_FILES = ("secret_key", "password_salt", "database_url", "smtp_password", "metrics_token", "search_url")
"""What may stand in a file, as vaults hand it over: it shows in no list of processes and in no environment."""


class NotRead(ValueError):
    """A setting that stands in a file cannot be read, or is told twice; the text names it."""


def from_files() -> dict[str, str]:
    """Return the settings that the environment says stand in files; raises NotRead."""
    return {name: _read(name, path) for name in IN_FILES if (path := os.environ.get(f"{variable(name)}_FILE"))}


def _read(name: str, path: str) -> str:
    if variable(name) in os.environ:
        raise NotRead(f"{variable(name)} and {variable(name)}_FILE are both set: take one away")
    try:
        told = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotRead(f"{variable(name)}_FILE: {path} cannot be read") from error
    if not told:
        raise NotRead(f"{variable(name)}_FILE: {path} is empty")
    return told


class Settings(BaseSettings):
    """Everything an operator may set; `docs/operators.md` lists the same names."""

    model_config = SettingsConfigDict(env_prefix="LX_", env_file=".env", extra="ignore")

    mode: Literal["demo", "production"] = Field(
        "demo", description="production refuses demo accounts and short secrets and asks browsers for https."
    )
    instance_dir: Path = Field(CHECKOUT / "instance", description="Folder of everything the service writes.")
    translations_dir: Path = Field(CHECKOUT / "translations", description="Folder of the message catalogues.")
    database_url: str = Field("", description="SQLAlchemy URL; empty means SQLite in the instance folder.")
    files: str = Field(
        "",
        description="Where files are kept that all machines must read: database, or an address as in s3://bucket/bridge;"
        " empty: the instance folder.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="Signs cookies; at least 32 characters. A demo makes its own."
    )
    password_salt: SecretStr = Field(SecretStr(""), description="Salt of password tokens. A demo makes its own.")
    base_url: str = Field(
        "",
        description="Address put into mails, never taken from a request; empty: that of the built-in server.",
    )
    host: str = Field("127.0.0.1", description="Address the built-in server listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port of the built-in server.")
    threads: int = Field(8, ge=1, le=64, description="Threads of the built-in server.")
    smtp_host: str = Field("", description="Mail server; empty keeps every mail as a file under instance/mail.")
    smtp_port: int = Field(25, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str = Field("", description="User name at the mail server.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server.")
    smtp_tls: bool = Field(False, description="Whether to use STARTTLS with the mail server.")
    mail_sender: str = Field("bridge@localhost", description="Sender address of mails.")
    mail_days: int = Field(
        90, ge=1, le=3650, description="Days for which mails that were made are kept, with subject, address and text."
    )
    contact: str = Field(
        "",
        description="Address of whoever runs the platform, shown wherever a page says to ask; a demo shows its own.",
    )
    upload_limit_mb: int = Field(100, ge=1, le=2000, description="Largest file that may be uploaded, in megabytes.")
    fetch_limit_mb: int = Field(
        500, ge=1, le=2000, description="Largest file that is fetched from a library's server, in megabytes."
    )
    fetch_networks: str = Field(
        "", description="Networks beside public ones from which files may be fetched, in CIDR form with commas between."
    )
    fetch_folder: Path | None = Field(
        None,
        description="Folder with a folder for each library, named by its code, from which its file may be fetched.",
    )
    partner_networks: str = Field(
        "",
        description="Networks beside public ones in which partners' systems stand, in CIDR form with commas between.",
    )
    webhook_networks: str = Field(
        "", description="Networks beside public ones to which events are delivered, in CIDR form with commas between."
    )
    target_networks: str = Field(
        "", description="Networks beside public ones in which catalogues may be looked in, in CIDR form as above."
    )
    copy_limit_mb: int = Field(
        20, ge=1, le=500, description="Largest scan of pages that may be handed over, in megabytes."
    )
    copy_days: int = Field(14, ge=1, le=90, description="Days for which a scan that was handed over can be opened.")
    copy_openings: int = Field(5, ge=1, le=100, description="How often a scan that was handed over can be opened.")
    answer_link_days: int = Field(
        30, ge=1, le=365, description="Days for which a library without accounts can answer by the link in a letter."
    )
    answer_wait_days: int = Field(
        5, ge=1, le=60, description="Working days after which such a library is reminded, and then to be called."
    )
    log_format: Literal["", "json", "lines"] = Field(
        "", description="How the log is written: json, or readable lines; empty: json in production, lines in a demo."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Token for /metrics; empty: a demo answers this machine alone, production nobody."
    )
    backup_key: str = Field(
        "", description="Public key by which every backup is sealed (library-exchange backup-key); empty: by none."
    )
    postgres_tools: Path | None = Field(
        None, description="Folder of pg_dump and pg_restore; empty means those on the path."
    )
    idle_minutes: int = Field(480, ge=5, le=10080, description="Minutes without a request that end a sign-in.")
    longest_hours: int = Field(12, ge=1, le=168, description="Hours after which a sign-in ends, however busy.")
    second_factor: Literal["administrators", "nobody"] = Field(
        "administrators",
        description="Who must have a second factor within fourteen days: administrators or nobody.",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="How many proxies stand before the service and may say who asks and by which scheme."
    )
    pdf_font: Path | None = Field(None, description="Font file of printed papers; empty means the Noto fonts supplied.")
    oai_pmh: bool = Field(True, description="Whether other catalogues may harvest the titles (OAI-PMH, /oai).")
    oai_domain: str = Field(
        "", description="Domain in the identifiers that harvesters keep for ever; empty: that of LX_BASE_URL."
    )
    sru: bool = Field(True, description="Whether other programs may search the titles (SRU, /sru).")
    rate_limits: bool = Field(True, description="Whether visitors' request rates are limited.")

    search_engine: Literal["whoosh", "tantivy", "opensearch"] = Field(
        "whoosh",
        description="Engine of the search index: whoosh; tantivy, which needs the extra `fast`; or opensearch, a"
        " cluster of yours at LX_SEARCH_URL.",
    )
    search_url: SecretStr = Field(
        SecretStr(""),
        description="Address of the OpenSearch cluster, as in https://user:password@search.example.org:9200/bridge;"
        " what follows the host is how the names of the indices begin.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[Any, ...]:
        """Read files that the environment names before the file `.env`."""
        _unused = settings_cls, file_secret_settings
        return init_settings, env_settings, from_files, dotenv_settings

    @model_validator(mode="after")
    def _engine_is_there(self) -> "Settings":
        if self.search_engine == "tantivy" and find_spec(self.search_engine) is None:
            raise ValueError("LX_SEARCH_ENGINE=tantivy needs the extra `fast`: pip install 'library-exchange[fast]'")
        if self.search_engine == "opensearch" and not re.fullmatch(
            r"https?://([^\s/@]+@)?[^\s/@]+(/[a-z0-9][a-z0-9_-]*)?/?", self.search_url.get_secret_value()
        ):
            raise ValueError(
                "LX_SEARCH_ENGINE=opensearch needs LX_SEARCH_URL, as in https://user:password@search.example.org:9200;"
                " behind the host at most a name of small Latin letters, figures and hyphens"
            )
        return self

    @model_validator(mode="after")
    def _files_have_a_place(self) -> "Settings":
        if self.files == IN_DATABASE and make_url(self.database).get_backend_name() == "sqlite":
            raise ValueError("LX_FILES=database needs PostgreSQL in LX_DATABASE_URL: SQLite has one machine only")
        if self.files not in ("", IN_DATABASE):
            if not re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", self.files):
                raise ValueError("LX_FILES is neither `database` nor an address of files, as in s3://bucket/bridge")
            if find_spec("fsspec") is None:
                raise ValueError("LX_FILES needs the extra `scale`: pip install 'library-exchange[scale]'")
        return self

    @model_validator(mode="after")
    def _scans_fit_into_an_upload(self) -> "Settings":
        if self.copy_limit_mb > self.upload_limit_mb:
            raise ValueError("LX_COPY_LIMIT_MB is larger than LX_UPLOAD_LIMIT_MB: no larger file can be uploaded")
        return self

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        try:
            if url:
                make_url(url)
        except ArgumentError as error:
            raise ValueError(
                "this is not the address of a database, as in postgresql+psycopg://user@host/name"
            ) from error
        return url

    @field_validator("fetch_networks", "partner_networks", "webhook_networks", "target_networks")
    @classmethod
    def _are_networks(cls, told: str) -> str:
        try:
            networks(told)
        except ValueError as error:
            raise ValueError("these are no networks, as in 10.1.0.0/16, 192.168.7.20/32") from error
        return told

    @field_validator("backup_key")
    @classmethod
    def _is_a_public_key(cls, told: str) -> str:
        if told and not re.fullmatch(PUBLIC_KEY, told):
            raise ValueError("this is not a public key, as `library-exchange backup-key` prints it")
        return told

    @field_validator("oai_domain")
    @classmethod
    def _is_a_domain(cls, name: str) -> str:
        if name and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]*)+", name):
            raise ValueError("this is not a domain, as in bridge.example.org")
        return name

    @field_validator("smtp_host")
    @classmethod
    def _is_a_host(cls, name: str) -> str:
        if name and not re.fullmatch(r"[\w.-]+|\[?[0-9A-Fa-f:]+\]?", name):
            raise ValueError("this is not the name of a mail server, as in mail.example.org; the port is LX_SMTP_PORT")
        return name

    @field_validator("contact")
    @classmethod
    def _can_be_written_to(cls, address: str) -> str:
        if address and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address):
            raise ValueError("this is not an e-mail address, as in bridge@example.org")
        return address

    @field_validator("mail_sender")
    @classmethod
    def _is_a_mailbox(cls, address: str) -> str:
        if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", parseaddr(address)[1]):
            raise ValueError("this is not an e-mail address, as in bridge@example.org")
        return address

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, address: str) -> str:
        if address and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address):
            raise ValueError("this is not an address of a site, as in https://bridge.example.org")
        return address

    @model_validator(mode="after")
    def _production_is_strict(self) -> "Settings":
        if self.mode == "production":
            for name in SECRETS:
                if len(getattr(self, name).get_secret_value()) < SHORTEST_SECRET:
                    raise ValueError(f"{variable(name)} must have at least {SHORTEST_SECRET} characters in production")
        return self

    @model_validator(mode="after")
    def _has_an_address(self) -> "Settings":
        self.base_url = self.base_url or f"http://{self.host}:{self.port}"
        return self

    @property
    def is_demo(self) -> bool:
        """Whether this is the demonstration mode."""
        return self.mode == "demo"

    @property
    def logs_as_json(self) -> bool:
        """Whether the log is written for a program."""
        return self.log_format == "json" or (not self.log_format and not self.is_demo)

    @property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.instance_dir / 'bridge.sqlite'}"

    @property
    def allowed_for_partners(self) -> list[Network]:
        """The networks beside public ones in which partners' systems may stand; a demonstration plays them here."""
        return networks(self.partner_networks) + (networks(LOOPBACK) if self.is_demo else [])

    def folder(self, name: str) -> Path:
        """Return the private folder `name` in the instance folder, made if needed (mode 0700)."""
        path = self.instance_dir / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def secret(self, name: Secret) -> str:
        """Return a secret; a demo's own is made once and kept in a private file."""
        given: str = getattr(self, name).get_secret_value()
        return given or _kept_secret(self.folder("secrets") / name)


def variable(name: str) -> str:
    """Return the name in the environment of the setting `name`."""
    return f"LX_{name.upper()}"


def _kept_secret(path: Path) -> str:
    if not path.exists():
        draft = path.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        draft.replace(path)
    return path.read_text(encoding="ascii")
