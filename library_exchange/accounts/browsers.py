"""What a sign-in calls the computer it was made on: browser and system, read from what the browser says of itself."""

import re

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


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((name for sign, name in table if re.search(sign, agent)), None)
