"""Puts a built site and its collector into an AWS account, and takes them down again.

    account         the only module that calls AWS; it raises boto3's errors as ours
    web             the site, asked as a visitor
    private_bucket  the bucket of code and manifest
    package         the collector's zip and Chalice's template
    resources       the parts of the stack: template, checks and live view of each
    stack           CloudFormation: change sets, outputs
    states          the states of a stack
    objects         the site's objects in S3; upload sends many small ones at once
    wave_manifest   each wave's public manifest, and a comparison of a site with it
    prepare         everything that a deployment sets, built, packed and checked
    plan            the changes that a deployment would make, as data
    preflight       looks for faults that would stop a deployment late
    apply           makes the changes of a plan
    recover         brings a stack back from a failure
    teardown        takes a stage down
    smoke           the test at the end: a page, its headers, and one answer all the way
    verify          every check on a deployed stage
    field_test      asks a real account about all that no emulator shows
    cost            list prices
    deployed_waves  the waves that each stage has had
    policy          the rights that a deployer and a verifier need
    other_cdn       the site alone, for a CDN that is not CloudFront

All calls to AWS go through `account`, all requests of a visitor through `web`.
"""

MAX_DELETES = 100  # files that a deployment removes unless it is given another number
