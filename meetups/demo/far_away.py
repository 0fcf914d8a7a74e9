"""Those who follow the Thursday from elsewhere, and come when they are near."""

from meetups.demo.person import KATHMANDU, LEEDS, NEW_YORK, Person

FAR_AWAY = [
    Person(
        "tom",
        "Tom Whitcombe",
        "Software for farms that have no signal",
        "I write programs that work in a field. The office is in Leeds, the customers are up "
        "every lane between here and Hawes. I come over on the 7:12 most Thursdays.",
        ("animals", "bees", "plain English"),
        ("computers", "spreadsheets", "maps"),
        ("Mon Wed 12:00-14:00", "Fri 09:00-11:30", "Tue 17:00-18:30"),
        LEEDS,
    ),
    Person(
        "aidan",
        "Aidan Brophy",
        "Railway engineer, bridges and tunnels",
        "I look after arches that are older than my country. Born in Sligo, settled in Leeds, "
        "and I will happily explain your viaduct to you. Walks rather than lunches.",
        ("stone", "local history"),
        ("retaining walls", "brass", "reading old drawings"),
        ("Tue Thu 08:00-09:30", "Wed 16:30-18:30", "Sat 10:00-13:00"),
        LEEDS,
    ),
    Person(
        "pemba",
        "Pemba Lama",
        "Guides walkers, slowly, to tea",
        "I studied tourism in Leeds and came to the Thursdays for two winters. Now I run four "
        "tea houses above Kathmandu with my sisters. A call in your morning is a call in my "
        "afternoon.",
        ("websites", "labels and packaging"),
        ("Nepal", "walking", "importing"),
        ("Mon Tue Wed Thu Fri 13:00-18:00",),
        KATHMANDU,
    ),
    Person(
        "sunita",
        "Sunita Gurung",
        "Weaves nettle cloth, employs twenty-six",
        "Our cloth is nettle and wool, and it wears like a gate. I sell in Nepal and Japan and "
        "would like to find three good shops in Britain. I come to Ashbridge in May.",
        ("shops with shelves", "importing", "pricing"),
        ("cloth", "Nepal", "starting with nothing"),
        ("Mon Wed Fri 14:00-18:00", "Tue 10:00-12:00"),
        KATHMANDU,
    ),
    Person(
        "rita",
        "Marguerite Delacroix",
        "Edits cookery books; Ashbridge girl in New York",
        "I grew up over the chemist and left in 1991 with one suitcase. I edit books about food "
        "and miss proper tea. My mother is still on Mill Street, so I am home every August and "
        "Christmas.",
        ("bread", "honey", "tableware"),
        ("plain English", "publishing", "New York"),
        ("Mon Tue Wed Thu 08:00-11:00", "Fri 09:00-12:00"),
        NEW_YORK,
    ),
]
