"""Recogniser of coined names by their shape: inner capitals, letters with digits, acronyms; and what kind of thing their neighbours say they are."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.linking.candidates import Candidate
from kg.linking.document import Document
from kg.model import EntityType

WORD = re.compile(r"[^\W_]+(?:(?:[-_+*@&]|\.(?=\d|(?:jl|js|cpp|rs|py)\b)|\+(?=-)|\^(?=\d))[^\W_]+)*(?:\+\+?|\*(?=[\s,.)]))?")
_INNER = re.compile(r"[A-Z\dμα-ω_](?:(?<=\S[^_])|(?<=[a-z]_)(?=[a-z]))")  # the set of signs in front, so that `re` looks for them alone
_COINED = re.compile(r"[A-Z].*[A-Z]|[a-zα-ωμ].*[A-Z]|[A-Z].*\d|[a-z]{2,}\d|[A-Zμα-ω]\d|[μα-ω][a-z]{2}|[a-z]{2}_[a-z]{2}")
_TRIMMED = re.compile(
    r"(?:-(?:based|style|like|driven|aware|guided|trained|generated|powered|enhanced|assisted|augmented|inspired|enabled|centric|level|only|free|tuned|specific|native|accelerated|"
    r"optimized|compatible|oriented|conditioned|as|a|judge|type|induced|derived|equipped|infused|integrated|informed|regularized|optimal|hard|complete|agnostic|side|class|scale|ready|"
    r"equivariant|invariant|efficient|friendly|supported|controlled|tracking|series|family|and|to|in|the|of|or|planning|learning|training|inference|finetuning|pretraining|bound|based|[a-z]{4,}ly))+$"
)
_TITLE_CASE = re.compile(r"[A-Z]?[a-z]+(?:-[A-Z]?[a-z]+)*")
_JOINED_CAPITALS = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]*)+")
_MACRO = re.compile(r"(?<![\w-])\\([A-Za-z]{3,})")
_COMMAND = re.compile(
    r"(?:cite|href|url|text|footnote|ref|label|sqrt|tilde|hat|bar|left|right|Left|Right|long|var|math|operator|over|under)\w*|times|circ|ell|sim|simeq|approx|frac|[lgn]eq|[lgn]e|preceq|succeq|infty|small|large|"
    r"itshape|bfseries|percent|nabla|log|exp|min|max|sum|prod|int|degree|space|next|break|cdots?|[lvd]dots|dots|pm|mp|to|star|ast|dagger|prime|partial|forall|exists|subset|cup|cap|cal|emph|item|begin|end|num|unicode\w*|"
    r"(?:our|the)?(?:tool|method|name|model|net|system|ours?|approach|framework|dataset|benchmark)(?:name)?|[Aa]lpha|[Bb]eta|[Gg]amma|[Dd]elta|[Ee]psilon|[Zz]eta|[Tt]heta|[Kk]appa|[Ll]ambda|[Ss]igma|[Pp]hi|[Pp]si|[Oo]mega"
)
"""What stands behind a backslash and is no name: TeX's own commands, and the words by which papers call themselves."""
_PREFIX = re.compile(r"^(?:pre|post|non|multi|anti|sub|semi|cross|inter|intra|vanilla|standard|existing|(?:model|method|dataset|benchmark|framework|algorithm|approache|baseline|system|network|task)s)-(?=[A-Z])")
MAKERS = frozenset("NVIDIA Nvidia AMD Intel IBM Huawei Qualcomm Samsung Xilinx Apple Google Microsoft Meta Amazon Facebook OpenAI DeepMind Anthropic Alibaba Tencent Baidu ByteDance".split())
"""Those who make what papers use, and are none of it: only the names of their products are entities."""
# Shapes that name no entity: metrics, units, generic abbreviations, document words.
NOT_NAMES = frozenset(
    """AI ML DL LLM LLMs MLLM MLLMs VLM VLMs LVLM LVLMs LMM LMMs LM LMs DNN DNNs NN NNs ANN ANNs SLM SLMs NLP CV SOTA SoTA STEM ID IDs OOD IID i.i.d HTTP URL PDF API APIs UI UIs GUI GUIs QA Q&A VQA IQA
    1D 2D 3D 4D 5D 6D 2.5D 6DoF 6-DoF 7-DoF 2-DoF 3-DoF 4-DoF DoF DoFs DOF RGB RGBD RGB-D FPS fps FLOP FLOPs FLOPS GFLOPs GFLOPS TFLOPS TFLOPs TOPS MAC MACs PSNR SSIM LPIPS FID FVD IoU mIoU MIoU mAP AP AP50 AR AUC AUROC AUPRC ROC F1 F1-score MSE MAE RMSE MAPE MPJPE
    BLEU BLEU-4 ROUGE ROUGE-L METEOR CIDEr WER CER EER MOS PESQ STOI SDR SI-SDR NDCG MRR Recall@1 R@1 Top-1 Top-5 pass@k pass@1 ADE FDE PPL KLD ACC Acc UAR ATE APE RPE CLIPScore KID IS NME DSC HD95 mF1 R2 R@10 nDCG NRMSE SNR PCC SRCC PLCC CCC BERTScore
    GB MB KB TB GHz MHz kHz Hz KHz GPU-hours GPU-days ms USA US UK EU UN COVID COVID-19 IEEE ACM CVPR ICCV ECCV NeurIPS ICLR ICML ACL EMNLP NAACL AAAI IJCAI ICRA IROS CoRL RSS KDD WWW SIGGRAPH INTERSPEECH ICASSP MICCAI ISBI PhD CEO CPU-only
    ADD-S SPL minADE minFDE MOTA MOTP HOTA IDF1 PA-MPJPE W-MPJPE WA-MPJPE MPVPE PVE AbsRel NDS EPE
    I II III IV VI VII VIII IX XI XII A/B AND OR NOT IF ONLY MUST ALL NP NP-hard P/NP O(1 O(n O(N vs w.r.t Eq Fig Sec PDE PDEs ODE ODEs SDE SDEs KPI KPIs SME SMEs R&D AGI ASI AIGC AI-generated GenAI SaaS PaaS IT OS CPUs GPUs TPUs RTL HPC IP NLU NLG IE SDK AR/VR HCI HRI GIS EHR EHRs EMR ICU
    mm cm km kg m/s W mW kW kWh MWh USD XAI CNN-based LLM-based T2I T2V I2V I2I I2T V2T T2M V2V V2A TTI TTS ASR OCR MT NMT NER CTR CVR GT BEV FoV FOV ROI RoI ROIs RoIs PnP TCP DSL DSLs IR LLM-as-a-judge LLM-as-a-Judge LLM-as-judge AI-driven RGB-T RGB-IR L1 L2 L0 K-12 DIY GPU-accelerated
    PI ID/OOD MHz. FLOPs/s IoU. NaN TODO README HTML CSS XML JSON YAML CSV SVG LaTeX UTF-8 ASCII""".split()
)
_NUMBERISH = re.compile(r"(?:arg)?(?:min|max|lim|sup|inf|log|sum)_.*|(?!\d[A-Z]{3}$)[\d.,/x×:%-]+[A-Za-z]{0,3}|[\d.]+-?(?:bit|bits|fold|way|shot|step|D|K|M|B|k|GB|MB|Hz|ms|th|st|nd|rd|x)\b.*|\d+[a-z]+|[\d.]+\*.+|[A-Z]\.(?:[A-Z]\.?)+|[A-Z]", re.ASCII)
_DATASET_SHAPE = re.compile(r"(?:[Bb]ench|Eval|QA|VQA|-?\d+[KkM]|[Ss]et|Corpus|Dataset|Wiki|Gym|Arena|DB|Zoo|COCO|ImageNet|CIFAR|MNIST)\+?$|^(?:CIFAR|MNIST|ImageNet|COCO|KITTI)|Bench(?:mark)?")
_DATASET_HEAD = re.compile(r"\s*(?:\([^)]{1,40}\)\s*)?(?:[a-z][\w-]*\s+){0,2}?(?:dataset|data set|benchmark|corpus|corpora|leaderboard|challenge|test set|testbed|collection|competition|shared task|environments?|suite|subset|split|database)s?\b")
_DATASET_LEAD = re.compile(
    r"(?:datasets?|benchmarks?|corpora|corpus|suites?|environments?)(?:,? (?:such as|like|including|namely|e\.g\.,?|i\.e\.,?|called|named)|:| \(|,)? (?:the )?$"
    r"|\b(?:evaluat\w+|experiments?|results?|performance|tested|trained|training|pretrained|validated?|accuracy|improvements?|gains?|scores?|state-of-the-art|success rate|conducted|benchmarked|achieves?.{0,40}) on (?:the |both |a )?$"
)
_LEAD_ENDS = (", ", ": ", "(", "on ", "the ", "both ", " a ", "as ", "like ", "including ", "namely ", "called ", "named ", "., ", ". ", "dataset ", "datasets ", "benchmark ", "benchmarks ", "corpus ", "corpora ", "suite ", "suites ")
"""How the text in front has to end for `_DATASET_LEAD` to match: looked at first, because it is quick."""
_HARDWARE_HEAD = re.compile(r"\s+(?:GPUs?|CPUs?|processors?|accelerators?|chips?|boards?|microcontrollers?|FPGAs?|robots?|devices?|SoCs?|cameras?|sensors?|humanoids?|quadrupeds?|supercomputer|cluster)\b")
_CITED = re.compile(r"\]|['’]\d\d\b")
"""Behind a key of a reference ("[AT17]") or a conference of a year ("STOC'17"), which are no entities."""


