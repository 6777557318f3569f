"""`canbao`: the suite from the command line."""

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from canbao_suite.arguments import check_service, check_services, check_target, check_url
from canbao_suite.cannot_run import CannotRun
from canbao_suite.demo_words import Language, Words, language_of_locale
from canbao_suite.environments import SEASON_FACTOR, Bus, ClockKind
from canbao_suite.operating import dead_letters, events, jobs
from canbao_suite.processes import Suite
from canbao_suite.running import in_one_sentence, running, stay_up
from canbao_suite.topology import topology

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Canbao (参保): the enrolment suite from the command line.",
)
rules = typer.Typer(no_args_is_help=True, help="Rule cases: files that a clerk can read.")
policy = typer.Typer(no_args_is_help=True, help="The policy book.")
app.add_typer(rules, name="rules")
app.add_typer(policy, name="policy")
profiles = typer.Typer(no_args_is_help=True, help="Profiles of batch files.")
app.add_typer(profiles, name="profiles")
audit = typer.Typer(no_args_is_help=True, help="Who did what: is it as it was written?")
app.add_typer(audit, name="audit")
tokens = typer.Typer(no_args_is_help=True, help="Identity tokens, as all regions make them.")
app.add_typer(tokens, name="tokens")
app.add_typer(topology, name="topology")
app.add_typer(dead_letters.app, name="deadletters")
app.add_typer(events.app, name="events")
app.add_typer(jobs.app, name="jobs")
console = Console(highlight=False, width=None if sys.stdout.isatty() else 110)

StateFolder = Annotated[Path, typer.Option("--state", envvar="CANBAO_STATE", help="Folder that keeps the state of suites between runs.")]
Port = Annotated[int, typer.Option(help="Port of the suite on 127.0.0.1.", min=1, max=65535)]
Debug = Annotated[bool, typer.Option("--debug", envvar="CANBAO_DEBUG", help="Show where something went wrong, not only what.")]
Bused = Annotated[Bus, typer.Option(help="embedded: one process. rabbitmq: four, on a private RabbitMQ node.")]
Spoken = Annotated[Language | None, typer.Option("--lang", help="en or zh.", show_default="that of the locale")]
DEFAULT_STATE = Path(".state")


def _say(what: str) -> None:
    console.print(f"  {what}", style="dim", markup=False)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the story.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the state of earlier runs first.")] = False,
    port: Port = 8080,
    scale: Annotated[float, typer.Option(min=0.0005, max=1.0, help="Size of the season; 1.0 = 465,874 people as targets.")] = 0.002,
    lang: Spoken = None,
    state: StateFolder = DEFAULT_STATE,
    debug: Debug = False,
) -> None:
    """Starts the suite, tells the story of four people, runs a small season, and stays up."""
    from canbao_suite.demo import season_broken_off, show

    words = Words(lang or language_of_locale())
    suite = Suite(state.absolute() / "demo", port=port, rate_limit_factor=SEASON_FACTOR, say=_say)
    broken_off = season_broken_off(suite.folder)
    if broken_off and not fresh:
        console.print(words.say("broken_off"), markup=False)
    with running(suite, console, fresh=fresh or broken_off, debug=debug):
        console.print(words.say("state_anew" if fresh or broken_off else "state", folder=suite.folder), markup=False, soft_wrap=True)
        told = asyncio.run(show(suite, console, words, season=None if once else scale))
        if told is not None:
            stay_up(suite, console, words, f"#/towns?scale={told}")


