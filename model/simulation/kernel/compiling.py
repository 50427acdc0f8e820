"""How the kernel is compiled: its parts for the whole alone, the whole once.

Numba makes machine code of every function and optimises it anew in each one that calls it, so that
some hundred and seventy small functions cost minutes. Here the parts are only translated; what calls
them takes them in, and it is the whole that is optimised and made into machine code.
"""

from __future__ import annotations

from typing import Any

from llvmlite.binding import Linkage, create_pass_builder, create_pipeline_tuning_options  # type: ignore[import-untyped]
from numba import njit
from numba.core import compiler, typed_passes, untyped_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_machinery import PassManager, register_pass


class _Part(JITCodeLibrary):
    """Code that is only ever linked into other code."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _Translation(typed_passes.NativeLowering):
    """Translates a part and hands it on, without machine code of its own."""

    _name = "translation_of_a_part"

    def run_pass(self, state: Any) -> bool:
        codegen = state.targetctx.codegen()
        state.library = _Part(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        state.flags.no_compile = True
        super().run_pass(state)
        told = state["cr"]
        # A name that no other code has; Numba asks for a built-in here. Called by Python it refuses.
        entrance: Any = [].clear
        state.targetctx.insert_user_function(entrance, told.fndesc, [state.library])
        state["cr"] = told._replace(cfunc=entrance)
        return True


class _PartCompiler(compiler.CompilerBase):
    """Only those passes that plain code needs: no closures, no array expressions, no ``with``."""

    def define_pipelines(self) -> list[Any]:
        passes = PassManager("part of the kernel")
        passes.add_pass(untyped_passes.TranslateByteCode, "analyzing bytecode")
        passes.add_pass(untyped_passes.FixupArgs, "fix up args")
        passes.add_pass(untyped_passes.IRProcessing, "processing IR")
        passes.add_pass(untyped_passes.ReconstructSSA, "ssa")
        passes.add_pass(typed_passes.NopythonTypeInference, "nopython frontend")
        passes.add_pass(typed_passes.PreLowerStripPhis, "remove phis nodes")
        passes.add_pass(typed_passes.IRLegalization, "ensure IR is legal prior to lowering")
        passes.add_pass(_Translation, "translation")
        passes.add_pass(typed_passes.NoPythonBackend, "nopython mode backend")
        passes.finalize()
        return [passes]


class _Whole(JITCodeLibrary):
    """Code that nobody links into his own: what it took in is known by nobody else.

    So the compiler may change how the parts call each other, and take in those that are called once.
    The kernel counts no references, so Numba's passes that look for these are left out.
    """

    def _optimize_final_module(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == Linkage.linkonce_odr:
                function.linkage = "internal"
        ways = create_pipeline_tuning_options(speed_level=3)
        ways.loop_vectorization = ways.slp_vectorization = ways.loop_unrolling = False  # loops are short
        builder = create_pass_builder(self._codegen._tm, ways)
        builder.getModulePassManager().run(self._final_module, builder)


class _WholeCompiler(compiler.CompilerBase):
    """Numba's own pipeline, with a library of our kind."""

    def define_pipelines(self) -> list[Any]:
        state = self.state
        state.library = _Whole(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return [compiler.DefaultPassBuilder.define_nopython_pipeline(state)]


_options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

part: Any = njit(pipeline_class=_PartCompiler, error_model="numpy", **_options)
"""For a function that only compiled code of the kernel calls."""

whole: Any = njit(pipeline_class=_WholeCompiler, cache=True, nogil=True, error_model="numpy")
"""For the one function that is called from without."""
