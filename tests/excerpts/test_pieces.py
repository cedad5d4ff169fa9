"""Four whole pieces in four manners: every quotation with its speaker, and nothing else."""

import pytest
from publisher.excerpts import quotations
from publisher.sources import markdown, text


def speakers(source):
    read = markdown.read if "\n> " in source else text.read
    report = read(source.encode(), name="r.txt")
    return [told(one.speaker) for one in quotations(report)]


def told(speaker):
    """A name, or what is printed instead in brackets."""
    if speaker is None:
        return None
    return speaker.name or f"({speaker.organisation or speaker.descriptor})"


NEWS = """\
Ferry cuts “will strand islanders”, inquiry told

A decision to halve winter sailings to Sallow Island was taken “on the back of an envelope”, a former harbour manager has told a public inquiry.

Duncan Prowse, who ran Port Ebben for eleven years until 2021, said he had learned of the change from a crossword-loving colleague. “She leaned over and said, ‘Seven letters, abandoned,’” he told the panel.

The operator, Kestrel Marine, denies that the new timetable amounts to “a withdrawal of service”. Its managing director, Fenella Strake, is due to give evidence on Thursday.

In a written statement, Ms Strake described the cuts as “regrettable but proportionate”.

“Nobody joins a ferry company to run fewer ferries,” she added.

But islanders packed into the Assembly Rooms to hear Prowse were unimpressed.

“Proportionate to what?” asked Morag Teale, 67, a retired vet. “I’ve missed two hospital appointments since November.”

Her neighbour, who did not want to be named, said he now kept a bag packed “like an expectant father”.

The inquiry’s chair, Sir Anthony Quill KC, asked Prowse whether he had put his concerns in writing.

“I did.”

“And what became of it?”

“It was filed, sir.”

There was laughter. Sir Anthony said he would adjourn “before anybody files me”.

The charter of the line, published in 2017, promises “a dependable lifeline service, whatever the weather”. A spokesman for the Department for Coasts said: “We do not comment on live inquiries.”

Prowse, asked outside whether he felt vindicated, shook his head. “I feel seasick,” he said.
"""

FEATURE = """\
DRY CREEK, Neb. — On the first Saturday of the month, Lurleen Potts sets out forty folding chairs and waits to see who is still speaking to whom.

“We call it church,” said Potts, 73, who runs the grain elevator’s weigh station. “Don’t tell the Lutherans.”

The meetings began after the county voted, 412 to 409, to allow a wind farm that the developer calls “Prairie Promise.” Opponents call it “the picket fence.” Potts, a supporter, says she has lost two bridge partners over it.

“My own brother won’t wave,” she said.

Her brother, Dale Huckaby, farms on the north side of the road. He waves, he insists, but “with fewer fingers.”

“She sold the view,” Huckaby said. “It wasn’t all hers to sell.”

Neither sibling is entirely wrong, said Anjali Rao-Whitman, an agricultural economist at the state university who has studied 30 such projects. The money is real, she said; so is the grief. In a 2022 paper titled “Who Owns the Horizon?”, she found that towns with early, public payments reported “measurably less bitterness” than those where checks arrived in private.

“Secrecy is the pollutant,” Rao-Whitman said.

County Commissioner Wade Ostrander cast the deciding vote. He has since found a dead badger in his mailbox, along with a note that read “Thanks a lot.” He kept the note.

“I figured it was at least polite,” the commissioner said.

The developer, Halcyon Energy Partners, said in a statement that it was “proud to be a neighbor” in Dry Creek and would “continue to listen.” It declined to make an executive available.

Back at the hall, Potts poured coffee. Had the meetings changed anyone’s mind?

“Lord, no,” she said. “But they came.”
"""

