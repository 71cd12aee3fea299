"""The `gilbeot` command (DESIGN §4). Heavy parts are imported by the command that needs them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

import typer

from assistant import __version__
from assistant.commands import ask, backtest, engine, evaluate, keys, listen, serve, text
from assistant.commands import map as map_command
from assistant.commands.calendars import calendars
from assistant.commands.habits import habits
from assistant.commands.me import me
from assistant.commands.models import models
from assistant.commands.recordings import recordings
from assistant.commands.trips_import import trips
from assistant.commands.voice_bench import voice_bench

if TYPE_CHECKING:
    from assistant.commands.errors import CommandError

app = typer.Typer(
    name="gilbeot",
    help="길벗: 떠나기 전에 가는 길이 안전한지 알려 드려요. (Is the way safe?)",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ask")(ask.ask)
app.command("talk")(ask.talk)
app.command("listen")(listen.listen)
app.command("serve")(serve.serve)
app.command("understand")(text.understand)
app.command("times")(text.times)
app.add_typer(engine.risk, name="risk")
app.command("feeds")(engine.feeds)
app.command("map")(map_command.map_of)
app.command("scenarios")(engine.scenarios)
app.add_typer(keys.keys, name="keys")
app.add_typer(trips, name="trips")
app.add_typer(me, name="me")
app.add_typer(habits, name="habits")
app.add_typer(calendars, name="calendars")
app.add_typer(models, name="models")
app.add_typer(recordings, name="recordings")
app.command("evaluate")(evaluate.evaluate)
app.command("backtest")(backtest.backtest)
app.command("voice-bench")(voice_bench)


@app.command()
def version() -> None:
    """버전을 알려 드려요."""
    typer.echo(__version__)


def main() -> None:
    """Entry point: errors are one clear line on standard error, never a stack trace."""
    from assistant.commands.errors import CommandError, wrong_settings

    try:
        app()
    except CommandError as error:
        _end(error)
    except ValueError as error:
        known = wrong_settings(error)
        if known is None:
            raise
        _end(known)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


def _end(error: CommandError) -> NoReturn:
    typer.echo(f"gilbeot: {error}", err=True)
    sys.exit(error.status)


if __name__ == "__main__":
    main()
