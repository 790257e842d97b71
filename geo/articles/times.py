"""When a text says something happened, resolved against the day on which it was published.

No library is used: those that read dates guess (a bare number becomes a day of this month, nothing
becomes today) and need milliseconds for a sentence. What is read here is a closed set of forms;
whatever is not in it is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from geo.articles.chunks import cut, within
from geo.articles.nouns import Span
from geo.models import DatedText

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "24": 1, "48": 2, "72": 3,
}  # fmt: skip
_MONTH = r"(?:" + "|".join(sorted((m.capitalize() for m in _MONTHS), key=len, reverse=True)) + r")"
_DAY = r"(?:" + "|".join(day.capitalize() for day in _DAYS) + r")"
_NUMBER = r"(?:\d{1,2})(?:st|nd|rd|th)?"
_TO = r"\s?(?:-|–|—|to|and|through|until|or)\s?"
_TIME = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d\d-\d\d\b)"
    r"|(?P<dotted>\d\d\.\d\d\.\d{4}\b)"
    rf"|(?=[JFMASOND])(?P<m1>{_MONTH})\.?\s(?P<d1>{_NUMBER})"
    rf"(?:{_TO}(?:(?P<m1b>{_MONTH})\.?\s)?(?P<d1b>{_NUMBER}))?"
    r"(?!\d)(?:,?\s(?P<y1>(?:19|20)\d\d))?\b"
    rf"|(?=\d)(?P<d2>{_NUMBER})(?:\s(?P<m2a>{_MONTH})\.?)?(?:{_TO}(?P<d2b>{_NUMBER}))?"
    rf"\s(?P<m2>{_MONTH})\b"
    r"\.?(?:,?\s(?P<y2>(?:19|20)\d\d))?"
    r"|(?=[JFMASONDELTelmt])(?P<part>(?:[Ee]arly|[Ll]ate) |[Mm]id-|"
    r"[Tt]he (?:beginning|middle|end|start) of )?"
    rf"(?P<m3>{_MONTH})\b(?![’'])(?:,?\s(?P<y3>(?:19|20)\d\d))?(?!\s\d)"
    rf"|(?=[MTWFSLNPlntp])(?P<lastday>[Ll]ast |[Nn]ext |[Tt]his |[Pp]ast )?(?P<weekday>{_DAY})\b"
    rf"(?:{_TO}(?P<weekday2>{_DAY})\b)?"
    r"|(?=[LTPNltpn])(?P<which>[Ll]ast|[Tt]his|[Pp]ast|[Nn]ext|[Pp]revious) "
    r"(?P<unit>week|weekend|month|year|night|morning|afternoon|evening)\b"
    r"|(?=[TPLtpl])(?P<span>(?:[Tt]he )?(?:[Pp]ast|[Ll]ast|[Pp]revious) (?P<many>\w+) "
    r"(?P<spanunit>hours|days|weeks|months|years))\b"
    r"|(?P<pastday>(?:past|last) day)\b"
    r"|(?=[AOTFSENaotfsen])(?P<ago>[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|"
    r"[Ee]ight|[Nn]ine|[Tt]en) (?P<agounit>days?|weeks?|months?|years?) ago\b"
    r"|(?=[OYTtoy])(?P<word>[Oo]vernight|[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow|"
    r"[Tt]he day before|[Tt]he previous day)\b"
    r"|(?:[Ii]n|[Ss]ince|[Dd]uring|[Uu]ntil|[Oo]f|[Bb]y|[Ee]arly|[Ll]ate) (?P<year>(?:19|20)\d\d)\b"
    r"(?! [a-z]+s\b))"
)
_WORD = re.compile(r"\b\w")
_BEFORE_HINT = 32
"""Characters of a time that may stand before its first hint: "the beginning of "."""
_SINCE = re.compile(
    r"\b(?:since|from)(?: the (?:early|late|start|beginning|end)(?: of)?)? $", re.IGNORECASE
)
_RECORD = re.compile(
    r"\b(?:first|largest|biggest|worst|deadliest|heaviest)\b[^.;]*$", re.IGNORECASE
)
_UNTIL = re.compile(r"\b(?:until|till|before|by) $", re.IGNORECASE)
_EARLIEST, _LATEST = 1900, 2199


def times_in(
    text: str, published: DatedText | None, start: int = 0, end: int | None = None
) -> Iterator[tuple[Span, DatedText]]:
    """Yield the times of a piece of text that can be read, with where they stand.

    Parameters
    ----------
    text : str
    published : DatedText, optional
        Without it only dates that name their year are read.
    start, end : int
        The piece, in characters of ``text``.

    Examples
    --------
    >>> day = datetime(2025, 1, 11, tzinfo=UTC)
    >>> published = DatedText(start=day, end=day)
    >>> [(str(t.start.date()), str(t.end.date())) for _, t in
    ...  times_in("overnight, since August 6, and on Saturday", published)]
    [('2025-01-10', '2025-01-11'), ('2024-08-06', '2025-01-11'), ('2025-01-11', '2025-01-11')]
    """
    end = len(text) if end is None else end
    base = published.start.date() if published is not None else None
    for match in _matches(text, start, end):
        try:
            days = _days(match, base)
        except (ValueError, OverflowError):
            continue
        if days is None:
            continue
        first, last = days
        front = text[max(start, match.start() - 32) : match.start()]
        since = _SINCE.search(front) or match.group()[:5].lower() == "since"
        if since and _RECORD.search(text, max(start, match.start() - 60), match.start()):
            continue
        if base is not None and since and first <= base:
            last = max(last, base) if not _is_range(match) else last
        elif _UNTIL.search(front):
            continue
        if _EARLIEST <= first.year and last.year <= _LATEST:
            yield (
                match.span(),
                DatedText(start=_instant(first), end=_instant(last), precision="day"),
            )


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what looks like a time, from left to right; read closely only around hints."""
    at = start
    for hint in within(text, cut(text).timed, start, end):
        last = text.find(" ", hint)
        last = end if last < 0 else min(last, end)
        if last <= at:
            continue
        for word in _WORD.finditer(text, max(at, hint - _BEFORE_HINT), last):
            if word.start() < at:
                continue
            match = _TIME.match(text, word.start(), end)
            if match is not None:
                yield match
                at = match.end()