def find_coined_names(doc: Document, covered: set[tuple[int, int]]) -> list[Candidate]:
    """The words that look like coined names, with the type that the words around say, method where they say nothing; none at a span that is `covered`."""
    found = []
    text = doc.text
    done = 0
    shouted = _is_shouted(doc.title.text)
    for inner in _INNER.finditer(text):  # a capital or digit behind a word's first sign: nine words in ten have none
        if inner.start() < done:
            continue
        begin = max(text.rfind(" ", 0, inner.start()), text.rfind("\n", 0, inner.start())) + 1
        done = text.find(" ", inner.end())
        done = len(text) if done < 0 else done
        for match in WORD.finditer(text, begin, done):
            word = match[0]
            if len(word) < 2 or (word.isalpha() and word[1:].islower()):
                continue
            trimmed = coined_part(word)
            if trimmed is None:
                if match.start() > doc.body and text[match.start() - 2] not in ".!?:" and _JOINED_CAPITALS.fullmatch(word) and match.span() not in covered:
                    found.append(Candidate(*match.span(), word, "shape", "capitals joined by hyphens", 0.3, type_by_neighbours(text, *match.span())[0]))
                continue
            start = match.start() + trimmed[0]
            end = start + len(trimmed[1])
            if _CITED.match(text, end) and (text[end] in "'’" or text[start - 1] == "["):
                continue
            if (start, end) in covered or (shouted and end < doc.body and trimmed[1].isupper() and trimmed[1] not in text[doc.body :]):
                continue
            type_, rule = type_by_neighbours(text, start, end)
            found.append(Candidate(start, end, trimmed[1], "shape", rule, 0.6, type_))
    return found + _macros(doc) if "\\" in text else found


