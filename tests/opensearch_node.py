"""A real OpenSearch node of one process, fetched by Maven and started once for all tests that ask one."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import urllib3

VERSION = "2.19.6"
DISTRIBUTION = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
ANALYSIS = f"org.opensearch.plugin:analysis-common:{VERSION}"
PATIENCE_S = 120
SETTINGS = """
cluster.name: bridge-tests
discovery.type: single-node
bootstrap.memory_lock: false
node.processors: 1
cluster.routing.allocation.disk.threshold_enabled: false
"""
DESCRIPTOR = f"""
name=analysis-common
description=analysers
version={VERSION}
opensearch.version={VERSION}
java.version=11
classname=org.opensearch.analysis.common.CommonAnalysisPlugin
"""
JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
"""A compiler that is soon done: a node of tests lives for a minute."""
JVM_OPTIONS = "-Xms512m\n-Xmx512m\n-Djava.security.manager=allow\n"


class NoNode(Exception):
    """There is no node here, for this reason."""


class Node:
    """A node on this machine; it can be stopped and started again with what it holds."""

    def __init__(self, folder: Path, port: int, java: str = JAVA) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._port = port
        self._home = _unpacked(folder)
        self._java = java
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the node and wait until it answers; another user than root must do so."""
        is_root = os.geteuid() == 0
        if is_root:
            subprocess.run(["chown", "-R", "nobody", str(self._home.parent)], check=True)
        (self._home / "logs").mkdir(exist_ok=True)
        with (self._home / "logs" / "out").open("ab") as out:
            self.process = subprocess.Popen(
                [str(self._home / "bin" / "opensearch"), f"-Ehttp.port={self._port}", "-Etransport.port=0"],
                env={**os.environ, "OPENSEARCH_JAVA_OPTS": self._java, "OPENSEARCH_JAVA_HOME": _java_home()},
                stdout=out,
                stderr=out,
                user="nobody" if is_root else None,
                start_new_session=True,
                cwd=self._home,
            )
        deadline = time.monotonic() + PATIENCE_S
        with urllib3.PoolManager(retries=False) as pool:
            while time.monotonic() < deadline and self.process.poll() is None:
                with suppress(urllib3.exceptions.HTTPError):
                    asked = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=5s"
                    if pool.request("GET", asked, timeout=10).status == 200:
                        return
                time.sleep(0.2)
        told = (self._home / "logs" / "out").read_text(errors="replace")[-2000:]
        self.stop()
        raise NoNode(f"OpenSearch did not start: {told}")

    def stop(self) -> None:
        """Stop it as a machine does that fails: at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def cpu_s(self) -> float:
        """Return the processor time of the node so far."""
        if self.process is None:
            return 0.0
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9

    def memory_mb(self) -> float:
        """Return how much memory the node holds."""
        lines = (
            Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines() if self.process else []
        )
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    def disk_mb(self) -> float:
        """Return how much the node has written of data."""
        return sum(path.stat().st_size for path in (self._home / "data").rglob("*") if path.is_file()) / 1e6


@contextmanager
def running(port: int | None = None, java: str = JAVA) -> Iterator[Node]:
    """Give a node of a folder of its own; raises `NoNode` where there is none to be had."""
    # Outside pytest's own folder, which is closed to the other user.
    folder = Path(tempfile.mkdtemp(prefix="bridge-opensearch-"))
    try:
        folder.chmod(0o755)
        node = Node(folder, port or _free_port(), java)
        node.start()
        try:
            yield node
        finally:
            node.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpacked(folder: Path) -> Path:
    distribution, analysis = _fetched(DISTRIBUTION), _fetched(ANALYSIS)
    with zipfile.ZipFile(distribution) as packed:
        packed.extractall(folder)
    home = folder / f"opensearch-{VERSION}"
    (home / "bin" / "opensearch").chmod(0o755)
    for script in (home / "bin").iterdir():
        script.chmod(0o755)
    module = home / "modules" / "analysis-common"
    module.mkdir()
    shutil.copy(analysis, module)
    (module / "plugin-descriptor.properties").write_text(DESCRIPTOR, encoding="utf-8")
    (home / "config" / "opensearch.yml").write_text(SETTINGS, encoding="utf-8")
    (home / "config" / "jvm.options").write_text(JVM_OPTIONS, encoding="utf-8")
    return home


def _fetched(artifact: str) -> Path:
    """Return where Maven has put an artifact, which it fetches the first time."""
    if shutil.which("mvn") is None or shutil.which("java") is None:
        raise NoNode("a node of OpenSearch needs Maven and Java 17 (Debian: maven, openjdk-17-jre-headless)")
    group, name, version, *kind = artifact.split(":")
    kept = Path.home() / ".m2" / "repository" / Path(*group.split(".")) / name / version
    found = kept / f"{name}-{version}.{kind[0] if kind else 'jar'}"
    if not found.exists():
        fetch = ["mvn", "-q", "-B", "dependency:get", "-Dtransitive=false", f"-Dartifact={artifact}"]
        done = subprocess.run(fetch, capture_output=True, text=True, timeout=600)
        if done.returncode or not found.exists():
            raise NoNode(f"Maven could not fetch {artifact}: {done.stdout[-500:]}")
    return found


def _java_home() -> str:
    return str(Path(shutil.which("java") or "java").resolve().parent.parent)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
