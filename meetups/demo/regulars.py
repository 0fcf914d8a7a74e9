"""Those who have come to Ashbridge on Thursdays for years."""

from meetups.demo.person import CANAL, HOLLIN, STATION, UPPER, Person

REGULARS = [
    Person(
        "elspeth",
        "Elspeth Murray",
        "Keeps the Thursday going. Librarian until the library closed",
        "I started this with six people and a borrowed urn, and I still put out the chairs. If "
        "you are new, come and find me: I know who you ought to sit beside. I have never once "
        "understood a QR code.",
        ("grant applications", "somebody to look after the website"),
        ("introductions", "local history", "public speaking"),
        ("Mon Tue Wed 09:30-12:00", "Fri 10:00-12:30", "Wed Fri 14:30-17:00"),
    ),
    Person(
        "ruth",
        "Ruth Calder",
        "Employment solicitor, three days a week",
        "Thirty years of contracts, most of them for firms with fewer than twenty people. In "
        "2019 I sold the practice my father founded and have opinions about how. I sing alto in "
        "a choir that is better than it sounds.",
        ("binding and print", "photographs", "early morning swims"),
        ("employment contracts", "selling a family firm", "a first apprentice"),
        (
            "Mon Tue Wed 08:00-10:00",
            "Mon Wed 12:00-14:00",
            "Tue Fri 15:30-17:30",
            "Fri 08:00-11:00",
        ),
        STATION,
    ),
    Person(
        "priya",
        "Priya Raman",
        "Accountant for small firms that hate January",
        "I took over my aunt's practice above the bakery and moved it out of ring binders. I "
        "would rather see you in June than in a panic. Two children, one allotment, no free "
        "Saturdays.",
        ("employment contracts", "a first apprentice"),
        ("bookkeeping", "pricing", "selling a family firm"),
        ("Mon Tue Wed Fri 08:00-09:30", "Mon 12:00-14:00", "Tue 15:00-17:30"),
    ),
    Person(
        "walter",
        "Walter Brandt",
        "Printer and bookbinder",
        "I came from Leipzig for one summer in 1984 and brought a hand press back with me the "
        "next. Wedding albums pay for the poetry. Bring me a book whose spine has gone and I "
        "will be happy all afternoon.",
        ("a younger pair of hands", "employment contracts"),
        ("binding and print", "paper", "patience"),
        ("Mon Tue Wed 10:00-12:00", "Mon Wed Fri 12:00-14:30"),
        CANAL,
    ),
    Person(
        "ines",
        "Ines Marchetti",
        "Potter. Tableware for four restaurants and anybody else",
        "My kiln came from Faenza on a lorry that met a snowdrift at Hollin Green. My mother "
        "wants to hand me her workshop there, and I want to ask somebody who has been through it"
        " what I should be afraid of. I gave up a choir for this.",
        ("selling a family firm", "importing"),
        ("tableware", "glazes", "Italian"),
        ("Mon Tue Wed Thu 08:00-10:00", "Wed Fri 12:00-14:00"),
        HOLLIN,
    ),
    Person(
        "ben",
        "Ben Adeyemi",
        "Adeyemi & Sons, timber frames",
        "My grandfather built barns, my father built barns, and I build the kind of house that "
        "looks like a barn and has underfloor heating. I am better with my hands than with "
        "messages. Tea, strictly speaking.",
        ("a first apprentice", "employment contracts", "selling a family firm"),
        ("timber", "a walk round a workshop", "introductions to builders"),
        ("Mon Wed 07:30-09:30", "Wed 12:00-13:30", "Fri 10:00-12:00", "Tue 16:00-17:30"),
        CANAL,
    ),
    Person(
        "noor",
        "Noor Haddad",
        "Architect, old barns into homes",
        "I draw small houses slowly. Half my work is talking people out of the second bathroom, "
        "the other half is talking planners into the first. I sketch on anything, including your"
        " napkin.",
        ("timber", "photographs", "retaining walls"),
        ("planning permission", "drawing", "Arabic"),
        ("Mon Tue 08:00-10:00", "Mon 15:30-17:30", "Thu 09:00-11:00", "Wed 12:00-14:00"),
    ),
    Person(
        "dorothy",
        "Dorothy Okonkwo",
        "Sculptor, teaches at the college",
        "Stone mostly, and lately ice, which is cheaper to be wrong in. I am up at five and "
        "sociable until ten, so ask me early. My students think I am strict and they are right.",
        ("retaining walls", "a crane for a day", "grant applications"),
        ("early mornings", "stone", "teaching adults"),
        ("Mon Tue Wed Thu Fri 08:00-09:30",),
        UPPER,
    ),
    Person(
        "halima",
        "Halima Yusuf",
        "Physiotherapist, knees and musicians",
        "I mend violinists' shoulders and fell runners' knees, and both tell me they will rest "
        "next week. I opened my own room above the chemist in spring. I walk to everything.",
        ("bookkeeping", "musicians", "a signwriter"),
        ("backs and knees", "running a clinic", "Somali"),
        ("Tue Thu 12:00-14:00", "Fri 08:00-10:00", "Wed 16:00-18:00"),
    ),
    Person(
        "gordon",
        "Gordon Pike",
        "Retired bank manager, school governor",
        "I lent money in this town for thirty-one years and still cross the road to see how it "
        "turned out. Governors' meetings are my hobby, which tells you something. I take my "
        "time.",
        ("school governors", "local history"),
        ("bookkeeping", "reading a balance sheet", "introductions"),
        ("Mon Tue Wed Thu Fri 10:00-12:00", "Tue Thu 14:00-16:00"),
        UPPER,
    ),
    Person(
        "kwame",
        "Kwame Mensah",
        "Photographer of people at work",
        "I would rather photograph your hands than your smile. Portraits, workshops, the odd "
        "wedding if you ask nicely. I will be early and I will rearrange your chairs.",
        ("a walk round a workshop", "binding and print"),
        ("photographs", "light", "websites"),
        ("Mon Tue 09:00-11:00", "Fri 12:00-15:00", "Wed 16:00-18:00"),
        STATION,
    ),
    Person(
        "harjit",
        "Harjit Bains",
        "Bains & Daughters, hauliers",
        "Eleven lorries, two daughters, one of whom now signs the cheques. If it fits under the "
        "railway bridge I can move it, and if it does not I know who can. Cricket from April.",
        ("selling a family firm", "employment contracts"),
        ("importing", "a crane for a day", "storage"),
        ("Tue Wed Thu 07:30-09:30", "Thu 16:00-18:00"),
        STATION,
    ),
    Person(
        "mei-lin",
        "Mei-Lin Chow",
        "Bread for six cafés before you are awake",
        "I was an actuary, and now I am a baker with very good spreadsheets. The ovens go off at"
        " nine and I am free until school comes out. I always bring something.",
        ("a second premises", "pricing"),
        ("bread", "spreadsheets", "starting over at forty"),
        ("Mon Tue Wed Thu Fri 09:30-11:30", "Tue Fri 12:30-14:30"),
    ),
    Person(
        "fergus",
        "Fergus D'Arcy",
        "Piano tuner, and rescuer of harmoniums",
        "I drive about the Dales with a boot full of felt. You would be surprised how much "
        "people tell a piano tuner. Looking for anyone who can bend brass, and for good cake.",
        ("somebody who works brass", "musicians"),
        ("pianos", "listening", "a van on Tuesdays"),
        ("Mon Wed 12:00-14:00", "Tue 09:00-12:00", "Fri 15:00-17:00"),
        HOLLIN,
    ),
    Person(
        "maximiliana",
        "Maximiliana Konstantina Featherstonehaugh-Cholmondeley of Upper Ashbridge Grange",
        "Opens a garden and closes meetings. Max to friends",
        "The name came with the house and both want repairs. I chair four committees and would "
        "like somebody to inherit three of them. The garden is open in June and the kettle "
        "always.",
        ("trees", "grant applications", "somebody to chair a committee"),
        ("a garden for your event", "charity trustees", "local history"),
        ("Tue Wed Fri 10:00-12:30", "Mon 14:00-16:00"),
        UPPER,
    ),
    Person(
        "samuel",
        "Samuel Osei",
        "Runs the food bank and the Tuesday lunch",
        "Two hundred parcels a week and a lunch for anybody who turns up. I used to run a call "
        "centre, so I can be pleasant for eight hours. I laugh too loudly in libraries.",
        ("bread", "storage", "grant applications"),
        ("volunteers", "public speaking", "calm in a crisis"),
        ("Mon Wed 09:00-11:00", "Fri 12:00-14:00", "Thu 14:00-16:00"),
    ),
    Person(
        "colin",
        "Colin Tunstall",
        "Electrician. Heat pumps, mostly, and honest answers",
        "Half the houses here were wired by somebody's uncle. I put that right, and then I tell "
        "you whether a heat pump is worth it, which it sometimes is not.",
        ("timber", "a first apprentice", "websites"),
        ("heat pumps", "old wiring"),
        ("Mon Tue Wed Thu Fri 07:30-08:30", "Fri 14:00-17:00"),
        HOLLIN,
    ),
    Person(
        "isobel",
        "Isobel Tranter",
        "Vet, farm animals first",
        "Fifteen years of cold barns. I would like to do less lambing at three in the morning "
        "and more teaching, and I have no idea how people make that change. I may smell of "
        "sheep.",
        ("teaching adults", "starting over at forty"),
        ("animals", "staying calm", "driving in snow"),
        ("Tue Thu 13:00-15:00", "Fri 08:30-10:30", "Sat 09:00-11:00"),
        HOLLIN,
        "call_first",
    ),
]
