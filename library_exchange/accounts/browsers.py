"""What a sign-in calls the computer it was made on: browser and system, read from what the browser says of itself."""

import re

from library_exchange.core.i18n import _

BROWSERS = (
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"YaBrowser/", "Yandex Browser"),
    (r"MicroMessenger/", "WeChat"),
    (r"M?QQBrowser/", "QQ Browser"),
    (r"UCBrowser/", "UC Browser"),
    (r"HuaweiBrowser/", "Huawei Browser"),
    (r"MiuiBrowser/", "Mi Browser"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrom(e|ium)/|CriOS/", "Chrome"),
    (r"Version/\S+ .*Safari/", "Safari"),
    (r"MSIE |Trident/", "Internet Explorer"),
)
"""What names a browser; many name others too, so the first that is found counts."""
SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X|Macintosh", "macOS"),
    ("Linux|X11", "Linux"),
)
LONGEST_UNKNOWN = 40


def named(agent: str) -> tuple[str, ...]:
    """Return the names of browser and system as far as `agent` tells; where it tells neither, how it begins."""
    known = tuple(name for name in (_first(BROWSERS, agent), _first(SYSTEMS, agent)) if name)
    if known or not agent or agent.startswith("Mozilla/"):
        return known
    return (agent.partition("/")[0][:LONGEST_UNKNOWN],)


def called(agent: str) -> str:
    """Return what people call the computer: browser and system, one of them, or that neither is known."""
    names = named(agent)
    if len(names) > 1:
        return _("%(browser)s, %(system)s", browser=names[0], system=names[1])
    return names[0] if names else _("unknown")


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((name for sign, name in table if re.search(sign, agent)), None)
