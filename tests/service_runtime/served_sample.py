"""The sample service as a process of its own: `python -m tests.service_runtime.served_sample`, as `run_service` serves."""

from process_runtime.listening import listening
from service_runtime.draining import DrainingServer
from tests.service_runtime.sample_service import SampleSettings, create_from_environment


def main() -> None:
    """Until SIGTERM."""
    app, settings = create_from_environment(), SampleSettings()
    DrainingServer(
        listening(app, host=settings.host, port=settings.port, log_config=None), app.state.runtime.drain, settings.drain_seconds
    ).run()


if __name__ == "__main__":
    main()
