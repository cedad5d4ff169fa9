"""Is this run of words a person's name? By shape and by the words that no person is called."""

from __future__ import annotations

import re

_TITLE_WORDS = """
    professor prof dr sir dame lord lady baroness councillor cllr mr mrs ms mx miss rev reverend rabbi imam
"""
_ROLE_WORDS = """
    executive director chief chair chairman chairwoman chairperson leader head manager minister secretary president
    principal chancellor vice-chancellor officer constable superintendent inspector commissioner commander sergeant
    mayor governor deputy founder co-founder partner partnership professor lecturer researcher scientist doctor nurse
    teacher headteacher spokesman spokeswoman spokesperson ambassador editor author campaigner activist volunteer
    coordinator co-ordinator organiser trustee treasurer chief-of-staff adviser advisor analyst economist lead
    councillor senator mp msp peer bishop archbishop pope king queen prince princess general colonel captain prime
    resident tenant student graduate apprentice carer farmer engineer owner boss member vice senior assistant associate
"""
_OTHER_WORDS = """
    council police university society trust group department ministry institute association service services board
    commission authority party bank union fund foundation centre center college school hospital government parliament
    committee agency office ltd limited plc llp inc nhs report review act city county district borough north south
    east west northern southern eastern western greater theatre museum gallery church house street company
    federation alliance network partnership campaign project programme program initiative hub team unit press news times
    guardian post mail herald telegraph journal gazette magazine radio television figure table chapter section appendix
    box case study key next final summary findings recommendations introduction conclusion monday tuesday wednesday
    thursday friday saturday sunday january february july september october november december the an this that these
    those it he she they we you one another some many most all several both few here there what why how when where who
    for in on at by with from to of and but or as if so yet then also while meanwhile similarly however although
    because since after before during despite today yesterday now earlier later
    britain europe america united kingdom states national international royal sport historic natural arts creative
    public health social care local home education housing transport treasury cabinet downing whitehall
"""
TITLES = frozenset(_TITLE_WORDS.split())
ROLES = frozenset(_ROLE_WORDS.split())
_NOT_PEOPLE = frozenset(_OTHER_WORDS.split())
_PARTICLE_WORDS = "de da di du del della van von der den la le bin al el ap ten"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_POSSESSIVE = re.compile(r"(?:['’]s|s['’])\Z")
_CAPITALISED = re.compile(r"[^\W\d_](?:[\w'’\-]*\w|\.)?\Z|(?:[^\W\d_]\.){2,3}\Z")
_STOPS = ',;:—–-()[]"“”'


def capitalised(token: str) -> bool:
    """Whether a token, without punctuation around it, is written like a part of a name."""
    return token[:1].isupper() and _CAPITALISED.match(token) is not None and not _POSSESSIVE.search(token)


def person(tokens: list[str]) -> str:
    """The name that `tokens` make, without titles and roles before it (a title stays before a lone surname).

    Empty if they are no person's name for certain: that is two to four words, or a title and a surname.
    """
    tokens = [token.rstrip(",") for token in tokens]
    title = ""
    while tokens and (tokens[0].lower().rstrip(".") in TITLES or tokens[0].lower() in ROLES):
        title = tokens[0] if tokens[0].lower().rstrip(".") in TITLES else ""
        tokens = tokens[1:]
    if not tokens or len(tokens) > 4 or not capitalised(tokens[-1]):
        return ""
    if any(token.lower() in _NOT_PEOPLE | ROLES for token in tokens):
        return ""
    if len(tokens) == 1:
        return f"{title} {tokens[0]}" if title and len(tokens[0]) > 1 else ""
    return " ".join(tokens) if len(tokens[-1]) > 1 else ""


def last_run(tokens: list[str]) -> list[str]:
    """The capitalised tokens, and particles between them, that end `tokens`; a comma after the last is allowed."""
    run: list[str] = []
    for token in reversed(tokens):
        bare = token.rstrip(",") if not run else token
        if not (capitalised(bare) or (run and bare in _PARTICLES)):
            break
        if run and bare.lower() in _NOT_PEOPLE and bare.lower() not in ROLES:
            break  # "And Andrew Kerr", "In Leeds Tom Riordan"
        run.insert(0, bare)
    while run and run[0] in _PARTICLES:
        run.pop(0)
    return run


def first_run(tokens: list[str]) -> list[str]:
    """The capitalised tokens, and particles between them, that begin `tokens`, up to the first with punctuation."""
    run: list[str] = []
    for token in tokens:
        bare = token.rstrip(",.;:?!")
        initial = bare if capitalised(bare) else token  # "J." keeps its stop
        if not (capitalised(initial) or (run and bare in _PARTICLES)):
            break
        run.append(bare)
        if (token != bare and token[-1] in ",;:?!") or (
            token.endswith(".") and len(bare) > 2 and bare.lower() not in TITLES
        ):
            break
    while run and run[-1] in _PARTICLES:
        run.pop()
    return run


def is_possessive(token: str) -> bool:
    """`Brent's`, `CCGs'`."""
    return _POSSESSIVE.search(token) is not None


def names_an_organisation(token: str) -> bool:
    """`Institute`, `Bank`: a capitalised word that an organisation is called by."""
    return token[:1].isupper() and token.lower() in _NOT_PEOPLE
