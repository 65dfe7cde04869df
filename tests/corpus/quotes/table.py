"""The behaviour table: quotations, sources, and what a comparison must say."""

from dataclasses import dataclass

from corpus.quotes.style import SourceStyle

PLAIN = SourceStyle()
LOWER = SourceStyle(lower_cased=True)
TOKENISED = SourceStyle(tokenised=True)
LOWER_TOKENISED = SourceStyle(lower_cased=True, tokenised=True)
DOTS = SourceStyle(dot_groups=True)
SPACES = SourceStyle(space_groups=True)
NOTES = SourceStyle(notes=frozenset({"2", "12"}))
HEADED = SourceStyle(furniture=frozenset({"GAO-# Annual Review", "#"}))


@dataclass(frozen=True, slots=True)
class Row:
    """A quotation, its source, and the verdict with the rules of its differences."""

    quoted: str
    source: str
    verdict: str
    rules: frozenset[str]
    style: SourceStyle = PLAIN


def _row(quoted: str, source: str, verdict: str, *rules: str, style: SourceStyle = PLAIN) -> Row:
    return Row(quoted, source, verdict, frozenset(rules), style)


P, M, A, E = "presentation", "marked", "altered", "exact"

ROWS = [
    # quotation marks
    _row('the "strong" case', "the “strong” case", P, "quotation marks"),
    _row("the 'strong' case", "the «strong» case", P, "quotation marks"),
    _row("the „strong“ case", 'the "strong" case', P, "quotation marks"),
    _row("the ``strong'' case", 'the "strong" case', P, "quotation marks"),
    _row("Japan's role grew", "Japan’s role grew", P, "quotation marks"),
    _row("its role is new", "it’s role is new", A, "word"),
    _row("it's role is new", "its role is new", A, "word"),
    _row("the strong case", "the “strong” case", A, "quotation marks"),
    _row("the families' case", "the families case", A, "quotation marks"),
    # a word over three lines
    _row("The De\xad\npartm-\nent’s plan", "The Department’s plan", P,
         "invisible characters", "line-end hyphen"),
    # white space
    _row("the strong case", "the strong\ncase", P, "line wrap"),
    _row("the strong case", "the strong\r\ncase", P, "line wrap"),
    _row("the strong case", "the\tstrong  case", P, "white space"),
    _row("the strong case", "the\u00a0strong\u2009case\u2007is", P, "white space"),
    _row("the alliance, forged", "the alliance , forged", P, "white space"),
    _row("in the 1970s it grew", "in the 1970 s it grew", P, "white space"),
    _row("the 21st of May", "the 21 st of May", P, "white space"),
    _row("the 10s of May", "the 10 so of May", A, "number", "word"),
    _row("the 11s of May", "the 10 s of May", A, "number", "word"),
    _row("is not able to", "is no table to", A, "word"),
    _row("to gether we stand", "together we stand", A, "word"),
    # invisible characters
    _row("military readiness now", "mili\u00adtary readi\u200bness now", P, "invisible characters"),
    _row("military readiness now", "mili\u00ad\n  tary readiness now", P, "invisible characters"),
    _row("mili\u00adtary readiness now", "military readiness now", P, "invisible characters"),
    _row("military readiness now", "\ufeffmilitary readiness now", E),
    _row("military readiness now", "military\u200b readiness now", P, "invisible characters"),
    # hyphens at line ends
    _row("troops stationed there", "troops sta-\ntioned there", P, "line-end hyphen"),
    _row("troops sta-\ntioned there", "troops stationed there", P, "line-end hyphen"),
    _row("the co-located forces", "the co-\nlocated forces", P, "line wrap"),
    _row("pre- and post-war years", "pre- and post-war years", E),
    _row("pre- and post-war years", "pre-\nand post-war years", P, "line wrap"),
    _row("the Anglo-American forces", "the Anglo-\nAmerican forces", P, "line wrap"),
    _row("the AngloAmerican forces", "the Anglo-\nAmerican forces", A, "hyphen"),
    _row("the man-\nagers left", "the manag-\ners left", P, "line-end hyphen"),
    _row("the man-\nagers … town", "the manag-\ners left town", M, "line-end hyphen", "ellipsis"),
    _row("the man-\nagers left", "the man-\nagers left", E),
    _row("it is no-table now", "it is not-able now", A, "word"),
    # dashes
    _row("an arrangement - Japan hosts", "an arrangement — Japan hosts", P, "dash"),
    _row("an arrangement--Japan hosts", "an arrangement — Japan hosts", P, "dash", "white space"),
    _row("from 1990–1995 it grew", "from 1990-1995 it grew", P, "dash"),
    _row("from 1990 1995 it grew", "from 1990-1995 it grew", A, "number"),
    _row("an arrangement Japan hosts", "an arrangement — Japan hosts", A, "hyphen"),
    # hyphens inside a word
    _row("the colocated forces", "the co-located forces", A, "hyphen"),
    _row("the co-located forces", "the colocated forces", A, "hyphen"),
    _row("the self defense forces", "the self-defense forces", A, "hyphen"),
    _row("the self-defense forces", "the self defense forces", A, "hyphen"),
    _row("the COVID 19 plan", "the COVID-19 plan", A, "hyphen"),
    # signs
    _row("it fell 3.5 points", "it fell -3.5 points", A, "sign"),
    _row("it fell -3.5 points", "it fell 3.5 points", A, "sign"),
    _row("it fell -3.5 points", "it fell −3.5 points", P, "minus sign"),
    _row("it was 10.0 in all", "it was (10.0) in all", A, "sign"),
    _row("it was (10.0) in all", "it was (10.0) in all", E),
    _row("it was (10.0) in all", "it was ( 10.0 ) in all", P, "white space"),
    _row("it was 5 in all", "it was ±5 in all", A, "symbol"),
    _row("it was 5 in all", "it was <5 in all", A, "symbol"),
    _row("it was >5 in all", "it was <5 in all", A, "sign"),
    _row("it was >5 in all", "it was ≥5 in all", A, "sign"),
    _row("it was >=5 in all", "it was ≥5 in all", A, "symbol for word"),
    _row("3.5 percent in all", "it was −3.5 percent in all", A, "sign"),
    _row("it was in all 3.5", "it was in all 3.5%", A, "sign"),
    _row("10.0 in all", "it was (10.0) in all", A, "sign"),
    _row("in all 10.0", "it was in all (10.0) then", A, "sign"),
    _row("50 was spent", "in all $50 was spent", A, "sign"),
    _row("1995 was good", "the years 1990-1995 was good", E),
    _row("fell -3.5 points", "fell - 3.5 points", P, "tokenised source", style=TOKENISED),
    _row("fell -3.5 points", "fell - 3.5 points", A, "sign"),
    # digits
    _row("it was 1.5 in all", "it was 15 in all", A, "number"),
    _row("it was 0.5 in all", "it was 5 in all", A, "number"),
    _row("it was 52 in all", "it was 53 in all", A, "number"),
    _row("it was in all", "it was 53 in all", A, "number"),
    _row("it was 53 in all", "it was in all", A, "number"),
    _row("it was fifty in all", "it was 50 in all", A, "number"),
    _row("about 50,000 troops", "about 50 000 troops", P, "digit groups"),
    _row("about 50 000 troops", "about 50,000 troops", P, "digit groups"),
    _row("about 50\u202f000 troops", "about 50,000 troops", P, "digit groups"),
    _row("about 1,250,000 troops", "about 1 250 000 troops", P, "digit groups"),
    _row("about 50000 troops", "about 50,000 troops", P, "digit groups"),
    _row("about 50,000 troops", "about 50.000 troops", A, "number"),
    _row("about 50,000 troops", "about 50.000 troops", P, "digit groups", style=DOTS),
    _row("about 50 troops", "about 50 000 troops", A, "number"),
    _row("he sent about 50", "he sent about 50 000 troops", A, "number", style=SPACES),
    _row("he sent about 50", "he sent about 50\u202f000 troops", A, "number"),
    _row("shown in Table 2", "shown in Table 2 300 people", E),
    _row("300 people are shown", "in Table 2 300 people are shown", E),
    _row("about 000 troops", "about 50,000 troops", A, "number"),
    # symbols for words
    _row("it grew 5 percent then", "it grew 5% then", A, "symbol for word"),
    _row("it grew 5% then", "it grew 5 percent then", A, "symbol for word", ),
    _row("it cost USD 5 then", "it cost $5 then", A, "symbol for word"),
    _row("under § 5 then", "under Section 5 then", A, "symbol for word"),
    _row("it grew 1.5 then", "it grew 1·5 then", A, "symbol for word"),
    _row("it grew 5 then", "it grew 5% then", A, "symbol"),
    # letters
    _row("the final office", "the ﬁnal oﬃce", P, "letter forms"),
    _row("the caf\u00e9 is open", "the cafe\u0301 is open", P, "letter forms"),
    _row("the ＡＢＣ is open", "the ABC is open", P, "letter forms"),
    _row("an area of 5 m2 here", "an area of 5 m² here", A, "word", "number"),
    _row("a flow of 106 here", "a flow of 10⁶ here", A, "number"),
    _row("a flow of 10 here", "a flow of 10⁶ here", A, "number"),
    _row("the CO2 here", "the CO₂ here", A, "word"),
    _row("the 5 μg here", "the 5 µg here", A, "symbol for word"),
    _row("the 5 mg here", "the 5 µg here", A, "word"),
    _row("the cafe is open", "the café is open", A, "accent"),
    _row("the Strasse is open", "the Straße is open", A, "accent", ),
    _row("the oeuvre is open", "the œuvre is open", A, "accent"),
    _row("the US is open", "the U.S. is open", A, "abbreviation", "punctuation"),
    _row("the U.S. is open", "the U. S. is open", P, "white space"),
    # tokenised and lower-cased sources
    _row("The U.S.-Japan pact, signed", "the u.s. - japan pact , signed", P,
         "tokenised source", "lower-cased source", style=LOWER_TOKENISED),
    _row("the u.s . forces stay", "the u.s. forces stay", P, "tokenised source", style=TOKENISED),
    _row("japan's role grew", "japan 's role grew", P, "tokenised source", style=TOKENISED),
    _row("they don't agree", "they do n't agree", P, "tokenised source", style=TOKENISED),
    _row("they do agree", "they do n't agree", A, "word", style=TOKENISED),
    _row("the role of japan", "the role of japan 's army", A, "inside a word", style=TOKENISED),
    _row("the NATO forces stay", "the nato forces stay", P, "lower-cased source", style=LOWER),
    # case
    _row("The forces stay there", "so the forces stay there", P, "first letter's case"),
    _row("the nato forces stay", "the NATO forces stay", A, "case"),
    _row("the forces STAY there", "the forces stay there", A, "case"),
    _row("THE forces stay there", "the forces stay there", A, "case"),
    # closing marks
    _row("the forces stay.", "the forces stay there", P, "closing punctuation"),
    _row("the forces stay,", "the forces stay there", P, "closing punctuation"),
    _row("the forces stay.", "the forces stay, there", P, "closing punctuation"),
    _row("the forces ‘stay.’", "the forces ‘stay’ there", P, "closing punctuation"),
    _row("the forces stay?", "the forces stay there", A, "punctuation"),
    _row("the forces stay;", "the forces stay there", A, "punctuation"),
    _row("the forces stay!", "the forces stay. There", A, "punctuation"),
    _row("the forces, stay there", "the forces stay there", A, "punctuation"),
    _row("the forces stay there", "the forces; stay there", A, "punctuation"),
    # brackets
    _row("[T]he forces stay", "so the forces stay", M, "brackets"),
    _row("[t]he forces stay", "The forces stay", M, "brackets"),
    _row("they establish[ed] forces", "they establish forces", M, "brackets"),
    _row("they establish[ed] forces", "they establishes forces", M, "brackets"),
    _row("they establish[ed] forces", "they station forces", A, "word"),
    _row("[T]he forces stay", "so those forces stay", A, "word"),
    _row("the forces [sic] stay", "the forces stay", M, "editor's remark"),
    _row("the forces [sic] stay", "the forces [sic] stay", E),
    _row("the forces stay (emphasis added)", "the forces stay", M, "editor's remark"),
    _row("the forces stay [citation omitted] there", "the forces stay (see p. 5) there", M,
         "ellipsis"),
    _row("[they] stay in Japan", "the forces stay in Japan", M, "brackets"),
    _row("that [they] stay in Japan", "that the forces stay in Japan", M, "brackets"),
    _row("that [they] stay in Japan", "that the forces left Japan", A, "brackets", "word"),
    _row("the [armed] forces stay", "the forces stay", M, "brackets"),
    _row("the [armed] forces stay", "the [armed] forces stay", E),
    _row("[t]he forces [sic] stay", "The forces [sic] stay", M, "brackets"),
    # ellipses
    _row("the forces … stay", "the forces of Japan stay", M, "ellipsis"),
    _row("the forces ... stay", "the forces of Japan stay", M, "ellipsis"),
    _row("the forces . . . stay", "the forces of Japan stay", M, "ellipsis"),
    _row("the forces [...] stay", "the forces of Japan stay", M, "ellipsis"),
    _row("the forces * * * stay", "the forces of Japan stay", M, "ellipsis"),
    _row("the forces stay. . . . They left", "the forces stay. No. They left", M, "ellipsis"),
    _row("the forces stay…. They left", "the forces stay. No. They left", M, "ellipsis"),
    _row("the forces … stay", "the forces ... stay", P, "ellipsis"),
    _row("… the forces stay", "so the forces stay", M, "ellipsis"),
    _row("the forces stay …", "so the forces stay there", M, "ellipsis"),
    _row("they stay here … the forces", "the forces say they stay here", A, "assembled",
         "ellipsis"),
    _row("the forces … leave", "the forces of Japan stay", A, "ellipsis", "word"),
    # ends inside a word
    _row("ational security is near", "so national security is near", A, "inside a word"),
    _row("so national secur", "so national security is near", A, "inside a word"),
    _row("the role of Japan", "the role of Japan’s army", A, "inside a word"),
    # markers, notes and page furniture
    _row("the *strong* case", "the strong case", P, "markers"),
    _row("the strong case", "the **strong** case", P, "markers"),
    _row("the strong case", "the [strong](https://a.b/c) case", P, "markers"),
    _row("the _strong_ case", "the strong case", P, "markers"),
    _row("the strong case", "• the strong case", E),
    _row("5 * 3 is more", "5 3 is more", A, "symbol"),
    _row("the alliance. The forces", "the alliance.12 The forces", P, "note mark", style=NOTES),
    _row("the alliance. The forces", "the alliance.¹² The forces", P, "note mark", style=NOTES),
    _row("the alliance is new", "the alliance[12] is new", P, "note mark", style=NOTES),
    _row("the alliance.12 The forces", "the alliance. The forces", A, "number", style=NOTES),
    _row("the alliance. The forces", "the alliance.12 The forces", A, "number"),
    _row("the alliance. The forces", "the alliance.13 The forces", A, "number", style=NOTES),
    _row("an area of 5 m here", "an area of 5 m² here", A, "number", style=NOTES),
    _row("a flow of 10 here", "a flow of 10² here", A, "number", style=NOTES),
    _row("the alliance is new", "the alliance 12 is new", A, "number", style=NOTES),
    _row("the budget shows that", "the budget\nGAO-12 Annual Review\nshows that", P,
         "page furniture", "line wrap", style=HEADED),
    _row("the budget shows that", "the budget\n\n12\n\nshows that", P,
         "page furniture", "line wrap", style=HEADED),
    _row("the budget shows that", "the budget\nGAO-12 Annual Review\nshows that", A,
         "word"),
    _row("the budget shows that", "the budget\nnot\nshows that", A, "word", style=HEADED),
    _row("GAO-12 Annual Review shows", "GAO-12 Annual Review\nshows that", P, "line wrap",
         style=HEADED),
    _row("the training plan works", "the train-\nGAO-12 Annual Review\ning plan works", P,
         "page furniture", "line-end hyphen", style=HEADED),
    _row("the *Japan*’s plan works", "the Japan’s plan works", P, "markers"),
    _row("profit plans work", "the non-profit plans work", A, "inside a word"),
    _row("the plans pre", "the plans pre-war worked", A, "inside a word"),
    _row("Japan plans work", "the U.S.-Japan plans work", E),
    _row("pre- and post-war years", "the pre- and post-war years", E),
    _row("profit plans work", "the non - profit plans work", A, "inside a word",
         style=TOKENISED),
    _row("profit plans work", "the non - profit plans work", E),
    _row("the plan] works (here", "the plan] works (here", E),
    _row("the plan[s] work[]", "the plan works", M, "brackets"),
    _row("the [] plan works", "the plan works", M, "brackets"),
    _row("… [...]", "the plan works", A),
    _row("", "the plan works", A),
    _row("the plan works", "", A),
    _row("the plan (GPRA) works", "the plan (GPRA)¹² works", P, "note mark", style=NOTES),
    _row("the forces *** stay", "the forces of Japan stay", M, "ellipsis"),
    # words
    _row("the forces stay there", "the forces will stay there", A, "word"),
    _row("the forces will stay there", "the forces stay there", A, "word"),
    _row("the forces leave there", "the forces stay there", A, "word"),
    _row("forces the stay there", "the forces stay there", A, "word"),
    _row("it does stay in Japan", "it does not stay in Japan", A, "word"),
    _row("the forces stay there and they left the house of their own will",
         "the forces stay there. Nobody in the whole town knew it and they left the house of "
         "their own will", A, "assembled"),
]  # fmt: skip
