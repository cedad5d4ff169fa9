"""The closed classes of English that cues are read by: verbs of saying, titles, nouns for people, bodies and texts.

Lists of words and nothing else. They are general: a word stands here because English uses it so, never because some
report does. All are lower-case; verbs are given by their stems and inflected by rule.
"""

from __future__ import annotations


def frozenset_of(words: str) -> frozenset[str]:
    """The words of a text between white space, as a set."""
    return frozenset(words.split())


_STEMS = """
    order command instruct bark accept accuse acknowledge add address admit advise advocate affirm agree allege
    announce answer appeal argue ask assert assure attest aver avow beg believe blame bemoan boast brag call caution
    challenge chide chuckle claim clarify comment complain concede conclude concur confess confide confirm contend
    continue counsel counter criticise criticize cry declare decry defend demand deny describe dictate disagree
    disclose discuss dismiss dispute echo elaborate emphasise emphasize endorse enthuse exclaim expect explain
    expound express extol extoll fear fume gasp grin groan grumble grunt gush hail hint hope implore inform insist
    interject intone joke jest lament laugh liken maintain mention moan mumble murmur muse mutter narrate nod note
    object observe opine outline pledge plead ponder praise predict proclaim proffer promise prompt propose protest
    proffer query question quip read reaffirm reason reassure recall recite reckon recommend recount reflect refuse
    register reiterate relate remark remember remind reminisce repeat reply report respond retort reveal roar say
    scoff scold scream recite shout shrug sigh signal smile snap sneer sob speculate speak stammer state stress
    stutter submit suggest summarise summarize surmise swear tell testify thank theorise theorize think thunder
    tweet underline underscore urge venture voice volunteer vow wail warn whisper wonder worry write yell blog post
    email emphasise highlight point recollect reminisce reminisces hypothesise conjecture condemn denounce applaud
    welcome commend stipulate specify find raise dub brand label term reflect enquire inquire sum put go conclude
    quote rule show feel share spell offer portray characterise characterize decide indicate imply assess estimate
    justify record chime sniff grimace beam apologise apologize consider
    """
_IRREGULAR = {
    "say": "said saying says",
    "tell": "told telling tells",
    "speak": "spoke spoken speaking speaks",
    "write": "wrote written writing writes",
    "think": "thought thinking thinks",
    "swear": "swore sworn swearing swears",
    "find": "found finding finds",
    "put": "put puts putting",
    "go": "went goes going gone",
    "read": "reads read reading",
    "recite": "recites recited reciting",
    "feel": "felt feels feeling",
    "show": "showed shows shown showing",
    "spell": "spelled spelt spells spelling",
    "sum": "sums summed summing",
    "quip": "quips quipped quipping",
    "snap": "snaps snapped snapping",
    "nod": "nods nodded nodding",
    "grin": "grins grinned grinning",
    "beg": "begs begged begging",
    "brag": "brags bragged bragging",
    "shrug": "shrugs shrugged shrugging",
    "sob": "sobs sobbed sobbing",
    "dub": "dubs dubbed dubbing",
    "blog": "blogs blogged blogging",
    "aver": "avers averred averring",
    "admit": "admits admitted admitting",
    "submit": "submits submitted submitting",
    "label": "labels labelled labeled labelling",
    "signal": "signals signalled signaled signalling",
    "extol": "extols extolled extolling",
    "refer": "refers referred referring",
    "plead": "pleads pleaded pled pleading",
}
_NO_SPEECH_ALONE = {"put", "go", "read", "show", "find", "feel", "sum", "rule", "spell", "point", "share", "raise"}
_VOWELS = "aeiou"


def _forms(stem: str) -> set[str]:
    """The forms of a verb: `argue argues argued arguing`."""
    if stem in _IRREGULAR:
        return {stem, *_IRREGULAR[stem].split()}
    if stem.endswith("e"):
        return {stem, f"{stem}s", f"{stem}d", f"{stem[:-1]}ing"}
    if stem.endswith("y") and stem[-2] not in _VOWELS:
        return {stem, f"{stem[:-1]}ies", f"{stem[:-1]}ied", f"{stem}ing"}
    ending = "es" if stem.endswith(("s", "sh", "ch", "x", "z")) else "s"
    return {stem, f"{stem}{ending}", f"{stem}ed", f"{stem}ing"}