@app.command()
def season(
    scale: Annotated[float, typer.Option(min=0.0005, max=1.0, help="1.0 = 465,874 people as targets.")] = 0.02,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people and the same mishaps.")] = 1,
    json_file: Annotated[Path | None, typer.Option("--json", help="Writes the figures to this file.", callback=check_target)] = None,
    bus: Bused = "embedded",
    keep: Annotated[bool, typer.Option(help="Keep the state folder.")] = False,
    state: StateFolder = DEFAULT_STATE,
    debug: Debug = False,
) -> None:
    """Replays Kaiping's 2024 season from empty databases and audits it. Exit code 1 if the audit finds a difference."""
    from canbao_suite.season.run import run_season

    suite = Suite(state.absolute() / f"season-{bus}", bus=bus, rate_limit_factor=SEASON_FACTOR, say=_say)
    with running(suite, console, fresh=True, forget=not keep, debug=debug):
        result = asyncio.run(run_season(suite, scale, seed, console))
    console.print(f"{result.people:,} people in {result.seconds:.0f} s, largest process {result.peak_mb:.0f} MB.")
    if json_file:
        json_file.write_text(json.dumps(result.as_json(), ensure_ascii=False, indent=2) + "\n")
    raise typer.Exit(0 if result.is_clean else 1)


@app.command()
def serve(
    port: Port = 8080,
    bus: Bused = "embedded",
    clock: Annotated[
        ClockKind | None, typer.Option(help="movable: a rehearsal's. system: real time.", show_default="system with another tax office")
    ] = None,
    tax_office_url: Annotated[
        str | None,
        typer.Option(
            help="Another tax office than the simulated one. CANBAO_TAX_OUT_SECRET and CANBAO_TAX_IN_SECRET are what both sides sign with.",
            callback=check_url,
        ),
    ] = None,
    lang: Spoken = None,
    state: StateFolder = DEFAULT_STATE,
    debug: Debug = False,
) -> None:
    """Starts the suite without a story and stays up."""
    clock = clock or ("system" if tax_office_url else "movable")
    suite = Suite(state.absolute() / "serve", bus=bus, port=port, clock=clock, tax_office_url=tax_office_url, say=_say)
    with running(suite, console, debug=debug):
        stay_up(suite, console, Words(lang or language_of_locale()))


@app.command()
def token(
    role: Annotated[list[str] | None, typer.Option(help="A role; several may be given. Without one: which roles and areas exist.")] = None,
    area: Annotated[list[str] | None, typer.Option(help="An area code or its beginning, such as 440783; several may be given.")] = None,
    subject: Annotated[str, typer.Option(help="The login the token is for.")] = "console",
    url: Annotated[
        str | None,
        typer.Option(help="Ask the suite that runs at this address instead.", callback=check_url),
    ] = None,
    state: StateFolder = DEFAULT_STATE,
) -> None:
    """Prints a development token that every suite of the state folder takes."""
    from canbao_suite.tokens import token_of

    try:
        print(token_of(state.absolute(), url, subject, role or [], area or []))
    except CannotRun as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


Kept = Annotated[str, typer.Option("--suite", help="Which suite of the state folder: demo, serve, season-embedded …")]


@audit.command("verify")
def audit_verify(
    service: Annotated[list[str] | None, typer.Option(help="Only this service; several may be given.", callback=check_services)] = None,
    checkpoints: Annotated[
        Path | None, typer.Option(help="Folder of <service>.json: the newest seals as they were told outside; finds a cut tail.")
    ] = None,
    suite: Kept = "demo",
    state: StateFolder = DEFAULT_STATE,
) -> None:
    """Verifies the audit of each service; names each row that was changed, is missing or was added. Exit code 1 if there is one."""
    from canbao_suite.audit import verify_suite

    with in_one_sentence(console, state.absolute() / suite, debug=False):
        code = verify_suite(state.absolute() / suite, service or [], checkpoints)
    raise typer.Exit(code)


@audit.command("archive")
def audit_archive(
    service: Annotated[str, typer.Option(help="The service.", callback=check_service)],
    before: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Rows recorded before this day; at least six months ago.")],
    to: Annotated[Path, typer.Option(help="New file for them: JSON lines with the chain's anchor.", callback=check_target)],
    suite: Kept = "demo",
    state: StateFolder = DEFAULT_STATE,
) -> None:
    """Moves old audit rows to a file, whole blocks; the chain goes on from its anchor."""
    from canbao_suite.audit import archive_suite

    with in_one_sentence(console, state.absolute() / suite, debug=False):
        code = archive_suite(state.absolute() / suite, service, before.date(), to)
    raise typer.Exit(code)


