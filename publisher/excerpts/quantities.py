"""How numbers and their units are written: the words and patterns that numbers.py reads with.

English; German and French where the form of a number is the same.
"""

from __future__ import annotations

import re

from publisher.patterns import pattern


def either(words: str) -> str:
    """A pattern for any of these words, the longer ones first."""
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


def words(text: str) -> frozenset[str]:
    """The words of a text, for looking up."""
    return frozenset(text.split())


ONES = "one two three four five six seven eight nine"
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: value for value, word in enumerate(ONES.split(), 1)}
VALUES = (
    SMALL
    | {word: value for value, word in enumerate(TEENS.split(), 10)}
    | {word: 10 * value for value, word in enumerate(TENS.split(), 2)}
)
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 10**12}


SCALE = either("million billion trillion thousand hundred millions Millionen Milliarden Mio Mrd milliards")
DIGITS = r"\d{1,3}(?:[,.\u00a0\u2009\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
WORD = either(f"{ONES} {TEENS} {TENS}")
WORDS = rf"(?:(?:an?|{WORD})(?:[ -]{SCALE})+|{WORD}(?:-{WORD})?)(?:(?: and)? {WORD}(?:-{WORD})?(?= hundred))?"
NUMBER = rf"(?:(?<![\w£$€.,/:+#-])(?:{DIGITS})(?![\w/])|\b(?i:{WORDS})\b(?!-))"
TO = r"(?:\s?[-–—]\s?|\s(?:to|and|or|bis|à)\s)"
RANGE = rf"{NUMBER}(?:{TO}{NUMBER})?"
CURRENCY = r"[£$€¥]"
AMOUNT = rf"(?:{DIGITS})(?:\s?(?:bn|tn|m|k)\b|\s{SCALE}\b)?"
EACH = either("year month week day hour night head visit person household family pupil patient place room acre mile")
A_TIME = rf"(?:\s(?:a|an|per|each|every)\s{EACH}\b)?"
OVER = pattern(
    r"\b(?:(?:slightly |just |well |far |only )?(?:more|less|fewer|better) than|(?:just |well )?(?:over|under)|at least"
    r"|at most|up to|as (?:many|few|much) as|nearly|almost|about|around|roughly|approximately|an estimated|only|some"
    r"|mehr als|rund|etwa|fast|plus de|environ|près de)\s\Z",
    re.IGNORECASE,
)
BIG = either(f"two three four five six seven eight nine {TEENS} {TENS}")
ANY = pattern(
    rf"\d|\b(?:{BIG}|hundred|thousand|million|half|twice|third|quarter"
    r"|one(?= (?:\w+ )?(?:in|out of) |[ -](?:third|quarter|fifth|half|tenth)))\b",
    re.IGNORECASE,
)
"""What a text has to hold for a number to be in it."""

MONEY = pattern(
    rf"(?:(?<![\w.,]){CURRENCY}\s?{AMOUNT}(?:{TO}{CURRENCY}?\s?{AMOUNT})?"
    rf"|{RANGE}(?:\s{SCALE})?\s?(?:€|(?:pounds|dollars|euros?|Euro|pence|Franken)\b)|(?<![\w.,£$€])\d+p\b){A_TIME}"
)
SHARE = pattern(
    rf"{RANGE}\s?(?:%|(?:per\s?cent|percent|percentage\spoints?|Prozent|pour\s?cent)\b)"
    rf"|(?<![\w£$€.,/:+-])(?:{DIGITS})(?:\s?[-–—]\s?(?:{DIGITS}))?%"
)
RATIO = pattern(
    rf"(?P<part>{NUMBER})\s(?:(?P<noun>[a-z]+)\s)?(?:in|out\sof)\s(?:every\s)?(?P<whole>{NUMBER})(?!\s?[%£$€])"
    rf"|(?P<some>{NUMBER})\sof\s(?:the|our|its|their|these|those)\s(?P<all>{NUMBER})"
)
FRACTION = pattern(
    r"(?i:\b(?:by|to|(?:more|less|fewer) than|over|under|nearly|almost|about|around|roughly|just|only|up to|at least)\s"
    r"(?:an?\s)?"
    r"(?:half|third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)\b(?!\s(?:past|hour|party|sector|person|time))"
    r"|\b(?:an?\s)(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)\s(?:of|more|less|fewer|as|higher|lower)\b"
    r"|\b(?:one|two|three|four|five|seven|nine)[\s-](?:half|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)\b"
    r"|(?<!first )(?<!second )(?<!other )(?<!latter )"
    r"\bhalf\s(?:of|(?:the|its|their|our)(?!\s(?:time|battle|story|way|fun|point))|a\smillion|a\sbillion)\b"
    r"|\b(?:twice|(?:three|four|five|six|seven|eight|nine|ten|\d+)\stimes)\s(?:as\s(?:many|much|likely|high|\w+)|more|the)\b)"
)
CHANGE = pattern(rf"\b(?:from|between|von|de)\s{NUMBER}\s(?:to|and|auf|bis|à)\s{NUMBER}")
MOVES = pattern(
    r"\b(?:rose|rise[ns]?|rising|fell|fall(?:s|en|ing)?|gr[eo]w\w*|drop\w*|increas\w+|decreas\w+|went|gone|declin\w+"
    r"|improv\w+|up|down|doubled|halved|climb\w+|cut|stieg\w*|sank\w*|gestiegen|gesunken)\b",
    re.IGNORECASE,
)
COUNT = pattern(rf"(?P<number>{RANGE})(?P<scale>\s?{SCALE}\b)?" + r'(?P<rest>[^.,;:!?()\[\]"“”\n]{0,70})')

