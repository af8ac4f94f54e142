"""The built-in encoder's vocabulary as a sentencepiece model, a fifth of what tokenizers takes of memory."""

from __future__ import annotations

from pathlib import Path

from ingest.e5file import Packed

NORMALISATION = "nmt_nfkc"  # XLM-R's; what the file's own table of characters says


def write_pieces(packed: Packed, path: Path) -> None:
    """Write the Unigram pieces of ``packed``; a piece's place stays its id.

    Raises:
        OSError: Writing failed.
    """
    from sentencepiece import SentencePieceNormalizer
    from sentencepiece.sentencepiece_model_pb2 import ModelProto, TrainerSpec

    model = ModelProto()
    rules = SentencePieceNormalizer(rule_name=NORMALISATION).serialized_model_proto()
    model.normalizer_spec.CopyFrom(ModelProto.FromString(rules).normalizer_spec)
    model.normalizer_spec.add_dummy_prefix = True
    model.normalizer_spec.remove_extra_whitespaces = True
    model.normalizer_spec.escape_whitespaces = True
    model.trainer_spec.model_type = TrainerSpec.UNIGRAM
    model.trainer_spec.vocab_size = len(packed.pieces)
    kinds = dict.fromkeys(packed.special.values(), ModelProto.SentencePiece.CONTROL)
    kinds[packed.special["unk"]] = ModelProto.SentencePiece.UNKNOWN
    for place, (text, score) in enumerate(packed.pieces):
        kind = kinds.get(place, ModelProto.SentencePiece.NORMAL)
        model.pieces.add(piece=text, score=score, type=kind)
    for name, place in packed.special.items():
        setattr(model.trainer_spec, f"{name}_id", place)
        setattr(model.trainer_spec, f"{name}_piece", packed.pieces[place][0])
    path.write_bytes(model.SerializeToString())
