"""Names for resources that CloudFormation does not name itself."""

from __future__ import annotations


def cdn_name(part: str) -> dict[str, str]:
    """A name for a part of CloudFront, which has one name space for all regions of an account."""
    return {"Fn::Sub": "${AWS::StackName}-${AWS::Region}-" + part}
