"""The dynamic parameters that a command would have with some arguments: asked of the command, which is not run."""

from __future__ import annotations

from typing import Any

from psbridge.engine.binder.arguments import Arg
from psbridge.engine.cmdlet import Cmdlet
from psbridge.engine.completion.words import silent
from psbridge.engine.context import DISCARD, Context
from psbridge.engine.elements import CmdletElement
from psbridge.engine.errors import ExitRequest
from psbridge.engine.functions import FunctionElement
from psbridge.engine.parameternames import refuse_clashes
from psbridge.engine.parameters import Parameter
from psbridge.engine.scopes import UNSET
from psbridge.errors import PsBridgeError
from psbridge.language import Ast, CommandAst, CommandParameterAst, ConstantExpressionAst, StringConstantExpressionAst


class _Asked(PsBridgeError):
    """Carries the parameters out of a binding that need not go on."""

    def __init__(self, found: Any) -> None:
        super().__init__("asked")
        self.found: list[Parameter] = list(found or ())


class _AskingFunction(FunctionElement):
    __slots__ = ()

    def _dynamic(self, binder: Any) -> Any:
        raise _Asked(super()._dynamic(binder))


class _AskingCmdlet(CmdletElement):
    __slots__ = ()

    def _dynamic(self, binder: Any) -> Any:
        raise _Asked(super()._dynamic(binder))


def dynamic_parameters(ctx: Context, info: Any, command: CommandAst) -> list[Parameter]:
    """Those with the arguments typed so far; empty for a command that has none, or cannot say."""
    try:
        return asked(ctx, info, _arguments(command), command.extent)
    except (PsBridgeError, ExitRequest, RecursionError):
        return []


def asked(ctx: Context, info: Any, args: list[Arg], extent: Any = None) -> list[Parameter]:
    """Those with these arguments; raises what binding them raises."""
    element = _element(silent(ctx), info, args, extent)
    if element is None:
        return []
    kept = ctx.execution.success, list(ctx.execution.errors)
    try:
        element.prepare(DISCARD, element.caller.streams, True)
    except _Asked as answer:
        for one in answer.found:
            one.is_dynamic = True
        refuse_clashes((*element.binder.meta.all, *answer.found))
        return answer.found
    finally:
        ctx.execution.success = kept[0]
        ctx.execution.errors[:] = kept[1]
    return []


def _element(ctx: Context, info: Any, args: list[Arg], extent: Any) -> Any:
    cls = getattr(info, "cls", None)
    if cls is not None:
        has_some = cls.dynamic_parameters is not Cmdlet.dynamic_parameters
        return _AskingCmdlet(info, info.name, args, ctx, extent) if has_some else None
    block = getattr(info, "block", None)
    if block is None or block.body.dynamic is None:
        return None
    return _AskingFunction(info, block, info.name, args, ctx, extent)


def _arguments(command: CommandAst) -> list[Arg]:
    """The arguments before the last word as far as they are plain words; another value is left out with its parameter."""
    found: list[Arg] = []
    elements = command.command_elements[1:-1]
    for at, one in enumerate(elements):
        if isinstance(one, CommandParameterAst):
            value = UNSET if one.argument is None else _constant(one.argument)
            follows = elements[at + 1] if at + 1 < len(elements) else None
            if one.argument is not None and value is UNSET:
                continue
            if (
                one.argument is None
                and follows is not None
                and not isinstance(follows, CommandParameterAst)
                and _constant(follows) is UNSET
            ):
                continue
            found.append(Arg(one.parameter_name, value))
        elif _constant(one) is not UNSET:
            found.append(Arg(None, _constant(one)))
    return found


def _constant(node: Ast) -> Any:
    return node.value if isinstance(node, (ConstantExpressionAst, StringConstantExpressionAst)) else UNSET
