"""Whom a pronoun, a short name or a title means, and how those without a name are written down."""

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


MEANT = [
    ("Council Member T.J. Obi took the course. “It is what you do with it,” said Obi.", ["T.J. Obi"]),
    ("Board Member Ada Ferrant spoke last. “We were never asked,” Ferrant said.", ["Ada Ferrant"]),
    (
        "The Rev. Paul Thornby-Clay has seen the pews empty. “I bury them,” the pastor told the paper.",
        ["Paul Thornby-Clay"],
    ),
    ("Father Colm Brady has run the kitchen since 2001. “Nobody is turned away,” the priest said.", ["Colm Brady"]),
    (
        (
            "Rosa van der Linden tunes organs. Van der Linden works alone. Her sister, Ilse van der Linden, "
            "plays them.\n\n“It is all breath,” van der Linden says."
        ),
        ["Rosa van der Linden"],
    ),
    (
        (
            "Lee Padgett manages the side. Padgett says he sleeps badly. The manager’s grandmother Gwen, 82, "
            "sold the tickets for years.\n\n“I let in one lad for nothing,” Mrs Padgett said."
        ),
        ["Gwen Padgett"],
    ),
    (
        (
            "Kit Marlow runs the yard. Marlow signed the lease himself. His wife Nora keeps the books.\n\n“I "
            "count, he sails,” Mrs Marlow said."
        ),
        ["Nora Marlow"],
    ),
    (
        (
            "Keziah Mills, a spokeswoman for the Office of Harbours, said in an email that staff “remain in "
            "touch with most of the crews.”"
        ),
        ["Keziah Mills"],
    ),
    ("Tova Banks, a clerk at the county court, said the files “were never moved from the cellar.”", ["Tova Banks"]),
    (
        (
            "Miss Edith Barnard has kept school here. Asked about the roof, Miss Bamard replied that “each year "
            "it was a little nearer”."
        ),
        ["Edith Barnard"],
    ),
    (
        (
            "Emil Vass bought the club in 2016. In a statement issued through his lawyer, Adam Brack, he said: "
            "“I have nothing to hide.”"
        ),
        ["Emil Vass"],
    ),
    (
        "Ada Obi left in March. In a letter sent by her agent, Jo Lunn, she wrote: “I was never paid for any of it.”",
        ["Ada Obi"],
    ),
    (
        "Emil Vass has always denied it. Speaking alongside his wife, Joan, he said: “We have done nothing wrong.”",
        ["Emil Vass"],
    ),
    ("When we put her remark to Mr Tomasz Wilk he was unmoved: “Then she may come and sit here.”", ["Tomasz Wilk"]),
    ("When I read this to Ada Obi she put down her cup and laughed. “He’s quite right,” she said.", ["Ada Obi"]),
    ("After I showed the letter to Tom Bell, he shook his head: “That is not my signature.”", ["Tom Bell"]),
    (
        (
            "I met Tom Bell in the bar of his hotel. He is tall and shy and had ordered soup. “It’s not always "
            "what you want,” he said."
        ),
        ["Tom Bell"],
    ),
    ("We found Ada Obi on the quay. It was raining. “I never missed a tide,” she said.", ["Ada Obi"]),
    (
        (
            "According to Maria de Sousa, the hall’s artistic director, there are four who would not sign. “It’s "
            "in the contract,” she told me."
        ),
        ["Maria de Sousa"],
    ),
    (
        (
            "According to Samir Hadley, a hydrologist who has modelled the river since 2016, the question is no "
            "longer whether. “The wall was built for another climate,” he said."
        ),
        ["Samir Hadley"],
    ),
    (
        "For Ada Obi, who keeps bees, the worst month is April. “They starve in sight of flowers,” she said.",
        ["Ada Obi"],
    ),
    (
        (
            "“Café” is a large word for two urns, and Ada Obi is the first to say so:\n\n“People think they come "
            "for the cake, and they come for each other.”"
        ),
        ["Ada Obi"],
    ),
    ("Tom Bell would be the first to admit it: “I never read the manual at all.”", ["Tom Bell"]),
    (
        (
            "Tom Bell, whose contract runs to one page, was asked what would count as success. He looked across "
            "the bar at the chairwoman, who was collecting glasses. “Next August,” he said."
        ),
        ["Tom Bell"],
    ),
    (
        "The inspector asked Ada Obi why she had stayed. She shrugged. “Where would I have gone?” she said.",
        ["Ada Obi"],
    ),
]


