"""How compiled code is made: small parts only translated, what is called from Python as one whole.

Numba makes machine code of every function and optimises it anew in each one that calls it, so that
some two hundred small functions cost minutes. Here a part is only translated, and what it calls is
left for later; a whole takes in every part it needs, once, and it is the whole that is optimised and
made into machine code, and kept on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from llvmlite.binding import (  # type: ignore[import-untyped]
    Linkage,
    create_pass_builder,
    create_pipeline_tuning_options,
    parse_assembly,
)
from numba import njit
from numba.core import compiler, sigutils, typed_passes, types, untyped_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.registry import CPUDispatcher

from model.draws.machine import MachineCode

# -- code ------------------------------------------------------------------------------------------


class _Part(JITCodeLibrary):
    """Code that is only ever taken into other code: each function tidied, without what it calls itself."""

    def finalize(self) -> None:
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == Linkage.external:
                function.linkage = "linkonce_odr"  # as Numba marks what several may take in
        self._finalize_dynamic_globals()
        self._finalized = True

    def _get_module_for_linking(self) -> Any:
        """For code that knows nothing of parts: with all that it calls."""
        if self._shared_module is None:
            self._shared_module = self._final_module.clone()
            _take_in(self._shared_module, self._linking_libraries)
        return self._shared_module


class Whole(JITCodeLibrary):
    """Code made of parts, and of the parts of these."""

    def finalize(self) -> None:
        """Take in all that is called, then optimise."""
        _take_in(self._final_module, self._linking_libraries)
        self._linking_libraries = []
        super().finalize()


class Standalone(Whole):
    """Code that is called by address, and that nobody links into his own.

    What it took in is known by nobody else; so the compiler may change how the parts call each other,
    and take in those that are called once. Its arrays belong to others, so that it has nothing to free, and
    Numba's passes that look for references are left out. Its own loops are short, but the ten rounds of a
    draw are to be unrolled.
    """

    def finalize(self) -> None:
        """Take in all that is called, then optimise. Numba's own engine never gets to know this code."""
        module = self._final_module
        _take_in(module, self._linking_libraries)
        module.link_in(parse_assembly(_FREES_NOTHING))
        for function in module.functions:
            if not function.is_declaration and function.linkage in (Linkage.linkonce_odr, Linkage.weak_odr):
                function.linkage = "internal"
        ways = create_pipeline_tuning_options(speed_level=3)
        ways.loop_vectorization = ways.slp_vectorization = False
        builder = create_pass_builder(self._codegen._tm, ways)
        builder.getModulePassManager().run(module, builder)
        module.verify()
        self._finalized = True


_FREES_NOTHING = "define linkonce_odr void @NRT_MemInfo_call_dtor(ptr %whose) { ret void }"


def _take_in(module: Any, libraries: list[Any]) -> None:
    """Link into a module what it calls, and what that calls in turn."""
    for library in _all_called(libraries):
        own = library._final_module if isinstance(library, _Part) else library._get_module_for_linking()
        module.link_in(own, preserve=True)


def _all_called(libraries: list[Any]) -> list[Any]:
    """These libraries and, of parts, all that they call in turn: each once, and after all who call it.

    The order matters: what nobody has yet asked for is dropped when it is linked.
    """
    seen: set[Any] = set()
    innermost_first: list[Any] = []

    def visit(library: Any) -> None:
        if library in seen:
            return
        seen.add(library)
        if isinstance(library, _Part):
            for one in library._linking_libraries:
                visit(one)
        innermost_first.append(library)

    for library in libraries:
        visit(library)
    return innermost_first[::-1]


# -- how it is made ----------------------------------------------------------------------------------


class _Remembering:
    """What types a built-in function takes and gives, found out once: there are few, and it takes long."""

    _known: ClassVar[dict[tuple[Any, Any], Any]] = {}

    def __init__(self, context: Any) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def resolve_function_type(self, function: Any, arguments: Any, named: Any) -> Any:
        if type(function) is not types.Function or named:
            return self._context.resolve_function_type(function, arguments, named)
        key = function, tuple(arguments)
        if key not in self._known:
            self._known[key] = self._context.resolve_function_type(function, arguments, named)
        return self._known[key]


@register_pass(mutates_CFG=True, analysis_only=False)
class _Typing(typed_passes.NopythonTypeInference):
    """Finds the type of everything."""

    _name = "typing_with_a_memory"

    def run_pass(self, state: Any) -> bool:
        context = state.typingctx
        state.typingctx = _Remembering(context)
        try:
            return bool(super().run_pass(state))
        finally:
            state.typingctx = context


