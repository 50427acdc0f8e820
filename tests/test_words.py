"""What the program says: every sentence whole in both languages, every number as people write it."""

from __future__ import annotations

import tomllib
import unicodedata
from datetime import date
from importlib.resources import files
from string import Formatter

import pytest

from model.words import (
    CAUSES,
    LANGUAGE_VARIABLE,
    LANGUAGES,
    LexiconError,
    chosen_language,
    gathered,
    lexicon,
    say,
    say_band,
    say_chance,
    say_chance_between,
    say_date,
    say_days,
    say_deadline,
    say_interval,
    say_money,
    say_number,
    say_points_between,
    say_time_left,
)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def plain(text: str) -> str:
    """The text with ordinary spaces, so that a test can be typed."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("key", sorted(lexicon()))
def test_a_sentence_is_whole_in_both_languages(key: str) -> None:
    texts = lexicon()[key]
    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    assert blanks(texts["vi"]) == blanks(texts["en"])
    assert all(unicodedata.is_normalized("NFC", text) for text in texts.values())


@pytest.mark.parametrize(
    "name", ["cause", "cli", "figure", "register", "starter", "table", "trace", "unit", "workbook"]
)
def test_keys_begin_with_the_name_of_their_file(name: str) -> None:
    text = files("model").joinpath("lexicon", f"{name}.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == {name}


def test_there_are_words_for_every_cause() -> None:
    assert {key for key in lexicon() if key.startswith("cause.")} == {f"cause.{cause}" for cause in CAUSES}


def test_a_sentence_is_filled_in() -> None:
    assert say("cli.done", "vi", folder="results/x") == "Kết quả: results/x"
    assert say("cli.done", "en", folder="results/x") == "Results: results/x"


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(AssertionError, match=r"no key 'cli\.dnoe'"):
        say("cli.dnoe", "vi")


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(AssertionError, match="no language 'fr'"):
        say("cli.done", "fr")


def test_a_key_may_not_be_said_twice() -> None:
    said = {"a": {"b": {"vi": "x", "en": "x"}}}
    with pytest.raises(LexiconError, match=r"two\.toml: \[a\.b\] is already said in one\.toml"):
        gathered({"one.toml": said, "two.toml": said})


def test_a_key_may_not_lack_a_language() -> None:
    with pytest.raises(LexiconError, match=r"\[a\.b\] needs exactly vi and en"):
        gathered({"one.toml": {"a": {"b": {"vi": "x"}}}})


@pytest.mark.parametrize(
    ("said", "around", "lang"),
    [
        (None, None, "vi"),
        (None, "en", "en"),
        (None, "en_GB.UTF-8", "en"),
        (None, "fr", "vi"),
        ("vi", "en", "vi"),
        ("en", None, "en"),
    ],
)
def test_the_command_line_chooses_the_language_then_the_environment_then_vietnamese(
    said: str | None, around: str | None, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(LANGUAGE_VARIABLE, raising=False)
    if around is not None:
        monkeypatch.setenv(LANGUAGE_VARIABLE, around)
    assert chosen_language(said) == lang


def test_dates() -> None:
    assert say_date(date(2024, 12, 31), "vi") == "31/12/2024"
    assert say_date(date(2024, 12, 31), "en") == "2024-12-31"
    assert say_date("2024-03-01", "vi") == "01/03/2024"
    assert say_date("", "vi") == "—"


def test_a_deadline_may_be_a_span() -> None:
    assert plain(say_deadline("2024-12-31", "vi")) == "31/12/2024"
    assert plain(say_deadline("45 d", "vi")) == "45 ngày"
    assert plain(say_deadline("6 mo", "en")) == "6 months"


@pytest.mark.parametrize(
    ("chance", "text"),
    [
        (0.0, "< 1 %"),
        (0.0099, "< 1 %"),
        (0.01, "1 %"),
        (0.634, "63 %"),
        (0.635, "64 %"),
        (0.285, "29 %"),
        (0.99, "99 %"),
        (0.991, "> 99 %"),
        (1.0, "> 99 %"),
    ],
)
def test_a_chance_is_in_whole_points_and_never_certain(chance: float, text: str) -> None:
    assert plain(say_chance(chance, "vi")) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.604, 0.657, "60–66 %"),
        (0.60, 0.66, "60–66 %"),
        (0.57, 0.58, "57–58 %"),
        (0.0, 0.0038, "0–1 %"),
        (0.9962, 1.0, "99–100 %"),
    ],
)
def test_an_interval_is_widened_to_whole_points(low: float, high: float, text: str) -> None:
    assert plain(say_interval(low, high)) == text


def test_a_chance_comes_with_its_interval() -> None:
    assert plain(say_chance_between(0.63, 0.604, 0.657, "vi")) == "63 % (60–66)"


def test_a_band_is_never_from_a_certainty_to_the_same() -> None:
    assert plain(say_band(0.1234, 0.6862, "vi")) == "12–69 %"
    assert plain(say_band(0.998, 1.0, "en")) == "99–100 %"
    assert plain(say_band(1.0, 1.0, "en")) == "> 99 %"
    assert plain(say_band(0.0, 0.0, "vi")) == "< 1 %"


def test_a_difference_comes_with_its_interval_and_signs() -> None:
    assert plain(say_points_between(0.042, 0.011, 0.07, "vi")) == "+4,2 điểm % (+1,1 đến +7,0)"
    assert plain(say_points_between(-0.12, -0.151, -0.09, "en")) == "−12.0 points (−15.1 to −9.0)"
    assert plain(say_points_between(-0.0001, -0.01, 0.0081, "en")) == "0.0 points (−1.0 to +0.9)"


def test_numbers_days_and_money() -> None:
    assert say_number(1234.5, "vi", 1) == "1.234,5"
    assert say_number(1234.5, "en", 1) == "1,234.5"
    assert say_number(-0.04, "vi", 1) == "0,0"
    assert say_number(-1.5, "vi", 1) == "−1,5"
    assert plain(say_days(1234.4, "vi")) == "1.234 ngày"
    assert plain(say_days(1, "en")) == "1 day"
    assert plain(say_money(1_234_500, "vi")) == "1.234,5 tỷ đồng"
    assert plain(say_money(1_234_500, "en")) == "1,234.5 bn VND"
    assert plain(say_money(20_000, "vi")) == "20 tỷ đồng"
    assert plain(say_money(-50, "vi")) == "−0,05 tỷ đồng"


def test_time_left() -> None:
    assert plain(say_time_left(0.2, "vi")) == "1 giây"
    assert plain(say_time_left(61, "vi")) == "2 phút"
    assert plain(say_time_left(4800, "vi")) == "1 giờ 20 phút"
