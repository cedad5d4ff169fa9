"""Common given names, by the pronoun that people of that name most often go by. A hint, never a proof.

A general list (the commonest names of Britain, Ireland and the communities that live there); names that are usual for
both are left out.
"""

from __future__ import annotations

from publisher.excerpts.words import frozenset_of

MALE_NAMES = frozenset_of("""
    aaron abdul abdullah adam adrian ahmed aidan alan alasdair albert alexander alf alfie alfred ali alistair allan
    alun ambrose amir anders andre andrew andy angus anil ansel anthony antony archie arjun arthur babatunde balraj
    barnaby barry bartholomew ben benjamin bernard bilal bill brendan brian bruce bryan callum carl carlos cedric
    charles chidi christopher ciaran clifford clive colin connor conor cormac craig crispin curtis cuthbert cyril
    dafydd daniel darnell darren david dean declan deepak dennis derek dermot desmond dewi diego dimitri dmitri
    dominic donald douglas duncan dylan eamon ebenezer edgar edward edwin elliot emeka emmanuel emrys eoin eric
    ernest ethan eugene evan ewan felix femi fergus finlay fitzroy francis frank fraser frederick gareth gary gavin
    geoffrey george gerald gerard gethin gilbert giles giovanni giuseppe glenn gordon graeme graham gregory gurdeep
    guy gwilym hamish hamza harish harold harry harvey hassan hector hedley henrik henry herbert hiroshi horace
    howard hugh hugo humphrey hussein huw hywel iain ian ibrahim idris ieuan ifor ignatius imran iolo iqbal isaac
    ivan ivor jack jacob jake jamal james jason jasper jaylen jeffrey jeremy jim jocelyn joe joel john jonathan
    jorge jose joseph joshua juan julian justin karl keith kenji kenneth kevin khalid kieran kofi krzysztof kwame
    lachlan lars lawrence leo leonard leroy lester lewis liam linford lionel lorcan lorenzo louis luca lucas ludwig
    luis luke magnus malcolm malik manuel marcello marcin marco marcus marek mark martin mateusz matteo matthew
    maurice max michael mick miguel mikhail mikkel mohamed mohammed mohinder montague muhammad murdo mustafa nathan
    neil neville niall nicholas nigel nikhil noah noel norman obinna octavius olaf oleg oliver olu omar oscar oswald
    owen pablo paddy padraig patrick paul pawel pedro percy peter philip phineas pierre piotr quentin rafael rafe
    rahul raj rajesh ralph ramesh ravi raymond reginald rhodri rhys richard robert rod roderick rodney roger rohan
    roland ronald rory ross roy ruaridh rufus rupert rupesh russell ryan salim samuel sanjay seamus sean sebastian
    segun sergei seth shane sidney silas simon sipho stanley stavros stefan stephen steve steven stewart stuart
    sunil suresh sven tariq tarquin ted tendai terence thabo thaddeus theo theodore thomas tim timothy toby tom
    tomasz tony torquil trevor tristan tunde tyrone umar usman vernon victor vijay vikram vincent vladimir walter
    warren wayne wendell wilbur wilfred will william winston wojciech xavi xavier yannis yusuf zachary zbigniew
    """)
FEMALE_NAMES = frozenset_of("""
    abena abigael abigail ada adaeze adwoa agatha agnes agnieszka aileen ailsa aisha akosua alexandra alice
    alicia alison ama amal amanda amber amelia amina amy andrea angela anita anjali ann anna annabel anne anneliese
    annette antonia anwen anya aoife aparna astrid audrey ayesha barbara beatrice beatriz belinda bernadette beryl
    beth bethan bethany bev birgit blanche brenda bridget briony bronagh bronwen bryony camilla carla carmel carol
    carole caroline carolyn catherine cathy catriona cecilia celia ceri cerys charlotte chioma chloe christina
    christine ciara claire clara clare claudia clemency constance consuelo cordelia cynthia daisy daphne deborah
    deepa deirdre delia delyth denise desiree diana diane dilys dinah dolores donna doreen doris dorothy edith edna
    efua eileen eilidh eirlys eithne elaine eleanor elena eleri elizabeth ella ellen elsie elspeth emily emma enid
    erin esme esperanza estelle esther ethel eugenie eunice eva evelyn ewa faith farzana fatima ffion fiona flora
    florence frances freda freya frieda gemma georgia georgina geraldine ghislaine gillian gladys gloria grace
    grainne greta griselda guadalupe gudrun gwen gwendolen gwyneth hafsa halina hannah harriet hattie hazel heather
    heidi helen helena henrietta henrike hermione hettie hilary hilda holly honor ida imelda imogen indira ines inge
    ingrid irene iris irma isabel isabella isla isobel ivy jacinta jacqueline jane janet janice jasmine jean
    jennifer jessica jill joan joanna joanne josephine joy joyce juanita judith julia julie juliet june kamala karen
    katarzyna kate katherine kathleen kathryn kathy katie kavita keisha kerry keziah khadija khadijah kirsten kirsty
    lakshmi larissa latoya laura lauren lavinia layla leah leila leonie leonora lesley letitia liesel lilian lily
    linda lisa lola lorna lorraine lottie louise lowri lucia lucinda lucy ludmila lydia lynn lynne mabel madeleine
    madge maeve magdalena maggie mai malgorzata marcia margaret margit marguerite maria mariam marian mariana marie
    marilyn marion marjorie marjory martha mary maryam mathilda matilda maureen mavis meena meera megan melanie
    melissa mercy merle mhairi mia michelle mildred millicent minnie miranda miriam moira molly mona monica morag
    morwenna muriel myfanwy myra nadia nadine nancy naomi nasreen natalie natasha nerys ngozi niamh nicola nicolette
    nina noor nora noreen odette oksana olga olive olivia olwen oona oonagh orla ottilie padma pamela pascale
    patience patricia paula pauline pearl penelope perpetua petra petronella philippa philomena phoebe phyllis pilar
    pippa polly poppy precious priya prudence rachel rebecca rekha renata rhian rhiannon rita roberta roisin rosalie
    rosalind rosanna rose rosemary rosie rowena roxanne ruby rukhsana ruth sabina sadie saima sally samantha samina
    sandra sanjida saoirse sara sarah shabana shanice shauna sheena sheila shirley shona shreya sian sigrid sinead
    sinéad siobhan siobhán siân sofia sonia sophie soraya stella stephanie sue sunita susan susannah suzanne
    svetlana sylvia tabitha tamara tamsin tania tanisha tanya tara tatiana tegan temi teresa tess thelma theresa
    tilda tina tomasina tracey trudy una ursula urszula valerie vanessa vera verity veronica victoria violet
    violetta virginia vivien wanda wendy wilhelmina winifred winnie yasmin yetunde yolanda yolande yvette yvonne
    zahra zainab zara zoe zofia zoë zuleika
    """)
