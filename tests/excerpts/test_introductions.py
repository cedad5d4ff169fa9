"""How news and reports bring a speaker in: ages, roles, wives, inquiries, statements, spokespeople."""

import pytest
from publisher.excerpts import quotations
from publisher.sources import markdown, text


def speakers(source):
    read = markdown.read if "\n> " in source else text.read
    report = read(f"A year in the rooms\n\n{source}\n".encode(), name="r.txt")
    return [told(one.speaker) for one in quotations(report)]


def told(speaker):
    """A name, or what is printed instead in brackets."""
    if speaker is None:
        return None
    return speaker.name or f"({speaker.organisation or speaker.descriptor})"


INTRODUCED = [
    (
        (
            "Ada Obi has run the café for 20 years. She opens at six. “I like the quiet,” she says. “Nobody "
            "wants anything but toast.”"
        ),
        ["Ada Obi"],
    ),
    (
        (
            "“We lost the lot,” says Tom Bell, a farmer.\n\nHis neighbour Mary Pike was luckier. “The water "
            "stopped at my gate,” she says.\n\nBell shrugs. “It is how the land lies.”"
        ),
        ["Tom Bell", "Mary Pike", "Tom Bell"],
    ),
    (
        (
            "Ada Obi, chief executive of Northmoor Homes, welcomed the ruling. “It is what we asked for,” she "
            "said.\n\nBut Tom Bell, of the tenants’ union, was scathing: “They asked for it because they wrote "
            "it.”\n\nMs Obi denied this. “I have never met the judge,” she said."
        ),
        ["Ada Obi", "Tom Bell", "Ada Obi"],
    ),
    (
        (
            "Dr Ruth Salter, who led the study, said the results were clear.\n\n“We followed 900 children for six "
            "years,” she said.\n\n“The ones who read at home did better in everything.”"
        ),
        ["Ruth Salter", "Ruth Salter"],
    ),
    (
        (
            "The chief constable, Alan Mead, apologised. “We let this family down,” he said. Asked if he would "
            "resign, Mead replied: “That is not for me to say today.”"
        ),
        ["Alan Mead", "Alan Mead"],
    ),
    (
        "A spokesperson for the council said: “We have a statutory duty to consult.”",
        ["(A spokesperson for the council)"],
    ),
    ("A council spokesman added that it was “reviewing its options”.", ["(A council spokesman)"]),
    (
        "“We are reviewing the matter,” a spokeswoman for Northmoor Homes said in a statement.",
        ["(a spokeswoman for Northmoor Homes)"],
    ),
    ("“It’s a disgrace,” one resident, who did not want to be named, told the Gazette.", ["(one resident)"]),
    (
        "In her evidence, Ms Jane Fell, the site manager, was frank: “I signed it because I was told to.”",
        ["Jane Fell"],
    ),
    (
        (
            "Emails seen by this newspaper show that Tom Bell had warned his board in May. “If the gate fails, "
            "the school floods,” he wrote."
        ),
        ["Tom Bell"],
    ),
    ("Writing in the Gazette in March, Tom Bell argued: “A town without a market is a car park.”", ["Tom Bell"]),
    ("Tom Bell took the stand at noon. Did he regret it? “Every day,” he said. “Every single day.”", ["Tom Bell"]),
    ("Asked by counsel, Ms Jane Fell, whether he regretted it, Tom Bell said: “Every day of my life.”", ["Tom Bell"]),
    ("Lord Mallory: what did you do next? Tom Bell’s answer was brief. “I went home.”", ["Tom Bell"]),
    (
        "“Nobody told us,” said one mother. Another said: “They sent a leaflet in the wrong language.”",
        ["(one mother)", "(Another)"],
    ),
    (
        (
            "The director of public health, Dr Paul Reeve, and the council’s leader, Ada Obi, both spoke. “We "
            "will rebuild,” Obi said."
        ),
        ["Ada Obi"],
    ),
    (
        (
            "Ada Obi and Tom Bell, who bought the mill in 2003, finish each other’s sentences. “He does the "
            "talking,” she says. “She does the work,” he says."
        ),
        ["Ada Obi", "Tom Bell"],
    ),
    (
        "Sixteen-year-old Kezia Thorne wants to be a pilot. “I’ve never been on a plane,” she admits.",
        ["Kezia Thorne"],
    ),
    (
        "Retired welder Norman Hale remembers it well. “You could hear the hooter in Westmere,” he says.",
        ["Norman Hale"],
    ),
    (
        "It took Priya Nandakumar three buses to reach us. “I set off in the dark,” she told our researcher.",
        ["Priya Nandakumar"],
    ),
    ("Among them was Olu Fashanu, a porter. “My hands smelt of it for a year,” he recalled.", ["Olu Fashanu"]),
    ("“I’m not a hero,” he says. Tom Bell is sitting on an upturned crate.", ["Tom Bell"]),
    ("Northmoor United manager Sean Traynor said: “The lads gave me everything out there.”", ["Sean Traynor"]),
    (
        (
            "Gov. Marcia Dunleavy, a Democrat, vetoed the bill Friday. “This is not who we are,” Dunleavy said. "
            "The governor called it “a solution in search of a problem.”"
        ),
        ["Marcia Dunleavy", "Marcia Dunleavy"],
    ),
    (
        "State Sen. Bo Harkness, R-Pine Creek, disagreed. “Folks back home are tired,” Harkness told reporters.",
        ["Bo Harkness"],
    ),
    (
        (
            "“They never called back,” said Lucinda Reyes, 54, a school bus driver from Dry Fork. Reyes has "
            "since moved.\n\n“I don’t blame anybody,” she said. “I blame everybody.”"
        ),
        ["Lucinda Reyes", "Lucinda Reyes"],
    ),
    (
        "The National Audit Office said the programme had “not delivered value for money”.",
        ["(The National Audit Office)"],
    ),
    ("In its response, the ministry said it was “committed to learning lessons”.", ["(the ministry)"]),
    ("The report concludes: “No single person was to blame.”", ["(The report)"]),
    ("As Professor Ines Calder points out, “a tide gauge is only as honest as its keeper”.", ["Ines Calder"]),
    ("“A tide gauge,” Professor Ines Calder likes to say, “is only as honest as its keeper.”", ["Ines Calder"]),
    ("Jean Pask volunteers twice a week. Her reason is simple. “I’d only be watching telly.”", ["Jean Pask"]),
    ("Jean Pask, 71, has no such doubts. “It gets me out of the house and it keeps me sane.”", ["Jean Pask"]),
    ("One volunteer, Jean Pask, put it like this. “You come for an hour and stay for a year.”", ["Jean Pask"]),
    ("Not so, says Jean Pask. “You come for an hour and stay for a year.”", ["Jean Pask"]),
    ("Jean Pask shook her head when asked about it. “You come for an hour and stay for a year.”", ["Jean Pask"]),
]


@pytest.mark.parametrize(("source", "names"), INTRODUCED)
def test_a_speaker_is_found_however_the_text_brings_one_in(source, names):
    assert speakers(source) == names
