"""checkov over the template: each finding that stays has the promise that it would break."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from aws_support import ROOT, dumped, template

CHECKOV = ROOT / "build" / "checkov" / "bin" / "checkov"
TIMES = "answers and page views leave no time, address or trace"
STAYS = {
    "CKV_AWS_18": TIMES,  # access log of the bucket
    "CKV_AWS_68": "no firewall keeps samples of requests",
    "CKV_AWS_73": TIMES,  # X-Ray
    "CKV_AWS_76": TIMES,  # access log of the API
    "CKV_AWS_86": TIMES,  # access log of the distribution
    "CKV_AWS_28": "two restores would date an answer: no point-in-time recovery",
    "CKV_AWS_119": "CloudTrail would record each use of a key; answers are sealed before",
    "CKV_AWS_158": "the same, for each warning in the log",
    "CKV_AWS_173": "the same, for each cold start; the only variable is the table's name",
    "CKV_AWS_116": "a queue of failed events would hold answers with their times",
    "CKV_AWS_117": "a network of the account could keep flow logs; the role reaches one table",
    "CKV_AWS_120": "no answer is cached",
    "CKV_AWS_21": "a page that was taken away is gone; pages can be built again",
    "CKV_AWS_26": "an alarm's text has nothing to hide, and CloudWatch cannot use the AWS key",
    "CKV_AWS_174": "CloudFront's own host name allows old TLS; a domain of the stage ends that",
}


@pytest.mark.parametrize(("stage", "other"), [("plain", {"158", "26"}), ("full", {"174"})])
def test_every_finding_of_checkov_has_its_reason(
    stage: str, other: set[str], tmp_path: Path
) -> None:
    """The findings are those of the list, and no other; without a domain one, with alarms two."""
    file = tmp_path / "template.json"
    file.write_text(dumped(template(stage)))
    done = subprocess.run(
        [CHECKOV, "-f", file, "--framework", "cloudformation", "--skip-download", "-o", "json"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )
    found = json.loads(done.stdout)["results"]["failed_checks"]
    wanted = STAYS.keys() - {f"CKV_AWS_{number}" for number in other}
    assert {one["check_id"] for one in found} == wanted