SAYING_STEMS = frozenset(_STEMS.split()) | {"refer"}
SAYING = frozenset(form for stem in SAYING_STEMS for form in _forms(stem))
"""Every form of every verb that can announce speech."""

STRICT_SAYING = frozenset(
    form
    for stem in SAYING_STEMS - _NO_SPEECH_ALONE - {"call", "dub", "brand", "label", "term", "show", "find", "address"}
    for form in _forms(stem)
)
"""Those that announce speech whatever stands beside them."""

NAMING = frozenset(form for stem in ("call", "dub", "brand", "label", "term") for form in _forms(stem)) | frozenset_of(
    "known named titled entitled christened headed headlined so-called nicknamed"
)
"""What stands before a term or a title."""

LIKE_NOUNS = frozenset_of("""
    report reports state states note notes comment comments claim claims stress question questions answer answers
    reply replies remark remarks address pledge promise promises warning finding findings saying demand demands call
    calls appeal appeals challenge challenges challenging hope hopes fear fears worry worries thanks thank estimate
    estimates post posts share record records point points label labels brand term terms rule rules show shows voice
    voices offer offers signal signals blame praise echo dispute disputes advocate advocates object objects reason
    reasons outline outlines email emails blog tweet tweets query queries volunteer volunteers counter protest
    protests spell row register read quote quotes brands prompt worrying challenging row laugh smile grin sigh shrug
    nod cry hint joke boast
    """)
"""Forms of verbs of saying that are nouns after an article, a possessive or a preposition."""

TITLES = frozenset_of("""
    professor prof dr doctor sir dame lord lady baroness baron councillor cllr mr mrs ms mx miss rev reverend revd
    rabbi imam canon father sister brother alderman judge justice sgt det insp supt capt lt col maj gen hon pc
    admiral commander captain colonel major sergeant inspector superintendent constable lieutenant corporal
    brigadier rep sen gov adm brig fr messrs councillors professors drs commodore detective wing sheriff bishop
    archbishop pastor deacon president senator chancellor venerable archdeacon baronet viscount viscountess
    member congressman congresswoman assemblyman assemblywoman councilman councilwoman councilmember selectman
    """)
SHORT_TITLES = frozenset_of(
    "prof dr cllr mr mrs ms mx rev revd sgt det insp supt capt lt col maj gen hon pc rep sen gov adm brig fr messrs drs"
)
"""Titles that a full stop shortens."""
MALE_TITLES = frozenset_of("mr sir lord baron father brother imam alderman")
FEMALE_TITLES = frozenset_of("mrs ms miss dame lady baroness sister")
POSTNOMINALS = frozenset_of("obe mbe cbe kbe dbe mp msp qc kc phd frs jr sr cbe mba ba bsc ma msc ii iii")

