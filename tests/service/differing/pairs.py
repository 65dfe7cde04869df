"""Questions with a sentence of each of two reports, and what their figures are to each other."""

from typing import Literal, NamedTuple

Relation = Literal["differ", "same", "explained", "other"]


class Pair(NamedTuple):
    """A question, a sentence of each report, and what their figures are to each other."""

    question: str
    older: str
    newer: str
    relation: Relation


PAIRS = [
    Pair(
        "How many U.S. troops are stationed in Japan?",
        "About 50,000 U.S. troops are stationed in Japan.",
        "The Pentagon said that 54,000 U.S. troops were stationed in Japan.",
        "differ",
    ),
    Pair(
        "How many passengers did the Larne ferry carry?",
        "The Larne ferry carried 310,000 passengers.",
        "In 2018 the Larne ferry carried 402,000 passengers.",
        "differ",
    ),
    Pair(
        "How tall is the Oroville Dam?",
        "The Oroville Dam is 770 feet tall.",
        "The Oroville Dam is 742 feet tall, the tallest of the state.",
        "differ",
    ),
    Pair(
        "What is the levy on imported glass?",
        "The levy on imported glass is 12.5 percent.",
        "Importers pay a levy on imported glass of 14 percent.",
        "differ",
    ),
    Pair(
        "How much did the Halden Museum cost?",
        "The Halden Museum cost $1.6 billion.",
        "The Halden Museum cost $2.1 billion, auditors found.",
        "differ",
    ),
    Pair(
        "How long is the Kerch pipeline?",
        "The Kerch pipeline is 120 miles long.",
        "The Kerch pipeline is 97 miles long.",
        "differ",
    ),
    Pair(
        "How many jobs does the Tesla plant in Nevada support?",
        "The Tesla plant in Nevada supports 7,000 jobs.",
        "The Tesla plant in Nevada supports 11,000 jobs, the company says.",
        "differ",
    ),
    Pair(
        "How many wolves live in Yellowstone?",
        "Some 95 wolves live in Yellowstone.",
        "Biologists counted 123 wolves that live in Yellowstone.",
        "differ",
    ),
    Pair(
        "What is the literacy rate in Mali?",
        "The literacy rate in Mali is 35 percent.",
        "The literacy rate in Mali is 31 percent.",
        "differ",
    ),
    Pair(
        "How long is the term of the Auditor General?",
        "The Auditor General serves a term of 15 years.",
        "The term of the Auditor General is 10 years.",
        "differ",
    ),
    Pair(
        "How many grants did the Rural Broadband Fund award?",
        "The Rural Broadband Fund awarded 212 grants.",
        "The Rural Broadband Fund awarded 187 grants.",
        "differ",
    ),
    Pair(
        "What is the fine for illegal dumping?",
        "The fine for illegal dumping is $5,000.",
        "Illegal dumping carries a fine of $7,500.",
        "differ",
    ),
    Pair(
        "How many judges sit on the Tariff Court?",
        "Nine judges sit on the Tariff Court.",
        "Seven judges sit on the Tariff Court.",
        "differ",
    ),
    Pair(
        "How many homes did Hurricane Ida destroy?",
        "Hurricane Ida destroyed more than 40,000 homes.",
        "Hurricane Ida destroyed 28,000 homes.",
        "differ",
    ),
    Pair(
        "How many ships does the Northern Fleet have?",
        "The Northern Fleet has 41 ships.",
        "The Northern Fleet has forty-one ships at sea and in port.",
        "same",
    ),
    Pair(
        "How much did the Arden tunnel cost?",
        "The Arden tunnel cost $1.6 billion.",
        "The Arden tunnel cost $1,600 million to build.",
        "same",
    ),
    Pair(
        "How long is the quarantine for Ebola?",
        "The quarantine for Ebola is 6 weeks.",
        "Ebola patients are under quarantine for 42 days.",
        "same",
    ),
    Pair(
        "What share of Belize is forest?",
        "Forest covers 60 percent of Belize.",
        "In Belize, forest covers 60% of the land.",
        "same",
    ),
    Pair(
        "How many refugees did Jordan host?",
        "Jordan hosted about 650,000 refugees.",
        "Jordan hosted 655,000 refugees.",
        "explained",
    ),
    Pair(
        "How many soldiers did Norway send to Mali?",
        "Norway sent more than 90 soldiers to Mali.",
        "Norway sent 104 soldiers to Mali.",
        "explained",
    ),
    Pair(
        "How much did Qatar lend to Tunisia?",
        "Qatar lent Tunisia $1.2 billion.",
        "Qatar lent Tunisia $1,180 million.",
        "explained",
    ),
    Pair(
        "How many seats does the Riga arena have?",
        "The Riga arena has up to 12,500 seats.",
        "The Riga arena has 11,000 seats.",
        "explained",
    ),
    Pair(
        "What percentage of Kenyans own phones?",
        "Between 80 and 90 percent of Kenyans own phones.",
        "Some 85 percent of Kenyans own phones.",
        "explained",
    ),
    Pair(
        "What is the unemployment rate in Crete?",
        "The unemployment rate in Crete is 11 percent.",
        "The unemployment rate in Crete is 11.2 percent.",
        "explained",
    ),
    Pair(
        "How many trees did Utah plant?",
        "Utah planted 50,000 trees.",
        "Utah planted 50,200 trees.",
        "explained",
    ),
    Pair(
        "How many tons of cod did Iceland land?",
        "Iceland landed 250,000 tons of cod.",
        "Iceland landed 90,000 tons of herring.",
        "other",
    ),
    Pair("How many prisons are in Ohio?", "Ohio has 28 prisons.", "Iowa has 9 prisons.", "other"),
    Pair(
        "How many people visited Glacier Park in 2014?",
        "Glacier Park had 2.3 million visitors in 2014.",
        "Glacier Park had 3.1 million visitors in 2017.",
        "other",
    ),
    Pair(
        "What share of Cuban sugar is exported?",
        "Cuba exports 55 percent of its sugar.",
        "Cuba exports 1.1 million tons of sugar.",
        "other",
    ),
    Pair(
        "How many members does the Danish parliament have?",
        "The Danish parliament has 179 members.",
        "Of the members of the Danish parliament, 70 are women.",
        "other",
    ),
    Pair(
        "By how much did rents rise in Boston?",
        "Rents in Boston rose by 6 percent.",
        "Rents in Boston take 38 percent of a family's income.",
        "other",
    ),
    Pair(
        "How many additional officers did Leeds hire?",
        "Leeds hired an additional 40 officers.",
        "Leeds has 900 officers.",
        "other",
    ),
    Pair(
        "How many calls did the Hull hotline answer?",
        "The Hull hotline answered 4,100 calls.",
        "The Hull hotline cost $300,000.",
        "other",
    ),
    Pair(
        "How wide is the Suez Canal?",
        "The Suez Canal is 205 metres wide.",
        "The Suez Canal is 24 metres deep.",
        "other",
    ),
    Pair(
        "How many pilots did the Swiss Air Force train?",
        "The Swiss Air Force trained 31 pilots.",
        "Another 12 pilots left the Swiss Air Force.",
        "other",
    ),
    Pair(
        "When was the Port Authority of Oslo founded?",
        "The Port Authority of Oslo was founded in 1877.",
        "The Port Authority of Oslo was reformed in 1992.",
        "other",
    ),
    Pair(
        "How much does the Mars programme get?",
        "The Mars programme gets $3.3 billion (85%) more than the president asked for.",
        "The Mars programme gets $400 million less than the senate asked for.",
        "other",
    ),
    Pair(
        "How many mining contracts did the Seabed Authority grant?",
        "The Seabed Authority granted 17 mining contracts to states and companies since 2001.",
        "The Seabed Authority heard requests to extend eight mining contracts that expire soon.",
        "other",
    ),
    Pair(
        "How many days does the Revenue Office take to process returns?",
        "The Revenue Office takes 16 days to process paper returns of persons in filing season.",
        "When backlogs rise after spring, the Revenue Office takes 36 days on average to process "
        "amended returns of firms.",
        "other",
    ),
]
