"""The binder's errors: one table of texts, one way to make a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psbridge.engine.errors import ScriptError, error_record, locate, place
from psbridge.objects.records import InvocationInfo

if TYPE_CHECKING:
    from psbridge.language.source import Extent
    from psbridge.objects.exceptions import NetException

BINDING = "ParameterBindingException"
VALIDATION = "ParameterBindingValidationException"
TRANSFORMATION = "ParameterBindingArgumentTransformationException"

# id -> (exception, category, text)
TEXTS: dict[str, tuple[str, str, str]] = {
    "NamedParameterNotFound": (BINDING, "InvalidArgument", "A parameter cannot be found that matches parameter name '{0}'."),
    "PositionalParameterNotFound": (BINDING, "InvalidArgument", "A positional parameter cannot be found that accepts argument '{0}'."),
    "AmbiguousParameter": (
        BINDING,
        "InvalidArgument",
        "Parameter cannot be processed because the parameter name '{0}' is ambiguous. Possible matches include:{1}.",
    ),
    "AmbiguousParameterSet": (
        BINDING,
        "InvalidArgument",
        (
            "Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be used together "
            "or an insufficient number of parameters were provided."
        ),
    ),
    "AmbiguousPositionalParameterNoName": (
        BINDING,
        "InvalidArgument",
        "Cannot bind positional parameters because no names were given.",
    ),
    "MissingArgument": (
        BINDING,
        "InvalidArgument",
        "Missing an argument for parameter '{0}'. Specify a parameter of type '{1}' and try again.",
    ),
    "ParameterAlreadyBound": (
        BINDING,
        "InvalidArgument",
        (
            "Cannot bind parameter because parameter '{0}' is specified more than once. To provide multiple values to parameters that can "
            'accept multiple values, use the array syntax. For example, "-parameter value1,value2,value3".'
        ),
    ),
    "MissingMandatoryParameter": (
        BINDING,
        "InvalidArgument",
        "Cannot process command because of one or more missing mandatory parameters:{0}.",
    ),
    "InputObjectNotBound": (
        BINDING,
        "InvalidArgument",
        (
            "The input object cannot be bound to any parameters for the command either because the command does not take pipeline input "
            "or the input and its properties do not match any of the parameters that take pipeline input."
        ),
    ),
    "InputObjectMissingMandatory": (
        BINDING,
        "InvalidArgument",
        "The input object cannot be bound because it did not contain the information required to bind all mandatory parameters: {0}",
    ),
    "CannotConvertArgumentNoMessage": (BINDING, "InvalidArgument", "Cannot bind parameter '{0}'. {1}"),
    "CannotConvertArgument": (
        BINDING,
        "InvalidArgument",
        "Cannot convert '{1}' to the type '{2}' required by parameter '{0}'. {3}",
    ),
    "ParameterBindingFailed": (BINDING, "WriteError", 'Cannot bind parameter \'{0}\' to the target. Exception setting "{0}": "{1}"'),
    "ScriptBlockArgumentNoInput": (
        BINDING,
        "MetadataError",
        (
            "Cannot evaluate parameter '{0}' because its argument is specified as a script block and there is no input. "
            "A script block cannot be evaluated without input."
        ),
    ),
    "ScriptBlockArgumentNoOutput": (
        BINDING,
        "MetadataError",
        "Cannot evaluate parameter '{0}' because its argument input did not produce any output.",
    ),
    "ScriptBlockArgumentInvocationFailed": (
        BINDING,
        "InvalidArgument",
        "Cannot evaluate parameter '{0}' because its argument is specified as a script block and the evaluation failed. {1}",
    ),
    "GetDynamicParametersException": (BINDING, "InvalidArgument", "Cannot retrieve the dynamic parameters for the cmdlet. {0}"),
    "ParameterArgumentValidationError": (VALIDATION, "InvalidData", "Cannot validate argument on parameter '{0}'. {1}"),
    "ParameterArgumentValidationErrorNullNotAllowed": (
        VALIDATION,
        "InvalidData",
        "Cannot bind argument to parameter '{0}' because it is null.",
    ),
    "ParameterArgumentValidationErrorEmptyStringNotAllowed": (
        VALIDATION,
        "InvalidData",
        "Cannot bind argument to parameter '{0}' because it is an empty string.",
    ),
    "ParameterArgumentValidationErrorEmptyArrayNotAllowed": (
        VALIDATION,
        "InvalidData",
        "Cannot bind argument to parameter '{0}' because it is an empty array.",
    ),
    "ParameterArgumentValidationErrorEmptyCollectionNotAllowed": (
        VALIDATION,
        "InvalidData",
        "Cannot bind argument to parameter '{0}' because it is an empty collection.",
    ),
    "ParameterArgumentTransformationError": (
        TRANSFORMATION,
        "InvalidData",
        "Cannot process argument transformation on parameter '{0}'. {1}",
    ),
    "MismatchedPSTypeName": (
        TRANSFORMATION,
        "InvalidArgument",
        (
            "Cannot bind argument to parameter '{0}', because PSTypeNames of the argument do not match the PSTypeName "
            "required by the parameter: {1}."
        ),
    ),
}

NAMELESS = "<ScriptBlock>"  # what call stacks say of a block that is no function; errors name no command then


class Blame:
    """Who is called and where: what every error of a binding says about it."""

    __slots__ = ("ctx", "extent", "info", "name", "qualifier")

    def __init__(self, name: str, qualifier: str, extent: Extent | None, ctx: Any, info: Any = None) -> None:
        self.name, self.qualifier, self.extent, self.ctx, self.info = name, qualifier, extent, ctx, info

    def failure(
        self,
        error_id: str,
        *words: Any,
        at: Extent | None = None,
        target: Any = None,
        inner: NetException | None = None,
        parameter: str | None = None,
    ) -> ScriptError:
        """The error `error_id`, ready to be raised."""
        kind, category, text = TEXTS[error_id]
        record = error_record(kind, text.format(*words), error_id, category, target, inner)
        record.qualifier = "" if self.qualifier == NAMELESS else self.qualifier
        record.category_info.activity = "" if self.name == NAMELESS else self.name
        record.exception.extra.update(ErrorId=error_id, ParameterName=parameter or (words[0] if words else None), CommandInvocation=None)
        where = at or self.extent
        if where is not None:
            info = InvocationInfo(self.info, self.name)
            place(info, where)
            record.invocation_info = info
        locate(record, self.ctx, where)
        return ScriptError(record)
