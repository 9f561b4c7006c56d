"""Names of standing exchanges and issues, and the sentences said about them."""

from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _n, _pl, format_date
from library_exchange.standing_exchange.models import SerialIssue
from library_exchange.standing_exchange.rules.agreeing import Counting, Ending, OnSilence, StandingEvent, StandingState
from library_exchange.standing_exchange.rules.issues import Answer, Channel, Frequency, IssueEvent, IssueState

Text = Any

STATES: dict[StandingState, tuple[Text, str]] = {
    StandingState.PROPOSED: (_pl("standing exchange", "proposed"), "now"),
    StandingState.ACTIVE: (_pl("standing exchange", "running"), "ok"),
    StandingState.ENDING: (_pl("standing exchange", "in its last year"), "warn"),
    StandingState.ENDED: (_pl("standing exchange", "ended"), ""),
    StandingState.CLOSED: (_pl("standing exchange", "did not come about"), ""),
}
EVENTS: dict[StandingEvent, Text] = {
    StandingEvent.ACCEPT: _pl("verb", "Accept the standing exchange"),
    StandingEvent.DECLINE: _pl("verb", "Decline it"),
    StandingEvent.WITHDRAW: _pl("verb", "Withdraw the proposal"),
    StandingEvent.RENEW: _pl("verb", "Go on for another year"),
    StandingEvent.RENEW_NO_MORE: _pl("verb", "Take back that we go on"),
    StandingEvent.END: _pl("verb", "End it with the last year"),
}
"""What people may do; the rest the clock does."""
CONSEQUENCES: dict[StandingEvent, Text] = {
    StandingEvent.DECLINE: _l("The proposal is closed and the other library is told. It can propose another one."),
    StandingEvent.WITHDRAW: _l("The proposal is closed and the other library is told."),
    StandingEvent.END: _l(
        "The issues of the last year are still sent and claimed; after it nothing more is expected. The other library"
        " is told. This cannot be taken back: to go on later, propose a new standing exchange."
    ),
}
ISSUE_CONSEQUENCES: dict[IssueEvent, Text] = {
    IssueEvent.CLAIM: _l(
        "The other library gets a letter that these issues have not come. As long as it has not answered, the claim can"
        " be withdrawn."
    ),
    IssueEvent.CEASED: _l(
        "Nor will the later issues of this serial come, and none of the next years is expected. The other library is"
        " told. If it appears after all, tick the issues and say that they will still come."
    ),
}
SAID: dict[StandingEvent, Text] = {
    StandingEvent.RENEW: _l("Your library has said that it goes on. The other library is told."),
    StandingEvent.RENEW_NO_MORE: _l("Taken back. The other library is told."),
}
"""What is noted by a step that changes no state."""
WHO_GOES_ON: dict[tuple[bool, bool], Text] = {
    (True, False): _l("we would go on; the other library has not said yet"),
    (False, True): _l("the other library would go on"),
}
ENDINGS: dict[Ending, Text] = {
    Ending.DECLINED: _l("The proposal was declined."),
    Ending.WITHDRAWN: _l("The proposal was withdrawn."),
    Ending.SILENCE: _l("Nobody answered for 60 days."),
}
COUNTINGS: dict[Counting, Text] = {
    Counting.NOTHING: _l("Nothing counts on the account"),
    Counting.ISSUE: _l("Each issue received counts"),
    Counting.YEAR: _l("Each year counts, once its first issue is received"),
}
ON_SILENCE: dict[OnSilence, Text] = {
    OnSilence.CONTINUES: _l("It goes on for another year"),
    OnSilence.ENDS: _l("It ends with the year"),
}
FREQUENCIES: dict[Frequency, Text] = {
    Frequency.WEEKLY: _pl("serial", "weekly"),
    Frequency.BIWEEKLY: _pl("serial", "every two weeks"),
    Frequency.SEMIMONTHLY: _pl("serial", "twice a month"),
    Frequency.MONTHLY: _pl("serial", "monthly"),
    Frequency.BIMONTHLY: _pl("serial", "every two months"),
    Frequency.QUARTERLY: _pl("serial", "quarterly"),
    Frequency.SEMIANNUAL: _pl("serial", "twice a year"),
    Frequency.ANNUAL: _pl("serial", "yearly"),
    Frequency.IRREGULAR: _pl("serial", "irregularly, or a series of books"),
}
CHANNELS: dict[Channel, Text] = {
    Channel.POST: _l("by post"),
    Channel.CONSIGNMENT: _l("in consignments with books"),
    Channel.PUBLISHER: _l("by post directly from the publisher"),
}
ISSUES: dict[IssueState, tuple[Text, str]] = {
    IssueState.EXPECTED: (_pl("issue", "expected"), ""),
    IssueState.SENT: (_pl("issue", "sent"), "now"),
    IssueState.RECEIVED: (_pl("issue", "received"), "ok"),
    IssueState.CLAIMED: (_pl("issue", "claimed"), "warn"),
    IssueState.GONE: (_pl("issue", "will not come"), ""),
}
TO_SEND: tuple[Text, str] = (_pl("issue", "to be sent"), "")
NOT_SENT_YET: tuple[Text, str] = (_pl("issue", "not sent yet"), "warn")
"""How an issue stands that is expected, and late, for who gives it."""
LATE: tuple[Text, str] = (_pl("issue", "late"), "bad")
ISSUE_EVENTS: dict[IssueEvent, Text] = {
    IssueEvent.SEND: _pl("issues", "Sent"),
    IssueEvent.RECEIVE: _pl("issues", "Received"),
    IssueEvent.CLAIM: _pl("issues", "Claim"),
    IssueEvent.WITHDRAW_CLAIM: _pl("issues", "Withdraw the claim"),
    IssueEvent.WILL_COME: _pl("issues", "Will still come"),
    IssueEvent.OUT_OF_PRINT: _pl("issues", "Out of print"),
    IssueEvent.CEASED: _pl("issues", "No longer appears"),
    IssueEvent.NOT_SENT: _pl("issues", "Not sent after all"),
    IssueEvent.NOT_RECEIVED: _pl("issues", "Not received after all"),
}
ANSWERS: dict[Answer, Text] = {
    Answer.SENT_AGAIN: _pl("issue", "sent again"),
    Answer.WILL_COME: _pl("issue", "will still come"),
    Answer.OUT_OF_PRINT: _pl("issue", "out of print"),
    Answer.CEASED: _pl("issue", "no longer appears"),
}

