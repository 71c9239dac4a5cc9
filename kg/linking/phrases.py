"""Recogniser of phrases: runs of capitalised words, and nouns of the field with what stands before them ("block quantization", "memory bank").

It proposes far more than is true. The learned decision sorts; without it these candidates stay below the threshold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.linking.candidates import Candidate
from kg.linking.document import Document
from kg.linking.shapes import type_by_neighbours
from kg.model import EntityType

_CAPITALISED = re.compile(
    r"(?<![\w-])[A-Z][\w]*(?:[-'][\w]+)*(?:[ ](?:of|and|for|in|with|to|via|on|the|&)(?=[ ][A-Z])|[ ][A-Z][\w]*(?:[-'.][\w]+)*|[ ]\d+(?:\.\d+)?(?![\w%]))+"
)
_TITLE_CUT = re.compile(r"\s*[:?!,–—]\s+|\s(?:for|with|via|in|using|by|of|through|as|from|to|on|under|and|is|are|based on|meets|without|towards?|into|at|beyond|across|against|over|between)\s", re.IGNORECASE)
_SENTENCE_WORDS = frozenset(
    "The A An In On At To For From With By As If We Our This That These Those It Its Such However Moreover Furthermore Additionally Specifically Finally First Second Third Here There When While "
    "Although Though Since Because Given Unlike Through Using Based Both Each All Many Most Some Recent Existing Current Despite Despite Extensive Experimental Experiments Results Code And Or But Then Thus Hence "
    "Therefore Compared Building Inspired Motivated Leveraging Notably Importantly Empirically Theoretically Under Across Among Beyond Towards Toward Crucially Consequently Meanwhile Nevertheless Yet Not Only "
    "Does Do Is Are Can How What Why Which Who One Two Three Also Even Project Page Website GitHub Github Dataset Models Data Available".split()
)
_METHOD_HEADS = (
    "learning|networks?|attention|optimi[sz]ation|optimizers?|search|sampling|sampler|samplers|routing|quanti[sz]ation|pruning|distillation|training|pretraining|pre-training|tuning|fine-tuning|inference|decoding|encoding|embeddings?|"
    "regulari[sz]ation|normali[sz]ation|augmentation|regression|fusion|alignment|scheduling|caching|cache|compression|factori[sz]ation|decomposition|approximation|equations?|theorem|transforms?|filters?|filtering|kernels?|"
    "process|processes|fields?|graphs?|trees?|memory|bank|policy|policies|control|controllers?|encoders?|decoders?|transformers?|operators?|matching|masking|reweighting|prompting|prompts?|steering|simulation|simulators?|agents?|"
    "tokeni[sz]ation|tokeni[sz]ers?|rendering|splatting|representations?|priors?|bandits?|games?|codes?|protocols?|algorithms?|machines?|ensembles?|calibration|gating|clustering|hashing|merging|replay|curriculum|rewards?|"
    "programming|parallelism|adapters?|modules?|layers?|experts?|mechanisms?|formulation|models?|systems?|descent|divergence|bounds?|laws?|maps?|theory|analysis|engineering|verification|rollouts?|buffers?|queries|warping|editing|guidance|unlearning|attacks?|defen[cs]es?|watermarking|distances?|flows?|logic|grammars?|sketching|convolutions?|pooling|synthesis|bootstrapping|backpropagation|relaxation|propagation|interpolation|projection|coding|cryptography|computing|odometry|perception"
)
_TASK_HEADS = (
    "classification|detection|segmentation|recognition|generation|reconstruction|prediction|forecasting|navigation|manipulation|understanding|reasoning|answering|retrieval|translation|tracking|estimation|completion|"
    "locali[sz]ation|planning|grasping|captioning|summari[sz]ation|recommendation|parsing|grounding|registration|restoration|denoising|inpainting|super-resolution|identification|matching|ranking|re-ranking|diagnosis|"
    "exploration|locomotion|coordination|allocation|disambiguation|extraction|imputation|discovery|design|assessment|monitoring|mapping|driving|modeling|modelling|problems?|tasks?|composition|adaptation|generali[sz]ation|robustness|anticipation|assembly|inspection|scheduling|search|moderation|annotation|evaluation|stitching|relighting|animation|retargeting|simulation|screening|mining|learning|control|following|calling|use|repair|synthesis|analysis|editing|perception"
)
_NOUN = re.compile(rf"(?<![\w-])((?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*|[A-Z][\w]*(?:-[\w]+)*|\d?D) )((?:[a-z][a-z0-9]*(?:-[a-z0-9]+)* ){{0,2}})({_METHOD_HEADS}|{_TASK_HEADS})(?![\w-])")
_TASK = re.compile(_TASK_HEADS)
_NOT_BEFORE = frozenset(
    """a an the this that these those our their its his her your my we they it and or but nor so as at by for from in into of on onto over per than through to under up upon via with within without is are was were be
    been being has have had do does did can could may might must shall should will would not no such both each every all any some many most more less several few other another same different various new novel recent
    existing previous prior current proposed presented introduced first second third one two three four five further also often only even still thus hence then when where while which who whose how what why if else
    good better best high higher highest low lower lowest large larger largest small smaller smallest simple complex efficient effective powerful robust strong weak key main major important significant
    using used use uses employing leveraging applying combining between among across during after before against about around toward towards like including improve improves improving improved enable enables enabling
    achieve achieves achieving outperform outperforms show shows demonstrate propose proposes present presents develop develops design designs introduce introduces require requires requiring make makes making
    support supports supporting provide provides perform performs performing conduct train trains training test evaluate guide guides drive drives reduce reduces reducing enhance enhances enhancing maintain ensure
    ensures ensuring allow allows allowing help helps helping lead leads model models method methods approach approaches framework frameworks specific general overall entire whole full standard traditional conventional
    modern popular common typical challenging difficult fast faster accurate reliable available possible able given additional extensive comprehensive detailed superior competitive comparable real real-world
    state-of-the-art end-to-end high-quality large-scale well-known so-called underlying corresponding resulting final initial original single multiple individual separate joint direct way ways time times them""".split()
)


def find_phrases(doc: Document) -> list[Candidate]:
    """Capitalised runs in the abstract, parts of the title, and noun phrases with one to three words before a noun of the field."""
    return [*_title_parts(doc), *_capitalised(doc), *_noun_phrases(doc)]


def _title_parts(doc: Document) -> Iterator[Candidate]:
    """What stands between the prepositions of a title: "Sequential Gradient Coding" for Straggler Mitigation."""
    title = doc.title.text
    cuts = [(0, "", 0), *((m.start(), m[0].strip().lower(), m.end()) for m in _TITLE_CUT.finditer(title)), (len(title), "", len(title))]
    for (_, joint, begin), (end, following, _) in zip(cuts, cuts[1:], strict=False):
        words = title[begin:end].split(" ")
        while words and words[0].lower() in ("a", "an", "the", "our", "towards", "toward", "on", ""):
            begin += len(words.pop(0)) + 1
        stop = begin + len(" ".join(words).rstrip(" .?!,"))
        if 2 <= len(words) <= 6 and stop > begin:
            yield Candidate(begin, stop, title[begin:stop], "phrase", f"title part behind {joint or 'nothing'} before {following or 'nothing'}", 0.35, "method")


def _capitalised(doc: Document) -> Iterator[Candidate]:
    for found in _CAPITALISED.finditer(doc.text, doc.body):
        start, end = found.span()
        words = found[0].split(" ")
        while words and (words[0] in _SENTENCE_WORDS or words[0].lower() in ("of", "and", "for", "in", "with", "to", "via", "on", "the", "&")):
            start += len(words.pop(0)) + 1
        if len(words) < 2 or len(words) > 8 or not words[0][0].isupper():
            continue
        type_, rule = type_by_neighbours(doc.text, start, end)
        yield Candidate(start, end, doc.text[start:end], "phrase", "capitalised" if rule == "shape" else f"capitalised, {rule}", 0.4, type_)


def _noun_phrases(doc: Document) -> Iterator[Candidate]:
    position = 0
    while found := _NOUN.search(doc.text, position):
        position = found.start(3)
        starts = [found.start(1)]
        if found[2]:
            offset = found.start(2)
            for word in found[2].split():
                starts.append(offset)
                offset += len(word) + 1
        head = found[3]
        type_: EntityType = "task" if _TASK.fullmatch(head) else "method"
        for start in starts:
            words = doc.text[start : found.end()].split(" ")
            if any(word.lower() in _NOT_BEFORE for word in words[:-1]) or len(words) > 4:
                continue
            yield Candidate(start, found.end(), doc.text[start : found.end()], "phrase", f"{len(words)} words", 0.3, type_)
