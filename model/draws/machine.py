"""Compiled code kept on disk as what the processor reads, and called without the compiler that made it.

To load Numba takes longer than most runs and a hundred megabytes; whoever has the machine code
needs neither. It is kept under a name that tells all it is made of: the text of the program, the compiler's
version and the processor. Another one is not taken for it.
"""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections.abc import Callable, Iterable
from functools import cache, cached_property
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import platformdirs

_CHECKED = 16
"""Bytes of the digest with which kept code begins."""


class MachineCode(NamedTuple):
    """What the processor reads, the name of the place to enter it, and of what it calls elsewhere."""

    entrance: str
    needs: tuple[str, ...]
    code: bytes


class Machine:
    """One function of whole numbers that gives one: made at its first call, or read from disk.

    Parameters
    ----------
    name
        What its file is called, before all that it is made of.
    made_by
        The module that has ``machine_code()``; it is loaded only to compile.
    texts
        The files that the function is made of.
    """

    def __init__(self, name: str, made_by: str, texts: Callable[[], Iterable[Path]]) -> None:
        self._name, self._made_by, self._texts = name, made_by, texts
        self._lock = Lock()
        self._entrance: Any = None

    def __call__(self, *numbers: int) -> int:
        """Call it; other threads go on meanwhile."""
        if self._entrance is None:
            with self._lock:
                self._entrance = self._entrance or self._loaded(len(numbers))
        result = ctypes.c_int64()
        problem = ctypes.c_void_p()
        status = self._entrance(ctypes.byref(result), ctypes.byref(problem), *numbers)
        assert status == 0, f"compiled code of {self._name} gave up: {status}"
        return result.value

    def is_kept(self) -> bool:
        """Whether it need not be compiled."""
        return self._entrance is not None or self._kept() is not None

    def _loaded(self, numbers: int) -> Callable[..., int]:
        made = self._kept()
        if made is None:
            made = import_module(self._made_by).machine_code()
            self._keep(made)
        self._engine = _brought_in(made)  # the code lies there as long as the engine does
        address = self._engine.get_function_address(made.entrance)
        kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_int64] * numbers)
        return kind(address)

    def _kept(self) -> MachineCode | None:
        for folder in _folders():
            try:
                read = (folder / self._file).read_bytes()
            except OSError:
                continue
            digest, rest = read[:_CHECKED], read[_CHECKED:]
            if blake2b(rest, digest_size=_CHECKED).digest() == digest:
                names, _, code = rest.partition(b"\n")
                entrance, *needs = names.decode().split()
                return MachineCode(entrance, tuple(needs), code)
        return None

    def _keep(self, made: MachineCode) -> None:
        """Whole or not at all: others may be at it, too. Where nothing can be kept, it is made each time."""
        rest = " ".join((made.entrance, *made.needs)).encode() + b"\n" + made.code
        for folder in _folders():
            try:
                folder.mkdir(parents=True, exist_ok=True)
                with tempfile.NamedTemporaryFile(dir=folder, prefix=self._name, delete=False) as file:
                    file.write(blake2b(rest, digest_size=_CHECKED).digest() + rest)
                os.replace(file.name, folder / self._file)
                return
            except OSError:
                continue

    @cached_property
    def _file(self) -> str:
        digest = blake2b(_processor().encode(), digest_size=8)
        for file in self._texts():
            digest.update(file.read_bytes())
        return f"{self._name}.{digest.hexdigest()}.machine-code"


KEPT_IN = "SCHEDULE_RISK_CACHE"
"""The environment's word for a folder in which compiled code is to be kept, and nowhere else."""


def _folders() -> list[Path]:
    """Where compiled code is kept: beside the program, or where the user's other such things are."""
    if wanted := os.environ.get(KEPT_IN):
        return [Path(wanted)]
    return [Path(__file__).parent / "__pycache__", platformdirs.user_cache_path("schedule-risk")]


@cache
def _processor() -> str:
    """What compiled code depends on beside the text of the program."""
    from llvmlite import binding  # type: ignore[import-untyped]

    features = binding.get_host_cpu_features().flatten()
    return " ".join([version("numba"), version("llvmlite"), binding.get_host_cpu_name(), features])


def _brought_in(made: MachineCode) -> Any:
    """Machine code brought to where it can be called."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    machine = binding.Target.from_default_triple().create_target_machine(jit=True)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    # Where the C of this computer lacks a function, Numba has one.
    if any(binding.address_of_symbol(name) is None for name in made.needs):
        import_module("numba.core.registry").cpu_target.target_context.refresh()
    engine.add_object_file(binding.ObjectFileRef.from_data(made.code))
    engine.finalize_object()
    return engine
