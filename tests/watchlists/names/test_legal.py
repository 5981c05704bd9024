import pytest

from watchlists.names.organizations.legal import without_legal_forms


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("rostec jsc", "rostec"),
        ("публичное акционерное общество камаз", "камаз"),
        ("пао камаз", "камаз"),
        ("rheinmetall ag", "rheinmetall"),
        ("leonardo s p a", "leonardo"),
        ("orlen sp z o o", "orlen"),
        ("krka d d", "krka"),
        ("кб сухого", "кб сухого"),
        ("our world in data", "our world in data"),
        ("ltd", "ltd"),
    ],
)
def test_a_legal_form_is_left_out_at_either_end_and_nowhere_else(name: str, kept: str) -> None:
    assert without_legal_forms(name.split()) == kept.split()
