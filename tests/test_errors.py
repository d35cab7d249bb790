"""Every error of the house helps in both languages, and both state the same facts."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import re
from collections import Counter

import pytest

import kaigong
from kaigong.errors import KaigongError

for module in pkgutil.walk_packages(kaigong.__path__, "kaigong."):
    if ".migrations" not in module.name and module.name != "kaigong.__main__":
        importlib.import_module(module.name)


def kinds(of: type[KaigongError] = KaigongError) -> list[type[KaigongError]]:
    found = [kind for kind in of.__subclasses__() if kind.__module__.startswith("kaigong.")]
    return found + [below for kind in found for below in kinds(kind)]


# A family's first class is there to be caught, and is never raised itself.
LEAVES = {kind for kind in kinds() if not kind.__subclasses__()}
ALL = sorted(LEAVES, key=lambda kind: (kind.code, kind.__name__))
CHINESE = re.compile(r"[㐀-鿿]")


class _Fact:
    """A fact that shows its name, however the sentence wants it written."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __format__(self, _spec: str) -> str:
        return f"<{self.name}>"


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
class TestAnError:
    def test_states_the_same_facts_in_both_languages(self, kind: type[KaigongError]) -> None:
        chinese = {name.removesuffix("_zh") for name in kind.named_facts("zh")}
        english = {name.removesuffix("_en") for name in kind.named_facts("en")}
        assert chinese == english  # a fact that is a word itself comes as `found_zh`, `found_en`

    def test_speaks_both_languages(self, kind: type[KaigongError]) -> None:
        assert CHINESE.search(kind.zh)
        assert not CHINESE.search(kind.en)
        assert len(kind.en) > 10

    def test_quotes_as_the_house_does(self, kind: type[KaigongError]) -> None:
        assert not re.search(r"[“”]", kind.zh)  # 「」 stand in Chinese text, “ ” in English

    def test_is_put_into_words_with_its_facts(self, kind: type[KaigongError]) -> None:
        if kind.in_language is not KaigongError.in_language:
            return  # it builds its sentence from a list; its own slice tests it
        facts = {name: _Fact(name) for name in kind.named_facts("zh") | kind.named_facts("en")}
        error = kind(**facts)
        for language in ("zh-hans", "en"):
            text = error.in_language(language)
            assert all(f"<{fact}>" in text for fact in kind.named_facts(language))
            assert "{" not in text

    def test_survives_the_way_to_another_process(self, kind: type[KaigongError]) -> None:
        if kind.in_language is not KaigongError.in_language:
            return
        error = kind(**dict.fromkeys(kind.named_facts("zh") | kind.named_facts("en"), 1))
        again = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
        assert (type(again), again.facts) == (kind, error.facts)

    def test_has_a_code_of_its_slice(self, kind: type[KaigongError]) -> None:
        assert re.fullmatch(r"[a-z_]+\.[a-z0-9-]+", kind.code)


def test_no_code_is_used_twice() -> None:
    assert [code for code, count in Counter(kind.code for kind in ALL).items() if count > 1] == []
