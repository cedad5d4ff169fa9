"""Common given names, by the pronoun that people of that name most often go by. A hint, never a proof.

A general list (the commonest names of Britain, Ireland and the communities that live there); names that are usual for
both are left out.
"""

from __future__ import annotations

from publisher.excerpts.words import frozenset_of

MALE_NAMES = frozenset_of("""
    aaron abdul abdullah adam adrian ahmed aidan alan albert alexander alfie alfred ali alistair allan amir anders
    andre andrew andy angus anthony antony archie arjun arthur barry ben benjamin bernard bill brendan brian bruce
    bryan callum carl cedric charles christopher ciaran clifford clive colin connor craig cyril daniel darren david
    dean declan dennis derek dermot desmond diego dmitri dominic donald douglas duncan dylan eamon edgar edward edwin
    elliot emmanuel eric ernest ethan eugene evan ewan felix fergus finlay francis frank fraser frederick gareth gary
    gavin geoffrey george gerald gerard gilbert giles glenn gordon graeme graham gregory guy hamish harold harry
    harvey hassan hector henry herbert howard hugh hugo hussein huw hywel ian ibrahim imran iqbal isaac ivan ivor
    jack jacob jake james jason jeffrey jeremy jim joe joel john jonathan jorge jose joseph joshua julian justin karl
    keith kenneth kevin khalid kieran kofi kwame lawrence leo leonard leroy lewis liam lionel louis luca lucas ludwig
    luke magnus malcolm manuel marco marcus mark martin matthew maurice max michael mick miguel mohamed mohammed
    muhammad mustafa nathan neil neville niall nicholas nigel noah noel norman olaf oliver omar oscar oswald owen pablo
    paddy patrick paul pedro percy peter philip pierre piotr rafael rahul raj rajesh ralph raymond reginald rhys
    richard robert rod roderick rodney roger rohan roland ronald rory ross roy rupert russell ryan samuel sanjay sean
    sebastian sergei seth shane sidney simon stanley stefan stephen steve steven stewart stuart sunil suresh ted
    terence theo theodore thomas tim timothy toby tom tomasz tony trevor tristan usman vernon victor vijay vincent
    walter warren wayne wilfred will william winston xavier yusuf zachary
    """)
FEMALE_NAMES = frozenset_of("""
    abigail ada agnes aisha alexandra alice alicia alison amanda amber amelia amina amy andrea angela anita ann anna
    anne annette antonia anya audrey ayesha barbara beatrice belinda bernadette beryl beth bethany bridget brenda
    bronwen bryony camilla carla carol carole caroline carolyn catherine cathy cecilia celia charlotte chloe christina
    christine ciara clara clare claire claudia constance cynthia daisy daphne deborah deirdre denise diana diane dinah
    donna doreen doris dorothy edith edna eileen elaine eleanor elena elizabeth ella ellen elsie emily emma erin
    esther ethel eunice eva evelyn faith farzana fatima fiona flora florence frances freya gemma georgia georgina
    geraldine gillian gladys gloria grace greta gwen gwyneth hannah harriet hazel heather heidi helen helena henrietta
    hilary hilda holly ida imogen indira ingrid irene iris isabel isabella isla isobel ivy jacqueline jane janet
    janice jasmine jean jennifer jessica jill joan joanna joanne josephine joy joyce judith julia julie juliet june
    karen kate katherine kathleen kathryn katie kavita kerry khadija kirsten kirsty laura lauren layla leah leila
    leonora lesley lilian lily linda lisa lola lorna lorraine louise lucia lucy lydia lynn lynne mabel madeleine maeve
    magdalena maggie mai margaret maria marian marie marilyn marion marjorie martha mary matilda maureen meera megan
    melanie melissa mercy mia michelle mildred millicent miranda miriam moira molly mona monica muriel myra nadia
    nadine nancy naomi natalie natasha nicola nina nora noreen olga olive olivia oonagh pamela patience patricia
    paula pauline pearl penelope petra philippa phoebe phyllis pippa polly poppy prudence priya rachel rebecca rita
    roisin rosalind rose rosemary rosie roxanne ruby ruth sadie sally samantha sandra sara sarah saoirse sheila
    shirley sinead siobhan sofia sonia sophie stella stephanie sue susan susannah suzanne sylvia tabitha tamara tania
    tanya tara teresa tess thelma theresa tina tracey ursula valerie vanessa vera veronica victoria violet virginia
    vivien wanda wendy wilhelmina winifred yasmin yolanda yvette yvonne zainab zara zoe zoë
    """)