def _is_range(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("d1b", "d2b", "weekday2"))


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _days(match: re.Match[str], base: date | None) -> tuple[date, date] | None:
    kind = match.lastgroup
    if kind is None:
        return None
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return day, day
    if match["dotted"]:
        d, m, y = (int(part) for part in match["dotted"].split("."))
        return date(y, m, d), date(y, m, d)
    if match["m1"]:
        later = match["m1b"] or match["m1"]
        return _dated(
            match["m1"], match["d1"], later, match["d1b"] or match["d1"], match["y1"], base
        )
    if match["m2"]:
        first = match["m2a"] or match["m2"]
        return _dated(
            first, match["d2"], match["m2"], match["d2b"] or match["d2"], match["y2"], base
        )
    if match["m3"]:
        return _month(match, base)
    if match["year"]:
        year = int(match["year"])
        return date(year, 1, 1), date(year, 12, 31)
    return None if base is None else _relative(match, base)


def _dated(
    month: str, day: str, last_month: str, last_day: str, year: str | None, base: date | None
) -> tuple[date, date] | None:
    """Return a day or a range of days; without a year, the last such before the publication."""
    m, n = _MONTHS[month.lower()], _MONTHS[last_month.lower()]
    d, e = (int(re.sub(r"\D", "", text)) for text in (day, last_day))
    if year is None and base is None:
        return None
    y = int(year) if year else base.year if base else 0
    last = date(y, n, e)
    if not year and base is not None and last > base + timedelta(days=_SOON):
        y -= 1
        last = date(y, n, e)
    first = date(y - 1 if m > n else y, m, d)
    return (first, last) if first <= last else None


_SOON = 31
"""A date without a year that lies at most so many days ahead is taken to be ahead."""


