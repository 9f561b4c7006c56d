"""The figures of the service as a monitor reads them: those of this process, and those that the database tells."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from library_exchange.core import outbox, outbox_queues
from library_exchange.operation.rules import Seen

FAMILIES = (
    ("lx_queue_waiting", "What waits in a queue."),
    ("lx_queue_failed", "What of it was tried in vain."),
    ("lx_queue_age_seconds", "How long the oldest of it has been there."),
    ("lx_outbox_lag_seconds", "How long the oldest work that could be done has not been begun."),
)


class Told(Collector):
    """What was seen of the service, as figures."""

    def __init__(
        self, seen: Seen, queues: Sequence[outbox_queues.Queue], imports: dict[str, int], free_bytes: int
    ) -> None:
        self._seen, self._queues, self._imports, self._free_bytes = seen, queues, imports, free_bytes

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures."""
        yield from self._of_queues()
        seen = self._seen
        rejects = GaugeMetricFamily("lx_import_records", "Records of all files taken in.", labels=["outcome"])
        for outcome, count in self._imports.items():
            rejects.add_metric([outcome], count)
        yield rejects
        for name, told, value in (
            ("lx_index_readable", "Whether the index can be read.", float(seen.drift is not None)),
            ("lx_index_drift_records", "Records that the index has wrong, at most ten minutes ago.", seen.drift or 0),
            ("lx_disk_free_ratio", "Share of the disk that is free.", seen.free),
            ("lx_disk_free_bytes", "Bytes of the disk that are free.", self._free_bytes),
            ("lx_schema_is_current", "Whether the database has this version's schema.", float(seen.is_schema_current)),
            ("lx_nightly_failed", "Pieces of nightly work that failed of late.", seen.failed_nights),
            ("lx_backup_timestamp_seconds", "When the last backup was made; 0 for never.", _stamp(seen.last_backup)),
            ("lx_night_timestamp_seconds", "When nightly work was last begun; 0 for never.", _stamp(seen.last_night)),
        ):
            yield GaugeMetricFamily(name, told, value=value)

    def _of_queues(self) -> Iterator[GaugeMetricFamily]:
        found = {queue.lane: queue for queue in self._queues}
        families = [GaugeMetricFamily(name, told, labels=["lane"]) for name, told in FAMILIES]
        for lane in outbox.LEASES:
            queue, due = found.get(lane), self._seen.overdue.get(lane)
            values = (
                queue.waiting if queue else 0,
                queue.failed if queue else 0,
                _seconds(self._seen.at, queue.oldest if queue else None),
                _seconds(self._seen.at, due),
            )
            for family, value in zip(families, values, strict=True):
                family.add_metric([lane], value)
        yield from families


def _seconds(at: datetime, since: datetime | None) -> float:
    return max(0.0, (at - since).total_seconds()) if since is not None else 0.0


def _stamp(at: datetime | None) -> float:
    return at.timestamp() if at is not None else 0.0
