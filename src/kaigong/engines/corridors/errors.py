"""What a corridor's works may be wrong about."""

from __future__ import annotations

from kaigong.errors import KaigongError


class UnknownLayerError(KaigongError):
    code = "corridors.unknown-layer"
    zh = "没有「{layer}」这一层。"
    en = "There is no layer “{layer}”."


class EmptyStretchError(KaigongError):
    code = "corridors.empty-stretch"
    zh = "「{work}」的桩号要从小到大：{start} 到 {end}。"
    en = "“{work}” needs a stretch that ends after it begins: {start} to {end}."


class EndsBeforeStartError(KaigongError):
    code = "corridors.ends-before-start"
    zh = "「{work}」完成日 {finish} 早于开始日 {start}。"
    en = "“{work}” is finished on {finish}, before it starts on {start}."
