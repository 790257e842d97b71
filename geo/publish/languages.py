"""What a picture says in English, Ukrainian and Russian, in one table."""

from __future__ import annotations

from datetime import datetime

from geo.clock import TimePrecision, stamp, zone_named
from geo.maps.styles import (
    ACTORS,
    BORDER_STATEMENT,
    CATEGORY_TITLES,
    DEFINITIONS,
    DEFINITIONS_ORIGIN,
    KIND_TITLES,
)
from geo.models import Category, Kind

_CATEGORIES: dict[str, dict[Category, str]] = {
    "en": CATEGORY_TITLES,
    "uk": {
        Category.ASSESSED: "Встановлено",
        Category.ADVANCES: "Просування",
        Category.CLAIMED: "Заявлено",
    },
    "ru": {
        Category.ASSESSED: "Установлено",
        Category.ADVANCES: "Продвижение",
        Category.CLAIMED: "Заявлено",
    },
}
_DEFINITIONS: dict[str, dict[Category, str]] = {
    "en": DEFINITIONS,
    "uk": {
        Category.ASSESSED: (
            "Надійні відомості, які можуть перевірити інші, свідчать, що ця сторона утримує "
            "місцевість або, де так позначено, повернула її."
        ),
        Category.ADVANCES: (
            "Сторона діяла тут або атакувала звідси, але не контролює цю місцевість."
        ),
        Category.CLAIMED: (
            "Хтось заявляє, що ця сторона утримує місцевість або наступає тут. Це не підтверджено "
            "і не спростовано."
        ),
    },
    "ru": {
        Category.ASSESSED: (
            "Надёжные сведения, которые могут проверить другие, показывают, что эта сторона "
            "удерживает местность или, где так отмечено, вернула её."
        ),
        Category.ADVANCES: (
            "Сторона действовала здесь или атаковала отсюда, но не контролирует эту местность."
        ),
        Category.CLAIMED: (
            "Кто-то заявляет, что эта сторона удерживает местность или наступает здесь. Это не "
            "подтверждено и не опровергнуто."
        ),
    },
}
_KINDS: dict[str, dict[Kind, str]] = {
    "en": KIND_TITLES,
    "uk": {
        Kind.CONTROL: "контроль",
        Kind.ADVANCE: "просування",
        Kind.INCURSION: "вторгнення, утримується на землі іншої держави",
        Kind.COUNTEROFFENSIVE: "контрнаступ",
        Kind.INFILTRATION: "інфільтрація",
        Kind.PARTISAN: "партизанські дії",
        Kind.REGAINED: "повернуто",
        Kind.PRE_2022: "утримується з часу до 2022 року",
    },
    "ru": {
        Kind.CONTROL: "контроль",
        Kind.ADVANCE: "продвижение",
        Kind.INCURSION: "вторжение, удерживается на земле другого государства",
        Kind.COUNTEROFFENSIVE: "контрнаступление",
        Kind.INFILTRATION: "инфильтрация",
        Kind.PARTISAN: "партизанские действия",
        Kind.REGAINED: "возвращено",
        Kind.PRE_2022: "удерживается с времени до 2022 года",
    },
}
_ACTORS: dict[str, dict[str, str]] = {
    "en": {actor: entry["title"] for actor, entry in ACTORS.items()},
    "uk": {"RU": "Російські війська", "UA": "Українські війська"},
    "ru": {"RU": "Российские войска", "UA": "Украинские войска"},
}
_PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "as_of": "Data as of {0}",
        "carried": "carried forward to {0}",
        "compared": "compared with {0}",
        "border": BORDER_STATEMENT,
        "origin": DEFINITIONS_ORIGIN,
        "synthetic": "Synthetic data: made to try Salient out, not surveyed",
        "sources": "Sources",
        "licence": "licence: {0}",
        "background": (
            "Background: Natural Earth (public domain); towns: GeoNames (CC BY 4.0). "
            "Conformal conic projection, WGS 84"
        ),
        "title": "{0}: who holds what",
        "title_since": "{0}: what changed since {1}",
        "title_beside": "{0}: {1} and {2}",
        "gained": "gained since {0}",
        "lost": "lost since {0}",
        "unchanged": "held on both dates",
        "gained_note": (
            "Gained is what a party has in a category on {1} and did not have on {0}; lost is the "
            "reverse. Ground that only changed its category shows as gained."
        ),
        "km": "km",
        "north": "N",
        "day": "{day} {month} {year}",
        "alt": "Map. {0}. {1}. Shown: {2}.",
    },
    "uk": {
        "as_of": "Дані станом на {0}",
        "carried": "перенесено на {0}",
        "compared": "порівняно з {0}",
        "border": (
            "Кордони — міжнародно визнані; Крим є частиною України. Лінія на цій карті нічого не "
            "стверджує про кордон, про який домовляються."
        ),
        "origin": (
            "Нашими словами, за категоріями Інституту вивчення війни та проєкту Critical Threats "
            "Американського інституту підприємництва."
        ),
        "synthetic": "Синтетичні дані: створено, щоб випробувати Salient, не зібрано на місцевості",
        "sources": "Джерела",
        "licence": "ліцензія: {0}",
        "background": (
            "Основа: Natural Earth (суспільне надбання); міста: GeoNames (CC BY 4.0). "
            "Рівнокутна конічна проєкція, WGS 84"
        ),
        "title": "{0}: хто що утримує",
        "title_since": "{0}: що змінилося з {1}",
        "title_beside": "{0}: {1} і {2}",
        "gained": "здобуто з {0}",
        "lost": "втрачено з {0}",
        "unchanged": "утримується на обидві дати",
        "gained_note": (
            "Здобуто — те, що сторона має в категорії на {1} і не мала на {0}; втрачено — навпаки. "
            "Місцевість, яка лише змінила категорію, показано як здобуту."
        ),
        "km": "км",
        "north": "Пн",
        "day": "{day} {month} {year} р.",
        "alt": "Карта. {0}. {1}. Показано: {2}.",
    },
    "ru": {
        "as_of": "Данные по состоянию на {0}",
        "carried": "перенесено на {0}",
        "compared": "по сравнению с {0}",
        "border": (
            "Границы — международно признанные; Крым является частью Украины. Линия на этой карте "
            "ничего не утверждает о границе, о которой договариваются."
        ),
        "origin": (
            "Нашими словами, по категориям Института изучения войны и проекта Critical Threats "
            "Американского института предпринимательства."
        ),
        "synthetic": "Синтетические данные: созданы для проб в Salient, не собраны на местности",
        "sources": "Источники",
        "licence": "лицензия: {0}",
        "background": (
            "Основа: Natural Earth (общественное достояние); города: GeoNames (CC BY 4.0). "
            "Равноугольная коническая проекция, WGS 84"
        ),
        "title": "{0}: кто что удерживает",
        "title_since": "{0}: что изменилось с {1}",
        "title_beside": "{0}: {1} и {2}",
        "gained": "приобретено с {0}",
        "lost": "утрачено с {0}",
        "unchanged": "удерживается на обе даты",
        "gained_note": (
            "Приобретено — то, что сторона имеет в категории на {1} и не имела на {0}; утрачено — "
            "наоборот. Местность, которая лишь сменила категорию, показана как приобретённая."
        ),
        "km": "км",
        "north": "С",
        "day": "{day} {month} {year} г.",
        "alt": "Карта. {0}. {1}. Показано: {2}.",
    },
}
_MONTHS = {
    "uk": (
        "січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня",
        "жовтня", "листопада", "грудня",
    ),
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
        "октября", "ноября", "декабря",
    ),
}  # fmt: skip
_ZONES = {
    "uk": {
        "America/New_York": "за східним часом США", "Europe/Kyiv": "за Києвом",
        "Europe/Moscow": "за Москвою", "UTC": "UTC",
    },
    "ru": {
        "America/New_York": "по восточному времени США", "Europe/Kyiv": "по Киеву",
        "Europe/Moscow": "по Москве", "UTC": "UTC",
    },
}  # fmt: skip


