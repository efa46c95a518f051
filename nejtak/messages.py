"""Every fault that an admin's files can have, with how to mend it: one catalogue.

One tone, and one place to go for a translator of the tool. An error of state ("the wave is not
closed") stands where it is raised, once, since half of its words are what that place knows.
"""

MESSAGES = {
    # files
    "not-utf8": "is not UTF-8 text. Save it as UTF-8.",
    "toml-syntax": "is not valid TOML: {error}.",
    "json-syntax": "is not valid JSON: {error}. Restore it from your backup; it is never edited.",
    "link-loop": "is a link to a folder that it lies in. Remove it.",
    "link-broken": "is a link that leads to no file or folder. Mend it, or remove it.",
    "no-folder": "has no {name!r} in it. Add {name!r}, or name another folder with --source.",
    "missing-file": "is missing. {mend}",
    "not-yours": "is part of nejtak, and upgrades bring better ones. Remove it from your sources.",
    "own-folder": 'must name a folder of its own, like "sources": nejtak makes others beside it.',
    "stages-moved": "is no longer read. Move its tables to nejtak.toml, each as [stages.NAME].",
    "stray-contract": "belongs to no wave. Restore {wave!r}: a wave keeps its id for ever.",
    # keys and values
    "old-key": "is not used any more. {mend}",
    "unknown-key": "unknown key.{guess} Keys here: {known}.",
    "missing-key": "is missing. Add it{example}.",
    "wrong-type": "must be {expected}, not {found}.",
    "bad-value": "{value!r} is not one of {known}.{guess}",
    "bad-id": "{value!r} is no id. Use a-z, 0-9 and single hyphens between, 1 to 40 characters.",
    "duplicate-id": "the id {value!r} is used twice. Ids are for ever: give the new one its own.",
    "reserved-id": "{value!r} is kept for nejtak itself. Choose another id.",
    "out-of-range": "must be from {low} to {high}, not {value}.",
    "empty": "must not be empty.",
    # surveys
    "no-looks": "has no question that looks {looks}. Every survey looks both back and forward.",
    "key-not-for-kind": "has no meaning for kind {kind!r}. Remove it.",
    "no-reasons": "says \"reasons\", but the survey has no [[reasons]]. "
    "Add them, or list ids here.",
    "reach-not-reason": "stands on a choice that is no reason. "
    "Remove it, or make it one of [[reasons]].",
    "reach-on-other": "stands on a reason of the family 'other', which has no reach. Remove it.",
    "neutral-unknown": "{value!r} is not one of the columns {known}.{guess}",
    "too-few": "needs at least {least} that are not retired.",
    "texts-too-long": "all texts together may hold {most} characters, not {total}. "
    "Lower max_length of some, so that every answer fits in one submission.",
    "beside-wrong": "stands on a list that is no list of reasons. "
    "Write choices = \"reasons\", or remove it.",
    # words
    "no-title": "has no title. Begin with a line like '# Why did you say no?'.",
    "no-heading-id": "this heading has no id. End it with one, like '{{#positives}}'.",
    "heading-level": "a heading with {marks!r} has no meaning here. Use '##' or '###'; the title "
    "alone has '#'.",
    "no-section": "has no heading with {{#{id}}}. Add '{marks} ... {{#{id}}}'.",
    "unknown-section": "the survey has no {{#{id}}}.{guess} Mend the id, or add it to {toml}.",
    "wrong-level": "{{#{id}}} is {is_a}: write its heading with {marks!r}.",
    "duplicate-section": "{{#{id}}} stands twice, first on line {first}. Remove one.",
    "no-label": "has no '- ... {{#{id}}}' for it. Add the item below this heading.",
    "unknown-label": "{{#{id}}} is no choice of {question!r}.{guess} Mend it, or add it to {toml}.",
    "duplicate-label": "{{#{id}}} stands twice in this list. Remove one.",
    "stray-words": "these words would be shown nowhere. Move them below {place}, or remove them.",
    "empty-label": "has an id but no words. Write the text before {{#{id}}}.",
    "markup": "<{tag}> is not allowed. Use plain Markdown: paragraphs, lists, *emphasis*, "
    "**strong** and links.",
    "marks": "the brackets ⟦ and ⟧ are kept for nejtak itself. Write others.",
    "link": "this link must begin with https:// or mailto:.",
    "unknown-client-section": "{{#{id}}} has no meaning here.{guess} Sections: {known}.",
    # the playbook and what the employer plans
    "unknown-action": "no survey has the reason {{#{id}}}.{guess} Mend the id, or remove the "
    "section.",
    "unknown-plan": "the survey {survey!r} has no such reason.{guess} Mend the id, or remove it.",
    "plain-text": "must be plain text of at most {most} characters.",
    # languages
    "bad-language": "{value!r} is no language. Name the file by its code, like 'da' or 'pt-br'.",
    "no-locale": "there is no locales/{language}.toml for the language {language!r}.{guess} "
    "Add it, or remove the language.",
    "no-words": "the survey {survey!r} has no {language}.md, which this wave needs. "
    "Translate it, or remove {language!r} from the client's languages.",
    "locale-missing": "is missing. locales/{reference}.toml has it: {text!r}.",
    "locale-brace": "has a {brace!r} that belongs to no placeholder like {{client}}. "
    "Remove it, or write another bracket.",
    "locale-extra": "is not in locales/{reference}.toml.{guess} Remove it, or mend its name.",
    "locale-placeholder": "must hold the placeholders {expected}, and holds {found}.",
    # clients and waves
    "unknown-survey": "there is no survey {value!r}.{guess}",
    "unknown-reason": "no survey of this client has the reason {value!r}.{guess}",
    "bad-colour": "{value!r} is no colour. Write it as \"#rrggbb\", like \"#007ea7\".",
    "font-large": "is larger than 4 MB. Take the file of one weight, or of fewer languages.",
    "font-swollen": "unpacks to more than 32 MB. Take the file of one weight, or of fewer "
    "languages.",
    "font-broken": "is no font that can be used. Take its .woff2, .ttf or .otf file.",
    "font-locked": "says that it may not be put into documents (OS/2 fsType). Ask its maker for "
    "a web licence, and for the file that comes with it.",
    "font-cut": "cannot be cut down ({error}). Export the font again.",
    "font-whole": "says that it may not be cut down to the letters in use (OS/2 fsType). Ask its "
    "maker for a file that may.",
    "logo-kind": "is no SVG, PNG or WebP. Export the logo as one of these.",
    "logo-name": "is {kind}. Call it {name!r}, here and in client.toml.",
    "logo-heavy": "is larger than {most} KB, for which candidates would wait. Export it smaller.",
    "logo-broken": "cannot be read as {kind}: {error}. Export it again.",
    "logo-root": "does not begin as an SVG file does. Begin it with "
    "<svg xmlns=\"http://www.w3.org/2000/svg\".",
    "logo-size": "has no size. Give its <svg> width and height in px, or a viewBox.",
    "logo-ratio": "is more than {most} times as long as it is wide. Crop it to what is drawn.",
    "logo-large": "has more than {most} pixels, which a phone cannot hold. Export it smaller.",
    "logo-many": "draws more than {most} parts, since some of them show others many times. "
    "Export it with fewer.",
    "logo-dark-alone": "is for dark pages alone. Add 'logo', for all others and for paper.",
    "logo-circle": "shows itself inside of itself. Export it again.",
    "bad-email": "{value!r} is no e-mail address.",
    "group-wrong": "must stand on one question only, and on none about reasons or in a section. "
    "Remove it.",
    "group-none": "no question of the survey {survey!r} says group = true. Remove this table.",
    "group-small": "{asked} were asked in this group, and {least} are needed before a report may "
    "tell it apart. Remove it: its answers count with the last group then.",
    "group-sum": "{asked} were asked in all groups together, and only {most} in the wave: there "
    "cannot be more. Mend one of them.",
    "dates": "closes on {closes}, before it opens on {opens}. Swap them, or mend the year.",
    "asked": "{asked} were asked, and only {most} {asks}: there cannot be more. Mend one of them.",
    "declined": "{declined} declined of {offers} offers: there cannot be more. Mend one of them.",
    # waves that are counted together
    "unknown-wave": "this client has no wave {value!r}.{guess}",
    "together-itself": "is this wave itself. Name earlier ones.",
    "together-twice": "{value!r} is counted with {other!r} already. Name it once.",
    "together-survey": "{value!r} asks {other!r}, and this wave {own!r}. Take it out, and prolong "
    "that wave: move 'closes' in its file.",
    "together-asks": "{value!r} asks those who {other}, and this wave those who {own}. "
    "Take it out: each has a report of its own.",
    "together-later": "{value!r} is no earlier wave: it must open before this one, and close no "
    "later. Mend the dates, or name it the other way round.",
    "together-chain": "{value!r} is itself counted with others. Name those here too, and take "
    "'together' out of its file.",
    "together-closed": "{value!r} is closed by itself, and what was told of it stays. Take it out.",
    "together-draft": "{value!r} is a draft: nobody has answered it. Take it out.",
    "together-questions": "{value!r} did not ask the same as this wave, and who was never asked "
    "cannot be counted. Take it out, and prolong that wave: move 'closes' in its file.",
    "together-expires": "the answers to {value!r} expire on {expires}, and this wave closes on "
    "{closes}. Choose an earlier day, or take it out.",
    "together-settled": "says otherwise than when the wave was closed. Write {line} here, as it "
    "was then: which waves are counted together is settled when they are closed.",
    # waves that are closed
    "closed-broken": "is not as it was written. Restore it from git; it is never edited.",
    "closed-format": "is of another version of nejtak: this one reads format {known}. Use that "
    "one, or restore the file from git.",
    # stages
    "stage-name": "is no name for a stage. Use a-z, 0-9 and single hyphens between, 1 to {most} "
    "characters.",
    "stage-table": "must be a table like [stages.{name}].",
    "stage-region": "{value!r} is no AWS region. Write it like \"eu-north-1\".",
    "stage-partition": "{value!r} is a part of AWS without CloudFront. Take another region.",
    "stage-domain": "{value!r} is no domain. Write it like \"svar.example.dk\", without https://.",
    "stage-certificate": "must be the ARN of a certificate in us-east-1, where CloudFront looks "
    "for it, like \"arn:aws:acm:us-east-1:123456789012:certificate/...\".",
    "stage-pair": "needs {other!r} beside it. Add {other!r}, or remove both.",
    "stage-days": "must be one of {known}: CloudWatch knows no other.",
    "stage-burst": "must not be below 'rate', {rate}.",
    # contracts
    "contract-broken": "is not as it was frozen. Restore it from your backup; it is never edited.",
    "contract-old": "has format 1, which is not read any more. Delete this file and open the wave "
    "anew: {command}",
    "contract-asks": "the open wave has the {key} {was}, its file now says {now}. Change it back; "
    "whom a wave asks, and what, is settled when it opens.",
    "contract-survey": "the open wave asks {was!r}, its file now says {now!r}. Change it back; "
    "a new survey needs a new wave.",
    "contract-kind": "{id!r} has the {key} {was!r} in the open wave, and {now!r} now. "
    "Change it back; a new question needs an id of its own.",
    "contract-gone": "{id!r} is in the open wave and gone here. Keep it, with retired = true.",
    "contract-new": "{id!r} is not in the open wave. Add it when the wave is closed.",
    "contract-limit": "{id!r} may hold {was} characters in the open wave, and {now} now. "
    "Keep {was} until the wave is closed.",
    "contract-language": "{language!r} is not in the open wave. Add it when the wave is closed.",
    "contract-language-gone": "{language!r} is in the open wave and gone here. Keep it until the "
    "wave is closed.",
    "contract-expires": "closes on {closes}, but the open wave's answers expire on {expires}. "
    "Choose an earlier day. If that is too early and nobody has the wave yet: change the day back, "
    "run `{command}`, mend the day, and open the wave anew.",
}  # fmt: skip
