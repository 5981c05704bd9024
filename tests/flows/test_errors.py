import pickle

import pytest

from flows.errors import AddressRefused, ExtractError, FetchError, FlowError, SendError


def test_a_message_names_its_subject_first_and_the_reason_alone_is_at_hand() -> None:
    error = FetchError("404 Not Found", subject="https://wire.test/feed", status=404, permanent=True)
    assert str(error) == "https://wire.test/feed: 404 Not Found"
    assert (error.reason, error.status, error.permanent, error.retry_after) == ("404 Not Found", 404, True, None)
    assert str(FlowError("no such list")) == "no such list"


@pytest.mark.parametrize(
    "error",
    [
        FetchError("late", subject="x", status=503, retry_after=60.0),
        AddressRefused("10.0.0.1 is not public", subject="x"),
        ExtractError("no text", subject="x"),
        SendError("refused", permanent=True, uncertain=True),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_crosses_processes_whole(error: FlowError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (str(copy), vars(copy)) == (str(error), vars(error))