MONTHS = either(
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug "
    "Sept Sep Oct Nov Dec Januar Februar März Mai Juni Juli Oktober Dezember janvier février mars avril mai juin "
    "juillet août septembre octobre novembre décembre"
)
DATED = pattern(rf"\s?(?:st|nd|rd|th|\.)?\s?(?:of\s)?{MONTHS}\b|\s?(?:[ap]\.?m\b|o['’]clock|noon|midnight|Uhr\b)")
MONTH_BEFORE = pattern(rf"\b{MONTHS}\s(?:the\s)?\Z")
LABEL = pattern(
    r"\b(?:chapters?|sections?|tables?|figures?|fig|box|boxes|pages?|pp?|numbers?|nos?|appendix|annex|notes?|articles?"
    r"|paragraphs?|para|parts?|volumes?|vol|issues?|version|phases?|stages?|steps?|levels?|tiers?|years?|grades?|class|band"
    r"|routes?|rooms?|flat|lines?|questions?|recommendations?|goals?|priority|principles?|themes?|options?|groups?|type"
    r"|items?|act|scene|platform|channel|zone|covid|aged|age|ages|bus|unit|building|block|lot|kapitel|abschnitt|tabelle"
    r"|abbildung|seiten?|nr|numéro|half past|quarter past|quarter to)\s\Z"
    r"|\b(?:fig|figs|pp?|nos?|nr|para|vol|art|sec|ch|s|tab|abb|kap)\.\s\Z",
    re.IGNORECASE,
)
UNITS = words(
    """
    second minute hour day night week fortnight month year decade season century mile kilometre kilometer km
    metre meter m cm mm yard foot feet inch acre hectare tonne ton kilogram kg gram g litre liter gallon pint watt
    kilowatt kw mw gw kwh mwh degree °c °f people children men women staff police members head households time
    times point pupils per mb gb percent stunden tage wochen monate jahre jahren minuten menschen kinder heures
    jours semaines mois ans personnes half-day half-days
    """
)
MEASURES = words(
    """
    seconds minutes hours days nights weeks fortnights months years decades seasons miles kilometres kilometers
    km metres meters yards feet acres hectares tonnes tons litres gallons degrees
    """
)
JOINS = frozenset(("of", "or", "in"))
NO_NOUN = words(
    """
    the a an and but is was are were has had have be been being this that these those which who whom whose as at
    by for from into on onto to with without than then there their its his her our your my it he she they we you
    i not no so if when while because after before during since until per does did says goes gives makes takes
    needs comes works yes always perhaps also thus plus alias versus towards afterwards besides overseas
    sometimes whereas
    """
)
YEAR = pattern(r"(?:1[5-9]|20)\d\d\Z")
GROUPED = pattern(r"\d{1,3}(?:[,.\u00a0\u2009\u202f]\d{3})+")
TOKEN = pattern(r"\s?([-–]?)([^\W\d_°]*°?[^\W\d_]+(?:['’-][^\W\d_]+)*)")
WHEN = pattern(r"\b(?:last|past|next|first|final|previous|coming|recent|these|those)\s\Z", re.IGNORECASE)
RATE = pattern(r"\s(?:a|an|per)\s(?:hour|day|night|week|month|year|head|person|season)\b")
LONGEST = 4
"""Words after a number among which its noun is looked for."""