@register_pass(mutates_CFG=True, analysis_only=False)
class _Translation(typed_passes.NativeLowering):
    """Translates a part and hands it on, without machine code of its own."""

    _name = "translation_of_a_part"

    def run_pass(self, state: Any) -> bool:
        state.library = _Part(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        state.flags.no_compile = True
        super().run_pass(state)
        told = state["cr"]
        # A name that no other code has; Numba asks for a built-in here. Nothing ever calls it.
        entrance: Any = [].clear
        state.targetctx.insert_user_function(entrance, told.fndesc, [state.library])
        state["cr"] = told._replace(cfunc=entrance)
        return True


class _Passes(compiler.CompilerBase):
    """Only those passes that plain code needs: no closures, no array expressions, no ``with``."""

    last: Any
    """The pass that makes code of it."""

    def define_pipelines(self) -> list[Any]:
        passes = PassManager("part of compiled code")
        passes.add_pass(untyped_passes.TranslateByteCode, "analyzing bytecode")
        passes.add_pass(untyped_passes.FixupArgs, "fix up args")
        passes.add_pass(untyped_passes.IRProcessing, "processing IR")
        passes.add_pass(untyped_passes.ReconstructSSA, "ssa")
        passes.add_pass(_Typing, "typing")
        passes.add_pass(typed_passes.PreLowerStripPhis, "remove phis nodes")
        passes.add_pass(typed_passes.IRLegalization, "ensure IR is legal prior to lowering")
        passes.add_pass(self.last, "translation")
        passes.add_pass(typed_passes.NoPythonBackend, "nopython mode backend")
        passes.finalize()
        return [passes]


class _PartPasses(_Passes):
    last = _Translation


class _PartFunction(CPUDispatcher):
    """A function that compiled code calls; where Python does, it is made into a whole first."""

    _compiler: Any

    def compile(self, sig: Any) -> Any:
        """Translate it for arguments of these types, unless that is done."""
        arguments, returned = sigutils.normalize_signature(sig)
        known: dict[Any, Any] = self.overloads
        if arguments not in known:
            with global_compiler_lock, self._compiling_counter:
                known[arguments] = self._compiler.compile(arguments, returned)
        return known[arguments].entry_point

    def _compile_for_args(self, *arguments: Any, **named: Any) -> Any:
        return self._alone  # Numba calls what it is given here

    @cached_property
    def _alone(self) -> Any:
        return entire(self.py_func)


# -- the two ways --------------------------------------------------------------------------------------


def part(function: Callable[..., Any] | None = None, *, inline: bool = False) -> Any:
    """For a function that only compiled code calls; ``inline`` where it is to be taken in at every call."""
    if function is None:
        return lambda one: part(one, inline=inline)
    options = {
        "nopython": True,
        "boundscheck": None,
        "error_model": "numpy",
        "forceinline": inline,
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
    }
    return _PartFunction(py_func=function, locals={}, targetoptions=options, pipeline_class=_PartPasses)


def _passes_of(library: type[Whole]) -> type[_Passes]:
    """The way to make a whole, as code of a kind."""
    is_called_by_address = issubclass(library, Standalone)

    @register_pass(mutates_CFG=True, analysis_only=False)
    class Completion(typed_passes.NativeLowering):
        """Translates a whole and takes in its parts."""

        _name = f"completion_of_a_{library.__name__}"

        def run_pass(self, state: Any) -> bool:
            state.library = library(state.targetctx.codegen(), state.func_id.func_qualname)
            state.library.enable_object_caching()
            state.flags.no_compile = is_called_by_address
            return bool(super().run_pass(state))

    class WholePasses(_Passes):
        last = Completion

    return WholePasses


_WHOLE = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
"""Division is as in numpy, because the check for a zero divisor costs more than a draw."""

entire: Any = njit(cache=True, **_WHOLE, pipeline_class=_passes_of(Whole))  # type: ignore[call-overload]
"""For a function that tests and benchmarks call from Python; kept on disk by Numba."""


def machine_code(function: Callable[..., int]) -> MachineCode:
    """The machine code of a function of whole numbers that gives one.

    Called by address, as ``int32 entrance(int64 *result, void **problem, int64 argument, ...)``: this is
    how code made by Numba calls its like.
    """
    options = {**_WHOLE, "nopython": True, "boundscheck": None, "no_cpython_wrapper": True}
    made: Any = CPUDispatcher(function, targetoptions=options, pipeline_class=_passes_of(Standalone))
    with global_compiler_lock:
        arguments = (types.int64,) * function.__code__.co_argcount
        told = made._compiler.compile(arguments, types.int64)
        told.library.finalize()
        module = told.library._final_module
        foreign = [one.name for one in module.functions if one.is_declaration]
        needs = [name for name in foreign if not name.startswith("llvm.")]
        code = told.library._codegen._tm.emit_object(module)
    return MachineCode(told.fndesc.llvm_func_name, tuple(needs), code)
