"""Recogniser of hardware expressions: count, vendor, product line and number, memory, class — "8 NVIDIA A100 80GB GPUs"."""

from __future__ import annotations

import re

from kg.linking.candidates import Candidate
from kg.linking.document import Document

_VENDOR = r"(?:(?:NVIDIA|Nvidia|nVidia|AMD|Intel|Google|Huawei|Apple|Qualcomm|Xilinx|Samsung|Tesla|GeForce|Instinct|Radeon|ARM|Arm|AWS|IBM|MediaTek|Rockchip|Unitree)(?:'s|\(R\))?\s+)*"
_COUNT = r"(?:(?P<count>\d{1,6}|a single|one|two|four|eight|sixteen|dozens of|hundreds of|thousands of)(?:\s?[x×]\s?|\s+|-))?"
_MEMORY = r"(?:[\s-]*\(?(?P<memory>\d{1,4})\s?-?(?:GB|GiB|G)\b\)?)?"
_CLASS = r"(?:[\s-]*(?P<class>GPUs?|TPUs?|CPUs?|NPUs?|accelerators?|chips?|processors?|cards?|cores?|boards?|SoCs?|devices?|graphics cards?|clusters?|nodes?|servers?))?"

# Product numbers that are hardware wherever they stand, and those that are only beside a vendor, a count or a class.
_SURE = (
    r"(?:RTX|GTX)[\s-]?(?:A\d{4}|Pro\s\d{4}|\d{3,4}(?:[\s-]?(?:Ti|Super|SUPER|Ada|D))*(?:\s(?:Laptop|Mobile))?)|Titan\s?(?:RTX|Xp|X|V)\b|Quadro\s(?:RTX\s)?[A-Z]?\d{4}|"
    r"TPU[\s-]?v\d[a-z]?(?:-\d+)?|TPUv\d[a-z]?(?:-\d+)?|Jetson(?:\s(?:AGX|Orin|Xavier|Nano|TX1|TX2|NX|Thor))+|Jetson\b|Ascend[\s-]?\d{3}[A-Z]?\d?|MI\d{2,3}[XA]?\b|Gaudi[\s-]?\d|"
    r"Snapdragon(?:\s\d(?:\+?\sGen\s\d)?|\s\d{3,4}|\sX\sElite)?|Xeon(?:\s(?:Phi|Gold|Platinum|Silver|E\d-?\d{4}))?(?:\s\d{4}[A-Z]?)?|EPYC(?:\s\d{4}[A-Z]?)?|Ryzen(?:\s\d\s\d{4}[A-Z]*)?|"
    r"Raspberry\sPi(?:\s(?:\d[A-Z]?\+?|Zero|Pico)(?:\s\dW)?)?|Cortex-[AMRX]\d+[A-Z+]*|Dimensity\s?\d{3,4}|Exynos\s?\d{3,4}|Kirin\s?\d{3,4}|STM32\w*|ESP32(?:-\w+)?|Kryo\s?\d+|Adreno\s?\d{3}|"
    r"(?:Unitree\s)(?:Go1|Go2|G1|H1|H1-2|A1|B1|B2|Z1)|Grace[\s-]Hopper|Blackwell|Trainium\s?\d?|Inferentia\s?\d?|Versal|Alveo\s\w+|Zynq(?:[\s-]UltraScale\+?)?(?:\s\w+)?|VCU\d{3}|ZCU\d{3}|KV260"
)
_BESIDE = r"[AHBVPTL]\d{2,3}[A-Z]?|M[46]0|GB\d{3}|GH200|K[248]0m?|T4|P4|L4|A1[06]|A2|M[1-5](?:\s(?:Pro|Max|Ultra))?|[AU]\d{2}[A-Z]?|910[A-C]?|310P?"
_EXPRESSION = re.compile(
    rf"(?<![\w/.-]){_COUNT}(?P<name>(?P<vendor>{_VENDOR})(?:(?P<sure>{_SURE})|(?P<beside>{_BESIDE})))(?:s\b)?(?![\w]|-(?!based|class|\d+\s?G|SXM|PCIe|s\b)[A-Za-z0-9]){_MEMORY}(?:[\s-]?(?:SXM\d?|PCIe|HBM\d?e?))?{_CLASS}"
)
_ALWAYS = frozenset("A100 A800 H100 H200 H800 V100 P100 B200 GB200 GH200 GB300 B300 H20".split())
_WORDS = {"a single": "1", "one": "1", "two": "2", "four": "4", "eight": "8", "sixteen": "16"}
_LEADING_VENDOR = re.compile(rf"^{_VENDOR}")


def find_hardware(doc: Document) -> list[Candidate]:
    """The hardware expressions of a document; count and memory (GB) are in the candidate's details."""
    if not doc.cues.hardware:
        return []
    found = []
    for match in _EXPRESSION.finditer(doc.text):
        beside = match["beside"]
        if beside and not (match["vendor"] or match["class"] or match["memory"] or beside in _ALWAYS):
            continue
        count = _WORDS.get(match["count"] or "", match["count"] or "")
        details = [("count", count)] if count.isdigit() else []
        details += [("memory", match["memory"])] if match["memory"] else []
        start, end = match.span("name")
        found.append(Candidate(start, end, _canonical(match["name"]), "hardware", "expression", 0.92, "hardware", details=tuple(details)))
    return found


def _canonical(surface: str) -> str:
    """The product without its maker: `NVIDIA A100` is `A100`, `TPUv4` is `TPU v4`."""
    name = " ".join(_LEADING_VENDOR.sub("", surface).split()) or surface
    name = re.sub(r"^TPU[\s-]?v(\d[a-z]?)(?:-\d+)?$", r"TPU v\1", name)
    name = re.sub(r"^(RTX|GTX|Ascend|Gaudi)-?(?=\d|A\d)", r"\1 ", name).replace("  ", " ")
    if surface.startswith(("Unitree",)):
        name = "Unitree " + name.removeprefix("Unitree ")
    return name
