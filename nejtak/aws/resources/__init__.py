"""The resources of a stack, one file each: template, named checks and live view.

    inbox  role  function  api  busy  bucket  distribution  headers  index  alarms
    pages          the pages as they are served
    surroundings   policies, copies, logs and trails that no template shows

`template` merges all templates onto Chalice's, `checks` lists all checks, and `live` reads a
deployed stage into template form. `view` defines a check; `read` brings AWS's answers into
CloudFormation's form; `names` makes names that CloudFormation does not.
"""
