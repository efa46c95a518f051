"""Puts a built site and its collector into an AWS account, and takes them down again.

    stage      where to, and within which limits: stages.toml
    package    the collector's zip and Chalice's template
    template   our part of the CloudFormation template, with the why beside each property
    checks     what a template must hold for the privacy page to be true
    site       the site's objects, and what of them differs from what lies in the bucket
    upload     sends many small files at once
    stack      CloudFormation: change sets, outputs
    plan       what would change, as data
    apply      does what a plan says
    smoke      the test at the end: a page, its headers, and one answer all the way
    live       what runs, told in the template's words
    verify     every check on what runs
    witness    each wave's public manifest, and what a site really serves
    cost       list prices
    elsewhere  the site alone, for another CDN
    had        which stages have had a wave

Everything AWS goes through `account`, which is where boto3's errors become ours; what is asked
as a visitor goes through `web`.
"""

MAX_DELETES = 100  # files that a deployment removes without being told to