@rules.command("check")
def rules_check(files: Annotated[list[Path], typer.Argument(help="YAML files of rule cases, or folders of them.")]) -> None:
    """Runs rule cases and says which hold. Exit code 1 if one does not."""
    from canbao_suite.rule_decisions import all_decisions
    from policy_parameters.rule_cases import main_check

    raise typer.Exit(main_check(files, all_decisions()))


@rules.command("facts")
def rules_facts(
    file: Annotated[Path, typer.Argument(help="The page to write.", callback=check_target)] = Path("docs/rule-facts.md"),
    check: Annotated[bool, typer.Option("--check", help="Only say whether the page is up to date. Exit code 1 if it is not.")] = False,
) -> None:
    """Writes the page of facts and answers that rule cases can use."""
    from canbao_suite.rule_decisions import SERVICES
    from policy_parameters.rule_facts_page import facts_page

    page = facts_page(SERVICES)
    if not check:
        file.write_text(page, encoding="utf-8")
    elif not file.is_file() or file.read_text(encoding="utf-8") != page:
        typer.echo(f"{file} is not up to date: canbao rules facts {file}", err=True)
        raise typer.Exit(1)


@policy.command("check")
def policy_check() -> None:
    """Checks the policy book: all cited, no gaps, sums, every parameter read. Exit code 1 on an error; warnings are printed."""
    from canbao_suite.policy_readers import unread_parameters
    from policy_parameters import check_book

    problems = [*check_book(), *unread_parameters()]
    for problem in problems:
        console.print(f"{problem.level}: {problem.code} {problem.where}: {problem.msg}")
    errors = [problem for problem in problems if problem.level == "error"]
    console.print(f"{len(errors)} errors, {len(problems) - len(errors)} warnings.")
    raise typer.Exit(1 if errors else 0)


@policy.command("show")
def policy_show(
    region: Annotated[str, typer.Argument(help="An area code: nation, province, city, county, town or village, such as 440783115.")],
    year: Annotated[int, typer.Argument(help="A benefit year, such as 2026.")],
    subject: Annotated[str | None, typer.Option(help="Only this subject, such as windows.")] = None,
    proposed: Annotated[bool, typer.Option("--proposed", help="Only what no document says.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Prints every value for a place and year: what it is, from where, how firm; at the end what is only proposed."""
    from policy_parameters import load_policy_book
    from policy_parameters.policy_show import CannotShow, show

    try:
        found = show(load_policy_book(), region, year, subject)
    except CannotShow as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(found.as_json(proposed), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(found.lines(proposed)))


@profiles.command("check")
def profiles_check(folder: Annotated[Path, typer.Argument(help="A folder of YAML files, as CANBAO_FILE_PROFILES names it.")]) -> None:
    """Checks profiles of batch files beside those of the release, and tells all faults. Exit code 1 if there is one."""
    from payment_bridge.gateways import file_profiles

    try:
        found = file_profiles.profiles(folder)
    except file_profiles.BadProfile as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    console.print(f"{len(found)} profiles: {', '.join(sorted(found))}.")


@tokens.command("check")
def tokens_check(
    file: Annotated[Path, typer.Argument(help="What another region's program gives for the test set, as YAML or JSON.")],
    lang: Spoken = None,
    vectors: Annotated[Path, typer.Option(help="The published test set.")] = Path("docs/contracts/identity-token-vectors.yaml"),
) -> None:
    """Holds another region's tokens against the published test set: which differ, and by which step. Exit code 1 if one does."""
    from canbao_suite.token_vectors import differences, read_yaml
    from canbao_suite.token_words import SENTENCES

    language = lang or language_of_locale()
    try:
        published = read_yaml(vectors)
        found = differences(read_yaml(file), published)
    except CannotRun as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    for difference in found:
        console.print(difference.told(language), markup=False, soft_wrap=True)
    count = len(found) or len(published["documents"]) + len(published["people"])
    console.print(SENTENCES[language]["differ" if found else "all_equal"].format(count=count))
    raise typer.Exit(1 if found else 0)


def main() -> None:
    """Entry point of the `canbao` command."""
    app()


if __name__ == "__main__":
    main()
