"""Where library systems usually write copies: proposed, and told by a librarian."""

from collections.abc import Mapping

from library_exchange.marc.copy_rules import CopyRule

USUAL: Mapping[str, CopyRule] = {
    rule.tag: rule
    for rule in (
        CopyRule("852", "j", "p", "b", library="a"),
        CopyRule("899", "j", "p", "b", library="a"),
        CopyRule("905", "d+e", "b", "f", library="a"),
        CopyRule("906", "d+e", "b", "f"),
        CopyRule("910", "j", "b", "d", "1", "a"),
        CopyRule("930", "a", "f", "c", library="b"),
        CopyRule("945", "a", "i", "l", "g", "s"),
        CopyRule("949", "a", "i", "l", state="s"),
        CopyRule("952", "o", "p", "c", state="7"),
        CopyRule("995", "k", "f", "c", state="o"),
    )
}
"""By field: 852 of MARC 21 and UNIMARC, 899 of RUSMARC, 905 and 906 of CNMARC, 910 of ИРБИС, 930 of UNIMARC, 945, 949,
952 and 995 of other systems."""
DESCRIBES = frozenset(("801", "830", "856", "880", "886"))
"""Fields from 800 on that tell of the book, or of the record, and never of copies."""
BEFORE_800 = frozenset(("049", "090", "092", "096", "099"))


def may_tell_of_copies(tag: str) -> bool:
    """Whether a field of this number may be one in which a library keeps its copies."""
    return tag in BEFORE_800 or (tag >= "800" and tag not in DESCRIBES)
