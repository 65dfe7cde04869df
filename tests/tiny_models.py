"""Real models of random weights, small enough to be made in a test."""

import shutil
from pathlib import Path

from index.encode.sentence_transformer import packaged_model_folder


def cross_encoder(folder: Path, scores: int) -> Path:
    """Write a cross-encoder that gives so many scores a pair, and return its folder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=30522,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    config.num_labels = scores
    BertForSequenceClassification(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        source = packaged_model_folder() / name
        if source.is_file():
            shutil.copy(source, folder / name)
    return folder
