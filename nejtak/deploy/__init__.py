"""Puts a built site and its collector into an AWS account, and takes them down again.

    stage      where to, and within which limits: stages.toml
    package    the collector's zip and Chalice's template
    template   our part of the CloudFormation template, with the why beside each property
    checks     what a template must hold for the privacy page to be true
    site       the site's objects, and what of them differs from what lies in the bucket
    stack      CloudFormation: change sets, outputs
    plan       what would change, as data
    apply      does what a plan says

Everything AWS goes through `account`, which is where boto3's errors become ours.
"""
