"""Which words tell that somebody speaks? Verbs of saying, and words that announce a term or a title instead."""

from __future__ import annotations

import re

_VERBS = """
    say says said saying | tell tells told telling | state states stated stating | add adds added adding
    explain explains explained explaining | declare declares declared declaring | assert asserts asserted
    report reports reported | respond responds responded | reply replies replied | answer answers answered
    observe observes observed observing | relate relates related | recount recounts recounted | note notes noted
    comment comments commented | argue argues argued arguing | enthuse enthuses enthused | remark remarks remarked
    agree agrees agreed | reflect reflects reflected | stress stresses stressed | suggest suggests suggested
    describe describes described describing | recommend recommends recommended | insist insists insisted
    warn warns warned warning | caution cautions cautioned | conclude concludes concluded | continue continues continued
    admit admits admitted | acknowledge acknowledges acknowledged | concede concedes conceded | claim claims claimed
    recall recalls recalled | remember remembers remembered | confirm confirms confirmed | announce announces announced
    urge urges urged | ask asks asked | wonder wonders wondered | believe believes believed | write writes wrote
    emphasise emphasises emphasised | emphasize emphasizes emphasized | underline underlines underlined
    complain complains complained | joke jokes joked | promise promises promised | pledge pledges pledged
    counter counters countered | reiterate reiterates reiterated | repeat repeats repeated
    maintain maintains maintained
    predict predicts predicted | propose proposes proposed | exclaim exclaims exclaimed | reveal reveals revealed
    highlight highlights highlighted | summarise summarises summarised | summarize summarizes summarized
    contend contends contended | affirm affirms affirmed | testify testifies testified | lament laments lamented
    welcome welcomes welcomed | praise praises praised | quip quips quipped | interject interjects interjected
"""
_PHRASES = (
    r"puts? it(?: this way| like this| simply| plainly| well)?",
    r"(?:point|points|pointed) out",
    r"(?:go|goes|went) on(?: to (?:say|add|explain))?",
    r"(?:sum|sums|summed) (?:it )?up",
    r"(?:is|was) clear",
    r"had this to say",
)
_ADVERB = r"(?:(?:also|simply|then|later|further|once|\w{3,}ly)\s+)"
_ONE_WORD = "|".join(_VERBS.replace("|", " ").split())
SAYING = rf"(?:(?:{'|'.join(_PHRASES)})|(?:has\s+|had\s+|have\s+)?{_ADVERB}?(?:{_ONE_WORD}))\b"
"""A verb of saying, as part of a regular expression: its usual forms, with an adverb before it."""

TELLS = re.compile(rf"\b{SAYING}(?:\s+(?:us|me|them|him|her|\w{{3,}}ly|again|that|how|of))?\s*[,:]?\s*\Z")
"""What stands right before a mark that opens speech."""

TOLD = re.compile(rf"\s*,?\s*(?:[\w.'’\-]+,?\s+){{0,8}}?\b{SAYING}")
"""What stands right after a mark that closes speech."""

INTERRUPTED = re.compile(rf"[,?!…—–][\"”’'»],?\s(?=[^\"“”«»]{{0,150}}\b{SAYING})[^\"“”«»]{{3,160}}(?P<end>[,.])\s*\Z")
"""What stands between two pieces of one person's speech: `," said Amina Rahman, "`."""

ACCORDING = re.compile(r"\baccording to\b[^.!?\"“”]{0,80}[,:]\s*\Z", re.IGNORECASE)

NAMES_A_TERM = re.compile(
    r"\b(?:called|known as|termed|dubbed|titled|entitled|named|labelled|christened|so-called|as an?|as the|is an?"
    r"|(?:an?|the|this|our|their|its|his|her)\s+(?:\w+\s+)?(?:word|term|phrase|motto|slogan|mantra|philosophy|principle"
    r"|concept|notion|idea|theme|label|title|headline|report|paper|book|article|song|film|project|programme|research)s?"
    r"(?:\s+of)?)\s*[,:]?\s*\Z",
    re.IGNORECASE,
)
"""What stands right before a mark that opens a term or a title."""
