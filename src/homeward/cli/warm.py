"""`homeward warm`: compile the tracing kernels once, so that no trace waits for the compiler."""

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def warm() -> None:
    """Compile the tracing kernels into a writable cache (seconds; again after updates only)."""
    from homeward.tracing.kernels import prepare_cache
    from homeward.tracing.kernels import warm as compile_all
    from homeward.tracing.progress import COMPILING, shown

    folder = prepare_cache()
    with shown(COMPILING):
        compile_all()
    typer.echo(f"The kernels are compiled in {folder}.")
