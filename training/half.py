"""The number format that networks are trained in: 16 bits where that is quick."""

import torch

# bfloat16 is twice as quick where a processor has it, and 25 times slower where it has not.
HALF = {
    "cpu": torch.bfloat16 if torch.cpu.get_capabilities().get("avx512_bf16") else torch.float32,
    "cuda": torch.bfloat16,
}
"""By device. The weights that an optimiser changes are kept in 32 bits beside."""
