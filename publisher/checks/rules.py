"""The rules by name, with their severity and the sentence that docs/checks.md prints."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model import Finding, Place, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: how bad it is to break it, what it asks for, and where it comes from."""

    severity: Severity
    asks: str
    source: str = ""


RULES: dict[str, Rule] = {
    "quotation-not-found": Rule(
        _E, "A quotation of a campaign that names a report, block or in running text, stands in it word for word."
    ),
    "quotation-elsewhere": Rule(
        _N,
        "What an unnamed person says in running text, and no report has anything like, is the author's to answer for.",
    ),
    "quotation-negation": Rule(_E, "An omission or a bracket leaves no negation out of a sentence, and puts none in."),
    "quotation-turns": Rule(_E, "The pieces of an edited quotation stand together, and one person says them."),
    "quotation-edited": Rule(_N, "A quotation is edited, and every edit is marked.", "New Hart's Rules, 9.3"),
    "quotation-typography": Rule(_N, "A quotation differs from its report in marks, dashes or spaces only."),
    "quotation-capital": Rule(_N, "A change of the first letter's case stands in brackets, `[T]he`."),
    "quotation-mark": Rule(_W, "A mark that opens a quotation is closed."),
    "phrase-near": Rule(
        _N, "A marked phrase of four words or more that differs from the report in one word is meant so."
    ),
    "quotation-speakers": Rule(_E, "The caption of a quotation and its lead-in name the same person."),
    "speaker-differs": Rule(_E, "A quotation is given to the person who says it in the report."),
    "speaker-unnamed": Rule(_E, "Nobody is named where the report leaves the speaker unnamed."),
    "speaker-uncertain": Rule(_N, "The report says who speaks where a campaign names somebody."),
    "speaker-role": Rule(_E, "The role of a printed speaker is the report's, or that of config's people."),
    "speaker-organisation": Rule(_E, "So is the organisation."),
    "speaker-unconfirmed": Rule(_N, "The report gives the role and the organisation that are printed."),
    "figure-differs": Rule(
        _N, "A number or date in a campaign's own words is the report's, where that has one like it."
    ),
    "name-differs": Rule(_N, "A name in a campaign's own words is spelt as the report spells it."),
    "report-changed": Rule(_N, "A report is as it was when the campaign was last checked."),
    "report-missing": Rule(_E, "A report that a campaign names can be read."),
    "lead-unwritten": Rule(
        _E, "What `publisher new` left to be written, a paragraph that begins with `[Write`, is written."
    ),
    "template-unknown": Rule(_E, "A campaign's template exists."),
    "post-unknown": Rule(_E, "`::: post` names a campaign that exists, and not the campaign itself."),
    "post-later": Rule(_E, "A campaign that `::: post` names, or a link leads to, is public no later than this one."),
    "schedule-from": Rule(
        _W, "A recurring campaign that appears on the site has a first day: `from` in its entry, or config's `since`."
    ),
    "file-missing": Rule(_E, "A link to a local file names a file below campaigns/; one to a `.md` names a campaign."),
    "link-space": Rule(
        _W, "The address of a link or image has no spaces, or stands in angle brackets.", "CommonMark 0.31, 6.3"
    ),
    "image-missing": Rule(_E, "A local image lies below campaigns/ and can be opened."),
    "image-alt": Rule(_E, "Every image has an alternative text.", "WCAG 2.2, 1.1.1"),
    "image-remote": Rule(_W, "Images are local, so that nothing is loaded from third parties."),
    "placeholder-on-page": Rule(
        _E, "Preferences, unsubscribe and postal address stand inside `::: email` where a campaign has a web page."
    ),
    "service-unknown": Rule(_E, "The mailing service that a campaign names is in config."),
    "signup-missing": Rule(_W, "`::: signup` needs `signup` in config."),
    "summary-missing": Rule(_W, "A campaign of the blog has a summary, for lists, feeds and search engines."),
    "email-size": Rule(_E, "An email's HTML stays under 102,000 bytes.", "Gmail clips longer ones"),
    "email-size-near": Rule(_W, "An email's HTML stays under 90,000 bytes, since services add to it."),
    "email-style-size": Rule(_E, "A style element stays under 16 kB.", "Gmail drops longer ones (caniemail#144)"),
    "email-subject-missing": Rule(_E, "An email has a subject."),
    "email-subject-long": Rule(_W, "A subject has at most 60 characters."),
    "email-subject-limit": Rule(_E, "A subject has at most 150 characters.", "Mailchimp's limit"),
    "email-preheader": Rule(_W, "A preheader has 30 to 150 characters and is not the subject."),
    "email-language": Rule(_E, "HTML and body say their language and direction.", "WCAG 2.2, 3.1.1"),
    "email-layout-role": Rule(_E, 'Tables that only lay out have role="presentation".', "WAI-ARIA"),
    "email-image": Rule(_E, "Every image of an email has an alternative text and a width."),
    "email-address": Rule(_E, "Every address in an email is absolute; images never carry their data along."),
    "email-unsubscribe": Rule(
        _E, "HTML and plain text hold an unsubscribe link.", "Gmail and Yahoo, bulk senders 2024"
    ),
    "email-text-share": Rule(_E, "The plain text holds at least 60 % of the HTML's words."),
    "email-dark-mode": Rule(_W, "An email declares its colour schemes."),
}


def finding(rule: str, where: Place, what: str, hint: str = "") -> Finding:
    """A finding of a rule that the table above knows."""
    return Finding(rule, RULES[rule].severity, where, what, hint)