ROLES = frozenset_of("""
    executive director chief chair chairman chairwoman chairperson leader head manager minister secretary president
    principal chancellor vice-chancellor officer constable superintendent inspector commissioner commander sergeant
    mayor governor deputy founder co-founder partner professor lecturer researcher scientist doctor nurse midwife
    teacher headteacher head-teacher headmaster headmistress spokesman spokeswoman spokesperson ambassador editor
    author campaigner activist coordinator co-ordinator organiser organizer trustee treasurer adviser advisor
    analyst economist lead councillor senator mp msp peer bishop archbishop pope king queen prince princess general
    colonel captain engineer owner boss assistant associate fellow worker master mistress fisherman farmer biologist
    ecologist geologist historian psychologist sociologist chemist physicist mathematician statistician surgeon
    consultant pharmacist therapist physiotherapist psychiatrist paramedic firefighter clinician practitioner
    dentist vet solicitor barrister lawyer judge magistrate ombudsman auditor accountant architect planner surveyor
    builder developer designer programmer librarian archivist curator warden ranger caretaker keeper janitor porter
    driver conductor pilot skipper sailor docker miner baker butcher grocer shopkeeper publican landlord landlady
    chef cook waiter waitress journalist reporter correspondent columnist writer poet novelist playwright actor
    actress artist musician composer singer photographer filmmaker producer broadcaster presenter coach player
    footballer cricketer vicar priest rector minister imam rabbi chaplain dean pastor curate canon president-elect
    clerk registrar bursar provost rector don tutor examiner demonstrator technician mechanic electrician plumber
    carpenter joiner mason gardener horticulturist agronomist forester beekeeper breeder trainer instructor
    facilitator mediator negotiator investigator detective coroner prosecutor defender advocate delegate
    representative convenor convener steward organist secretary-general chief-of-staff administrator superintendent
    supervisor foreman overseer controller strategist entrepreneur investor banker broker trader merchant dealer
    retailer supplier contractor supplier commissioner regulator inspector-general whip speaker chairlady vice-chair
    vice-president co-chair co-director co-author co-leader midshipman coxswain lifeboatman postmaster postmistress
    stationmaster harbourmaster volunteer resident tenant student pupil graduate apprentice trainee carer caseworker
    mentor counsellor organiser programmer spokesperson patron envoy attache diplomat official bureaucrat peer
    marshal major lieutenant corporal brigadier admiral policeman policewoman chairlady alderman steward bailiff
    usher sheriff beadle hydrologist meteorologist astronomer epidemiologist virologist immunologist oncologist
    cardiologist paediatrician geneticist botanist zoologist archaeologist anthropologist linguist philosopher
    theologian economist criminologist trader stallholder glazier blacksmith weaver potter brewer winemaker
    receptionist supervisor physio gp pcso fishmonger greengrocer florist referee goalkeeper striker midfielder winger
    jockey hairdresser barber decorator roofer plasterer comedian drummer guitarist pianist violinist cellist dancer
    choreographer sculptor illustrator cartoonist biographer translator optician podiatrist radiographer dietitian
    nutritionist osteopath sexton verger archdeacon ceo pilot cyclist gamekeeper shepherd farmhand crofter midwife
    """)
"""Nouns for what somebody does."""

PEOPLE = frozenset_of("""
    man woman boy girl person people mother father mum dad parent parents grandmother grandfather grandparent wife
    husband widow widower son daughter brother sister uncle aunt cousin niece nephew friend neighbour neighbor
    colleague critic opponent supporter ally rival source insider observer onlooker bystander eyewitness witness
    user customer client patient visitor guest passenger commuter motorist cyclist pedestrian shopper reader viewer
    listener subscriber member participant respondent interviewee contributor attendee delegate speaker survivor
    victim villager local islander townsman pensioner teenager youngster adult child veteran refugee migrant
    newcomer beneficiary claimant applicant employee employer colleague staff expert specialist professional
    practitioner academic intellectual insider outsider regular caller correspondent homeowner householder landowner
    leaseholder taxpayer voter constituent fan follower predecessor successor counterpart other others another
    someone somebody anyone everyone everybody one ones lady gentleman chap couple granddaughter grandson grandchild
    mother-in-law father-in-law brother-in-law sister-in-law son-in-law daughter-in-law ex-wife ex-husband stepmother
    stepfather fiancé fiancée girlfriend boyfriend stepson stepdaughter twin
    brothers sisters sons daughters twins sibling
    siblings family families residents workers officials leaders campaigners volunteers carers staff ministers
    councillors
    """)
"""Nouns for somebody whom nobody names."""

MALE_NOUNS = frozenset_of("""
    he him his himself man boy father dad husband son brother uncle grandfather chairman spokesman policeman
    fisherman gentleman king prince landlord actor foreman headmaster widower alderman salesman businessman grandson
    stepson boyfriend fiancé father-in-law brother-in-law son-in-law ex-husband stepfather
    """)
FEMALE_NOUNS = frozenset_of("""
    she her hers herself woman girl mother mum wife daughter sister aunt grandmother chairwoman spokeswoman
    policewoman queen princess landlady actress headmistress widow midwife saleswoman businesswoman granddaughter
    stepdaughter girlfriend fiancée mother-in-law sister-in-law daughter-in-law ex-wife stepmother
    """)

