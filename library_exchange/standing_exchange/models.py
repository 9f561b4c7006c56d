"""Tables of standing exchange: what two libraries agreed, the serials they give, the issues of these.

A pair is always written with the lower id first, so that it has one name.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from library_exchange.core.models import Row, enum_type, known
from library_exchange.standing_exchange.rules.agreeing import Counting, Ending, OnSilence, StandingState
from library_exchange.standing_exchange.rules.issues import Answer, Channel, Frequency, IssueState


class StandingExchange(Row, table=True):
    """Serials that two libraries give each other from `first_year` to `last_year`, the last that both agreed to.

    `turn_id` is the library that has to answer a proposal; `first_renews` and `second_renews` tell who has said that it
    goes on after the last year, `told_year` of which year's end both have been written to; of that of its
    first year they are asked from `asked_from` on.
    """

    __tablename__ = "standing_exchange"
    __table_args__ = (
        known("state", StandingState),
        known("counting", Counting),
        known("on_silence", OnSilence),
        sa.CheckConstraint("first_id < second_id", name="two_parties"),
        sa.CheckConstraint("author_id IN (first_id, second_id)", name="author_is_a_party"),
        sa.CheckConstraint("(turn_id IS NOT NULL) = (state = 'proposed')", name="proposed_has_a_turn"),
        sa.CheckConstraint("turn_id IS NULL OR turn_id IN (first_id, second_id)", name="turn_is_a_partys"),
        sa.CheckConstraint("first_year <= last_year", name="years_in_order"),
        sa.CheckConstraint("(ending IS NOT NULL) = (state = 'closed')", name="closed_has_a_reason"),
        sa.CheckConstraint("counting = 'nothing' OR unit IS NOT NULL", name="counted_in_a_unit"),
    )

    first_id: int = Field(foreign_key="library.id", index=True)
    second_id: int = Field(foreign_key="library.id", index=True)
    author_id: int = Field(foreign_key="library.id")
    turn_id: int | None = Field(default=None, foreign_key="library.id", index=True)
    state: StandingState = Field(default=StandingState.PROPOSED, sa_type=enum_type(StandingState, 12))
    ending: Ending | None = Field(default=None, sa_type=enum_type(Ending, 12))
    version: int = 1
    counting: Counting = Field(default=Counting.NOTHING, sa_type=enum_type(Counting, 12))
    unit: str | None = Field(default=None, max_length=12)
    on_silence: OnSilence = Field(default=OnSilence.CONTINUES, sa_type=enum_type(OnSilence, 12))
    first_year: int
    last_year: int
    first_renews: bool = False
    second_renews: bool = False
    told_year: int | None = None
    asked_from: date | None = None
    created_at: datetime
    touched_at: datetime

    def other(self, library_id: int | None) -> int:
        """Return the party that is not `library_id`."""
        return self.second_id if library_id == self.first_id else self.first_id

    def renews(self, library_id: int | None) -> bool:
        """Whether `library_id` has said that the exchange goes on after its last year."""
        return self.first_renews if library_id == self.first_id else self.second_renews


class StandingSerial(Row, table=True):
    """A serial that one library gives the other; `rate` is what an issue or a year of it counts for."""

    __tablename__ = "standing_serial"
    __table_args__ = (
        known("frequency", Frequency),
        known("channel", Channel),
        sa.CheckConstraint("rate BETWEEN 0 AND 10000 AND first_number >= 1", name="sensible_figures"),
        sa.UniqueConstraint("exchange_id", "giver_id"),
    )

    exchange_id: int = Field(foreign_key="standing_exchange.id")
    giver_id: int = Field(foreign_key="library.id", index=True)
    title: str = Field(max_length=500)
    translated_title: str | None = Field(default=None, max_length=500)
    issn: str | None = Field(default=None, max_length=9)
    frequency: Frequency = Field(sa_type=enum_type(Frequency, 12))
    channel: Channel = Field(default=Channel.POST, sa_type=enum_type(Channel, 12))
    first_volume: int | None = None
    first_number: int = 1
    rate: int = 0


class SerialIssue(Row, table=True):
    """An issue of a serial; late from a day that moves when the giver sends it or promises it anew.

    `state_before` is where it stood before it was received, for who ticked that by mistake.
    """

    __tablename__ = "serial_issue"
    __table_args__ = (
        known("state", IssueState),
        sa.CheckConstraint("(received_on IS NOT NULL) = (state = 'received')", name="received_has_a_date"),
        sa.CheckConstraint("state <> 'sent' OR sent_on IS NOT NULL", name="sent_has_a_date"),
        sa.CheckConstraint("state <> 'claimed' OR claimed_on IS NOT NULL", name="claimed_has_a_date"),
        sa.CheckConstraint("state <> 'gone' OR answer IS NOT NULL", name="gone_has_a_reason"),
        sa.CheckConstraint("state <> 'received' OR state_before IS NOT NULL", name="received_has_a_way_back"),
        sa.UniqueConstraint("serial_id", "year", "number"),
    )

    serial_id: int = Field(foreign_key="standing_serial.id")
    year: int
    volume: int | None = None
    number: str = Field(max_length=20)
    due_on: date
    late_from: date
    is_promised: bool = False
    state: IssueState = Field(default=IssueState.EXPECTED, sa_type=enum_type(IssueState, 12))
    state_before: IssueState | None = Field(default=None, sa_type=enum_type(IssueState, 12))
    version: int = 1
    sent_on: date | None = None
    received_on: date | None = None
    claimed_on: date | None = None
    answer: Answer | None = Field(default=None, sa_type=enum_type(Answer, 12))

    @property
    def stood_before(self) -> IssueState | None:
        """Where the issue goes if its last step is taken back; a claim leaves what was noted as sent as it was."""
        if self.state is IssueState.CLAIMED:
            return IssueState.SENT if self.sent_on else IssueState.EXPECTED
        return self.state_before