def phrase(language: str, key: str, *values: str) -> str:
    """Return a phrase of the table with values put in; braces in a value stay as they are."""
    text = _PHRASES[language][key]
    for number, value in enumerate(values):
        text = text.replace(f"{{{number}}}", value, 1)
    return text


def category_title(language: str, category: str) -> str:
    """Return what a category is called."""
    return _CATEGORIES[language][Category(category)]


def definition(language: str, category: str) -> str:
    """Return what a category means."""
    return _DEFINITIONS[language][Category(category)]


def kind_title(language: str, kind: str) -> str:
    """Return what a kind is called."""
    return _KINDS[language][Kind(kind)]


def actor_name(language: str, actor: str) -> str:
    """Return what a party is called, or its code if it has no name here."""
    return _ACTORS[language].get(actor, actor)


def when(language: str, instant: datetime, zone: str, precision: TimePrecision = "instant") -> str:
    """Write an instant as :func:`geo.clock.stamp` does, in a language.

    Examples
    --------
    >>> from geo.clock import parse_when
    >>> when("uk", parse_when("2025-01-05T18:30Z")[0], "America/New_York")
    '5 січня 2025 р., 13:30 за східним часом США (18:30 UTC)'
    """
    if language == "en":
        return stamp(instant, zone, precision)
    local = instant.astimezone(zone_named(zone))
    day = (
        _PHRASES[language]["day"]
        .replace("{day}", str(local.day))
        .replace("{month}", _MONTHS[language][local.month - 1])
        .replace("{year}", str(local.year))
    )
    if precision == "day":
        return day
    utc = instant.astimezone(zone_named("UTC"))
    if zone == "UTC":
        return f"{day}, {utc:%H:%M} UTC"
    other = "" if utc.date() == local.date() else f"{utc:%d.%m} "
    named = _ZONES[language].get(zone, str(local.tzname()))
    return f"{day}, {local:%H:%M} {named} ({other}{utc:%H:%M} UTC)"