ORGANISATIONS = frozenset_of("""
    council police university society trust group department ministry institute institution association service
    services board commission authority party bank union fund foundation centre center college school hospital
    government parliament committee agency office company companies corporation firm charity church federation
    alliance network partnership campaign initiative hub team unit club press academy theatre playhouse museum
    gallery library court cabinet assembly panel forum taskforce bureau inspectorate ombudsman regulator
    conservatory orchestra choir cooperative co-operative collective consortium confederation congress chamber guild
    league lodge laboratory observatory station surgery clinic practice hospice infirmary nursery constabulary
    brigade regiment treasury ltd limited plc llp inc nhs gmbh co cic bbc times news gazette herald courier
    telegraph journal post mail magazine radio television publishers brothers sons holdings industries systems
    partners ventures industries works mill mills ccg ccgs councils authorities universities collaboration friends
    volunteers body bodies watchdog quango think-tank thinktank
    """)
"""Nouns for a body that can speak."""

PLACES = frozenset_of("""
    street road lane avenue square park house hall bridge hill valley river lake bay beach harbour port dock quay
    wharf island islands north south east west northern southern eastern western central greater upper lower inner
    outer room rooms kitchen chapel hotel inn pub café cafe
    county borough city town village parish district region ward estate airport station market green common
    forest wood mountain kingdom states republic coast shire moor court farm close crescent terrace place row gate
    tower
    """)
"""Nouns in the names of places."""

DOCUMENTS = frozenset_of("""
    report survey strategy statement letter study review paper submission document leaflet poster sign notice
    website guidance guidelines policy plan article editorial book memo memorandum email circular bulletin
    newsletter charter constitution manifesto act bill law regulation regulations code minutes transcript judgment
    ruling verdict advert advertisement brochure prospectus handbook manual press-release release blog post tweet
    message text note questionnaire response diary plaque motto inscription entry audit evaluation assessment
    inquiry analysis guide guideline order rule rulebook chapter section page paragraph clause log logbook journal
    record records archive headstone inscription label card postcard petition complaint flyer timetable catalogue
    list file dossier slide presentation scripture bible gospel psalm verse proverb song lyrics poem novel script
    caption headline editorial column app screen noticeboard signpost memorial certificate affidavit deposition
    testimony recording voicemail telegram fax text posting listing reply letters standard standards code magazine
    schedule tariff poll essay
    booklet pamphlet banner placard agreement contract licence treaty declaration protocol framework briefing
    """)
"""Nouns for a text that can be quoted."""