# Sentences ------------------------------------------------------------------------------------------------------------

WITH_WHOM = _l("Choose the library with which you exchange.")
NO_AGREEMENT = _l("You have no agreement in force with this library. Propose one under Partners and agreements first.")
AGREEMENT_MISSING = _l(
    "The agreement of the two libraries is not in force. Accept or resume it under Partners and agreements first."
)
WHICH_SERIAL = _l("Name at least one serial: one that you give, or one that you receive.")
NOTHING_COUNTED = _l(
    "The agreement of the two counts nothing. Choose that nothing counts, or agree on other terms first."
)
WHAT_IT_COUNTS = _l("Enter what it counts for, or choose that nothing counts on the account.")
COUNTS_OR_NOT = _l(
    "You entered what an issue or a year counts for, but here nothing counts. Choose what counts, or clear that number."
)
NEAR_YEARS = _l("Begin with this year or the next one.")
NUMBER_IN_YEAR = _l("This serial has fewer issues in a year. Enter a number that it has.")
ISSUE_THERE = _l("This issue is in the list already. Tick it there.")
ISSUE_YEAR = _l("Enter a year of this standing exchange.")
STEP_NOT_NOW = _l("This is not possible now. Look at what the page offers.")
NOT_ASKED = _l("It is too early: 60 days before the end of the last year both libraries are asked.")
YOU_ASKED_TO_GO_ON = _l("Your library has said already that it goes on.")
NONE_APPEARS = _l("No serial of this exchange appears any more: it ends with its last year.")
NOT_LATE = _l("An issue that you ticked is not late yet. Claim those that are marked as late.")
NOTHING_LATE = _l("No issue is late.")
NOTHING_TICKED = _l("Tick the issues first.")
NOT_ALL = _l("This does not fit an issue that you ticked. Look at its state and tick only issues that it fits.")
CHANGED_MEANWHILE = _l("Somebody has changed this meanwhile. Look at it and decide anew.")
NOT_TO_SEND = _l("An issue that you ticked is not to be sent. Tick those that are expected or claimed.")
TAKES_NO_MORE = _l("Nothing can be added to this consignment any more. Choose another one, or a new one.")
IN_NO_CONSIGNMENT = _l("An issue that you ticked does not wait in a consignment. Tick only those that do.")
CLAIM_IT = _l("It did not come as it should. Claim it in the standing exchange, and the other library sends it again.")
OPEN_EXCHANGE = _l("Open the standing exchange")
YOU_ANSWER = _l("The other library waits for your answer.")
THEY_ANSWER = _l("Your proposal lies with the other library. You will be told when it answers.")
ANSWER_CLAIMS = _l("The other library claims issues. Tick them and answer.")
TO_CLAIMED = _l("To the issues")
SOME_LATE = _l(
    "Issues that you receive are late. One letter claims them all; each can also be ticked and claimed alone."
)
CLAIM_ALL = _l("Claim all late issues")
ASKED: dict[OnSilence, Text] = {
    OnSilence.CONTINUES: _l(
        "The last year that both agreed to ends soon. Say that you go on, or end it. If nobody answers, it goes on."
    ),
    OnSilence.ENDS: _l(
        "The last year that both agreed to ends soon. Say that you go on, or end it. Unless both go on, it ends."
    ),
}
ALL_IS_WELL = _l("Nothing is late and nobody waits for you. Tick issues as you send and receive them.")
THEY_HAVE_TO_ANSWER = _l("You have claimed issues, and the other library has not answered yet. You will get a mail.")
GIVEN_LATE = _l("Issues that you give are late. Tick those that you have sent.")
GIVEN_DUE = _l("The day of issues that you give has passed. Send them, and tick those that you have sent.")
PAST_THEIR_DAY = _l("Nothing can be claimed yet. Beside each issue whose day has passed stands from when it can be.")
IS_OVER = _l("This standing exchange is over. Issues that still come can be ticked.")
SERIALS: dict[str, Text] = {"ours": _l("A serial that we give"), "theirs": _l("A serial that we receive")}
"""What the two serials are called in the form, which names them so beside what is wrong."""
GOING_ON = _l("Whether it goes on")
YEARS = _l("Years")
ACCOUNT = _l("On the account")
SILENCE = _l("If nobody answers at the year's end")


