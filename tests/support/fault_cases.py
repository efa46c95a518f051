"""Every message of `nejtak.messages`, the mistakes that bring it about, and where it stands.

A case is the name of the message, the edits to the small site of `sources.py` (`open` freezes its
wave's contract before the edits that follow), and the whole lines that a check then prints. Each
case makes as many mistakes as it has lines: nothing is reported twice, and nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

import logo_files
from font_files import font, swollen
from sources import CLIENT, CLOSED, CONTRACT, DA, EN, NOTE, RELEASES, RESPONSES, SURVEY, WAVE

OPEN = ("open", None, None)
# A client's font that is as it should be, for cases to spoil.
LOGO_LINE = 'logo = "logo.svg"\n'
FONT = (CLIENT, LOGO_LINE, LOGO_LINE + 'font = { regular = "f.ttf", licence = "l.txt" }\n')
FONT_FILE, LICENCE = "clients/nordlys/f.ttf", "clients/nordlys/l.txt"
FREE = (LICENCE, None, "Free.")
# A logo that cannot be used: the message, its name, its content, and what is said of it.
LOGOS: tuple[tuple[str, str, bytes, str], ...] = (
    ("logo-kind", "x.svg", b"Nordlys",
     ": is no SVG, PNG or WebP. Export the logo as one of these."),
    ("logo-name", "x.svg", logo_files.picture(),
     ": is a PNG. Call it 'x.png', here and in client.toml."),
    ("logo-heavy", "x.svg", logo_files.svg(f"<!--{'x' * 270_000}-->").encode(),
     ": is larger than 256 KB, for which candidates would wait. Export it smaller."),
    ("logo-broken", "x.png", logo_files.picture()[:-40],
     ": cannot be read as a PNG: it is cut off or damaged. Export it again."),
    ("logo-root", "x.svg", b'<svg viewBox="0 0 9 9"/>',
     ":1: does not begin as an SVG file does. Begin it with "
     '<svg xmlns="http://www.w3.org/2000/svg".'),
    ("logo-size", "x.svg", logo_files.svg(root="").encode(),
     ":1: has no size. Give its <svg> width and height in px, or a viewBox."),
    ("logo-ratio", "x.svg", logo_files.svg(root='viewBox="0 0 90 1"').encode(),
     ": is more than 30 times as long as it is wide. Crop it to what is drawn."),
    ("logo-large", "x.png", logo_files.bomb(3000, 3000),
     ": has more than 8000000 pixels, which a phone cannot hold. Export it smaller."),
    ("logo-many", "x.svg", logo_files.svg(logo_files.refs(9)).encode(),
     ": draws more than 20000 parts, since some of them show others many times. Export it with "
     "fewer."),
    ("logo-circle", "x.svg",
     logo_files.svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>').encode(),
     ": shows itself inside of itself. Export it again."),
)  # fmt: skip
Edit = tuple[str, str | None, str | bytes | None]


class Case(NamedTuple):
    """One way to be wrong."""

    message: str
    edits: tuple[Edit, ...]
    lines: tuple[str, ...]


def case(message: str, *edits: Edit, says: str | tuple[str, ...]) -> Case:
    """A case with one line or several."""
    return Case(message, edits, (says,) if isinstance(says, str) else says)


FILES = [
    case(
        "not-utf8",
        (DA, None, b"# Hvorfor?\n\n## Bl\xe5b\xe6r\n"),
        says=f"{DA}:3: is not UTF-8 text. Save it as UTF-8.",
    ),
    case(
        "toml-syntax",
        (SURVEY, "minutes = 5", "minutes = "),
        says=f"{SURVEY}:1: is not valid TOML: Invalid value.",
    ),
    case(
        "toml-syntax",
        (WAVE, "2026-07-01", "2026-06-31"),
        says=f"{WAVE}:2: is not valid TOML: Invalid date or datetime.",
    ),
    case(
        "json-syntax",
        OPEN,
        (CONTRACT, '"format": 2,', '"format": 2'),
        says=f"{CONTRACT}:3: is not valid JSON: Expecting ',' delimiter. "
        "Restore it from your backup; it is never edited.",
    ),
    case(
        "missing-file",
        (CLIENT, None, None),
        says=f"{CLIENT}: is missing. Every client has one.",
    ),
    case(
        "missing-file",
        (SURVEY, None, None),
        says=f"{SURVEY}: is missing. Every survey has one.",
    ),
    case(
        "missing-file",
        ("clients/nordlys/logo.svg", None, None),
        says="clients/nordlys/logo.svg: is missing. "
        "Add it beside client.toml, or remove the key 'logo'.",
    ),
    case(
        "not-yours",
        ("templates/base.html", None, "<p>"),
        ("static/page.css", None, ""),
        ("headers.toml", None, "X-Frame-Options = 5\n"),
        says=tuple(
            f"{name}: is part of nejtak, and upgrades bring better ones. Remove it from your "
            "sources."
            for name in ("headers.toml", "static", "templates")
        ),
    ),
    case(
        "stages-moved",
        ("stages.toml", None, '[prod]\nregion = "eu-north-1"\n'),
        says="stages.toml: is no longer read. "
        "Move its tables to nejtak.toml, each as [stages.NAME].",
    ),
    case(
        "missing-file",
        OPEN,
        (CONTRACT, None, None),
        (RESPONSES, None, b"age-encryption.org/v1"),
        says=f"{CONTRACT}: is missing. Restore it: the wave's responses mean nothing without it.",
    ),
    case(
        "stray-contract",
        OPEN,
        (WAVE, None, None),
        (RESPONSES, None, b"age-encryption.org/v1"),
        (RELEASES, None, b"[]"),
        (CLOSED, None, NOTE),
        says=(
            f"{CLOSED}: belongs to no wave. Restore '2026-q3.toml': a wave keeps its id for ever.",
            f"{CONTRACT}: belongs to no wave. "
            "Restore '2026-q3.toml': a wave keeps its id for ever.",
            f"{RELEASES}: belongs to no wave. "
            "Restore '2026-q3.toml': a wave keeps its id for ever.",
            f"{RESPONSES}: belongs to no wave. "
            "Restore '2026-q3.toml': a wave keeps its id for ever.",
        ),
    ),
]

KEYS = [
    case(
        "unknown-key",
        (CLIENT, "legal_name", "legal_nam"),
        says=f"{CLIENT}:legal_nam: unknown key. Did you mean 'legal_name'? Keys here: brand, "
        "contact, fictional, languages, legal_name, name, partner, reach, retention_days.",
    ),
    case(
        "unknown-key",
        (SURVEY, "max_length = 500", "max_length = 500\nzzz = 1"),
        says=f"{SURVEY}:questions[5].zzz: unknown key. "
        "Keys here: id, kind, looks, max_length, retired, section.",
    ),
    case(
        "unknown-key",
        (SURVEY, '[[questions]]\nid = "rating"', '[[question]]\nid = "rating"'),
        says=f"{SURVEY}:question: unknown key. Did you mean 'questions'? "
        "Keys here: minutes, questions, reasons, sections.",
    ),
    case(
        "unknown-key",
        OPEN,
        (SURVEY, "max_length", "max_lenght"),
        says=f"{SURVEY}:questions[5].max_lenght: unknown key. Did you mean 'max_length'? "
        "Keys here: id, kind, looks, max_length, retired, section.",
    ),
    case(
        "unknown-key",
        OPEN,
        (WAVE, "survey", "surve"),
        says=f"{WAVE}:surve: unknown key. Did you mean 'survey'? "
        "Keys here: actions, asked, asks, closes, declined, groups, offers, opens, sections, "
        "shards, survey, together.",
    ),
    case(
        "unknown-key",
        OPEN,
        (CLIENT, "languages", "langages"),
        says=f"{CLIENT}:langages: unknown key. Did you mean 'languages'? Keys here: brand, "
        "contact, fictional, languages, legal_name, name, partner, reach, retention_days.",
    ),
    case(
        "unknown-key",
        ("locales/en.toml", "[page]", "[pages]"),
        says="locales/en.toml:pages: unknown key. Did you mean 'page'? "
        "Keys here: direction, name, page.",
    ),
    case(
        "missing-key",
        (CLIENT, 'contact = "privacy@nordlys.example"', ""),
        says=f'{CLIENT}:contact: is missing. Add it, like "privacy@firm.example".',
    ),
    case(
        "missing-key",
        (CLIENT, '[brand]\ncolour = "#007EA7"\nlogo = "logo.svg"\n', ""),
        says=f"{CLIENT}:brand: is missing. Add it.",
    ),
    case(
        "missing-key",
        (CLIENT, 'colour = "#007EA7"\nlogo = "logo.svg"\n', ""),
        says=f'{CLIENT}:brand.colour: is missing. Add it, like "#007ea7".',
    ),
    case(
        "missing-key",
        (SURVEY, "points = 5", ""),
        says=f"{SURVEY}:questions[4].points: is missing. Add it, like 5.",
    ),
    case(
        "missing-key",
        (SURVEY, 'family = "job"\n', ""),
        says=f'{SURVEY}:reasons[2].family: is missing. Add it, like "offer".',
    ),
    case(
        "wrong-type",
        (CLIENT, 'name = "Nordlys"', "name = 5"),
        says=f"{CLIENT}:name: must be a text, not a whole number.",
    ),
    case(
        "wrong-type",
        (WAVE, "2026-07-01", "2026-07-01T08:00:00"),
        says=f"{WAVE}:opens: must be a date like 2026-07-01, not a date with a time.",
    ),
    case(
        "wrong-type",
        (WAVE, "2026-07-01", "08:00:00"),
        says=f"{WAVE}:opens: must be a date like 2026-07-01, not a time.",
    ),
    case(
        "wrong-type",
        (SURVEY, "minutes = 5", "minutes = 4.5"),
        says=f"{SURVEY}:minutes: must be a whole number, not a number with decimals.",
    ),
    case(
        "wrong-type",
        (CLIENT, '["da", "en"]', '[true, "da", {}]'),
        says=(
            f"{CLIENT}:languages[1]: must be a text, not true or false.",
            f"{CLIENT}:languages[3]: must be a text, not a table.",
        ),
    ),
    case(
        "wrong-type",
        (SURVEY, '["people", "place",', '["people", 7, "place",'),
        says=f"{SURVEY}:questions[3].choices[2]: must be a text, not a whole number.",
    ),
    case(
        "wrong-type",
        (CLIENT, "[brand]", "[[brand]]"),
        says=f"{CLIENT}:brand: must be a table, not a list.",
    ),
    case(
        "wrong-type",
        ("locales/da.toml", '"Send mine svar"', "true"),
        says="locales/da.toml:page.send: must be a text, not true or false.",
    ),
    case(
        "wrong-type",
        (SURVEY, '["decisive", "contributed", "no"]', '"reasons"'),
        says=f"{SURVEY}:questions[1].columns: must be a list, not a text.",
    ),
    case(
        "bad-value",
        (SURVEY, 'kind = "scale"', 'kind = "scales"'),
        says=f"{SURVEY}:questions[4].kind: 'scales' is not one of 'choice', 'choices', 'scale', "
        "'grid', 'text'. Did you mean 'scale'?",
    ),
    case(
        "bad-value",
        (CLIENT, '"outside"', '"beyond"'),
        says=f"{CLIENT}:reach.tasks: 'beyond' is not one of 'control', 'influence', 'outside'.",
    ),
    case(
        "bad-id",
        (SURVEY, 'id = "advice"', 'id = "Your advice"'),
        says=f"{SURVEY}:questions[5].id: 'Your advice' is no id. "
        "Use a-z, 0-9 and single hyphens between, 1 to 40 characters.",
    ),
    case(
        "bad-id",
        (SURVEY, '"place",', '"../place",'),
        says=f"{SURVEY}:questions[3].choices[2]: '../place' is no id. "
        "Use a-z, 0-9 and single hyphens between, 1 to 40 characters.",
    ),
    case(
        "bad-id",
        (
            "clients/nordlys/waves/Q4 2026.toml",
            None,
            'survey = "asked"\nopens = 2026-10-01\ncloses = 2026-12-31\n',
        ),
        says="clients/nordlys/waves/Q4 2026.toml: 'Q4 2026' is no id. "
        "Use a-z, 0-9 and single hyphens between, 1 to 40 characters.",
    ),
    case(
        "reserved-id",
        (SURVEY, 'id = "advice"', 'id = "website"'),
        says=f"{SURVEY}:questions[5].id: 'website' is kept for nejtak itself. Choose another id.",
    ),
    case(
        "reserved-id",
        (
            "clients/api/client.toml",
            None,
            'name = "Api"\nlanguages = ["da"]\ncontact = "a@b.dk"\nbrand.colour = "#123456"\n',
        ),
        says="clients/api: 'api' is kept for nejtak itself. Choose another id.",
    ),
    case(
        "duplicate-id",
        (SURVEY, 'id = "deciding"', 'id = "weights"'),
        says=f"{SURVEY}:questions[2].id: the id 'weights' is used twice. "
        "Ids are for ever: give the new one its own.",
    ),
    case(
        "duplicate-id",
        (SURVEY, 'id = "else"', 'id = "pay"'),
        says=(
            f"{SURVEY}:reasons[3].id: the id 'pay' is used twice. "
            "Ids are for ever: give the new one its own."
        ),
    ),
    case(
        "duplicate-id",
        (SURVEY, '"place", {', '"place", "people", {'),
        says=f"{SURVEY}:questions[3].choices[3]: the id 'people' is used twice. "
        "Ids are for ever: give the new one its own.",
    ),
    case(
        "duplicate-id",
        (CLIENT, '["da", "en"]', '["da", "en", "da"]'),
        says=f"{CLIENT}:languages[3]: the id 'da' is used twice. "
        "Ids are for ever: give the new one its own.",
    ),
    case(
        "out-of-range",
        (SURVEY, "points = 5", "points = 11"),
        says=f"{SURVEY}:questions[4].points: must be from 3 to 10, not 11.",
    ),
    case(
        "out-of-range",
        (SURVEY, "points = 5", "points = 12\nfrom = 0"),
        says=f"{SURVEY}:questions[4].points: must be from 3 to 11, not 12.",
    ),
    case(
        "out-of-range",
        (SURVEY, "points = 5", "points = 5\nfrom = 2"),
        says=f"{SURVEY}:questions[4].from: must be from 0 to 1, not 2.",
    ),
    case(
        "out-of-range",
        (WAVE, "offers = 40", "offers = -1"),
        says=f"{WAVE}:offers: must be from 0 to 1000000, not -1.",
    ),
    case(
        "out-of-range",
        (WAVE, "2026-09-30", "9999-12-31"),
        says=f"{WAVE}:closes: must be from 2000-01-01 to 2999-12-31, not 9999-12-31.",
    ),
    case(
        "empty",
        (CLIENT, '"Nordlys"', '"  "'),
        says=f"{CLIENT}:name: must not be empty.",
    ),
    case(
        "empty",
        (CLIENT, '["da", "en"]', "[]"),
        says=f"{CLIENT}:languages: must not be empty.",
    ),
    case("empty", (DA, None, " \n\n"), says=f"{DA}: must not be empty."),
]

SURVEYS = [
    case(
        "no-looks",
        (SURVEY, 'looks = "forward"\npoints', 'looks = "back"\npoints'),
        (SURVEY, 'looks = "forward"\nmax', 'looks = "back"\nmax'),
        says=f"{SURVEY}:questions: has no question that looks forward. "
        "Every survey looks both back and forward.",
    ),
    case(
        "key-not-for-kind",
        (SURVEY, "points = 5", 'points = 5\nneutral = "3"'),
        says=f"{SURVEY}:questions[4].neutral: has no meaning for kind 'scale'. Remove it.",
    ),
    case(
        "no-reasons",
        (SURVEY, None,
         'minutes = 1\n[[questions]]\nid = "deciding"\nkind = "choice"\nlooks = "back"\n'
         'choices = "reasons"\n[[questions]]\nid = "advice"\nkind = "text"\nlooks = "forward"\n'),
        (DA, None, "# A\n## B {#back}\n### C {#deciding}\n## D {#forward}\n### E {#advice}\n"),
        (EN, None, "# A\n## B {#back}\n### C {#deciding}\n## D {#forward}\n### E {#advice}\n"),
        (CLIENT, '[reach]\ntasks = "outside"\n', ""),
        says=f'{SURVEY}:questions[1].choices: says "reasons", but the survey has no [[reasons]]. '
        "Add them, or list ids here.",
    ),
    case(
        "reach-not-reason",
        (SURVEY, '"people", "place"', '{ id = "people", reach = "control" }, "place"'),
        says=f"{SURVEY}:questions[3].choices[1].reach: stands on a choice that is no reason. "
        "Remove it, or make it one of [[reasons]].",
    ),
    case(
        "reach-on-other",
        (SURVEY, 'family = "other"', 'family = "other"\nreach = "outside"'),
        says=f"{SURVEY}:reasons[3].reach: stands on a reason of the family 'other', "
        "which has no reach. Remove it.",
    ),
    case(
        "reach-on-other",
        (CLIENT, "tasks = ", "else = "),
        says=f"{CLIENT}:reach.else: stands on a reason of the family 'other', "
        "which has no reach. Remove it.",
    ),
    case(
        "old-key",
        (SURVEY, 'id = "missed"\nkind = "choices"', 'id = "missed"\nkind = "choice"\n'
         'about = "deciding"\nturned = "people"\nsegment = true'),
        says=(
            f"{SURVEY}:questions[3].about: is not used any more. "
            "Remove it: the question is asked of everybody.",
            f"{SURVEY}:questions[3].segment: is not used any more. "
            "Write group = true instead.",
            f"{SURVEY}:questions[3].turned: is not used any more. "
            'Write won = "..." instead, with the id of the choice.',
        ),
    ),
    case(
        "old-key",
        (WAVE, "declined = 12", "declined = 12\n[segments]\nplace = 40"),
        says=f"{WAVE}:segments: is not used any more. "
        "Write [groups] instead, with how many were asked in each group.",
    ),
    case(
        "bad-value",
        (SURVEY, 'family = "job"', 'family = "role"'),
        says=f"{SURVEY}:reasons[2].family: 'role' is not one of 'offer', 'job', 'process', "
        "'plans', 'other'.",
    ),
    case(
        "bad-value",
        (SURVEY, 'id = "deciding"', 'id = "deciding"\nuntold = "food"'),
        says=f"{SURVEY}:questions[2].untold: 'food' is not one of 'pay', 'tasks', 'else'.",
    ),
    case(
        "bad-value",
        (SURVEY, "points = 5", 'points = 5\nuntold = "5"'),
        says=f"{SURVEY}:questions[4].untold: '5' is not one of '2', '3', '4'.",
    ),
    case(
        "bad-value",
        (SURVEY, 'id = "deciding"', 'id = "deciding"\nwon = "yes"'),
        says=f"{SURVEY}:questions[2].won: 'yes' is not one of 'pay', 'tasks', 'else'.",
    ),
    case(
        "bad-value",
        (SURVEY, 'id = "missed"', 'id = "missed"\nsection = "extra"'),
        says=f"{SURVEY}:questions[3].section: 'extra' is not one of (none).",
    ),
    case(
        "bad-value",
        (SURVEY, 'id = "missed"', 'id = "missed"\nbeside = "weights"'),
        says=f"{SURVEY}:questions[3].beside: 'weights' is not one of 'deciding'.",
    ),
    case(
        "beside-wrong",
        (SURVEY, 'id = "missed"', 'id = "missed"\nbeside = "deciding"'),
        says=f"{SURVEY}:questions[3].beside: stands on a list that is no list of reasons. "
        'Write choices = "reasons", or remove it.',
    ),
    case(
        "missing-key",
        (SURVEY, "minutes = 5", 'minutes = 5\n[[sections]]\nid = "extra"'),
        says=f"{SURVEY}:sections[1].minutes: is missing. Add it, like 2.",
    ),
    case(
        "bad-value",
        (WAVE, "declined = 12", 'declined = 12\nsections = ["extra"]'),
        says=f"{WAVE}:sections[1]: 'extra' is not one of (none).",
    ),
    case(
        "bad-value",
        (WAVE, "declined = 12", 'declined = 12\nasks = "everybody"'),
        says=f"{WAVE}:asks: 'everybody' is not one of 'declined', 'accepted'.",
    ),
    case(
        "asked",
        (WAVE, "declined = 12", "declined = 12\nasked = 13"),
        says=f"{WAVE}:asked: 13 were asked, and only 12 declined: there cannot be more. "
        "Mend one of them.",
    ),
    case(
        "asked",
        (WAVE, "declined = 12", 'declined = 12\nasked = 29\nasks = "accepted"'),
        says=f"{WAVE}:asked: 29 were asked, and only 28 accepted: there cannot be more. "
        "Mend one of them.",
    ),
    case(
        "neutral-unknown",
        (SURVEY, 'neutral = "no"', 'neutral = "non"'),
        says=f"{SURVEY}:questions[1].neutral: 'non' is not one of the columns 'decisive', "
        "'contributed', 'no'. Did you mean 'no'?",
    ),
    case(
        "too-few",
        (SURVEY, '["people", "place", {', '["people", {'),
        (DA, "- Stedet {#place}\n", ""),
        (EN, "- Whereabouts {#place}\n", ""),
        says=f"{SURVEY}:questions[3].choices: needs at least 2 that are not retired.",
    ),
    case(
        "texts-too-long",
        (SURVEY, "max_length = 500",
         'max_length = 6001\n[[questions]]\nid = "more"\nkind = "text"\nlooks = "forward"'),
        (DA, "### Dit råd? {#advice}", "### Dit råd? {#advice}\n### Mere? {#more}"),
        (EN, "### Your suggestion? {#advice}", "### Your suggestion? {#advice}\n### More? {#more}"),
        says=f"{SURVEY}:questions: all texts together may hold 7000 characters, not 7001. "
        "Lower max_length of some, so that every answer fits in one submission.",
    ),
]  # fmt: skip

WORDS = [
    case(
        "no-title",
        (DA, "# Hvorfor nej tak?\n", "\n"),
        says=f"{DA}:3: has no title. Begin with a line like '# Why did you say no?'.",
    ),
    case(
        "no-title",
        (DA, "# Hvorfor nej tak?\n", "#  \n"),
        says=f"{DA}:1: has no title. Begin with a line like '# Why did you say no?'.",
    ),
    case(
        "no-title",
        (DA, "# Hvorfor nej tak?\n", "Velkommen!\n# Hvorfor nej tak?\n"),
        says=f"{DA}:1: has no title. Begin with a line like '# Why did you say no?'.",
    ),
    case(
        "no-heading-id",
        (DA, "### Dit råd? {#advice}", "### Dit råd?"),
        says=f"{DA}:35: this heading has no id. End it with one, like '{{#positives}}'.",
    ),
    case(
        "heading-level",
        (DA, "Sæt *ét* kryds", "#### Hvordan {#how}\n\nSæt *ét* kryds"),
        says=f"{DA}:15: a heading with '####' has no meaning here. "
        "Use '##' or '###'; the title alone has '#'.",
    ),
    case(
        "heading-level",
        (DA, "Tak for din tid.", "# Tak for din tid"),
        says=f"{DA}:3: a heading with '#' has no meaning here. "
        "Use '##' or '###'; the title alone has '#'.",
    ),
    case(
        "no-section",
        (EN, "### Your suggestion? {#advice}\n", ""),
        says=f"{EN}: has no heading with {{#advice}}. Add '### ... {{#advice}}'.",
    ),
    case(
        "no-section",
        (EN, "## Looking ahead {#forward}\n", ""),
        says=f"{EN}: has no heading with {{#forward}}. Add '## ... {{#forward}}'.",
    ),
    case(
        "unknown-section",
        (EN, "{#advice}", "{#advise}"),
        says=f"{EN}:33: the survey has no {{#advise}}. Did you mean 'advice'? "
        f"Mend the id, or add it to {SURVEY}.",
    ),
    case(
        "unknown-section",
        (EN, "## Looking ahead", "### Anything else? {#zzz}\n\n## Looking ahead"),
        says=f"{EN}:26: the survey has no {{#zzz}}. Mend the id, or add it to {SURVEY}.",
    ),
    case(
        "wrong-level",
        (EN, "### What settled it?", "## What settled it?"),
        says=f"{EN}:19: {{#deciding}} is a question: write its heading with '###'.",
    ),
    case(
        "wrong-level",
        (EN, "## Looking ahead", "### Looking ahead"),
        says=f"{EN}:26: {{#forward}} is a part of the page: write its heading with '##'.",
    ),
    case(
        "duplicate-section",
        (EN, "### Your suggestion? {#advice}", "### Your suggestion? {#advice}\n### Or? {#advice}"),
        says=f"{EN}:34: {{#advice}} stands twice, first on line 33. Remove one.",
    ),
    case(
        "no-label",
        (EN, "- Gladly {#5}\n", ""),
        says=f"{EN}:28: has no '- ... {{#5}}' for it. Add the item below this heading.",
    ),
    case(
        "no-label",
        (EN, "- The duties {#tasks}\n", ""),
        says=f"{EN}:5: has no '- ... {{#tasks}}' for it. Add the item below this heading.",
    ),
    case(
        "unknown-label",
        (EN, "{#decisive}", "{#decisve}"),
        says=f"{EN}:15: {{#decisve}} is no choice of 'weights'. Did you mean 'decisive'? "
        f"Mend it, or add it to {SURVEY}.",
    ),
    case(
        "unknown-label",
        (EN, "- Gladly {#5}", "- Gladly {#5}\n- Twice {#6}"),
        says=f"{EN}:32: {{#6}} is no choice of 'rating'. Mend it, or add it to {SURVEY}.",
    ),
    case(
        "unknown-label",
        (EN, "### What settled it? {#deciding}",
         "### What settled it? {#deciding}\n- The salary {#pay}"),
        says=f"{EN}:20: {{#pay}} is no choice of 'deciding'. Mend it, or add it to {SURVEY}.",
    ),
    case(
        "duplicate-label",
        (EN, "- Gladly {#5}", "- Gladly {#5}\n- Willingly {#5}"),
        says=f"{EN}:32: {{#5}} stands twice in this list. Remove one.",
    ),
    case(
        "empty-label",
        (EN, "- Gladly {#5}", "- {#5}"),
        says=f"{EN}:31: has an id but no words. Write the text before {{#5}}.",
    ),
    case(
        "empty-label",
        (EN, "### Your suggestion? {#advice}", "### {#advice}"),
        says=f"{EN}:33: has an id but no words. Write the text before {{#advice}}.",
    ),
    case(
        "stray-words",
        (EN, "## Looking ahead {#forward}", "## Looking ahead {#forward}\n\nAnd now this."),
        says=f"{EN}:28: these words would be shown nowhere. "
        "Move them below the title or a question, or remove them.",
    ),
    case(
        "stray-words",
        (EN, "Thank you for your time.", "- Thanks {#thanks}"),
        says=f"{EN}:3: these words would be shown nowhere. "
        "Move them below the title or a question, or remove them.",
    ),
    case(
        "stray-words",
        ("clients/nordlys/da.md", "# Nordlys\n", "# Nordlys\n\nHej!\n"),
        says="clients/nordlys/da.md:3: these words would be shown nowhere. "
        "Move them below {#intro} or {#footer}, or remove them.",
    ),
    case(
        "markup",
        (EN, "Thank you for your time.", "Thank you.\n\n<script>alert(1)</script>"),
        says=f"{EN}:5: <script> is not allowed. Use plain Markdown: "
        "paragraphs, lists, *emphasis*, **strong** and links.",
    ),
    case(
        "marks",
        (EN, "Thank you for your time.", "Thank you.\nThis is your ⟦number⟧."),
        says=f"{EN}:4: the brackets ⟦ and ⟧ are kept for nejtak itself. Write others.",
    ),
    case(
        "marks",
        (DA, "- Lønnen", "- Lønnen ⟧"),
        says=f"{DA}:7: the brackets ⟦ and ⟧ are kept for nejtak itself. Write others.",
    ),
    case(
        "link",
        (EN, "Thank you for your time.", "Thank you.\nRead [this](//evil.example)."),
        says=f"{EN}:4: this link must begin with https:// or mailto:.",
    ),
    case(
        "unknown-client-section",
        ("clients/nordlys/da.md", "{#footer}", "{#foot}"),
        says="clients/nordlys/da.md:7: {#foot} has no meaning here. Did you mean 'footer'? "
        "Sections: intro, footer.",
    ),
]  # fmt: skip

LANGUAGES = [
    case(
        "bad-language",
        ("locales/klingon-1.toml", None,
         'name = "tlhIngan"\ndirection = "ltr"\n[page]\nsend = "x"\n'
         'until = "{closes} {client}"\n'),
        says="locales/klingon-1.toml: 'klingon-1' is no language. "
        "Name the file by its code, like 'da' or 'pt-br'.",
    ),
    case(
        "no-locale",
        (CLIENT, '["da", "en"]', '["dan", "en"]'),
        says=f"{CLIENT}:languages[1]: there is no locales/dan.toml for the language 'dan'. "
        "Did you mean 'da'? Add it, or remove the language.",
    ),
    case(
        "no-locale",
        ("clients/nordlys/sv.md", None, "# Nordlys\n\n## Sidfot {#footer}\n\nHej\n"),
        says="clients/nordlys/sv.md: there is no locales/sv.toml for the language 'sv'. "
        "Add it, or remove the language.",
    ),
    case(
        "no-words",
        (EN, None, None),
        says=f"{WAVE}:survey: the survey 'asked' has no en.md, which this wave needs. "
        "Translate it, or remove 'en' from the client's languages.",
    ),
    case(
        "locale-missing",
        ("locales/en.toml", 'send = "Send my answers"\n', ""),
        says="locales/en.toml:page.send: is missing. locales/da.toml has it: 'Send mine svar'.",
    ),
    case(
        "locale-missing",
        ("locales/en.toml", None, 'name = "English"\ndirection = "ltr"\n'),
        says=(
            "locales/en.toml:page.send: is missing. locales/da.toml has it: 'Send mine svar'.",
            "locales/en.toml:page.until: is missing. locales/da.toml has it: "
            "'Åben til og med {closes} hos {client}'.",
        ),
    ),
    case(
        "locale-extra",
        ("locales/en.toml", "send = ", "sendt = "),
        says="locales/en.toml:page.sendt: is not in locales/da.toml. Did you mean 'send'? "
        "Remove it, or mend its name.",
    ),
    case(
        "locale-placeholder",
        ("locales/en.toml", "my answers", "my answers to {client}"),
        says="locales/en.toml:page.send: must hold the placeholders none, and holds {client}.",
    ),
    case(
        "locale-placeholder",
        ("locales/en.toml", " at {client}", ""),
        says="locales/en.toml:page.until: must hold the placeholders {client}, {closes}, "
        "and holds {closes}.",
    ),
    case(
        "locale-placeholder",
        ("locales/en.toml", "{client}", "{customer}"),
        says="locales/en.toml:page.until: must hold the placeholders {client}, {closes}, "
        "and holds {closes}, {customer}.",
    ),
    case(
        "locale-brace",
        ("locales/en.toml", "my answers", "my {answers"),
        says="locales/en.toml:page.send: has a '{' that belongs to no placeholder like {client}. "
        "Remove it, or write another bracket.",
    ),
    case(
        "locale-brace",
        ("locales/da.toml", "mine svar", "mine svar }"),
        says="locales/da.toml:page.send: has a '}' that belongs to no placeholder like {client}. "
        "Remove it, or write another bracket.",
    ),
    case(
        "bad-value",
        ("locales/da.toml", "hos {client}", "hos {clinet}"),
        says=(
            "locales/da.toml:page.until: '{clinet}' is not one of {address}, {client}, "
            "{closes}, {contact}, {count}, {expires}, {kept}, {left}, {legal_name}, {minutes}, "
            "{partner}, {runner}. Did you mean 'client'?",
            "locales/en.toml:page.until: must hold the placeholders {clinet}, {closes}, "
            "and holds {client}, {closes}.",
        ),
    ),
]  # fmt: skip

CLIENTS = [
    case(
        "unknown-survey",
        (WAVE, '"asked"', '"aksed"'),
        says=f"{WAVE}:survey: there is no survey 'aksed'. Did you mean 'asked'?",
    ),
    case(
        "unknown-reason",
        (CLIENT, "tasks = ", "task = "),
        says=f"{CLIENT}:reach.task: no survey of this client has the reason 'task'. "
        "Did you mean 'tasks'?",
    ),
    case(
        "marks",
        (CLIENT, '"Nordlys A/S"', '"Nordlys ⟦number⟧"'),
        says=f"{CLIENT}:legal_name: the brackets ⟦ and ⟧ are kept for nejtak itself. Write others.",
    ),
    case(
        "bad-colour",
        (CLIENT, '"#007EA7"', '"blue"'),
        says=f"{CLIENT}:brand.colour: 'blue' is no colour. "
        'Write it as "#rrggbb", like "#007ea7".',
    ),
    case(
        "bad-value",
        (CLIENT, LOGO_LINE, LOGO_LINE + 'tone = "formel"\n'),
        says=f"{CLIENT}:brand.tone: 'formel' is not one of 'warm', 'formal'. "
        "Did you mean 'formal'?",
    ),
    case(
        "missing-key",
        (CLIENT, LOGO_LINE, LOGO_LINE + 'font = { regular = "f.ttf" }\n'),
        (FONT_FILE, None, font()),
        says=f'{CLIENT}:brand.font.licence: is missing. Add it, like "fonts/OFL.txt".',
    ),
    case(
        "missing-file",
        FONT,
        (FONT_FILE, None, font()),
        says=f"{LICENCE}: is missing. Add it beside client.toml, or remove [brand.font].",
    ),
    case(
        "empty",
        FONT,
        (FONT_FILE, None, font()),
        (LICENCE, None, ""),
        says=f"{LICENCE}: must not be empty.",
    ),
    case(
        "missing-file",
        (
            CLIENT,
            LOGO_LINE,
            LOGO_LINE + 'font = { regular = "../../../f.ttf", licence = "l.txt" }\n',
        ),
        FREE,
        says="clients/nordlys/../../../f.ttf: is missing. Add it beside client.toml, or remove "
        "[brand.font].",
    ),
    *(
        case(
            message,
            (CLIENT, LOGO_LINE, f'logo = "{name}"\n'),
            (f"clients/nordlys/{name}", None, content),
            says=f"clients/nordlys/{name}{says}",
        )
        for message, name, content, says in LOGOS
    ),
    case(
        "logo-dark-alone",
        (CLIENT, LOGO_LINE, 'logo_dark = "logo.svg"\n'),
        says=f"{CLIENT}:brand.logo_dark: is for dark pages alone. Add 'logo', for all others and "
        "for paper.",
    ),
    case(
        "font-broken",
        FONT,
        FREE,
        (FONT_FILE, None, "<svg/>"),
        says=f"{FONT_FILE}: is no font that can be used. Take its .woff2, .ttf or .otf file.",
    ),
    case(
        "font-large",
        FONT,
        FREE,
        (FONT_FILE, None, font() + bytes(4 * 1024 * 1024)),
        says=f"{FONT_FILE}: is larger than 4 MB. Take the file of one weight, or of fewer "
        "languages.",
    ),
    case(
        "font-swollen",
        FONT,
        FREE,
        (FONT_FILE, None, swollen(33 * 1024 * 1024, honest=False)),
        says=f"{FONT_FILE}: unpacks to more than 32 MB. Take the file of one weight, or of fewer "
        "languages.",
    ),
    case(
        "font-locked",
        FONT,
        FREE,
        (FONT_FILE, None, font(fs_type=2)),
        says=f"{FONT_FILE}: says that it may not be put into documents (OS/2 fsType). Ask its "
        "maker for a web licence, and for the file that comes with it.",
    ),
    case(
        "font-whole",
        FONT,
        FREE,
        (FONT_FILE, None, font(fs_type=0x100)),
        says=f"{FONT_FILE}: says that it may not be cut down to the letters in use (OS/2 fsType). "
        "Ask its maker for a file that may.",
    ),
    case(
        "bad-email",
        (CLIENT, "privacy@", "privacy at "),
        says=f"{CLIENT}:contact: 'privacy at nordlys.example' is no e-mail address.",
    ),
    case(
        "group-wrong",
        (SURVEY, 'id = "deciding"', 'id = "deciding"\ngroup = true'),
        says=f"{SURVEY}:questions[2].group: must stand on one question only, and on none about "
        "reasons or in a section. Remove it.",
    ),
    case(
        "group-none",
        (WAVE, "declined = 12", "declined = 12\n[groups]\nplace = 40"),
        says=f"{WAVE}:groups: no question of the survey 'asked' says group = true. "
        "Remove this table.",
    ),
    case(
        "group-small",
        (SURVEY, 'kind = "choices"', 'kind = "choice"\ngroup = true'),
        (WAVE, "declined = 12", "declined = 12\n[groups]\nplace = 12"),
        says=f"{WAVE}:groups.place: 12 were asked in this group, and 16 are needed before a report "
        "may tell it apart. Remove it: its answers count with the last group then.",
    ),
    case(
        "group-sum",
        (SURVEY, 'kind = "choices"', 'kind = "choice"\ngroup = true'),
        (WAVE, "declined = 12", "declined = 12\n[groups]\nplace = 16"),
        says=f"{WAVE}:groups: 16 were asked in all groups together, and only 12 in the wave: there "
        "cannot be more. Mend one of them.",
    ),
    case(
        "dates",
        (WAVE, "2026-09-30", "2025-09-30"),
        says=f"{WAVE}:closes: closes on 2025-09-30, before it opens on 2026-07-01. "
        "Swap them, or mend the year.",
    ),
    case(
        "declined",
        (WAVE, "declined = 12", "declined = 41"),
        says=f"{WAVE}:declined: 41 declined of 40 offers: there cannot be more. Mend one of them.",
    ),
]

# A playbook that is as it should be, for cases to spoil.
PLAY_DA, PLAY_EN = "playbook/da.md", "playbook/en.md"
PLAY = """\
# To do