NOT_IN_NAMES = (
    frozenset_of("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december spring summer autumn winter christmas easter the an this that these those it
    he she they we you another some many most all several both few here there what why how when where who whom whose
    which for in on at by with from to of and but or as if so yet then also while meanwhile similarly however
    opposition although though because since after before during despite today yesterday now earlier later asked
    speaking according like unlike under over about not no yes our their his her its my your nor once whether than
    out up down off into onto upon per via amid among between within without against along across around near next
    last first second third until unless whereas whilst indeed perhaps still even just only again too very much more
    less each every either neither other others such same one two three four five six seven eight nine ten figure
    table chapter section appendix box annex case key final summary findings recommendations introduction conclusion
    contents foreword preface acknowledgements acknowledgments executive overview background methodology references
    bibliography notes glossary index page pages part volume edition copyright national international royal public
    private social health care education housing transport local regional global european british english scottish
    welsh irish american french german african asian historic natural arts creative science research development
    innovation community act bill project programme program order standing bequest award building buildings memorial
    statement letter document office officer strategy plan scheme report review survey award prize festival
    conference week day year month water energy gas electricity rail railway railways airways airlines motors foods
    homes mutual insurance finance logistics pharmaceuticals telecom matters choir bus buses ferry ferries
    store stores shop shops dairy brewery bakery foundry
    """)
    | ORGANISATIONS
    | PLACES
)
"""Capitalised words that are no part of a person's name."""

PARTICLES = frozenset_of(
    "de da di du del della dos das van von der den la le bin ibn al el ap ferch ten ter mac ní nic"
)

DEFINITE = frozenset_of("the this that these those his her its their our my your")
INDEFINITE = frozenset_of("""
    a an one another some many several few most all other others two three four five six seven eight nine ten no any
    each every certain nobody everyone everybody anyone
    """)
PREPOSITIONS = frozenset_of("""
    of for to by with from about against like than under in on at into onto over during between among amongst within
    without despite including regarding across around behind beside besides beyond near towards toward through
    throughout via per up down off inside outside unlike alongside
    """)
RELATIVES = frozenset_of("who whom whose which where")
CONJUNCTIONS = frozenset_of("and or but nor & yet plus")
SUBORDINATORS = frozenset_of("""
    as when while whilst because since although though if before after whereas until once so then unless whether
    that how why what
    """)
AUXILIARIES = frozenset_of("""
    is was were are be been being has had have having do did does will would can could should may might must shall
    am used isn't wasn't weren't hasn't hadn't didn't doesn't don't won't wouldn't can't couldn't cannot
    """)
THIRD_PERSON = frozenset_of("he she")
OTHER_PRONOUNS = frozenset_of("i we you they it him them us me himself herself themselves itself")
ADVERBS = frozenset_of("""
    also then later further once again now simply just still even perhaps indeed too never always often soon
    recently meanwhile however similarly likewise moreover furthermore nevertheless nonetheless instead first
    firstly second secondly third thirdly finally lastly yesterday today tonight elsewhere here there thus hence
    otherwise besides more last next not ever already
    """)
ORDINALS = frozenset_of("second third fourth fifth sixth final last further")

_SHORT_FORMS = """
    alexander alex sandy | alexandra alex sandra | alfred alf fred | andrew andy drew | anthony tony ant | antony
    tony | barbara barb | benjamin ben | catherine cathy kate katie cath | katherine kathy kate katie kath |
    kathleen kath kathy | charles charlie chas chuck | christine chris chrissie | christina chris tina | christopher
    chris kit | daniel dan danny | david dave | deborah deb debbie debs | dominic dom | donald don | dorothy dot
    dottie | edward ed eddie ted ned teddy | eleanor ellie nell | elizabeth liz lizzie beth betty libby eliza |
    frances fran | francis frank | frederick fred freddie | gabriel gabe | geoffrey geoff | gerald gerry | gillian
    gill | gregory greg | harold harry hal | henry harry hal | isabel bel izzy | isabella bella izzy | jacob jake |
    jacqueline jackie | james jim jimmy jamie | janet jan | jeffrey jeff | jennifer jen jenny | jeremy jerry |
    jessica jess | john jack johnny jon | jonathan jon jonny | joseph joe | josephine jo josie | joanna jo | joanne
    jo | joshua josh | judith judy | kenneth ken kenny | lawrence larry laurie | leonard len lenny | lesley les |
    lucinda cindy lucy | malcolm mal | margaret maggie meg peggy marge | martin marty | matthew matt | maureen mo |
    maximilian max | megan meg | melanie mel | michael mike mick mickey | mohammed mo | muhammad mo | nathaniel nat
    nathan | nicholas nick nicky | nicola nicky nic | oliver olly ollie | pamela pam | patricia pat patty tricia
    trish | patrick pat paddy | penelope penny | peter pete | philip phil | philippa pippa | rachel rach | raymond
    ray | rebecca becky becca | richard rick dick richie ricky | robert bob rob bobby robbie | roderick rod | ronald
    ron ronnie | rosalind ros roz | rosemary rose | samantha sam | samuel sam sammy | sandra sandy | simon si |
    stephanie steph | stephen steve | steven steve | stuart stu | susan sue susie | suzanne sue suzie | terence
    terry | theodore theo ted | theresa terri tess | thomas tom tommy | timothy tim | tobias toby | valerie val |
    veronica ronnie | victor vic | victoria vicky tori | vincent vince | vivien viv | walter walt | wendy wen |
    william will bill billy liam | zachary zach
"""
SHORT_FORMS: dict[str, frozenset[str]] = {
    group.split()[0]: frozenset(group.split()[1:]) for group in _SHORT_FORMS.split("|")
}
"""Given names and what people make of them."""
