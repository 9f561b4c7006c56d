"""Each query of memberships asks in one place which are in force, or it is said here why it need not."""

import ast

from library_exchange.core.settings import CHECKOUT

PACKAGE = CHECKOUT / "library_exchange"
DEFINING = {PACKAGE / "accounts" / name for name in ("models.py", "memberships.py")}
OPEN = "Memberships are counted, listed or changed as rows, whether or not they give rights now."
OF_READERS = "Readers are never away: a condition of the table holds that."
KNOWN = "What is asked is whom a library knows, or who belongs to it at all: who is away does."
STRICT = "Who is away is bound as before: she comes back with the same sign-in."
EXCUSED = {
    OPEN: (
        "accounts/queries.py: count_people has_role people_of get_membership is_named_by may_be_given_address",
        "accounts/open_invitations.py: invitations_of get_invitation",
        "accounts/services.py: _membership _refuse_colleague accept_invitation change_role",
        "accounts/absences.py: _as_staff told_person",
        "leaving/services/ending.py: end_rights _erase",
        "handovers/queries.py: _open_at handed",
        "handovers/services/handing.py: hand_over",
        "handovers/views.py: hand",
    ),
    OF_READERS: (
        "accounts/queries.py: _readers _known_readers get_readership _has_card _with_words count_readers readers_of",
        "accounts/queries.py: find_card_holder is_reader_of readers_near",
        "accounts/blocks.py: find_block told_reader",
        "accounts/looked_for.py: NAME phoned",
        "loans/queries/requests.py: find_reader",
        "work_queue/queries/readers.py: *",
        "personal_data/queries/erasing.py: lines where_a_reader",
        "personal_data/services/requesting.py: _own",
    ),
    KNOWN: (
        "accounts/queries.py: works_in names_around",
        "answer_links/services/partners.py: _why_not",
        "joining/first_steps.py: _has_colleagues",
        "leaving/queries.py: _members",
        "personal_data/queries/kept.py: _memberships _only_invited_by",
        "personal_data/services/erasing.py: erase_account_of_nobody",
        "retention/services/night.py: note_accounts_of_nobody",
        "second_factors/queries.py: belongs_elsewhere colleagues_of",
    ),
    STRICT: ("second_factors/queries.py: must_have_one",),
}


def _without_annotations(tree):
    """Return the names of a statement that are code: what only says of which type something is, is left out."""
    skipped = set()
    for node in ast.walk(tree):
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if part is not None:
                skipped |= {id(each) for each in ast.walk(part)}
    named = (node for node in ast.walk(tree) if id(node) not in skipped)
    return {
        getattr(node, "id", getattr(node, "attr", "")) for node in named if isinstance(node, ast.Name | ast.Attribute)
    }


def _past_it(source):
    """Return which functions and constants of a module ask the table of memberships without asking what is in force."""
    found = []
    for statement in ast.parse(source).body:
        names = _without_annotations(statement)
        if "Membership" in names and not any("in_force" in name.lower() for name in names):
            target = getattr(statement, "targets", [getattr(statement, "target", None)])[0]
            found.append(getattr(statement, "name", getattr(target, "id", "?")))
    return found


def _excused():
    for lines in EXCUSED.values():
        for line in lines:
            path, names = line.split(": ")
            yield from ((path, name) for name in names.split())


def test_the_reader_of_code_sees_a_query_past_the_condition():
    past = "def chief(session) -> Membership:\n    return session.scalar(select(Membership).where(is_chief))"
    assert _past_it(past) == ["chief"]
    assert _past_it(past.replace("is_chief", "memberships.in_force(at)")) == []
    assert _past_it("def name_of(membership: Membership) -> str:\n    return membership.card_no") == []


def test_no_query_of_memberships_goes_past_what_is_in_force():
    excused, found = set(_excused()), set()
    for path in PACKAGE.rglob("*.py"):
        if "migrations" in path.parts or path in DEFINING:
            continue
        name = path.relative_to(PACKAGE).as_posix()
        every = (name, "*") in excused
        found |= {(name, "*" if every else each) for each in _past_it(path.read_text(encoding="utf-8"))}
    assert found - excused == set(), "ask accounts.memberships.in_force, or say above why not"
    assert excused - found == set(), "excused, and asks nothing any more"
