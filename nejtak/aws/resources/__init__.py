"""The resources of a stack, one file each: template, named checks and live view side by side.

    inbox  role  function  api  busy  bucket  distribution  headers  index  alarms
    pages          what is really served
    surroundings   policies, copies, logs and trails that no template shows

`template` merges all templates onto Chalice's, `checks` lists all checks, and `live` reads a
deployed stage into template form. `view` says what a check is; `read` brings AWS's answers into
CloudFormation's form; `names` makes names that CloudFormation does not.
"""