## Say the pay {#pay}

Say it in the ad.

## Decide {#reach-control}

Today.

## Influence {#reach-influence}

Soon.

## Ask {#reach-outside}

Early.
"""
PLAYBOOK = ((PLAY_DA, None, PLAY), (PLAY_EN, None, PLAY))

ACTIONS = [
    case(
        "unknown-action",
        *PLAYBOOK,
        (PLAY_EN, "{#pay}", "{#pya}"),
        says=f"{PLAY_EN}:3: no survey has the reason {{#pya}}. Did you mean 'pay'? "
        "Mend the id, or remove the section.",
    ),
    case(
        "unknown-action",
        *PLAYBOOK,
        (PLAY_DA, "{#pay}", "{#else}"),
        (PLAY_EN, "{#pay}", "{#family-other}"),
        says=(
            f"{PLAY_DA}:3: no survey has the reason {{#else}}. Mend the id, or remove the section.",
            f"{PLAY_EN}:3: no survey has the reason {{#family-other}}. "
            "Did you mean 'family-offer'? Mend the id, or remove the section.",
        ),
    ),
    case(
        "no-section",
        *PLAYBOOK,
        (PLAY_DA, "## Say the pay {#pay}\n\nSay it in the ad.\n", ""),
        (PLAY_DA, "## Decide {#reach-control}\n\nToday.\n", ""),
        (PLAY_EN, "## Decide {#reach-control}\n\nToday.\n", ""),
        says=(
            f"{PLAY_DA}: has no heading with {{#pay}}. Add '## ... {{#pay}}'.",
            f"{PLAY_DA}: has no heading with {{#reach-control}}. Add '## ... {{#reach-control}}'.",
            f"{PLAY_EN}: has no heading with {{#reach-control}}. Add '## ... {{#reach-control}}'.",
        ),
    ),
    case(
        "missing-file",
        *PLAYBOOK,
        (PLAY_EN, None, None),
        says=f"{PLAY_EN}: is missing. The client 'nordlys' needs it: translate the playbook.",
    ),
    case(
        "no-locale",
        *PLAYBOOK,
        ("playbook/sv.md", None, PLAY),
        says="playbook/sv.md: there is no locales/sv.toml for the language 'sv'. "
        "Add it, or remove the language.",
    ),
    case(
        "empty",
        *PLAYBOOK,
        (PLAY_DA, "Early.\n", "\n"),
        says=f"{PLAY_DA}:15: must not be empty.",
    ),
    case(
        "empty-label",
        *PLAYBOOK,
        (PLAY_DA, "## Ask {", "## {"),
        says=f"{PLAY_DA}:15: has an id but no words. Write the text before {{#reach-outside}}.",
    ),
    case(
        "wrong-level",
        *PLAYBOOK,
        (PLAY_DA, "## Say", "### Say"),
        says=f"{PLAY_DA}:3: {{#pay}} is an action: write its heading with '##'.",
    ),
    case(
        "stray-words",
        *PLAYBOOK,
        (PLAY_DA, "# To do\n", "# To do\n\nSoon.\n"),
        (PLAY_EN, "Today.", "Today.\n\n- Now {#now}"),
        says=(
            f"{PLAY_DA}:3: these words would be shown nowhere. Move them below an action, "
            "or remove them.",
            f"{PLAY_EN}:11: these words would be shown nowhere. Move them below an action, "
            "or remove them.",
        ),
    ),
    case(
        "markup",
        *PLAYBOOK,
        (PLAY_DA, "Today.", "Today <b>now</b>."),
        says=f"{PLAY_DA}:9: <b> is not allowed. Use plain Markdown: "
        "paragraphs, lists, *emphasis*, **strong** and links.",
    ),
    case(
        "no-heading-id",
        *PLAYBOOK,
        (PLAY_DA, " {#pay}", ""),
        says=f"{PLAY_DA}:3: this heading has no id. End it with one, like '{{#positives}}'.",
    ),
    case(
        "bad-id",
        *PLAYBOOK,
        (SURVEY, 'id = "pay"', 'id = "Pay"'),
        says=f"{SURVEY}:reasons[1].id: 'Pay' is no id. "
        "Use a-z, 0-9 and single hyphens between, 1 to 40 characters.",
    ),
    case(
        "unknown-plan",
        (WAVE, "declined = 12", 'declined = 12\nactions.task.owner = "HR"'),
        says=f"{WAVE}:actions.task: the survey 'asked' has no such reason. "
        "Did you mean 'tasks'? Mend the id, or remove it.",
    ),
    case(
        "unknown-plan",
        (WAVE, "declined = 12", 'declined = 12\nactions.else.owner = "HR"'),
        says=f"{WAVE}:actions.else: the survey 'asked' has no such reason. "
        "Mend the id, or remove it.",
    ),
    case(
        "plain-text",
        (WAVE, "declined = 12", f'declined = 12\nactions.pay.owner = "{61 * "x"}"'),
        says=f"{WAVE}:actions.pay.owner: must be plain text of at most 60 characters.",
    ),
    case(
        "plain-text",
        (WAVE, "declined = 12", 'declined = 12\nactions.pay.target = "ever\\u202Eyone"'),
        says=f"{WAVE}:actions.pay.target: must be plain text of at most 120 characters.",
    ),
    case(
        "unknown-key",
        (WAVE, "declined = 12", 'declined = 12\nactions.pay.owners = "HR"'),
        says=f"{WAVE}:actions.pay.owners: unknown key. Did you mean 'owner'? "
        "Keys here: owner, target.",
    ),
    case(
        "wrong-type",
        (WAVE, "declined = 12", 'declined = 12\nactions.pay = "HR"'),
        says=f"{WAVE}:actions.pay: must be a table, not a text.",
    ),
]

CONTRACTS = [
    case(
        "contract-broken",
        OPEN,
        (CONTRACT, '"shards": 1', '"shards": "1"'),
        says=f"{CONTRACT}:shards: is not as it was frozen. "
        "Restore it from your backup; it is never edited.",
    ),
    case(
        "contract-survey",
        OPEN,
        ("surveys/other/survey.toml", None,
         'minutes = 1\n[[reasons]]\nid = "tasks"\nfamily = "job"\nreach = "control"\n'
         '[[reasons]]\nid = "pay"\nfamily = "offer"\nreach = "control"\n'
         '[[questions]]\nid = "a"\nkind = "choice"\nlooks = "back"\nchoices = "reasons"\n'
         '[[questions]]\nid = "b"\nkind = "text"\nlooks = "forward"\n'),
        ("surveys/other/da.md", None,
         "# A\n## R {#reasons}\n- T {#tasks}\n- P {#pay}\n## F {#families}\n- O {#offer}\n"
         "- J {#job}\n## B {#back}\n### C {#a}\n"
         "## D {#forward}\n### E {#b}\n"),
        ("surveys/other/en.md", None,
         "# A\n## R {#reasons}\n- T {#tasks}\n- P {#pay}\n## F {#families}\n- O {#offer}\n"
         "- J {#job}\n## B {#back}\n### C {#a}\n"
         "## D {#forward}\n### E {#b}\n"),
        (WAVE, '"asked"', '"other"'),
        says=f"{WAVE}:survey: the open wave asks 'asked', its file now says 'other'. "
        "Change it back; a new survey needs a new wave.",
    ),
    case(
        "contract-kind",
        OPEN,
        (SURVEY, 'kind = "choices"', 'kind = "choice"'),
        says=f"{SURVEY}:questions[3].kind: 'missed' has the kind 'choices' in the open wave, "
        "and 'choice' now. Change it back; a new question needs an id of its own.",
    ),
    case(
        "contract-kind",
        OPEN,
        (SURVEY, "points = 5", "points = 6\nfrom = 0"),
        (DA, "{#1}", "{#0}"),
        (EN, "{#1}", "{#0}"),
        says=f"{SURVEY}:questions[4].points: 'rating' has the points '1 to 5' in the open wave, "
        "and '0 to 5' now. Change it back; a new question needs an id of its own.",
    ),
    case(
        "contract-asks",
        OPEN,
        (WAVE, "declined = 12", 'declined = 12\nasks = "accepted"'),
        says=f"{WAVE}:asks: the open wave has the asks declined, its file now says accepted. "
        "Change it back; whom a wave asks, and what, is settled when it opens.",
    ),
    case(
        "contract-asks",
        (SURVEY, "minutes = 5", 'minutes = 5\n[[sections]]\nid = "extra"\nminutes = 2'),
        (SURVEY, 'id = "advice"', 'id = "advice"\nsection = "extra"'),
        OPEN,
        (WAVE, "declined = 12", "declined = 12\nsections = []"),
        says=f"{WAVE}:sections: the open wave has the sections 'extra', its file now says none. "
        "Change it back; whom a wave asks, and what, is settled when it opens.",
    ),
    case(
        "contract-old",
        OPEN,
        (CONTRACT, '"format": 2', '"format": 1'),
        says=f"{CONTRACT}:format: has format 1, which is not read any more. Delete this file and "
        "open the wave anew: nejtak wave open nordlys 2026-q3",
    ),
    case(
        "contract-kind",
        OPEN,
        (SURVEY, "points = 5", "points = 7"),
        (DA, "{#5}", "{#7}"),
        (EN, "{#5}", "{#7}"),
        says=f"{SURVEY}:questions[4].points: 'rating' has the points '1 to 5' in the open wave, "
        "and '1 to 7' now. Change it back; a new question needs an id of its own.",
    ),
    case(
        "contract-gone",
        OPEN,
        (SURVEY, ', { id = "colour", retired = true }', ""),
        says=f"{SURVEY}:questions[3].choices: 'colour' is in the open wave and gone here. "
        "Keep it, with retired = true.",
    ),
    case(
        "contract-gone",
        OPEN,
        (SURVEY, '[[questions]]\nid = "deciding"\nkind = "choice"\nlooks = "back"\n'
         'choices = "reasons"\n', ""),
        (DA, "### Hvad afgjorde det? {#deciding}\n", ""),
        (EN, "### What settled it? {#deciding}\n", ""),
        says=f"{SURVEY}:questions: 'deciding' is in the open wave and gone here. "
        "Keep it, with retired = true.",
    ),
    case(
        "contract-new",
        OPEN,
        (SURVEY, '"place", {', '"place", "food", {'),
        (DA, "- Stedet {#place}", "- Stedet {#place}\n- Maden {#food}"),
        (EN, "- Whereabouts {#place}", "- Whereabouts {#place}\n- Lunch {#food}"),
        says=f"{SURVEY}:questions[3].choices: 'food' is not in the open wave. "
        "Add it when the wave is closed.",
    ),
    case(
        "contract-new",
        OPEN,
        (SURVEY, "max_length = 500",
         'max_length = 500\n[[questions]]\nid = "more"\nkind = "text"\nlooks = "forward"'),
        (DA, "### Dit råd? {#advice}", "### Dit råd? {#advice}\n### Mere? {#more}"),
        (EN, "### Your suggestion? {#advice}", "### Your suggestion? {#advice}\n### More? {#more}"),
        says=f"{SURVEY}:questions[6]: 'more' is not in the open wave. "
        "Add it when the wave is closed.",
    ),
    case(
        "contract-limit",
        OPEN,
        (SURVEY, "max_length = 500", "max_length = 501"),
        says=f"{SURVEY}:questions[5].max_length: 'advice' may hold 500 characters in the open "
        "wave, and 501 now. Keep 500 until the wave is closed.",
    ),
    case(
        "contract-language",
        (CLIENT, '["da", "en"]', '["da"]'),
        OPEN,
        (CLIENT, '["da"]', '["da", "en"]'),
        says=f"{CLIENT}:languages[2]: 'en' is not in the open wave. "
        "Add it when the wave is closed.",
    ),
    case(
        "contract-language-gone",
        OPEN,
        (CLIENT, '["da", "en"]', '["da"]'),
        says=f"{CLIENT}:languages: 'en' is in the open wave and gone here. "
        "Keep it until the wave is closed.",
    ),
    case(
        "contract-expires",
        OPEN,
        (WAVE, "2026-09-30", "2027-09-30"),
        says=f"{WAVE}:closes: closes on 2027-09-30, but the open wave's answers expire on "
        "2027-09-30. Choose an earlier day. If that is too early and nobody has the wave yet: "
        "change the day back, run `nejtak wave take-back nordlys 2026-q3`, mend the day, and "
        "open the wave anew.",
    ),
    case(
        "closed-broken",
        OPEN,
        (CLOSED, None, NOTE.replace("000", "12", 1)),
        says=f"{CLOSED}: is not as it was written. Restore it from git; it is never edited.",
    ),
    case(
        "closed-broken",
        OPEN,
        (CLOSED, None, NOTE.replace('"together": []', '"together": ["2026-q2", "2026-q1"]')),
        says=f"{CLOSED}: is not as it was written. Restore it from git; it is never edited.",
    ),
    case(
        "closed-format",
        OPEN,
        (CLOSED, None, NOTE.replace('"format": 1', '"format": 2')),
        says=f"{CLOSED}:format: is of another version of nejtak: this one reads format 1. Use "
        "that one, or restore the file from git.",
    ),
    case(
        "json-syntax",
        OPEN,
        (CLOSED, None, "<<<<<<< HEAD"),
        says=f"{CLOSED}:1: is not valid JSON: Expecting value. "
        "Restore it from your backup; it is never edited.",
    ),
]  # fmt: skip

# A later wave that the small site's one wave is to be counted with.
LATER = "clients/nordlys/waves/2026-q4.toml"
LATER_WAVE = 'survey = "asked"\nopens = 2026-10-01\ncloses = 2026-12-31\n'
COUNTS = (LATER, None, LATER_WAVE + 'together = ["2026-q3"]\n')
SECOND = "surveys/second/survey.toml"
BRIEF = (
    "# Brief\n\n## Back {#back}\n\n### Why? {#why}\n\n## Ahead {#forward}\n\n### What? {#what}\n"
)
ANOTHER = (
    (SECOND, None, "minutes = 1\n" + "".join(
        f'[[questions]]\nid = "{id_}"\nkind = "text"\nlooks = "{looks}"\n'
        for id_, looks in (("why", "back"), ("what", "forward"))
    )),
    ("surveys/second/da.md", None, BRIEF),
    ("surveys/second/en.md", None, BRIEF),
)  # fmt: skip

TOGETHER = [
    case(
        "unknown-wave",
        OPEN,
        (LATER, None, LATER_WAVE + 'together = ["2025-q3"]\n'),
        says=f"{LATER}:together[1]: this client has no wave '2025-q3'. Did you mean '2026-q3'?",
    ),
    case(
        "together-itself",
        OPEN,
        (LATER, None, LATER_WAVE + 'together = ["2026-q3", "2026-q4"]\n'),
        says=f"{LATER}:together[2]: is this wave itself. Name earlier ones.",
    ),
    case(
        "together-twice",
        OPEN,
        (LATER, None, LATER_WAVE + 'together = ["2026-q3", "2026-q3"]\n'),
        (
            "clients/nordlys/waves/2027-q1.toml",
            None,
            LATER_WAVE.replace("2026-1", "2027-1") + 'together = ["2026-q3"]\n',
        ),
        says=(
            f"{LATER}:together[2]: '2026-q3' is counted with '2026-q4' already. Name it once.",
            "clients/nordlys/waves/2027-q1.toml:together[1]: "
            "'2026-q3' is counted with '2026-q4' already. Name it once.",
        ),
    ),
    case(
        "together-survey",
        OPEN,
        *ANOTHER,
        (CLIENT, '\n[reach]\ntasks = "outside"\n', ""),
        (LATER, None, COUNTS[2].replace("asked", "second")),
        says=(
            f"{LATER}:together[1]: '2026-q3' asks 'asked', and this wave 'second'. Take it out, "
            "and prolong that wave: move 'closes' in its file."
        ),
    ),
    case(
        "together-later",
        OPEN,
        (LATER, None, COUNTS[2].replace("2026-10-01", "2026-07-01")),
        says=f"{LATER}:together[1]: '2026-q3' is no earlier wave: it must open before this one, "
        "and close no later. Mend the dates, or name it the other way round.",
    ),
    case(
        "together-later",
        OPEN,
        (LATER, None, COUNTS[2].replace("2026-10-01", "2026-08-01").replace("12-31", "09-29")),
        says=f"{LATER}:together[1]: '2026-q3' is no earlier wave: it must open before this one, "
        "and close no later. Mend the dates, or name it the other way round.",
    ),
    case(
        "together-chain",
        OPEN,
        (
            "clients/nordlys/waves/2026-q2.toml",
            None,
            'survey = "asked"\nopens = 2026-04-01\ncloses = 2026-06-30\n',
        ),
        ("clients/nordlys/waves/2026-q2.contract.json", None, "{}"),
        (WAVE, "declined = 12", 'declined = 12\ntogether = ["2026-q2"]'),
        COUNTS,
        says=(
            f"{LATER}:together[1]: '2026-q3' is itself counted with others. Name those here too, "
            "and take 'together' out of its file.",
            "clients/nordlys/waves/2026-q2.contract.json:format: is not as it was frozen. "
            "Restore it from your backup; it is never edited.",
        ),
    ),
    case(
        "together-closed",
        OPEN,
        (RESPONSES, None, b"sealed"),
        COUNTS,
        says=f"{LATER}:together[1]: '2026-q3' is closed by itself, and what was told of it stays. "
        "Take it out.",
    ),
    case(
        "together-settled",
        OPEN,
        (CLOSED, None, NOTE.replace("[]", '["2026-q2"]')),
        says=f"{WAVE}:together: says otherwise than when the wave was closed. Write together = "
        '["2026-q2"] here, as it was then: which waves are counted together is settled when they '
        "are closed.",
    ),
    case(
        "together-draft",
        COUNTS,
        says=f"{LATER}:together[1]: '2026-q3' is a draft: nobody has answered it. Take it out.",
    ),
    case(
        "together-questions",
        OPEN,
        COUNTS,
        (SURVEY, "max_length = 500", "max_length = 400"),
        says=f"{LATER}:together: '2026-q3' did not ask the same as this wave, and who was never "
        "asked cannot be counted. Take it out, and prolong that wave: move 'closes' in its file.",
    ),
    case(
        "together-expires",
        OPEN,
        (LATER, None, COUNTS[2].replace("2026-12-31", "2027-09-30")),
        says=f"{LATER}:closes: the answers to '2026-q3' expire on 2027-09-30, and this wave closes "
        "on 2027-09-30. Choose an earlier day, or take it out.",
    ),
    case(
        "wrong-type",
        OPEN,
        (LATER, None, LATER_WAVE + 'together = "2026-q3"\n'),
        says=f"{LATER}:together: must be a list, not a text.",
    ),
    case(
        "group-small",
        (
            SURVEY,
            'id = "missed"\nkind = "choices"',
            'id = "missed"\nkind = "choice"\ngroup = true',
        ),
        OPEN,
        (WAVE, "declined = 12", "declined = 12\n\n[groups]\npeople = 8\nplace = 8"),
        (LATER, None, COUNTS[2] + "\n[groups]\npeople = 8\nplace = 7\n"),
        says=f"{LATER}:groups.place: 15 were asked in this group, and 16 are needed before a "
        "report may tell it apart. Remove it: its answers count with the last group then.",
    ),
    case(
        "together-asks",
        OPEN,
        (LATER, None, COUNTS[2] + 'asks = "accepted"\n'),
        says=f"{LATER}:together[1]: '2026-q3' asks those who declined, and this wave those who "
        "accepted. Take it out: each has a report of its own.",
    ),
]

CASES = [*FILES, *KEYS, *SURVEYS, *WORDS, *LANGUAGES, *CLIENTS, *ACTIONS, *CONTRACTS, *TOGETHER]