def _is_shouted(title: str) -> bool:
    """Whether a title is set in capitals, so that they tell no name."""
    return title.isupper() or (len(title) > 20 and sum(map(str.isupper, title)) > 2 * sum(map(str.islower, title)))


def _macros(doc: Document) -> list[Candidate]:
    """Names that a page kept as a TeX macro, which authors make for what they bring: `\\lieflow`."""
    macros = [m for m in _MACRO.finditer(doc.text) if not _COMMAND.fullmatch(m[1])]
    return [Candidate(*m.span(1), m[1], "introduced", "macro", 0.7, type_by_neighbours(doc.text, *m.span(1))[0], introduced=True) for m in macros]


@lru_cache(maxsize=65536)
def coined_part(word: str) -> tuple[int, str] | None:
    """The part of a word that is a coined name and where it begins in it: `LoRA` of `LoRA-based`; None if there is none."""
    if not _COINED.search(word):
        return None
    stem = _TRIMMED.sub("", word)
    prefix = _PREFIX.match(stem)
    begin = prefix.end() if prefix else 0
    stem = stem[begin:]
    bare = stem[:-1] if stem.endswith("s") and stem[:-1].isupper() else stem
    if _TITLE_CASE.fullmatch(stem):
        return None
    if len(bare) < 2 or stem in NOT_NAMES or bare in NOT_NAMES or stem in MAKERS or _NUMBERISH.fullmatch(stem) or not _COINED.search(stem):
        return None
    parts = re.split(r"[-/]", stem)
    if all(p in NOT_NAMES or not _COINED.search(p) for p in parts) and len(parts) > 1 and (any(p in NOT_NAMES for p in parts) or any(p.islower() and len(p) > 3 for p in parts)):
        return None
    if "/" in stem and all(p in NOT_NAMES or p.islower() for p in stem.split("/")):
        return None
    return begin, stem


def type_by_neighbours(text: str, start: int, end: int) -> tuple[EntityType, str]:
    """What kind of thing the words beside a name say it is, and the rule that says so."""
    behind = text[end : end + 60]
    if _DATASET_HEAD.match(behind):
        return "dataset", "before a dataset word"
    if _HARDWARE_HEAD.match(behind):
        return "hardware", "before a hardware word"
    if _DATASET_SHAPE.search(text[start:end]):
        return "dataset", "dataset shape"
    if text.endswith(_LEAD_ENDS, 0, start) and _DATASET_LEAD.search(text[max(0, start - 60) : start]):
        return "dataset", "behind a dataset cue"
    return "method", "shape"
