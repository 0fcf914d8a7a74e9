"""Those who found the Thursday lately, and are still finding people."""

from meetups.demo.person import CANAL, HOLLIN, STATION, UPPER, Person

NEWCOMERS = [
    Person(
        "astrid",
        "Astrid Åkesson",
        "Upholsters narrowboats and the odd chaise longue",
        "I came down the canal from Skipton in March and the engine gave up outside the brewery,"
        " so I live here now. I can make a bed out of almost any corner. Still learning who "
        "everyone is.",
        ("a dry workshop", "timber", "bookkeeping"),
        ("upholstery", "boats", "Swedish"),
        ("Mon Wed Thu 08:00-10:00", "Tue 12:00-14:00"),
        CANAL,
    ),
    Person(
        "layla",
        "ليلى منصور",
        "Calligrapher and translator, Arabic and English",
        "My name is Layla Mansour, and I write it as my grandmother taught me. I translate "
        "contracts to pay for ink. I would love to see a hand press in use.",
        ("binding and print", "paper", "a small gallery"),
        ("Arabic", "lettering", "contracts in two languages"),
        ("Mon Tue 10:00-12:00", "Wed Fri 12:30-15:00"),
        STATION,
    ),
    Person(
        "owen",
        "Owen Pritchard",
        "Forty hives on the moor edge",
        "Heather honey in August, talks to schools in winter, and a good deal of staring at "
        "weather. I sell at the market and would like to sell somewhere with a roof.",
        ("shops with shelves", "labels and packaging"),
        ("bees", "honey", "talking to schools"),
        ("Tue Wed 10:00-12:30", "Fri 09:00-11:00", "Sun 14:00-16:00"),
        UPPER,
    ),
    Person(
        "agnieszka",
        "Agnieszka Nowak",
        "Dry stone walls and whatever is leaning",
        "I build walls without mortar, and I mend the ones other people built without thinking. "
        "Strong tea, long views. If you have a slope, I would like to see it.",
        ("planning permission", "photographs"),
        ("retaining walls", "stone", "Polish"),
        ("Mon Fri 08:00-09:30", "Wed 12:00-13:30", "Sat 10:00-12:00"),
        HOLLIN,
    ),
    Person(
        "beatrix",
        "Beatrix Lund",
        "Florist, seasonal and stubborn about it",
        "No roses in January. I grow half of what I sell in a field behind the cricket ground, "
        "and I am looking for tables to put the rest on. Quiet at first, less so by the second "
        "cup.",
        ("restaurants", "tableware", "websites"),
        ("flowers", "weddings", "a field"),
        ("Mon Tue 14:00-16:30", "Wed 08:00-10:00"),
    ),
    Person(
        "jyoti",
        "Jyoti Desai",
        "Optician who still does home visits",
        "I look after eyes from four to ninety-four. On Wednesdays I drive out to people who "
        "cannot come in, which is the best day of my week. Badminton, badly.",
        ("a younger pair of hands", "a signwriter"),
        ("eyes", "running a clinic", "Gujarati"),
        ("Mon Thu 12:30-14:00", "Tue 08:00-09:30", "Fri 16:00-17:30"),
    ),
    Person(
        "marcus",
        "Marcus Fell",
        "Estate agent, sorry",
        "Somebody has to. I know every empty shop between the station and the canal and why it "
        "is empty. I would like to fill two of them with something that is not vapes.",
        ("shops with ideas", "local history"),
        ("a second premises", "a dry workshop", "a small gallery"),
        ("Mon Tue Wed Thu Fri 08:30-09:30", "Wed Thu 12:00-13:30"),
        STATION,
    ),
    Person(
        "hannah",
        "Hannah Weir",
        "Midwife, now on my own account",
        "Twelve years on the ward, eight months by myself. I am good at three in the morning and"
        " poor at invoices. I swim in the reservoir until October.",
        ("bookkeeping", "pricing"),
        ("new parents", "staying calm", "early morning swims"),
        ("Tue Wed 09:30-11:30", "Fri 13:00-15:00"),
        HOLLIN,
    ),
    Person(
        "leo",
        "Leo Castellano",
        "Barber, two chairs, no television",
        "My father cut hair in this shop for thirty years, and his scissors are on the wall. I "
        "want to take on a first apprentice and not ruin anybody's life. Closed Mondays.",
        ("a first apprentice", "employment contracts"),
        ("haircuts", "knowing everybody", "Italian"),
        ("Mon 09:00-13:00", "Mon 14:00-17:00", "Wed 08:00-09:00"),
    ),
    Person(
        "grace",
        "Grace Kimathi",
        "Keeps small charities' computers safe",
        "Most of my work is persuading kind people to use a different password. Before that I "
        "ran networks for an airline. I bake to calm down, and audits make me bake a lot.",
        ("charity trustees", "bread"),
        ("computers", "passwords", "websites"),
        ("Mon Wed 16:00-18:00", "Tue 12:00-13:30", "Fri 09:00-11:00"),
        CANAL,
    ),
    Person(
        "duncan",
        "Duncan Rae",
        "Wine merchant. Cellars, tastings, second opinions",
        "I sell wine to people who think they do not know about wine and usually do. The cellar "
        "under the Corn Exchange is mine to fill. I wear the bow tie on purpose.",
        ("importing", "tableware", "restaurants"),
        ("wine", "a cellar for forty", "storage"),
        ("Tue Wed Thu 11:00-13:00", "Mon 15:00-17:00"),
    ),
    Person(
        "tariq",
        "Tariq Mahmood",
        "Driving instructor, four thousand three-point turns",
        "I have taught half of Ashbridge to park, and the other half should ring me. Looking to "
        "hand two of my cars to two good people. Very hard to alarm.",
        ("employment contracts", "selling a family firm"),
        ("driving in snow", "patience", "Urdu"),
        ("Mon Wed 10:30-12:30", "Thu 08:00-09:30", "Fri 12:00-14:00"),
        STATION,
    ),
    Person(
        "wendy",
        "Wendy Achterberg",
        "Asked people questions for a living; retired, still asking",
        "Forty years of market research, so I can tell you what your customers will not. I keep "
        "bees' favourite plants and nobody's minutes. Hats are a weakness.",
        ("bees", "local history"),
        ("asking customers", "gardens", "walking"),
        ("Mon Tue Thu 10:00-12:00", "Wed Fri 14:00-16:30"),
        UPPER,
    ),
    Person(
        "nikhil",
        "Nikhil Sethi",
        "Makes websites for people who make things",
        "New in town since August and working from a kitchen table. I find a room of forty "
        "people hard and a table of two easy, so a short call first suits me very well.",
        ("a walk round a workshop", "walking"),
        ("websites", "somebody to look after the website", "Hindi"),
        ("Mon Tue Wed Thu 10:00-12:00", "Tue Fri 15:00-17:00"),
        STATION,
        "call_first",
    ),
    Person(
        "rosalind",
        "Rosalind Quill",
        "Writes the applications that get the money",
        "I have filled in more boxes than a removal firm. Arts, heritage, village halls. If your"
        " project fits on one page I can probably fund it; if it does not, we start there.",
        ("a crane for a day", "reading a balance sheet"),
        ("grant applications", "plain English", "charity trustees"),
        ("Mon Thu 09:00-11:00", "Tue Wed 13:00-15:00"),
    ),
    Person(
        "callum",
        "Callum Birch",
        "Tree surgeon, rarely fells",
        "Most trees need less than you think and some need it sooner. I climb, my brother holds "
        "the rope, and we have never dropped anything on anybody. Resting a broken wrist until "
        "spring.",
        ("timber", "backs and knees"),
        ("trees", "firewood"),
        ("Wed Fri 08:00-10:00",),
        HOLLIN,
        "resting",
    ),
    Person(
        "zofia",
        "Zofia Wilk",
        "Violin teacher and half a luthier",
        "Thirty pupils, nine of whom practise. I am learning to repair what they drop and would "
        "give a great deal for a warm bench with north light. String quartet on Sundays.",
        ("a dry workshop", "backs and knees", "pianos"),
        ("musicians", "teaching children", "Polish"),
        ("Mon Tue Wed 10:00-13:00", "Fri 10:30-12:00"),
    ),
]
