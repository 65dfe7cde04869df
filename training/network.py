"""The reranker's network: the default model's transformer with four numbers a token on top."""

import torch
from torch import nn
from transformers import AutoModel

from index.encode.sentence_transformer import packaged_model_folder
from index.rerank.model import END


class Network(nn.Module):
    """Scores every token of a window."""

    def __init__(self) -> None:
        """Start from the default model's weights; its word vectors stay as they are."""
        super().__init__()
        # Attention written out is quicker in bf16 on a CPU than torch's fused one; dropping
        # out costs a sixth of the time, for an epoch or two of data.
        self.transformer = AutoModel.from_pretrained(
            str(packaged_model_folder()),
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            local_files_only=True,
        )
        self.transformer.embeddings.requires_grad_(requires_grad=False)
        self.head = nn.Linear(self.transformer.config.hidden_size, END + 1)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        """Return the numbers of ``index.rerank.model``; shape (windows, tokens, 4)."""
        hidden = self.transformer(
            input_ids=ids, attention_mask=mask, token_type_ids=types
        ).last_hidden_state
        numbers: torch.Tensor = self.head(hidden)
        return numbers
