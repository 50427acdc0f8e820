"""How the kernel is compiled: its parts for the whole alone, the whole once (``model.draws.compiling``)."""

from __future__ import annotations

from typing import Any

from llvmlite.binding import Linkage, create_pass_builder, create_pipeline_tuning_options  # type: ignore[import-untyped]

from model.draws.compiling import Whole, entire_as, part

__all__ = ["part", "whole"]


class _Kernel(Whole):
    """Code that nobody links into his own: what it took in is known by nobody else.

    So the compiler may change how the parts call each other, and take in those that are called once.
    The kernel counts no references, so Numba's passes that look for these are left out. Its own loops
    are short, but the ten rounds of a draw are to be unrolled.
    """

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == Linkage.linkonce_odr:
                function.linkage = "internal"
        ways = create_pipeline_tuning_options(speed_level=3)
        ways.loop_vectorization = ways.slp_vectorization = False
        builder = create_pass_builder(self._codegen._tm, ways)
        builder.getModulePassManager().run(self._final_module, builder)


whole: Any = entire_as(_Kernel)
"""For the one function that is called from without."""