def _month(match: re.Match[str], base: date | None) -> tuple[date, date] | None:
    name = match["m3"]
    if (
        name.lower() in ("may", "march", "mar", "sep", "jan", "jun", "dec")
        and not name[0].isupper()
    ):
        return None
    if name.lower() == "may" and not (match["y3"] or match["part"] or _named_month(match)):
        return None
    month = _MONTHS[name.lower()]
    if match["y3"]:
        year = int(match["y3"])
    elif base is not None:
        year = base.year if month <= base.month else base.year - 1
    else:
        return None
    first = date(year, month, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if base is not None and first <= base < last:
        last = base
    part = (match["part"] or "").lower()
    if part.startswith(("early", "the beginning", "the start")):
        last = min(last, first.replace(day=10))
    elif part.startswith(("late", "the end")):
        first = first.replace(day=20)
    elif part:
        first, last = first.replace(day=11), min(last, first.replace(day=20))
    return (first, last) if first <= last else None


def _named_month(match: re.Match[str]) -> bool:
    front = match.string[max(0, match.start() - 8) : match.start()].lower()
    return front.endswith(("in ", "since ", "of ", "until ", "during ", "last "))


def _relative(match: re.Match[str], base: date) -> tuple[date, date] | None:
    if match["weekday"]:
        return _weekday(match, base)
    if match["word"]:
        word = match["word"].lower()
        if word == "overnight":
            return base - timedelta(days=1), base
        back = {"today": 0, "tonight": 0, "tomorrow": -1}.get(word, 1)
        day = base - timedelta(days=back)
        return day, day
    if match["pastday"]:
        return base - timedelta(days=1), base
    if match["ago"]:
        count = _COUNTS.get(match["ago"].lower())
        return None if count is None else _back(base, count, match["agounit"].lower())
    if match["span"]:
        count = _COUNTS.get(match["many"].lower())
        if match["many"].isdigit() and match["spanunit"].lower() != "hours":
            count = int(match["many"])
        if count is None or count > 400:
            return None
        if match["spanunit"].lower() == "hours" and match["many"] not in ("24", "48", "72"):
            count = 1
        unit = "days" if match["spanunit"].lower() == "hours" else match["spanunit"].lower()
        first = _back(base, count, unit)
        return (first[0], base) if first else None
    return _named(match["which"].lower(), match["unit"].lower(), base) if match["which"] else None


def _weekday(match: re.Match[str], base: date) -> tuple[date, date] | None:
    which = (match["lastday"] or "").strip().lower()
    if which == "next":
        return None
    back = (base.weekday() - _DAYS.index(match["weekday"].lower())) % 7
    if which in ("last", "past") and back == 0:
        back = 7
    first = base - timedelta(days=back)
    if match["weekday2"]:
        ahead = (_DAYS.index(match["weekday2"].lower()) - first.weekday()) % 7
        last = first + timedelta(days=ahead)
        if last > base:
            first, last = first - timedelta(days=7), last - timedelta(days=7)
        return first, last
    return first, first


def _back(base: date, count: int, unit: str) -> tuple[date, date] | None:
    if unit.startswith("day"):
        day = base - timedelta(days=count)
        return day, day
    if unit.startswith("week"):
        day = base - timedelta(days=7 * count)
        return day, day + timedelta(days=6)
    if unit.startswith("month"):
        index = base.year * 12 + base.month - 1 - count
        first = date(index // 12, index % 12 + 1, 1)
        return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return date(base.year - count, 1, 1), date(base.year - count, 12, 31)


def _named(which: str, unit: str, base: date) -> tuple[date, date] | None:
    last = which in ("last", "past", "previous")
    if which == "next":
        return None
    if which == "past" and unit in ("week", "month", "year"):
        return base - timedelta(days={"week": 7, "month": 30, "year": 365}[unit]), base
    monday = base - timedelta(days=base.weekday())
    if unit == "week":
        return (monday - timedelta(days=7), monday - timedelta(days=1)) if last else (monday, base)
    if unit == "weekend":
        saturday = (
            monday - timedelta(days=2) if last or base.weekday() < 5 else monday + timedelta(days=5)
        )
        return saturday, min(saturday + timedelta(days=1), base)
    if unit == "month":
        first = base.replace(day=1)
        before = first - timedelta(days=1)
        return (before.replace(day=1), before) if last else (first, base)
    if unit == "year":
        return (
            (date(base.year - 1, 1, 1), date(base.year - 1, 12, 31))
            if last
            else (date(base.year, 1, 1), base)
        )
    if unit == "night" and last:
        return base - timedelta(days=1), base
    if unit in ("morning", "afternoon", "evening", "night"):
        return (base - timedelta(days=1),) * 2 if last else (base, base)
    return None
