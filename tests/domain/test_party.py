"""Unified social credit codes (GB 32100-2015)."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.party import ALPHABET, EnterpriseGiven, check_character, uscc_is_sound

FIRST_17 = st.text(alphabet=ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "9144030071526726XG"])
def test_a_real_code_is_sound(code: str) -> None:
    assert uscc_is_sound(code)


@given(FIRST_17)
def test_one_last_character_is_right_and_no_other(first17: str) -> None:
    sound = [last for last in ALPHABET if uscc_is_sound(first17 + last)]

    assert sound == [check_character(first17)]


@given(FIRST_17, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(first17: str, at: int, other: str) -> None:
    code = first17 + check_character(first17)
    changed = code[:at] + other + code[at + 1 :]

    assert uscc_is_sound(changed) is (changed == code)


@given(st.text(max_size=20))
def test_anything_else_is_not_sound_and_breaks_nothing(code: str) -> None:
    alphabetical = len(code) == 18 and set(code) <= set(ALPHABET)

    assert alphabetical or not uscc_is_sound(code)


@given(FIRST_17)
def test_every_sound_code_can_be_written_down(first17: str) -> None:
    code = first17 + check_character(first17)

    assert msgspec.convert({"name": "某厂", "uscc": code}, EnterpriseGiven).uscc == code


@pytest.mark.parametrize("code", ["91310000MA1FL0L69", "91310000ma1fl0l691", "I" * 18, "壹" * 18])
def test_a_code_has_eighteen_capitals_and_digits(code: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"name": "某厂", "uscc": code}, EnterpriseGiven)