@pytest.mark.parametrize(("source", "names"), MEANT)
def test_short_names_and_pronouns_mean_the_person_spoken_of(source, names):
    assert speakers(source) == names


UNNAMED = [
    (
        (
            "- “She reads it now, every single night.” (Teaching assistant, Site 9)\n- “He puts his hand up more "
            "than once.” (Parent, Northmoor)"
        ),
        ["(Teaching assistant, Site 9)", "(Parent, Northmoor)"],
    ),
    ("“We could never have paid the fees without it.” (Mother of two, Westmere)", ["(Mother of two, Westmere)"]),
    ("“The rooms are larger than in the plan.” (Annex B, table 4)", [None]),
    (
        (
            "People told us the same.\n\n    If the machine is out of tens I get nothing, and I have got no way of "
            "asking for it.\n    — Keeleigh, care worker, Pendle"
        ),
        ["Keeleigh"],
    ),
    (
        (
            "People told us the same.\n\n    I walk there with the pram and I walk back with the pram and the "
            "shopping on top of it.\n    — Shanice, 24, Westmere"
        ),
        ["Shanice"],
    ),
    (
        (
            "People told us the same.\n\n    I walk there with the pram and I walk back with the pram and the "
            "shopping on top of it.\n    — Shopkeeper, Westmere"
        ),
        ["(Shopkeeper, Westmere)"],
    ),
    (
        "Another, a market porter, told us that he had begun to accept “any old coin” for fruit.",
        ["(a market porter)"],
    ),
    ("One, a retired pilot, said it was “like flying blind”.", ["(a retired pilot)"]),
    ("A third, the owner of a kiosk, called it “the worst idea in years”.", ["(the owner of a kiosk)"]),
    (
        (
            "One of those clerks, who spoke on condition of anonymity, said she had 112 cases. “I ring every "
            "one,” she said."
        ),
        ["(One of those clerks)"],
    ),
    (
        (
            "One member of staff, who asked not to be named, said they had heard it from a customer.\n\n“He said "
            "he was sorry about our jobs. That’s how we found out.”"
        ),
        ["(One member of staff)"],
    ),
    (
        (
            "A nine-year-old girl told us that her mentor, whom she called ‘Mister Socks’, did ‘every voice, "
            "even the wolf’."
        ),
        ["(A nine-year-old girl)"],
    ),
    (
        (
            "There was a witness of nine years old, who had come with her aunt. Asked why the school should be "
            "kept, she had answered: “Because it is where everybody learned.”"
        ),
        ["(a witness of nine years old)"],
    ),
    (
        (
            "Sam Trent has views. The trade body, United Millers, declined to be interviewed. In a written "
            "submission, however, it argued that “no village will be left without bread”."
        ),
        ["(United Millers)"],
    ),
    ("The charity, Open Sky, was blunt. It said the plan was “unworkable and unkind”.", ["(Open Sky)"]),
    (
        (
            "A report last spring by the county auditor backs him up. It found that the scheme had “no reliable "
            "record of who had left”."
        ),
        ["(the county auditor)"],
    ),
    (
        "A study from the University of Ennis shows “little sign of any benefit at all”.",
        ["(the University of Ennis)"],
    ),
    (
        (
            "Its interim report, “Dry Feet?”, is published today and finds that the homes perform “within four "
            "per cent of the forecast, a close result”."
        ),
        ["(Dry Feet?)"],
    ),
]


@pytest.mark.parametrize(("source", "names"), UNNAMED)
def test_captions_bodies_and_descriptors_are_printed_as_they_stand(source, names):
    assert speakers(source) == names
