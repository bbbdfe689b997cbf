"""What numba has no word for: fetch ahead, read eight bytes at once, and borrow an array."""

from importlib import import_module
from typing import Any

from homeward.tracing.kernels import ready

__all__ = ["borrowed", "fetch", "load_word"]


def _prefetch() -> Any:
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    cgutils: Any = import_module("numba.core.cgutils")

    def fetch(context: Any, array: Any, place: Any) -> Any:
        """Ask for the cache line of `array[place]`; the array is one-dimensional, or by rows."""

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            kind = signature.args[0]
            whole = context.make_array(kind)(context, builder, values[0])
            step = cgutils.unpack_tuple(builder, whole.strides)[0]
            at = builder.mul(step, values[1])
            start = builder.bitcast(whole.data, ir.IntType(8).as_pointer())
            address = builder.gep(start, [at])
            number = ir.IntType(32)
            takes = ir.FunctionType(
                ir.VoidType(), [ir.IntType(8).as_pointer(), number, number, number]
            )
            name = "llvm.prefetch.p0"
            call = cgutils.get_or_insert_function(builder.module, takes, name)
            builder.call(call, [address, number(1), number(3), number(1)])
            return context.get_dummy_value()

        return types.void(array, types.intp), generate

    return intrinsic(fetch)


def _load_word() -> Any:
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    def load_word(context: Any, array: Any, place: Any) -> Any:
        """The eight bytes of a byte array from a place on, whatever its alignment."""

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            whole = context.make_array(signature.args[0])(context, builder, values[0])
            start = builder.bitcast(whole.data, ir.IntType(8).as_pointer())
            wide = builder.bitcast(builder.gep(start, [values[1]]), ir.IntType(64).as_pointer())
            loaded = builder.load(wide)
            loaded.align = 1
            return loaded

        return types.uint64(array, types.intp), generate

    return intrinsic(load_word)


def _borrow() -> Any:
    from numba.extending import intrinsic

    arrayobj: Any = import_module("numba.np.arrayobj")

    def borrowed(context: Any, array: Any) -> Any:
        """The same array, whose users are not counted: somebody else keeps it until all are done.

        Counting is an atomic operation whenever an array is handed on, three quarters of the time
        of a kernel that hands them on in its loop.
        """

        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            kind = signature.args[0]
            given = context.make_array(kind)(context, builder, values[0])
            seen = context.make_array(kind)(context, builder)
            parts = {name: getattr(given, name) for name in ("data", "shape", "strides")}
            parts["itemsize"] = given.itemsize
            arrayobj.populate_array(seen, **parts, meminfo=None)
            return seen._getvalue()

        return array(array), generate

    return intrinsic(borrowed)


ready()
borrowed = _borrow()
fetch = _prefetch()
load_word = _load_word()
