"""Who speaks in reports of this war and others: one name, the side and what they are.

A table of public facts, so that "SBU" and "Security Service of Ukraine" are one claimant.
Whoever is not in it keeps the name of the text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownClaimant:
    """A claimant by its canonical name."""

    name: str
    side: str
    role: str
    person: bool = False


_BODIES = """
General Staff of Ukraine|UA|general staff|ukrainian general staff; ukraine's general staff; general staff of ukraine; general staff of the ukrainian armed forces; general staff of the armed forces of ukraine; general staff of ukraine's armed forces
Ukrainian Air Force|UA|air force|ukrainian air force; ukraine's air force; air force of ukraine; air force of the armed forces of ukraine; kyiv's air force; ukrainian air forces
Ukrainian Navy|UA|navy|ukrainian navy; ukraine's navy; navy of ukraine
Security Service of Ukraine|UA|security service|sbu; ssu; security service of ukraine; ukraine's security service; ukrainian security service; ukraine's sbu
Ukrainian Military Intelligence|UA|military intelligence|hur; gur; ukraine's military intelligence; ukrainian military intelligence; main directorate of intelligence; main intelligence directorate; defence intelligence of ukraine; defense intelligence of ukraine; ukraine's main directorate of intelligence; ukrainian defence intelligence; ukrainian defense intelligence
Ukrainian Ministry of Defence|UA|defence ministry|ukrainian ministry of defence; ukrainian defence ministry; ukraine's defence ministry; ukraine's ministry of defence; ministry of defence of ukraine
Ukrainian Ministry of Foreign Affairs|UA|foreign ministry|ukrainian foreign ministry; ukraine's foreign ministry; ukrainian ministry of foreign affairs
Ukrainian Armed Forces|UA|armed forces|ukrainian armed forces; armed forces of ukraine; ukrainian military; ukraine's military; ukraine's armed forces; ukrainian army; ukraine's army; kyiv's forces; ukrainian forces
State Emergency Service of Ukraine|UA|emergency service|state emergency service; ukraine's state emergency service; state emergency service of ukraine; ses; dsns
State Border Guard Service of Ukraine|UA|border guard|state border guard service; ukraine's border guard service; ukraine's border service
Prosecutor General's Office of Ukraine|UA|prosecutors|ukraine's prosecutor general's office; ukrainian prosecutor general's office
Ukrainian Operational Command South|UA|military command|operational command south; southern defence forces; southern defense forces
Energoatom|UA|nuclear company|energoatom
Ukrenergo|UA|grid operator|ukrenergo
DeepState|UA|mapping project|deepstate; deep state; deepstatemap; deepstate ua
Russian Ministry of Defence|RU|defence ministry|russian mod; russian ministry of defence; russian defence ministry; russia's defence ministry; russia's ministry of defence; ministry of defence of russia; ministry of defence of the russian federation; moscow's defence ministry
Russian Ministry of Foreign Affairs|RU|foreign ministry|russian foreign ministry; russia's foreign ministry; russian ministry of foreign affairs; russian mfa
Russian General Staff|RU|general staff|russian general staff; russia's general staff
Federal Security Service|RU|security service|fsb; federal security service; russia's fsb; russia's federal security service
Kremlin|RU|presidential office|kremlin
Russian Armed Forces|RU|armed forces|russian armed forces; russian military; russia's military; russian army; russian forces; armed forces of russia
Russian military bloggers|RU|military bloggers|russian milbloggers; russian milblogger; russian military bloggers; milbloggers; milblogger; russian military blogger; russian war bloggers; kremlin-affiliated milblogger; kremlin-affiliated milbloggers
Russian sources|RU|unnamed sources|russian sources; russian source
Ukrainian sources|UA|unnamed sources|ukrainian sources; ukrainian source
Rosatom|RU|nuclear company|rosatom
Russian Investigative Committee|RU|investigators|russian investigative committee; russia's investigative committee; investigative committee
TASS|RU|news agency|tass
RIA Novosti|RU|news agency|ria novosti; ria
Institute for the Study of War|US|think tank|isw; institute for the study of war; us-based institute for the study of war; washington-based institute for the study of war
White House|US|presidential office|white house
Pentagon|US|defence ministry|pentagon; us defence department; u.s. defence department; us department of defence
US State Department|US|foreign ministry|state department; us state department; u.s. state department
Central Intelligence Agency|US|intelligence agency|cia; central intelligence agency
UK Ministry of Defence|GB|defence ministry|british ministry of defence; uk ministry of defence; uk mod; british defence ministry; british mod; uk defence intelligence; british military intelligence; uk's ministry of defence; britain's ministry of defence; britain's defence ministry
South Korean National Intelligence Service|KR|intelligence agency|nis; south korea's national intelligence service; south korean national intelligence service; national intelligence service; south korea's spy agency; seoul's spy agency
South Korean Joint Chiefs of Staff|KR|general staff|south korea's joint chiefs of staff; south korean joint chiefs of staff; joint chiefs of staff; jcs
Korean Central News Agency|KP|news agency|kcna; korean central news agency
NATO|NATO|alliance|nato; north atlantic alliance
European Union|EU|union of states|eu; european union; brussels
European Commission|EU|commission|european commission
United Nations|UN|international organisation|un; united nations; u.n.
International Atomic Energy Agency|UN|international organisation|iaea; international atomic energy agency
OSCE|OSCE|international organisation|osce
Israel Defense Forces|IL|armed forces|idf; israel defense forces; israel defence forces; israeli military; israeli army; israel's military
Hamas|HAMAS|armed group|hamas
Hezbollah|HEZB|armed group|hezbollah
Gaza Health Ministry|PS|health ministry|gaza health ministry; gaza's health ministry; hamas-run health ministry
Reuters||news agency|reuters; reuters news agency
Associated Press||news agency|associated press; ap
AFP||news agency|afp; agence france-presse
BBC||outlet|bbc
CNN||outlet|cnn
The New York Times||outlet|new york times
Bloomberg||outlet|bloomberg
Kyiv Independent|UA|outlet|kyiv independent
Ukrinform|UA|news agency|ukrinform
Suspilne|UA|outlet|suspilne
Interfax-Ukraine|UA|news agency|interfax-ukraine
Ukraine|UA|state|ukraine; kyiv; kiev; ukrainian government; ukrainian side
Ukrainian officials|UA|officials|ukrainian officials; ukrainian official
Russian officials|RU|officials|russian officials; russian official
US officials|US|officials|us officials; u.s. officials; us official; u.s. official; american officials; united states officials
Russia|RU|state|russia; moscow; russian government; russian side
North Korea|KP|state|north korea; pyongyang; dprk
South Korea|KR|state|south korea; seoul
United States|US|state|united states; washington; us; u.s.; us government; biden administration; trump administration; us administration
United Kingdom|GB|state|united kingdom; uk; britain; london; british officials; british government
Belarus|BY|state|belarus; minsk
China|CN|state|china; beijing
Iran|IR|state|iran; tehran
Israel|IL|state|israel; israeli government; israeli officials
Poland|PL|state|poland; warsaw
Germany|DE|state|germany; berlin
France|FR|state|france; paris
"""  # noqa: E501 - a table with a line an entry
_PERSONS = """
Volodymyr Zelenskyy|UA|president|zelenskyy; zelensky; zelenskiy
Oleksandr Syrskyi|UA|commander-in-chief|syrskyi; syrsky
Rustem Umerov|UA|defence minister|umerov
Kyrylo Budanov|UA|head of military intelligence|budanov
Andrii Sybiha|UA|foreign minister|sybiha
Vladimir Putin|RU|president|putin
Dmitry Peskov|RU|Kremlin spokesman|peskov
Sergei Lavrov|RU|foreign minister|lavrov
Maria Zakharova|RU|foreign ministry spokeswoman|zakharova
Andrei Belousov|RU|defence minister|belousov
Sergei Shoigu|RU|Security Council secretary|shoigu
Valery Gerasimov|RU|chief of the General Staff|gerasimov
Dmitry Medvedev|RU|Security Council deputy chairman|medvedev
Alexander Khinshtein|RU|governor|khinshtein; khinstein
Alexei Smirnov|RU|governor|smirnov
Vyacheslav Gladkov|RU|governor|gladkov
Oleh Syniehubov|UA|governor|syniehubov; synehubov; synegubov
Serhii Lysak|UA|governor|lysak
Vadym Filashkin|UA|governor|filashkin
Oleksandr Prokudin|UA|governor|prokudin
Ivan Fedorov|UA|governor|ivan fedorov
Kim Jong Un|KP|leader|kim jong un
Alexander Lukashenko|BY|president|lukashenko
"""


def _table(rows: str, person: bool) -> dict[str, KnownClaimant]:
    found = {}
    for row in rows.strip().splitlines():
        name, side, role, forms = row.split("|")
        known = KnownClaimant(name, side, role, person)
        for form in forms.split(";"):
            found[form.strip()] = known
    return found


BARE = {
    "general staff": "general staff", "air force": "air force", "air force command": "air force",
    "military intelligence": "military intelligence", "mod": "defence ministry",
    "defence ministry": "defence ministry", "ministry of defence": "defence ministry",
    "foreign ministry": "foreign ministry", "ministry of foreign affairs": "foreign ministry",
    "navy": "navy", "armed forces": "armed forces", "border guard service": "border guard",
    "prosecutor general's office": "prosecutors",
}  # fmt: skip
"""Bodies that every state has, with their role: whose one is, only the article can say."""
BODIES = _table(_BODIES, person=False)
"""By form: lower case, straight apostrophes, "defence" for "defense", no article."""
PERSONS = _table(_PERSONS, person=True)
"""By surname."""

NATIONS = {
    "ukrainian": "UA", "ukraine's": "UA", "ukraine": "UA", "kyiv's": "UA", "kyiv": "UA",
    "russian": "RU", "russia's": "RU", "russia": "RU", "moscow's": "RU", "kremlin": "RU",
    "russian-installed": "RU", "moscow-installed": "RU", "russian-appointed": "RU",
    "kremlin-installed": "RU", "occupation": "RU", "russian-backed": "RU",
    "north korean": "KP", "north korea's": "KP", "south korean": "KR", "south korea's": "KR",
    "american": "US", "us": "US", "u.s.": "US", "united states": "US", "british": "GB",
    "uk": "GB", "polish": "PL", "belarusian": "BY", "german": "DE", "french": "FR",
    "chinese": "CN", "iranian": "IR", "israeli": "IL", "israel's": "IL", "palestinian": "PS",
    "turkish": "TR", "moldovan": "MD", "romanian": "RO", "hungarian": "HU", "syrian": "SY",
    "european": "EU", "western": "", "nato": "NATO",
}  # fmt: skip
"""Words that say whose somebody is, with the party code."""
BODY_OF: dict[tuple[str, str], KnownClaimant] = {}
"""By role and side, of the bodies of :data:`BARE`."""
for _body in BODIES.values():
    if _body.role in BARE.values():
        BODY_OF.setdefault((_body.role, _body.side), _body)