def issue_named(year: int, volume: int | None, number: str) -> str:
    """Return an issue as people write it in the language of the page."""
    if volume is None:
        return _("%(year)s, no. %(number)s", year=str(year), number=number)
    return _("%(year)s, vol. %(volume)s, no. %(number)s", year=str(year), volume=str(volume), number=number)


def day_told(issue: SerialIssue, is_late: bool) -> str | None:
    """Return what the day beside the state of an issue is, where the two together would say something else."""
    if issue.state is IssueState.SENT and is_late and issue.sent_on:
        return _("sent on %(date)s", date=format_date(issue.sent_on))
    is_past = is_late or issue.state is IssueState.GONE
    return _("was due on %(date)s", date=format_date(issue.due_on)) if is_past else None


def we_go_on(year: int) -> Text:
    """Return what is said to a library that would go on in a year while the other one has not said so."""
    return _l("Your library would go on in %(year)s; the other library has not said yet. You will be told.", year=year)


def issues_arise(year: int, count: int, first_on: date) -> str:
    """Return which issues are listed once a proposal is accepted."""
    return _n(
        "Once the proposal is accepted, %(num)s issue of %(year)s is listed: that of %(date)s.",
        "Once the proposal is accepted, %(num)s issues of %(year)s are listed, the first for %(date)s.",
        count,
        year=str(year),
        date=format_date(first_on, "medium"),
    )


def they_go_on(year: int) -> Text:
    """Return what is said to a library while the other one would go on in a year."""
    return _l("The other library would go on in %(year)s. Say whether you do, or end it.", year=year)


def noted(event: IssueEvent, count: int) -> str:
    """Return what is said once `event` happened to some issues."""
    if event is IssueEvent.NOT_RECEIVED:
        return _n("Taken back: %(num)s issue is not received.", "Taken back: %(num)s issues are not received.", count)
    if event is IssueEvent.NOT_SENT:
        return _n("Taken back: %(num)s issue is not sent.", "Taken back: %(num)s issues are not sent.", count)
    if event is IssueEvent.WITHDRAW_CLAIM:
        return _n(
            "The claim of %(num)s issue is withdrawn. The other library is told.",
            "The claim of %(num)s issues is withdrawn. The other library is told.",
            count,
        )
    return _n("%(num)s issue is noted.", "%(num)s issues are noted.", count)
