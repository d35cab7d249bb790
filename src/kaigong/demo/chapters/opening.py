"""The zone opens its ledger: bodies, people, sectors, thresholds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kaigong.accounts.services import open_zone
from kaigong.audit import clock
from kaigong.demo.people import enlist
from kaigong.demo.record import Record, moment
from kaigong.portfolio.services.levels import set_thresholds
from kaigong.portfolio.services.sectors import map_sectors, open_scheme

SLUG = "jingyue"
FIRST_DAY = date(2020, 1, 6)

SECTORS_2021 = (
    ("影视文旅", "Film and culture tourism"),
    ("数字经济", "Digital economy"),
    ("生命健康", "Life and health"),
    ("智能制造", "Smart manufacturing"),
    ("商贸", "Commerce"),
    ("现代农业", "Modern agriculture"),
    ("基础设施", "Infrastructure"),
    ("民生", "Public services"),
)
# The three cards of 2023, and what stands beside them in the same article.
SECTORS_2023 = (
    ("文化创意", "Cultural and creative industries"),
    ("智能制造", "Smart manufacturing"),
    ("现代农业", "Modern agriculture"),
    ("数字经济", "Digital economy"),
    ("生命健康", "Life and health"),
    ("商贸", "Commerce"),
    ("基础设施", "Infrastructure"),
    ("民生", "Public services"),
)
RENAMED = {"影视文旅": "文化创意"}
LEVELS = (
    (Decimal(50_000_000), ("5000 万元以上", "CNY 50 m and more")),
    (Decimal(100_000_000), ("亿元以上", "CNY 100 m and more")),
    (Decimal(1_000_000_000), ("10 亿元以上", "CNY 1 bn and more")),
)


def open_the_ledger() -> Record:
    """Open the zone with its people, and draw up what its figures are counted by."""
    with clock.as_if(moment(FIRST_DAY, 8, 30)):
        zone = open_zone(
            SLUG, name="长春净月高新区", name_en="Changchun Jingyue High-tech Zone", by=None
        )
        cast = enlist(zone)
        by = cast.administrator
        now = open_scheme(
            zone, first_year=2020, name="三大主导产业口径（2020—2022）",
            name_en="Three leading industries (2020–2022)", sectors=SECTORS_2021, by=by,
        )  # fmt: skip
        later = open_scheme(
            zone, first_year=2023, name="三张牌口径（2023 起）",
            name_en="Three cards (from 2023)", sectors=SECTORS_2023, by=by,
        )  # fmt: skip
        sectors = {sector.name: sector for sector in now.sectors.all()}
        after = {sector.name: sector for sector in later.sectors.all()}
        pairs = [(old, after[RENAMED.get(name, name)]) for name, old in sectors.items()]
        map_sectors(pairs, by=by)
        set_thresholds(zone, first_year=2020, levels=LEVELS, by=by)
    return Record(zone, cast, sectors)