REPORT = """\
## 4. What we heard

We spoke to 41 people in nine towns. Most had heard of the “Open Kitchen” grant; few could say what it was for.

### 4.1 Getting started

For Bernice Achebe, who manages the Tollgate centre, the first year was “all forms and no food”. She had expected to hire a cook by April; in the event it took until October.

> It was the insurance that nearly finished us. Nobody would tell me what a ‘commercial hob’ was.
>
> Bernice Achebe, Tollgate centre

Other managers told similar stories. One said the process felt “designed by people who eat out”. Another described spending a weekend “reading the small print aloud to the dog”.

Volunteers were more positive:

- “I came for the washing-up and stayed for the gossip.” (Volunteer, Ashwater)
- “You see people’s shoulders come down.” (Retired teacher, Tollgate)

### 4.2 The role of councils

Council officers tended to speak of “capacity” and “alignment”. Hugh Lantern, head of communities at Ashwater Borough Council, put it more bluntly: “We had one officer for the whole thing, and she was on maternity leave.”

Mr Lantern’s successor, Dipa Sen, has since doubled the team. She argues that the original guidance was at fault. “It asked for ‘evidence of need’ in places where the need was standing outside the door,” she said.

The guidance itself states that applicants “should demonstrate a clear local case”.

As one councillor observed, “you can’t eat alignment”.
"""

PROFILE = """\
The woman who reads rivers

When Isolde Marchbanks was nine she told her father that the river was lying. ‘He thought I meant the gauge,’ she says. ‘I meant the river.’

Marchbanks, now 58, is the last of the chalk-stream wardens. She is a broad, unhurried person in a coat that was once green. ‘You want to ask about the crayfish,’ she says when I arrive. ‘Everybody does.’

I want to ask about the crayfish. Her colleagues at the Wessel Trust call her ‘the oracle’, not always kindly. ‘She’s usually right, which is the annoying thing,’ Kit Dunmore, the trust’s director, told me. Dunmore has worked with her since 1999. It was he who persuaded her to write ‘A Field Guide to Mud’, which sold eleven thousand copies and which she refers to as ‘the leaflet’.

‘I thought it would pay for a boat,’ she says.

‘Did it?’

‘It paid for an oar.’

Her critics are few but loud. In 2016 the angler and broadcaster Giles Pomfret wrote that her methods were ‘closer to folklore than hydrology’. Marchbanks keeps the cutting on her fridge. When I read it to her she nods. ‘Folklore has a longer run of data,’ she says.

Pomfret, whom I reach by telephone, is unrepentant. ‘I’d say it again,’ he tells me. ‘But I’d say it to her face, and I’d bring cake.’

On my last morning we walk to the sluice. Her mother, Edwina, 86, comes too, on two sticks. ‘She was a strange little girl,’ says Mrs Marchbanks. ‘We never had to buy her toys.’ Her daughter does not look round. ‘I can hear you,’ she says.
"""


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (
            NEWS,
            [
                "(a former harbour manager)",
                "Duncan Prowse",
                "Kestrel Marine",
                "Fenella Strake",
                "Fenella Strake",
                "Morag Teale",
                "(Her neighbour)",
                "Duncan Prowse",
                "Anthony Quill",
                "Duncan Prowse",
                "Anthony Quill",
                "(The charter of the line)",
                "(A spokesman for the Department for Coasts)",
                "Duncan Prowse",
            ],
        ),
        (
            FEATURE,
            [
                "Lurleen Potts",
                "Lurleen Potts",
                "Dale Huckaby",
                "Dale Huckaby",
                "Anjali Rao-Whitman",
                "Anjali Rao-Whitman",
                "Wade Ostrander",
                "(Halcyon Energy Partners)",
                "(Halcyon Energy Partners)",
                "Lurleen Potts",
            ],
        ),
        (
            REPORT,
            [
                "Bernice Achebe",
                "Bernice Achebe",
                "(One)",
                "(Another)",
                "(Volunteer, Ashwater)",
                "(Retired teacher, Tollgate)",
                "Hugh Lantern",
                "Dipa Sen",
                "(The guidance)",
                "(one councillor)",
            ],
        ),
        (
            PROFILE,
            [
                "Isolde Marchbanks",
                "Isolde Marchbanks",
                "Kit Dunmore",
                "Isolde Marchbanks",
                None,
                "Isolde Marchbanks",
                "Giles Pomfret",
                "Isolde Marchbanks",
                "Giles Pomfret",
                "Edwina Marchbanks",
                "(Her daughter)",
            ],
        ),
    ],
    ids=["news", "feature", "report", "profile"],
)
def test_every_quotation_of_a_piece_has_its_speaker(source, names):
    assert speakers(source) == names
