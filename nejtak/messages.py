"""The catalogue of faults in an admin's files: each message names the fault and how to fix it.

A translator of the tool finds these messages here. Errors of state ("the wave is not closed") are
raised with their text, since half of its words are values that only that place knows.
"""

MESSAGES = {
    # files
    "not-utf8": "is not UTF-8 text. Save it as UTF-8.",
    "toml-syntax": "is not valid TOML: {error}. Write texts in quotes, dates like 2026-07-01, and "
    "true or false in small letters.",
    "toml-sign": "is not valid TOML: it has {sign!r}, which a word processor writes for {plain!r}. "
    "Write {plain!r}.",
    "json-syntax": "is not valid JSON: {error}. Restore it from your backup; never edit it.",
    "link-loop": "is a link to a folder that contains it. Remove it.",
    "link-broken": "is a broken link: its target does not exist. Correct it, or remove it.",
    "no-folder": "has no folder {name!r}. Add {name!r}, or name another folder with --source.",
    "missing-file": "is missing. {fix}",
    "near-name": "is not read under this name. Rename it {name!r}.",
    "no-place": "has no place here: nejtak reads {known} in this folder, and * is an id, or a "
    "language like 'da'. Rename it, or move it to another folder.",
    "name-twice": "has the same name as another file, in other Unicode characters. Remove one.",
    "not-yours": "is part of nejtak, and changes with upgrades. Remove it from your sources.",
    "own-folder": 'must name a subfolder, like "sources": nejtak makes other folders next to it.',
    "recipient-key": "is not an age public key. Paste the line that `nejtak keys new` printed; it "
    "begins with age1.",
    "recipient-twice": "is the same key as {other!r}. Name each key once; a second key protects "
    "against losing the first.",
    "stages-moved": "is no longer read. Move its tables to nejtak.toml, each as [stages.NAME].",
    "stray-contract": "belongs to no wave. Restore {wave!r}: a wave never changes its id.",
    # keys and values
    "old-key": "is no longer used. {fix}",
    "unknown-key": "unknown key.{guess} Known keys: {known}.",
    "missing-key": "is missing. Add it{example}.",
    "wrong-type": "must be {expected}, not {actual}.",
    "bad-value": "{value!r} is not one of {known}.{guess}",
    "bad-id": "{value!r} is not an id. Use a-z, 0-9 and single hyphens between, 1 to 40 "
    "characters.",
    "duplicate-id": "the id {value!r} is used twice. Give the new one an id of its own.",
    "reserved-id": "{value!r} is reserved by nejtak. Choose another id.",
    "typed-sign": "has {sign!r}, which would be shown as it is typed: this text is plain, without "
    "Markdown or HTML. Remove it.",
    "scale-from-zero": "a scale of 11 points begins at 0. Add from = 0.",
    "out-of-range": "must be from {low} to {high}, not {value}.",
    "empty": "must not be empty.",
    # surveys
    "no-looks": "has no question that looks {looks}. Every survey looks both back and forward.",
    "key-not-for-kind": "has no meaning for kind {kind!r}. Remove it.",
    "no-reasons": 'is "reasons", but the survey has no [[reasons]]. Add them, or list ids here.',
    "reach-not-reason": "is for reasons only, and this choice is not one. Remove the key, or make "
    "the choice one of [[reasons]].",
    "reach-on-other": "is not for reasons of the family 'other', which have no reach. Remove it.",
    "neutral-unknown": "{value!r} is not one of the columns {known}.{guess}",
    "too-few": "needs at least {least} that are not retired.",
    "texts-too-long": "all texts together may have at most {most} characters, not {total}. Lower "
    "some max_length, so that every answer fits in one submission.",
    "pair-wrong": "{a!r} and {b!r} belong together: name two different columns, or none.",
    "pair-second": "one grid has {a!r} or {b!r}, each with its other end. Remove one pair.",
    "hurts-wrong": "must name some of the choices, and not all: the others are words that please.",
    "beside-wrong": 'is for a list of reasons only. Write choices = "reasons", or remove it.',
    # words that may identify a person
    "bad-country": "{value!r} is not a country with telephone numbers. Write codes like 'DK'.",
    "bad-national-id": "{value!r} is not a number that python-stdnum knows. Write country and "
    "module, like 'dk.cpr'.",
    # words
    "no-title": "has no title. Begin with a line like '# Why did you say no?'.",
    "no-heading-id": "this heading has no id. End it with one, like '{{#positives}}'.",
    "heading-level": "a heading with {marks!r} has no meaning here. Use '##' or '###'; only the "
    "title has '#'.",
    "no-section": "has no heading with {{#{id}}}. Add '{marks} ... {{#{id}}}'.",
    "unknown-section": "the survey has no {{#{id}}}.{guess} Correct the id, or add it to {toml}.",
    "wrong-level": "{{#{id}}} is {is_a}: write its heading with {marks!r}.",
    "duplicate-section": "{{#{id}}} is used twice, first on line {first}. Remove one.",
    "no-label": "has no item '- ... {{#{id}}}'. Add it below this heading.",
    "unknown-label": "{{#{id}}} is not a choice of {question!r}.{guess} Correct it, or add it to "
    "{toml}.",
    "duplicate-label": "{{#{id}}} is used twice in this list. Remove one.",
    "stray-words": "no page shows these words. Move them below {place}, or remove them.",
    "empty-label": "has an id but no words. Write the text before {{#{id}}}.",
    "markup": "<{tag}> is not allowed. Use plain Markdown: paragraphs, lists, *emphasis*, "
    "**strong** and links.",
    "apart": "a sign of *emphasis* or **strong** has no other one, or stands beside a blank or "
    "inside a word, and would be shown. Put one before and one behind whole words, without blanks "
    "inside, or write '\\*' or '\\_' for the sign itself.",
    "code": "backticks, or fences of '~', make it code, and a page has none. Remove them.",
    "comment": "no page shows a comment. Remove it.",
    "front-matter": "settings between lines of '---' have no meaning here. Remove them.",
    "lost-letter": "has a letter that was lost when the file was converted, like '\ufffd' or "
    "'\u00c3\u00a6'. Type it anew, and save the file as UTF-8.",
    "picture": "a page has no pictures but the logo. Remove it.",
    "quotation": "'>' makes it a quotation, and a page has none. Remove it.",
    "rule": "a line of signs alone is a rule, or makes the line above it a heading. Remove it, or "
    "begin it with a backslash to show the signs; a heading begins with '##'.",
    "split-link": "is not written as a link, and would be shown as it is typed. Write it like "
    "[our site](https://firm.example), with nothing between the brackets.",
    "tight-heading": "a heading has a blank behind '##'. Add it and an id, or begin the line with "
    "a backslash to show the signs.",
    "wiki-link": "double brackets are links of another program, and would be shown. Write the link "
    "like [our site](https://firm.example), or remove it.",
    "indented": "is indented, which makes it code. Begin the line at the left.",
    "unused-link": "no link below the same heading uses [{tag}], so no page shows this line. Write "
    "the link in the text, like [our site](https://firm.example), or begin the line with a "
    "backslash.",
    "two-ids": "has two ids. Keep {{#{id}}}, or the one before it.",
    "stray-id": "{{#{id}}} ends a line that is no heading and no list item. Begin the line with "
    "'###' or '-', or remove the id.",
    "numbered-item": "choices have no numbers on the page. Begin the line with '-', not {mark!r}.",
    "words-link": "a heading or a choice cannot have a link. Move it to the text below.",
    "struck": "crossed-out words would be read aloud like others. Remove them, and the signs "
    "around them.",
    "raised": "letters can be *emphasised* or **strong**, but not raised, lowered or highlighted. "
    "Remove the signs around them.",
    "tick-box": "only choices with an id have boxes to tick, and need no sign for it. Remove the "
    "box.",
    "table": "a table does not fit on a phone. Write a list instead.",
    "lettered-list": "a list has no letters, and no brackets around its numbers. Begin each item "
    "with '-', or with '1.', '2.'.",
    "unspaced-list": "a list needs a blank behind each '-' or '1.'. Add it.",
    "misnumbered-list": "the numbers of this list do not follow each other. Number it 1, 2, 3, or "
    "write each number with a backslash, like '3\\.'.",
    "footnote": "a page has no footnotes. Write it in the text.",
    "definition": "a page has no lists of definitions. Write a sentence, or a list with '-'.",
    "pandoc-style": "styles and anchors of a word processor have no meaning here. Remove them, and "
    "the braces or colons around them.",
    "control-character": "has an invisible control character. Type the line anew.",
    "marks": "the brackets ⟦ and ⟧ are reserved by nejtak. Use others.",
    "link": "this link must begin with https:// or mailto:, without blanks or quotation marks.",
    "unknown-client-section": "{{#{id}}} has no meaning here.{guess} Known sections: {known}.",
    # the playbook and the employer's plans
    "unknown-action": "no survey has the reason {{#{id}}}.{guess} Correct the id, or remove the "
    "section.",
    "unknown-plan": "the survey {survey!r} has no such reason.{guess} Correct the id, or remove "
    "it.",
    "plain-text": "must be plain text of at most {most} characters.",
    # languages
    "bad-language": "{value!r} is not a language. Name the file by its code, like 'da' or 'pt-br'.",
    "no-locale": "there is no locales/{language}.toml for the language {language!r}.{guess} Add "
    "it, or remove the language.",
    "no-words": "the survey {survey!r} has no {language}.md, which this wave needs. Translate it, "
    "or remove {language!r} from the client's languages.",
    "locale-missing": "is missing. locales/{reference}.toml has it: {text!r}.",
    "locale-brace": "has a {brace!r} that is not part of a placeholder like {{client}}. Remove "
    "it, or use another bracket.",
    "locale-extra": "is not in locales/{reference}.toml.{guess} Remove it, or correct its name.",
    "locale-placeholder": "must have the placeholders {expected}, but has {actual}.",
    # clients and waves
    "unknown-survey": "there is no survey {value!r}.{guess}",
    "unknown-reason": "no survey of this client has the reason {value!r}.{guess}",
    "bad-colour": '{value!r} is not a colour. Write it as "#rrggbb", like "#007ea7".',
    "font-large": "is larger than 4 MB. Use a file with one weight, or with fewer languages.",
    "font-swollen": "unpacks to more than 32 MB. Use a file with one weight, or with fewer "
    "languages.",
    "font-kind": "is not a font of a kind that is read. Use the font's .woff2, .ttf or .otf file, "
    "with one font in it.",
    "font-broken": "is damaged, or has no letters. Download or export the font again.",
    "font-pictures": "has pictures of letters, and no outlines. Use the plain font of the family.",
    "font-letterless": "has no letter of the client's pages. Use the font's file for their "
    "language.",
    "font-endless": "has letters that are composed of too many parts. Download or export the font "
    "again.",
    "font-locked": "does not allow embedding (OS/2 fsType). Ask the font's maker for a web "
    "licence, and for the file that comes with it.",
    "font-cut": "cannot be subset to the letters in use ({error}). Use another file of the font, "
    "like its .ttf or .otf of one weight, or download it again.",
    "font-whole": "does not allow subsetting to the letters in use (OS/2 fsType). Ask the font's "
    "maker for a file that allows it.",
    "logo-kind": "is not SVG, PNG or WebP. Export the logo as one of these.",
    "logo-name": "is {kind}. Name it {name!r}, here and in client.toml.",
    "logo-heavy": "is larger than {most} KB and would slow the page. Export it smaller.",
    "logo-broken": "cannot be read as {kind}: {error}. Export it again.",
    "logo-root": "does not begin like an SVG file. Begin it with "
    '<svg xmlns="http://www.w3.org/2000/svg".',
    "logo-size": "has no size. Give its <svg> width and height in px, or a viewBox.",
    "logo-ratio": "has one side more than {most} times as long as the other. Crop it to the "
    "drawing.",
    "logo-large": "has more than {most} pixels, too many for a phone's memory. Export it smaller.",
    "logo-many": "draws more than {most} elements, counted with repeats. Export it with fewer.",
    "logo-dark-alone": "is for dark pages only. Add 'logo', for all other pages and for paper.",
    "logo-circle": "has an element that contains itself. Export it again.",
    "bad-email": "{value!r} is not an e-mail address that a link can open. Write {mend}.",
    "group-wrong": "is for one question only, which is not about reasons and in no section. "
    "Remove it.",
    "group-none": "no question of the survey {survey!r} has group = true. Remove this table.",
    "group-small": "{asked} were asked in this group, and a report needs {least} to show it. "
    "Remove it: its answers then count with the last group.",
    "rivals-none": "no question of the survey {survey!r} has rivals = true. Remove this table.",
    "rivals-groups": "a report has one division. Keep [rivals] or [groups], and remove the other.",
    "rivals-number": "a report shows {least} or {most} sets, not {number}. Add one, or put some "
    "together.",
    "rivals-empty": "this set has no answer in it. Name some, like {example}.",
    "rivals-twice": "{value!r} is already in a set. Name it once.",
    "rivals-untold": "{value!r} is the answer that no report shows. Remove it.",
    "group-sum": "{asked} were asked in all groups together, but only {most} in the wave. Correct "
    "one of them.",
    "dates": "closes on {closes}, before it opens on {opens}. Swap them, or correct the year.",
    "asked": "{asked} were asked, but only {most} {asks}. Correct one of them.",
    "declined": "{declined} declined of only {offers} offers. Correct one of them.",
    "outcomes-part": "is missing. A file that says 'accepted' or 'withdrawn' says all three "
    "outcomes: add it, 0 if there were none.",
    "outcomes-sum": "{accepted} accepted, {declined} declined and {withdrawn} withdrawn are "
    "{total}, not {offers}. Correct one of them.",
    "asks-survey": "{value!r} is for candidates who {other}, and this wave asks those who {own}. "
    "Remove 'asks', or name another survey.",
    # waves that are counted together
    "unknown-wave": "this client has no wave {value!r}.{guess}",
    "together-itself": "is this wave itself. Name earlier ones.",
    "together-twice": "{value!r} is already counted with {other!r}. Name it once.",
    "together-survey": "{value!r} asks {other!r}, and this wave {own!r}. Remove it, and extend "
    "that wave: write a later 'closes' in its file.",
    "together-asks": "{value!r} asks candidates who {other}, and this wave those who {own}. Remove "
    "it: each has a report of its own.",
    "together-later": "{value!r} is not an earlier wave: it must open before this one, and close "
    "no later. Correct the dates, or name this wave in that one's file.",
    "together-chain": "{value!r} is itself counted with others. Name those here too, and remove "
    "'together' from its file.",
    "together-closed": "{value!r} was closed on its own, and its reports stay. Remove it.",
    "together-draft": "{value!r} is a draft: nobody has answered it. Remove it.",
    "together-questions": "{value!r} has other questions than this wave, so their answers cannot "
    "be added. Remove it, and extend that wave: write a later 'closes' in its file.",
    "together-expires": "the answers to {value!r} expire on {expires}, and this wave closes on "
    "{closes}. Choose an earlier day, or remove it.",
    "together-settled": "differs from the wave as it was closed. Write {line} here: closing "
    "settles which waves are counted together.",
    # waves that are closed
    "closed-broken": "was changed or damaged. Restore it from git; never edit it.",
    "closed-format": "is from another version of nejtak: this one reads format {known}. Use that "
    "version, or restore the file from git.",
    # stages
    "stage-name": "is not a stage's name. Use a-z, 0-9 and single hyphens between, 1 to {most} "
    "characters.",
    "stage-table": "must be a table like [stages.{name}].",
    "stage-region": '{value!r} is not an AWS region. Write it like "eu-north-1".',
    "stage-partition": "{value!r} is in a part of AWS without CloudFront. Use another region.",
    "stage-domain": '{value!r} is not a domain. Write it like "svar.example.dk", without https://.',
    "stage-certificate": "must be the ARN of a certificate in us-east-1, where CloudFront looks "
    'for it, like "arn:aws:acm:us-east-1:123456789012:certificate/...".',
    "stage-pair": "needs {other!r} too. Add {other!r}, or remove both.",
    "stage-days": "must be one of {known}: CloudWatch allows no other number.",
    "stage-burst": "must not be below 'rate', {rate}.",
    # contracts
    "contract-broken": "was changed or damaged. Restore it from your backup; never edit it.",
    "contract-old": "has format 1, which is no longer read. Delete this file and open the wave "
    "again: {command}",
    "contract-asks": "the open wave has the {key} {was}, but its file now says {now}. Change it "
    "back: opening settles whom a wave asks, and which sections.",
    "contract-survey": "the open wave asks {was!r}, but its file now says {now!r}. Change it back; "
    "a new survey needs a new wave.",
    "contract-kind": "{id!r} has the {key} {was!r} in the open wave, and {now!r} now. Change it "
    "back; a new question needs an id of its own.",
    "contract-gone": "{id!r} is in the open wave, but missing here. Keep it, with retired = true.",
    "contract-new": "{id!r} is not in the open wave. Add it when the wave is closed.",
    "contract-limit": "{id!r} may have {was} characters in the open wave, and {now} now. Keep "
    "{was} until the wave is closed.",
    "contract-language": "{language!r} is not in the open wave. Add it when the wave is closed.",
    "contract-language-gone": "{language!r} is in the open wave, but missing here. Keep it until "
    "the wave is closed.",
    "contract-expires": "closes on {closes}, but the open wave's answers expire on {expires}. "
    "Choose an earlier day. If that is too early and nobody has the wave yet: change the day back, "
    "run `{command}`, correct the day, and open the wave again.",
}
