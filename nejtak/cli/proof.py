"""The commands that verify a deployment, for the admin or for anybody, and print IAM policies."""

from __future__ import annotations

import json
from pathlib import Path

import click

from nejtak.cli.base import Folders, say
from nejtak.cli.stages import account_of, ask_for_name, prepared, profile_option
from nejtak.errors import StateError


@click.command("verify")
@click.argument("stage")
@click.option("--json", "as_json", is_flag=True, help="Print every check as JSON.")
@profile_option
@click.pass_obj
def verify_command(folders: Folders, stage: str, as_json: bool, profile: str | None) -> None:
    """Check a deployment against the page's promises."""
    from nejtak.aws import verify as verifying
    from nejtak.aws.web import Web
    from nejtak.wave.load import load_project

    project = load_project(folders.source)
    report = verifying.verify_stage(account_of(folders, stage, profile), project, Web())
    click.echo(verifying.verified_to_json(report) if as_json else verifying.verified_text(report))
    if not report.holds:
        raise StateError(f"Not every check of {stage} passed.")


@click.command("policy")
@click.argument("who", type=click.Choice(["deployer", "verifier", "boundary", "interviewer"]))
@click.option("--table", help="The one inbox of an interviewer; `status` names it.")
def policy_command(who: str, table: str | None) -> None:
    """Print a policy for AWS IAM; docs/aws.md explains it."""
    from nejtak.aws import policy

    if table and who != "interviewer":
        raise click.UsageError("--table is for the interviewer's policy.")
    made = policy.interviewer(table) if table else policy.POLICIES[who]()
    click.echo(json.dumps(made, indent=1))


@click.command("verify-site")
@click.argument("url")
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A manifest that was published elsewhere, or built; the site's own when left out.",
)
def verify_site_command(url: str, manifest: Path | None) -> None:
    """Compare live pages with the build's manifest."""
    from nejtak.aws import wave_manifest
    from nejtak.aws.web import Web

    published = manifest.read_bytes() if manifest else None
    compared = wave_manifest.compare_site(Web(), url, published)
    for path, why in compared.different.items():
        click.echo(f"{path} {why}")
    say(f"{len(compared.equal)} files match the manifest, {len(compared.different)} do not.")
    click.echo(compared.fingerprint)
    if compared.different:
        raise StateError("The site does not match the manifest.")
    if manifest is None:
        say("This is the site's own manifest. Compare its hash, above, with one that you trust.")


@click.command("field-test")
@click.argument("stage")
@profile_option
@click.pass_obj
def field_test_command(folders: Folders, stage: str, profile: str | None) -> None:
    """Try a stage on a real account, and remove it."""
    from nejtak.aws import deployed_waves
    from nejtak.aws import field_test as testing
    from nejtak.aws.field_steps import Trial
    from nejtak.aws.web import Web
    from nejtak.wave.load import load_project

    account, deployment = prepared(folders, stage, profile)
    ask_for_name(stage, "deploy it, and to remove it with its inbox")
    deployed_waves.record_waves(folders.state, stage, deployment.files)
    trial = Trial(account, deployment, load_project(folders.source), Web(), say)
    findings = testing.run_field_test(trial)
    click.echo(testing.field_report(findings, account.stage))
    if any(one.faults for one in findings):
        raise StateError("The field test found faults.")
