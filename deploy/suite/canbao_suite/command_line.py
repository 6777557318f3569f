"""`canbao`: the suite from the command line."""

import asyncio
import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from canbao_suite.managed_process import ProcessFailed
from canbao_suite.processes import Bus, Suite, SuiteNotReady

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Canbao (参保): the enrolment suite from the command line.")
rules = typer.Typer(no_args_is_help=True, help="Rule cases: files that a clerk can read.")
policy = typer.Typer(no_args_is_help=True, help="The policy book.")
app.add_typer(rules, name="rules")
app.add_typer(policy, name="policy")
console = Console(highlight=False, width=None if sys.stdout.isatty() else 110)

StateFolder = Annotated[Path, typer.Option("--state", envvar="CANBAO_STATE", help="Folder that keeps the suite's state between runs.")]
DEFAULT_STATE = Path(".state")


@contextmanager
def running(folder: Path, *, bus: Bus = "embedded", port: int | None = None) -> Iterator[Suite]:
    """A started suite, stopped at the end; what keeps it from starting becomes one sentence."""
    suite = Suite(folder.absolute(), bus=bus, port=port, say=lambda what: console.print(f"  [dim]{what}[/dim]"))
    try:
        suite.start()
        yield suite
    except (ProcessFailed, SuiteNotReady, OSError) as error:
        console.print(f"[red]The suite could not run:[/red] {error}")
        raise typer.Exit(2) from error
    finally:
        suite.stop()


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the story.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the state of earlier runs first.")] = False,
    port: Annotated[int, typer.Option(help="Port of the suite on 127.0.0.1.", min=1, max=65535)] = 8080,
    state: StateFolder = DEFAULT_STATE,
) -> None:
    """Starts the suite, tells the story of four people, runs a small season, and stays up."""
    from canbao_suite.demo import SMALL_SEASON, show

    folder = state / "demo"
    console.print(f"State is kept in {folder.absolute()}" + (" (made anew)." if fresh else "; --fresh forgets it."))
    if fresh:
        Suite(folder.absolute()).forget()
    with running(folder, port=port) as suite:
        asyncio.run(show(suite, console, season=not once))
        if not once:
            stay_up(suite, f"#/towns?scale={SMALL_SEASON}")


def stay_up(suite: Suite, page: str = "") -> None:
    """Prints where to look, and returns on Ctrl-C or SIGTERM. Separate processes have addresses of their own and no console."""
    if suite.bus == "embedded":
        console.print(f"Console   {suite.url('registration')}/console/{page}")
    for service in suite.ports:
        console.print(f"API docs  {suite.url(service)}/{service}/docs")
    console.print("Ctrl-C ends the suite; its state stays.")
    ended = threading.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, lambda *_: ended.set())
    while not ended.wait(1.0):
        for process in suite.processes.values():
            process.check()


@app.command()
def season(
    scale: Annotated[float, typer.Option(min=0.0005, max=1.0, help="1.0 = 465,874 people as targets.")] = 0.02,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people and the same mishaps.")] = 1,
    json_file: Annotated[Path | None, typer.Option("--json", help="Writes the figures to this file.")] = None,
    bus: Annotated[str, typer.Option(help="embedded, or rabbitmq: four processes on a private RabbitMQ node.")] = "embedded",
    keep: Annotated[bool, typer.Option(help="Keep the state folder.")] = False,
    state: StateFolder = DEFAULT_STATE,
) -> None:
    """Replays Kaiping's 2024 season from empty databases and audits it. Exit code 1 if the audit finds a difference."""
    from canbao_suite.season.run import run_season

    if bus not in ("embedded", "rabbitmq"):
        raise typer.BadParameter("embedded or rabbitmq", param_hint="--bus")
    folder = state / f"season-{bus}"
    Suite(folder.absolute()).forget()
    with running(folder, bus="rabbitmq" if bus == "rabbitmq" else "embedded") as suite:
        result = asyncio.run(run_season(suite, scale, seed, console))
    if not keep:
        suite.forget()
    console.print(f"{result.people:,} people in {result.seconds:.0f} s, largest process {result.peak_mb:.0f} MB.")
    if json_file:
        json_file.write_text(json.dumps(result.as_json(), ensure_ascii=False, indent=2) + "\n")
    raise typer.Exit(0 if result.is_clean else 1)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port of the suite on 127.0.0.1.", min=1, max=65535)] = 8080,
    bus: Annotated[str, typer.Option(help="embedded, or rabbitmq.")] = "embedded",
    state: StateFolder = DEFAULT_STATE,
) -> None:
    """Starts the suite without a story and stays up."""
    with running(state / "serve", bus="rabbitmq" if bus == "rabbitmq" else "embedded", port=port) as suite:
        stay_up(suite)


@app.command()
def token(
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
    area: Annotated[list[str] | None, typer.Option(help="An area-code prefix, for example 440783.")] = None,
    subject: Annotated[str, typer.Option()] = "console",
    state: StateFolder = DEFAULT_STATE,
) -> None:
    """Prints a development token of the demo's issuer."""
    from canbao_suite.issuer import Issuer

    print(Issuer.open(state.absolute() / "demo" / "issuer").mint(subject=subject, roles=role, areas=area or []))


@rules.command("check")
def rules_check(files: Annotated[list[Path], typer.Argument(help="YAML files of rule cases, or folders of them.")]) -> None:
    """Runs rule cases and says which hold. Exit code 1 if one does not."""
    from canbao_suite.rule_decisions import all_decisions
    from policy_parameters.rule_cases import main_check

    raise typer.Exit(main_check(files, all_decisions()))


@policy.command("check")
def policy_check() -> None:
    """Checks the policy book: every value cited, units known, no gaps, sums. Exit code 1 on an error; warnings are printed."""
    from policy_parameters import check_book

    problems = check_book()
    for problem in problems:
        console.print(f"{problem.level}: {problem.code} {problem.where}: {problem.msg}")
    errors = [problem for problem in problems if problem.level == "error"]
    console.print(f"{len(errors)} errors, {len(problems) - len(errors)} warnings.")
    raise typer.Exit(1 if errors else 0)


def main() -> None:
    """Entry point of the `canbao` command."""
    app()


if __name__ == "__main__":
    main()
